import type { Check } from '../../core/check.ts'
import dkimKeyLimits from './dkim-key-limits.ts'
import dkimKeyRecord from './dkim-key-record.ts'
import dkimKeyRevoked from './dkim-key-revoked.ts'
import dkimKeyStrength from './dkim-key-strength.ts'
import dkimKeyTarget from './dkim-key-target.ts'
import dkimKeyTesting from './dkim-key-testing.ts'
import dkimKeyWeak from './dkim-key-weak.ts'
import dkimKeys from './dkim-keys.ts'

/** The checks of this step, in catalogue order. */
export const dkimChecks: readonly Check[] = [
  dkimKeys,
  dkimKeyRecord,
  dkimKeyTarget,
  dkimKeyStrength,
  dkimKeyRevoked,
  dkimKeyTesting,
  dkimKeyLimits,
  dkimKeyWeak,
]
