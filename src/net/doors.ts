import type { World } from '../core/world.ts'
import { recordingDoors } from './tape/probe.ts'
import { veiledTape } from './tape/veiled.ts'
import type { VeilOfRun } from './veil-of-run.ts'
import type { OpenWorld } from './world.ts'

type Doors = Pick<World, 'letter' | 'mailbox' | 'trail'>

/** An opened world with the doors of a probe beside; what they show is recorded too, without what is secret in it. */
export function withDoors(opened: OpenWorld, doors: Doors, veil: VeilOfRun): OpenWorld {
  const { post } = opened.world
  const { doors: ears, heard } = recordingDoors({ ...doors, ...(post && { post }) })
  return {
    ...opened,
    world: { ...opened.world, ...ears, hide: veil.hide },
    tape: (about) => veiledTape({ ...opened.tape(about), probe: heard() }, veil),
    close() {
      opened.close()
      void doors.mailbox?.close()
    },
  }
}
