import type { MachineGatherers } from '../core/gatherer.ts'
import { seen } from '../core/observation.ts'
import { asked } from './asked.ts'
import { mailInABox } from './mail-in-a-box.ts'
import { mta } from './mta.ts'
import { mtaNames } from './mta-names.ts'
import { postfix } from './postfix.ts'
import { queues } from './queue.ts'
import { relayDane } from './relay-dane.ts'
import { relayOffers } from './relay-offers.ts'
import { signerKeys } from './signer-keys.ts'
import { signing } from './signing.ts'

/** How each fact about this machine's mail server is looked up. */
export const aboutMachine: MachineGatherers = {
  machine: async ({ target }) => seen(target),
  asked,
  mta,
  postfix,
  machineSelf: async ({ world }) => seen(world.machine.self),
  mailInABox,
  mtaNames,
  queues,
  relayDane,
  relayOffers,
  signing,
  signerKeys,
}
