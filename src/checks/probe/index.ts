import type { Check } from '../../core/check.ts'
import probeArrived from './probe-arrived.ts'
import probeFolder from './probe-folder.ts'

export const probeChecks: readonly Check[] = [probeArrived, probeFolder]
