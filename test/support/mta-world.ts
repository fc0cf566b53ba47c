import type { FactName } from '../../src/core/facts.ts'
import type { MachineGatherers } from '../../src/core/gatherer.ts'
import type { Asked } from '../../src/core/target.ts'
import type { World } from '../../src/core/world.ts'
import { gather } from '../../src/gather.ts'
import { machine } from './mta-facts.ts'
import { askedOf } from './session-facts.ts'

/** Looks at a machine with these gatherers alone. */
export const gatherMachine = (world: World, gatherers: Partial<MachineGatherers>, senders: readonly string[] = []) => {
  const asked: Asked = askedOf({ senders })
  return gather(new Set(Object.keys(gatherers) as FactName[]), gatherers, { target: machine, asked, world })
}
