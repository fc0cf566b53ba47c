import type { DmarcRepair } from '../core/dmarc.ts'
import type { Change } from '../core/finding.ts'
import type { DmarcRecord } from '../records/dmarc/record.ts'

/** The ids that a record may bring up once receivers can read it. */
export const newlyRead = [
  'dmarc-record/beside',
  'dmarc-syntax/tolerated',
  'dmarc-policy/monitor-only',
  'dmarc-policy/testing',
  'dmarc-subdomains/weaker',
  'dmarc-reports/none',
  'dmarc-report-address/cannot-receive',
  'dmarc-report-consent/missing',
]

/**
 * The repair, where publishing it makes a finding go away, and the name of the fix that goes with it: `apart` where a
 * record of the domain's own is to take the place of one that speaks for others as well.
 */
export const offer = (
  { changes, after, apart }: DmarcRepair,
  gone: (after: DmarcRecord) => boolean,
): { repair?: Change[]; fixFor?: 'repaired' | 'apart' } =>
  after && changes.length > 0 && gone(after) ? { repair: changes, fixFor: apart ? 'apart' : 'repaired' } : {}
