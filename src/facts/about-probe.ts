import type { ProbeGatherers } from '../core/gatherer.ts'
import { seen } from '../core/observation.ts'
import { asked } from './asked.ts'
import { probeArrival } from './probe-arrival.ts'
import { probeSent } from './probe-sent.ts'
import { probeTrail } from './probe-trail.ts'

/** How each fact about a message that is sent and followed is looked up. */
export const aboutProbe: ProbeGatherers = {
  probe: async ({ target }) => seen(target),
  asked,
  probeSent,
  probeTrail,
  probeArrival,
}
