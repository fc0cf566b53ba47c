import { defineCheck } from '../../core/check.ts'
import { firstOf } from '../../core/spf-evidence.ts'
import { aboutRecord, ofRecord, recordEvidence } from '../dmarc-applied.ts'
import { dmarcOfHouse } from '../dmarc-subjects.ts'

const unwatched =
  'The DMARC record at {home} asks for no aggregate reports (rua), so nobody learns who sends in the name of {domain}, nor which of its own mail fails.'

export default defineCheck({
  id: 'dmarc-reports',
  step: 'dmarc',
  title: 'Aggregate reports are asked for',
  why: 'Reports are the only way to learn who sends in your name, and whether your own mail passes before you enforce the policy.',
  refs: ['RFC 9989 section 4.7', 'RFC 9990 section 3'],
  subject: dmarcOfHouse,
  needs: ['dmarcWalk', 'sending', 'target'],
  outcomes: {
    requested: { verdict: 'pass', says: 'Aggregate reports about {domain} are asked for at {addresses}.' },
    unusable: {
      verdict: 'skip',
      says: 'no address in rua can be used, and dmarc-report-address says why',
    },
    none: {
      verdict: 'warn',
      says: unwatched,
      fix: 'Add rua=mailto: and an address that is read, by a person or a service, to the record at {place}.',
      leadsTo: ['dmarc-report-address/cannot-receive', 'dmarc-report-consent/missing'],
    },
    'none-needed': {
      verdict: 'info',
      says: 'The DMARC record at {home} asks for no aggregate reports (rua). {domain} sends nothing, so they would only tell who forges its name.',
    },
  },
  judge: ofRecord((applied, { sending, target }) => {
    const about = aboutRecord(applied, { target })
    const evidence = recordEvidence(applied)
    const asked = applied.record.reports.filter(({ tag }) => tag === 'rua')
    const usable = asked.filter(({ says }) => says === undefined).map(({ address, text }) => address ?? text)
    if (usable.length > 0) return { outcome: 'requested', about: { ...about, addresses: firstOf(usable) }, evidence }
    if (asked.length > 0) return { outcome: 'unusable', about, evidence }
    return { outcome: sending === 'sends' ? 'none' : 'none-needed', about, evidence }
  }),
})
