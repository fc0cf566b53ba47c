import { defineCheck, type Ruling } from '../../core/check.ts'
import type { DmarcReportTarget } from '../../core/dmarc.ts'
import type { DnsAnswer } from '../../core/dns.ts'
import { dnsEvidence } from '../../core/evidence.ts'
import type { Blind } from '../../core/observation.ts'
import { firstOf, shorten } from '../../core/spf-evidence.ts'
import type { ResourceRecord } from '../../records/dns.ts'
import { isNullMx } from '../../records/exchange.ts'
import { type Applied, aboutRecord, ofRecord, recordEvidence } from '../dmarc-applied.ts'
import { newlyRead, offer } from '../dmarc-offer.ts'
import { dmarcReports, unlookedIn } from '../dmarc-subjects.ts'

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
  'passed-over': {
    verdict: 'info',
    says: 'The DMARC record at {home} also asks for reports at {uri} ({tag}), which receivers pass over: {problem}. They send to {addresses}.',
  },
  'cannot-receive': {
    verdict: 'warn',
    says: '{host} takes no mail ({problem}), so the reports that the DMARC record at {home} wants sent to {uri} are lost.',
    fix: 'Name an address in the record at {place} that takes mail, or let {host} take mail: publish an MX record there that names a host with an address.',
    refs: ['RFC 7505 section 3'],
    leadsTo: ['dmarc-report-consent/missing'],
  },
} as const
type Rulings = Ruling<keyof typeof outcomes>

export default defineCheck({
  id: 'dmarc-report-address',
  step: 'dmarc',
  title: 'Reports can reach the addresses that are named',
  why: 'An address that cannot be written to loses every report, and nobody is told.',
  refs: ['RFC 9989 section 4.6', 'RFC 9990 section 3'],
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
    for (const blind of [unseen, unlookedIn(facts.dmarcReports, facts.dmarcWalk)])
      if (blind) told.push({ cannotTell: blind, about })
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
  const addresses = firstOf(usableIn(applied))
  if (uri.unsupported && addresses.length > 0)
    return [
      {
        outcome: 'passed-over',
        about: { ...shown, problem: says ?? '', addresses },
        evidence: recordEvidence(applied),
      },
    ]
  if (says !== undefined)
    return [{ outcome: 'invalid', about: { ...shown, problem: says }, evidence: recordEvidence(applied) }]
  const problem = mail && deafness(mail)
  if (!mail || problem === undefined) return []
  const asked = mail.mx.kind === 'records' ? mail.exchanges.flatMap(({ A, AAAA }) => [A, AAAA]) : [mail.A, mail.AAAA]
  const evidence = [mail.mx, ...asked].flatMap(dnsEvidence)
  return [{ outcome: 'cannot-receive', about: { ...shown, host: mail.domain, problem }, evidence }]
}

/** Where aggregate reports go in the end. */
const usableIn = ({ record }: Applied): string[] =>
  record.reports.flatMap(({ tag, says, address, text }) =>
    tag === 'rua' && says === undefined ? [address ?? text] : [],
  )

type Mail = NonNullable<DmarcReportTarget['mail']>

/** Why no mail can be delivered to a domain, where that is certain (RFC 5321 section 5.1). */
function deafness({ mx, A, AAAA, exchanges }: Mail): string | undefined {
  if (mx.kind === 'records') {
    if (mx.records.every(({ data }) => isNullMx(data))) return 'null MX'
    if (!exchanges.every(isGone) || isMore(mx, exchanges)) return undefined
    const [first, ...others] = firstOf(exchanges.map(({ host }) => host))
    return others.length === 0
      ? `its mail is to go to ${first}, which has no address`
      : `no host that its MX records name has an address: ${[first, ...others].join(', ')}`
  }
  if (mx.kind === 'no-such-name') return 'it does not exist'
  return isDenied(mx) && isGone({ A, AAAA }) ? 'it has neither MX record nor address' : undefined
}

const isDenied = ({ kind }: DnsAnswer): boolean => kind === 'no-data' || kind === 'no-such-name'
const isGone = ({ A, AAAA }: Pick<Mail, 'A' | 'AAAA'>): boolean => isDenied(A) && isDenied(AAAA)

/** Whether MX records name more hosts than were looked at. */
const isMore = ({ records }: { records: readonly ResourceRecord<'MX'>[] }, { length }: Mail['exchanges']): boolean =>
  new Set(records.filter(({ data }) => !isNullMx(data)).map(({ data }) => data.exchange)).size > length

/** What keeps it from being known: one address of one host that its MX records name is enough, or of its own where it has none. */
function unseenOf({ mail }: DmarcReportTarget): Blind | undefined {
  if (!mail || mail.mx.kind === 'no-such-name') return undefined
  const { mx, A, AAAA, exchanges } = mail
  if (mx.kind === 'blind') return mx.blind
  const asked = mx.kind === 'records' ? exchanges.flatMap((one) => [one.A, one.AAAA]) : [A, AAAA]
  if (asked.some(({ kind }) => kind === 'records')) return undefined
  const unseen = asked.flatMap((answer) => (answer.kind === 'blind' ? [answer.blind] : []))[0]
  if (unseen || mx.kind !== 'records' || !isMore(mx, exchanges)) return unseen
  return {
    reason: 'not-attempted',
    detail: `the first ${exchanges.length} hosts that the MX records of ${mail.domain} name have no address, and no more were looked at`,
  }
}
