import type { Check } from '../core/check.ts'
import { steps } from '../core/step.ts'
import type { TargetKind } from '../core/target.ts'
import { checksAboutAddress } from './about-address.ts'
import { checksAboutDomain } from './about-domain.ts'
import { checksAboutMachine } from './about-machine.ts'
import { checksAboutMessage } from './about-message.ts'
import { checksAboutProbe } from './about-probe.ts'
import { checksAboutRelay } from './about-relay.ts'

/** What is checked of each kind of target. Who asks about one kind loads that alone. */
export const checksFor: Readonly<Record<TargetKind, readonly Check[]>> = {
  domain: checksAboutDomain,
  address: checksAboutAddress,
  relay: checksAboutRelay,
  machine: checksAboutMachine,
  probe: checksAboutProbe,
  message: checksAboutMessage,
}

const places = Object.keys(steps)
/** Every check there is, once, by its step. */
export const checks: readonly Check[] = [...new Set(Object.values(checksFor).flat())].sort(
  (a, b) => places.indexOf(a.step) - places.indexOf(b.step),
)
