import { defineCheck, type Ruling } from '../../core/check.ts'
import { dnsEvidence } from '../../core/evidence.ts'
import type { Change } from '../../core/finding.ts'
import type { MxFact } from '../../core/mx.ts'
import type { Asked, DomainTarget } from '../../core/target.ts'
import { specialRange } from '../../records/address.ts'
import type { Mx } from '../../records/dns.ts'
import { isNullMx } from '../../records/exchange.ts'
import { showData, showName } from '../../records/presentation.ts'
import { few } from '../few.ts'
import { domain } from '../subjects.ts'

const outcomes = {
  present: { verdict: 'pass', says: '{domain} has MX records: {hosts}.', brief: '{hosts}' },
  'null-mx': { verdict: 'info', says: '{domain} says that it takes no mail (null MX).', brief: 'takes no mail' },
  'none-needed': {
    verdict: 'info',
    says: '{domain} has no MX record, and sends nothing. A null MX ("0 .") would say outright that it takes no mail.',
    brief: 'no MX, none needed',
  },
  'address-fallback': {
    verdict: 'warn',
    says: '{domain} has no MX record, so mail for it goes to its address {addresses}, often a web server. Some senders and many spam filters count a domain without MX as one that takes no mail.',
    fix: 'Publish an MX record {place} that names the host that takes mail for {domain}. If that is the machine at {domain} itself, name it; if the domain takes none, publish a null MX ("0 .") instead.',
    leadsTo: ['mx-resolves/ipv6-only', 'mx-public/private-address'],
  },
  none: {
    verdict: 'fail',
    says: '{domain} has neither MX record nor address, so nobody can deliver mail to it. It sends, so bounces are lost, and many receivers refuse mail from a domain that cannot be answered.',
    fix: 'Publish an MX record {place} that names the host that takes mail for {domain}.',
  },
  'none-unused': {
    verdict: 'warn',
    says: '{domain} has neither MX record nor address, so nobody can deliver mail to it; nothing says that it sends any.',
    fix: 'If {domain} is to take mail, publish an MX record {place} that names the host that takes it. If not, say so there with a null MX:\n    {zoneName} 3600 IN MX 0 .',
    leadsTo: ['mx-record/null-mx'],
  },
  'null-mx-among-others': {
    verdict: 'fail',
    says: '{domain} has a null MX ("0 .", no mail is taken here) beside {hosts}. Some senders obey the one, some the others, so mail for it bounces by chance.',
    fix: 'Remove the null MX if {domain} takes mail; else remove the others.',
  },
} as const

export default defineCheck({
  id: 'mx-record',
  step: 'mx',
  title: 'The domain says where its mail goes',
  why: 'Without MX, mail goes to the web server or nowhere, and bounces of what the domain sends are lost.',
  refs: ['RFC 5321 section 5.1', 'RFC 7505 section 3'],
  subject: domain,
  needs: ['mx', 'target', 'asked'],
  outcomes,
  judge({ mx, target, asked }): Ruling<keyof typeof outcomes> {
    const { exchanges, answer } = mx
    if (!exchanges.length) return judgeNone(mx, target, asked)
    const about = {
      domain: target.display,
      hosts: few(exchangesOf(exchanges)),
    }
    const evidence = dnsEvidence(answer)
    if (!exchanges.some(isNullMx)) return { outcome: 'present', about, evidence }
    if (exchanges.every(isNullMx)) return { outcome: 'null-mx', about, evidence }
    const repair = exchanges.filter(isNullMx).map((one) => removal(target.name, one))
    return { outcome: 'null-mx-among-others', about, evidence, repair }
  },
})

const exchangesOf = (exchanges: readonly Mx[]): string[] =>
  exchanges.filter((one) => !isNullMx(one)).map((one) => one.exchange)

const removal = (name: string, mx: Mx): Change => ({ change: 'remove', name, type: 'MX', was: showData('MX', mx) })

function judgeNone(mx: MxFact, target: DomainTarget, asked: Asked): Ruling<keyof typeof outcomes> {
  const { A, AAAA } = mx.own
  const addresses = [A, AAAA].flatMap((own) => (own.kind === 'records' ? own.records.map((r) => r.data) : []))
  const isAlias = mx.answer.aliases.length > 0
  const place = `at ${target.display}${isAlias ? ', in place of the alias (CNAME) that stands there' : ''}`
  const about = { domain: target.display, zoneName: showName(target.name), place, addresses: few(addresses) }
  const evidence = [mx.answer, A, AAAA].flatMap(dnsEvidence)
  if (asked.parked) return { outcome: 'none-needed', about, evidence }
  if (mx.spf && !mx.spf.seen) return { cannotTell: mx.spf.blind, evidence }
  const policies = mx.spf?.value.records ?? []
  if (policies.length && policies.every(deniesAll)) return { outcome: 'none-needed', about, evidence }
  if (addresses.length) {
    const repair = !isAlias && canBeExchange(mx.own, addresses) ? [addition(target.name)] : []
    return { outcome: 'address-fallback', about, evidence, repair }
  }
  const unseen = [A, AAAA].find((own) => own.kind === 'blind')
  if (unseen?.kind === 'blind') return { cannotTell: unseen.blind, evidence }
  const sends = policies.length > 0 || asked.addresses.length > 0 || asked.sender?.endsWith(`@${target.name}`)
  return { outcome: sends ? 'none' : 'none-unused', about, evidence }
}

const deniesAll = (record: string): boolean => /^v=spf1 +-all *$/i.test(record)

const addition = (name: string): Change => ({
  change: 'add',
  name,
  type: 'MX',
  becomes: showData('MX', { preference: 10, exchange: name }),
})

/** An alias can have no MX beside it, and no MX may lead to one; a machine that the world cannot reach takes no mail. */
const canBeExchange = ({ A, AAAA }: MxFact['own'], addresses: readonly string[]): boolean =>
  [A, AAAA].every((own) => own.kind === 'blind' || own.aliases.length === 0) && !addresses.every(specialRange)
