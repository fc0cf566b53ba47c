import type { DmarcRepair } from '../core/dmarc.ts'
import type { Change } from '../core/finding.ts'
import type { DmarcRecord } from '../records/dmarc/record.ts'

/** The ids that a record may bring up once receivers can read it. */
export const newlyRead = [
  'dmarc-policy/monitor-only',
  'dmarc-policy/testing',
  'dmarc-subdomains/weaker',
  'dmarc-reports/none',
  'dmarc-report-address/cannot-receive',
  'dmarc-report-consent/missing',
]

/** The repair, where publishing it makes a finding go away, and the name of the fix that goes with it. */
export const offer = (
  { changes, after }: DmarcRepair,
  gone: (after: DmarcRecord) => boolean,
): { repair?: Change[]; fixFor?: 'repaired' } =>
  after && changes.length > 0 && gone(after) ? { repair: changes, fixFor: 'repaired' } : {}
