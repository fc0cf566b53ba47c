import type { Check } from '../core/check.ts'
import { steps } from '../core/step.ts'
import type { TargetKind } from '../core/target.ts'
import { addressChecks } from './address/index.ts'
import { authenticationChecks } from './authentication/index.ts'
import dkimSignerKey from './dkim/dkim-signer-key.ts'
import { dkimChecks } from './dkim/index.ts'
import { dmarcChecks } from './dmarc/index.ts'
import { domainListChecks, listChecks } from './lists/index.ts'
import { messageChecks } from './message/index.ts'
import { mtaChecks } from './mta/index.ts'
import { mxChecks } from './mx/index.ts'
import { pathChecks } from './path/index.ts'
import { probeChecks } from './probe/index.ts'
import { receiverChecks } from './receivers/index.ts'
import { relayRecordChecks } from './relay-records/index.ts'
import { sessionChecks } from './session/index.ts'
import { spfChecks } from './spf/index.ts'
import { zoneChecks } from './zone/index.ts'

/** What is checked of each kind of target, in the order in which a report shows it. */
export const checksFor: Readonly<Record<TargetKind, readonly Check[]>> = {
  domain: [
    ...zoneChecks,
    ...mxChecks,
    ...spfChecks,
    ...dkimChecks,
    ...dmarcChecks,
    ...relayRecordChecks,
    ...receiverChecks,
    ...domainListChecks,
  ],
  address: [...addressChecks, ...listChecks],
  relay: sessionChecks,
  machine: [dkimSignerKey, ...mtaChecks],
  probe: probeChecks,
  message: [...receiverChecks, ...authenticationChecks, ...pathChecks, ...messageChecks],
}

const places = Object.keys(steps)
/** Every check there is, once, by its step. */
export const checks: readonly Check[] = [...new Set(Object.values(checksFor).flat())].sort(
  (a, b) => places.indexOf(a.step) - places.indexOf(b.step),
)
