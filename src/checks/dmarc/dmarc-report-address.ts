import { defineCheck, type Ruling } from '../../core/check.ts'
import type { DmarcReportTarget } from '../../core/dmarc.ts'
import { dnsEvidence } from '../../core/evidence.ts'
import type { Blind } from '../../core/observation.ts'
import { firstOf, shorten } from '../../core/spf-evidence.ts'
import { isNullMx } from '../../records/exchange.ts'
import { type Applied, aboutRecord, ofRecord, recordEvidence } from '../dmarc-applied.ts'
import { newlyRead, offer } from '../dmarc-offer.ts'
import { dmarcReports } from '../dmarc-subjects.ts'

const outcomes = {
  valid: {
    verdict: 'pass',
    says: 'The report addresses in the DMARC record at {home} can be written to: {addresses}.',
  },
  invalid: {
    verdict: 'fail',
    says: 'The DMARC record at {home} asks for reports at {uri} ({tag}), which receivers skip: {problem}.',
    fix: 'Write it in the record at {place} as mailto: and an address, several parted by commas: {tag}=mailto:dmarc@{domain}. Or leave it out.',
    fixes: { repaired: 'Publish the record at {place} with the address as it was meant.' },
    leadsTo: newlyRead,
  },
  'cannot-receive': {
    verdict: 'warn',
    says: '{host} takes no mail ({problem}), so the reports that the DMARC record at {home} wants sent to {uri} are lost.',
    fix: 'Name an address in the record at {place} that takes mail, or let {host} take mail: publish an MX record there.',
    leadsTo: ['dmarc-report-consent/missing'],
  },
} as const
type Rulings = Ruling<keyof typeof outcomes>

export default defineCheck({
  id: 'dmarc-report-address',
  step: 'dmarc',
  title: 'Reports can reach the addresses that are named',
  why: 'An address that cannot be written to loses every report, and nobody is told.',
  refs: ['RFC 9989 section 4.6', 'RFC 9990 section 3', 'RFC 7505 section 3'],
  subject: dmarcReports,
  needs: ['dmarcReports', 'dmarcWalk', 'dmarcRepair', 'target'],
  outcomes,
  judge: ofRecord((applied, facts): Rulings[] => {
    const about = aboutRecord(applied, facts)
    const rulings = facts.dmarcReports.flatMap((report) => judgeOne(report, applied, about))
    const offered = offer(facts.dmarcRepair, ({ reports }) => reports.every(({ says }) => says === undefined))
    const told = rulings
      .slice(0, mostTold)
      .map((one) => ('outcome' in one && one.outcome === 'invalid' ? { ...one, ...offered } : one))
    const unseen = facts.dmarcReports.map(unseenOf).find((blind) => blind !== undefined)
    if (unseen) told.push({ cannotTell: unseen, about })
    if (told.length > 0) return told
    const addresses = facts.dmarcReports.map(({ uri }) => shorten(uri.address ?? uri.text))
    return [{ outcome: 'valid', about: { ...about, addresses: firstOf([...new Set(addresses)]) } }]
  }),
})

const mostTold = 5

function judgeOne(
  { uri, mail }: DmarcReportTarget,
  applied: Applied,
  about: ReturnType<typeof aboutRecord>,
): Rulings[] {
  const { tag, says } = uri
  const shown = { ...about, uri: shorten(uri.text), tag }
  if (says !== undefined)
    return [{ outcome: 'invalid', about: { ...shown, problem: says }, evidence: recordEvidence(applied) }]
  const problem = mail && deafness(mail)
  if (!mail || problem === undefined) return []
  const evidence = [mail.mx, mail.A, mail.AAAA].flatMap(dnsEvidence)
  return [{ outcome: 'cannot-receive', about: { ...shown, host: mail.domain, problem }, evidence }]
}

type Mail = NonNullable<DmarcReportTarget['mail']>

/** Why no mail can be delivered to a domain, where that is certain (RFC 5321 section 5.1). */
function deafness({ mx, A, AAAA }: Mail): string | undefined {
  if (mx.kind === 'records') return mx.records.every(({ data }) => isNullMx(data)) ? 'null MX' : undefined
  if (mx.kind === 'no-such-name') return 'it does not exist'
  const isGone = [mx, A, AAAA].every(({ kind }) => kind === 'no-data' || kind === 'no-such-name')
  return isGone ? 'it has neither MX record nor address' : undefined
}

/** What keeps it from being known: an MX record is enough, and so is one address where there is none. */
function unseenOf({ mail }: DmarcReportTarget): Blind | undefined {
  if (!mail || mail.mx.kind === 'records' || mail.mx.kind === 'no-such-name') return undefined
  if (mail.mx.kind === 'blind') return mail.mx.blind
  const own = [mail.A, mail.AAAA]
  if (own.some(({ kind }) => kind === 'records')) return undefined
  return own.flatMap((answer) => (answer.kind === 'blind' ? [answer.blind] : []))[0]
}
