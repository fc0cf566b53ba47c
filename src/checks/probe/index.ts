import type { Check } from '../../core/check.ts'
import probeAccepted from './probe-accepted.ts'
import probeArrived from './probe-arrived.ts'
import probeDelay from './probe-delay.ts'
import probeEncrypted from './probe-encrypted.ts'
import probeFolder from './probe-folder.ts'

export const probeChecks: readonly Check[] = [probeAccepted, probeEncrypted, probeArrived, probeFolder, probeDelay]
