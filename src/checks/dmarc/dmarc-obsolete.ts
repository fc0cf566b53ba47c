import { defineCheck } from '../../core/check.ts'
import { firstOf } from '../../core/spf-evidence.ts'
import type { DmarcRecord } from '../../records/dmarc/record.ts'
import { aboutRecord, ofRecord, recordEvidence } from '../dmarc-applied.ts'
import { newlyRead, offer } from '../dmarc-offer.ts'
import { dmarcOfHouse } from '../dmarc-subjects.ts'

export default defineCheck({
  id: 'dmarc-obsolete',
  step: 'dmarc',
  title: 'The DMARC record has no tags that were taken away',
  why: 'Newer receivers pass over pct, rf, ri and the sizes of reports: a record that leans on them means different things to different receivers.',
  refs: ['RFC 9989 appendix C.4', 'RFC 9989 appendix C.5.2'],
  subject: dmarcOfHouse,
  needs: ['dmarcWalk', 'dmarcRepair', 'target'],
  outcomes: {
    none: { verdict: 'pass', says: 'The DMARC record at {home} has no tags of older days.' },
    'obsolete-tags': {
      verdict: 'info',
      says: 'The DMARC record at {home} still has {tags}, which RFC 9989 took away: newer receivers pass over that.',
      fix: 'Take {tags} out of the record at {place}, once nothing is to hang on it any more.',
      fixes: { repaired: 'Publish the record at {place} without {tags}.' },
      leadsTo: newlyRead,
    },
  },
  judge: ofRecord((applied, { dmarcRepair, target }) => {
    const about = aboutRecord(applied, { target })
    const evidence = recordEvidence(applied)
    const obsolete = obsoleteIn(applied.record)
    if (obsolete.length === 0) return { outcome: 'none', about, evidence }
    return {
      outcome: 'obsolete-tags',
      about: { ...about, tags: obsolete },
      evidence,
      ...offer(dmarcRepair, (after) => obsoleteIn(after).length === 0),
    }
  }),
})

/** Tags, and sizes at the end of report addresses. */
const obsoleteIn = ({ obsolete, reports }: DmarcRecord): string[] => [
  ...obsolete,
  ...firstOf([...new Set(reports.flatMap(({ size }) => (size === undefined ? [] : [`!${size}`])))]),
]
