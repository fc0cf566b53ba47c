import type { Change } from '../core/finding.ts'
import { repairIf, type SpfRepair, type SpfSurvey } from '../core/spf-survey.ts'
import type { Asked } from '../core/target.ts'

/** The ids that a record may bring up once receivers can read it. */
export const newlyRead = [
  'spf-ptr/used',
  'spf-scope/wide',
  'spf-scope/nobody',
  'spf-syntax/unaskable',
  'spf-void-lookups/too-many-by-query',
  'spf-void-lookups/too-many-ipv6',
]

/** In place of an order that would keep a parked domain's senders: there all repairs are this one. */
export const parkedFix = 'Nobody is to send for {domain}: publish "v=spf1 -all" as its only SPF record.'

/** Where the domain is an alias, no record can be published at it. */
export const aliasFix =
  'Nothing can stand beside the alias (CNAME) at {domain}. Put addresses in its place and publish an SPF record there, or publish one at {place}, where the alias leads.'

/** The repair, where publishing it makes a finding go away, and the name of the fix that goes with it. */
export function offer(
  repair: SpfRepair,
  { parked }: Asked,
  gone: (after: SpfSurvey) => boolean,
): { repair?: Change[]; fixFor?: 'parked' | 'repaired' } {
  const offered = repairIf(repair, gone)
  if (parked) return { ...offered, fixFor: 'parked' }
  return 'repair' in offered ? { ...offered, fixFor: 'repaired' } : {}
}
