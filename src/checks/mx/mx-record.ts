import { defineCheck, type Ruling } from '../../core/check.ts'
import { dnsEvidence } from '../../core/evidence.ts'
import type { Change } from '../../core/finding.ts'
import type { MxFact } from '../../core/mx.ts'
import { type Observation, seen } from '../../core/observation.ts'
import type { SpfTree } from '../../core/spf.ts'
import { saysNobodySends } from '../../core/spf-closed.ts'
import type { Asked, DomainTarget } from '../../core/target.ts'
import type { NameSource } from '../../core/zone.ts'
import { specialRange } from '../../records/address.ts'
import type { Mx } from '../../records/dns.ts'
import { isNullMx } from '../../records/exchange.ts'
import { showData, showName } from '../../records/presentation.ts'
import { few } from '../few.ts'
import { parkedFixes, parkedFixFor } from '../mx-parked.ts'
import { domain } from '../subjects.ts'

const besideAlias =
  '{domain} is an alias (CNAME) of {to}, and nothing may stand beside an alias: publish the MX record at {to}, or first put address records in place of the alias.'
const hidden =
  'A wildcard answers for {domain}, and any record published at that name hides all that the wildcard gives it: publish there the MX record together with all else that the name needs.'

const outcomes = {
  present: { verdict: 'pass', says: '{domain} has MX records: {hosts}.', brief: '{hosts}' },
  'present-parked': {
    verdict: 'warn',
    says: '{domain} is meant to take no mail (--parked), but its MX records name {hosts}: whatever anybody writes to it is sent there, and whoever runs those hosts can read it.',
    fix: 'Publish a null MX in place of all MX records of {domain}.',
    fixes: { 'parked-elsewhere': parkedFixes['parked-elsewhere'] },
    leadsTo: ['mx-record/null-mx', 'dmarc-report-address/cannot-receive'],
  },
  'none-parked': {
    verdict: 'warn',
    says: '{domain} is meant to take no mail (--parked), but no null MX says so: {consequence}.',
    fix: 'Publish a null MX:',
    fixes: {
      alias:
        '{domain} is an alias (CNAME) of {to}, and nothing may stand beside an alias: publish the null MX ("0 .") at {to}, or put it in place of the alias.',
      wildcard: `${hidden} The null MX is "0 .".`,
    },
    leadsTo: ['mx-record/null-mx', 'dmarc-report-address/cannot-receive'],
  },
  'null-mx': { verdict: 'info', says: '{domain} says that it takes no mail (null MX).', brief: 'takes no mail' },
  'null-mx-sends': {
    verdict: 'info',
    says: 'Mail is sent in the name of {domain} ({reason}), which takes none: receivers may refuse it for that (550 5.7.27, RFC 7505 section 4.2), and what bounces is lost.',
    fix: 'Publish in place of the null MX the host that takes mail for {domain}, or send in the name of a domain that takes mail.',
  },
  'none-needed': {
    verdict: 'info',
    says: '{domain} has no MX record, and sends nothing. A null MX ("0 .") would say outright that it takes no mail.',
    brief: 'no MX, none needed',
  },
  'address-fallback': {
    verdict: 'warn',
    says: '{domain} has no MX record, so mail for it goes to its address {addresses}, often a web server. Some senders and many spam filters count a domain without MX as one that takes no mail.',
    fix: 'Publish an MX record at {domain} that names the host that takes mail for it. If the domain takes none, publish a null MX instead:\n    {zoneName} 3600 IN MX 0 .',
    fixes: {
      itself:
        'If mail for {domain} is taken by the machine at {addresses} itself, publish this MX record (if by another, name that one in it):\n    {zoneName} 3600 IN MX 10 {zoneName}\nIf the domain takes no mail, publish a null MX instead:\n    {zoneName} 3600 IN MX 0 .',
      alias: `${besideAlias} It names the host that takes mail for {domain}; if the domain takes none, it is a null MX ("0 .").`,
      wildcard: `${hidden} The MX record names the host that takes mail for {domain}; if the domain takes none, it is a null MX ("0 .").`,
    },
    leadsTo: ['mx-record/null-mx', 'mx-resolves/ipv6-only', 'mx-public/private-address'],
  },
  none: {
    verdict: 'fail',
    says: '{domain} has neither MX record nor address, so nobody can deliver mail to it. It sends, so bounces are lost, and many receivers refuse mail from a domain that cannot be answered.',
    fix: 'Publish an MX record at {domain} that names the host that takes mail for it.',
    fixes: {
      alias: `${besideAlias} It names the host that takes mail for {domain}.`,
      wildcard: `${hidden} The MX record names the host that takes mail for {domain}.`,
    },
  },
  'none-unused': {
    verdict: 'warn',
    says: '{domain} has neither MX record nor address, so nobody can deliver mail to it; nothing says that it sends any.',
    fix: 'If {domain} is to take mail, publish an MX record there that names the host that takes it. If not, say so with a null MX:\n    {zoneName} 3600 IN MX 0 .',
    fixes: {
      alias: `${besideAlias} It names the host that takes mail for {domain}; if the domain takes none, it is a null MX ("0 .").`,
      wildcard: `${hidden} The MX record names the host that takes mail for {domain}; if the domain takes none, it is a null MX ("0 .").`,
    },
    leadsTo: ['mx-record/null-mx'],
  },
  'null-mx-among-others': {
    verdict: 'fail',
    says: '{domain} has a null MX ("0 .", no mail is taken here) beside {hosts}. Some senders obey the one, some the others, so mail for it bounces by chance.',
    fix: 'Remove the null MX if {domain} takes mail; else remove the others.',
    fixes: {
      parked: 'Nobody is to write to {domain}: keep the null MX, and remove the others.',
      'parked-elsewhere':
        'Nobody is to write to {domain}: at the alias or wildcard that its MX records come from, keep the null MX, and remove the others.',
      wildcard:
        'A wildcard gives {domain} these records: remove the null MX there if the names below the wildcard take mail; else remove the others.',
    },
  },
} as const
type Rulings = Ruling<keyof typeof outcomes>[]

export default defineCheck({
  id: 'mx-record',
  step: 'mx',
  title: 'The domain says where its mail goes',
  why: 'Without MX, mail goes to the web server or nowhere, and bounces of what the domain sends are lost.',
  refs: ['RFC 5321 section 5.1', 'RFC 7505 section 3'],
  subject: domain,
  needs: ['mx', 'nameSource', 'target', 'asked'],
  outcomes,
  judge({ mx, nameSource, target, asked }): Rulings {
    const { exchanges, answer } = mx
    if (!exchanges.length) return [judgeNone(mx, nameSource, target, asked)]
    const about = {
      domain: target.display,
      hosts: few(exchangesOf(exchanges)),
    }
    const evidence = dnsEvidence(answer)
    const fixFor = parkedFixFor({ asked, mx, nameSource }) ?? nameSource
    if (!exchanges.some(isNullMx)) {
      if (!asked.parked) return [{ outcome: 'present', about, evidence }]
      const repair = fixFor === 'parked' ? closing(target.name, exchanges) : []
      return [{ outcome: 'present-parked', about, evidence, repair, fixFor }]
    }
    if (exchanges.every(isNullMx)) {
      const reason = asked.parked ? undefined : sendingReason(mx, target, asked)
      const sends: Rulings = reason === undefined ? [] : [{ outcome: 'null-mx-sends', about: { ...about, reason } }]
      return [{ outcome: 'null-mx', about, evidence }, ...sends]
    }
    const wrong = exchanges.filter((one) => isNullMx(one) !== asked.parked)
    const repair = nameSource === 'own' ? wrong.map((one) => removal(target.name, one)) : []
    return [{ outcome: 'null-mx-among-others', about, evidence, repair, fixFor }]
  },
})

const exchangesOf = (exchanges: readonly Mx[]): string[] =>
  exchanges.filter((one) => !isNullMx(one)).map((one) => one.exchange)

/** A null MX in place of these, or of nothing. */
function closing(name: string, [first, ...others]: readonly Mx[] = []): Change[] {
  const type = 'MX'
  const becomes = '0 .'
  if (!first) return [{ change: 'add', name, type, becomes }]
  return [
    { change: 'replace', name, type, was: showData(type, first), becomes },
    ...others.map((mx) => removal(name, mx)),
  ]
}

const removal = (name: string, mx: Mx): Change => ({ change: 'remove', name, type: 'MX', was: showData('MX', mx) })

/** What shows that mail is sent in the domain's name, as a clause. */
function sendingReason({ spf }: MxFact, { name }: DomainTarget, { addresses, sender }: Asked): string | undefined {
  const [ip] = addresses
  if (ip !== undefined) return `${ip} was asked about as a sender`
  if (sender?.endsWith(`@${name}`)) return `${sender} was asked about as a sender`
  return spf?.seen && namesSender(spf.value) ? 'its SPF record names senders' : undefined
}

/** Whether anything that is published is meant to let somebody pass. */
const namesSender = ({ texts, record, terms }: SpfTree): boolean =>
  record
    ? terms.some(({ dead, term, child }) => {
        const opens = term.kind === 'modifier' ? term.name === 'redirect' : term.qualifier === '+'
        return !dead && opens && (!child?.record || namesSender(child))
      })
    : texts.some((text) => !isDenial(text))

const isDenial = (text: string): boolean => /^v=spf1 +-all *$/i.test(text)

/** Several records that all say so say it too, though none of them counts. */
const isClosed = (spf: SpfTree): Observation<boolean> =>
  spf.texts.length > 1 ? seen(spf.texts.every(isDenial)) : saysNobodySends(spf)

function judgeNone(
  mx: MxFact,
  nameSource: NameSource,
  target: DomainTarget,
  asked: Asked,
): Ruling<keyof typeof outcomes> {
  const { A, AAAA } = mx.own
  const addresses = [A, AAAA].flatMap((own) => (own.kind === 'records' ? own.records.map((r) => r.data) : []))
  const to = mx.answer.aliases.at(-1)?.to
  const about = {
    domain: target.display,
    zoneName: showName(target.name),
    addresses: few(addresses),
    ...(to !== undefined && { to }),
  }
  const evidence = [mx.answer, A, AAAA].flatMap(dnsEvidence)
  const fixFor = to === undefined ? nameSource : 'alias'
  if (asked.parked) {
    const repair = fixFor === 'own' ? closing(target.name) : []
    return {
      outcome: 'none-parked',
      about: { ...about, consequence: drawn(mx.own, addresses) },
      evidence,
      repair,
      fixFor,
    }
  }
  if (mx.spf && !mx.spf.seen) return { cannotTell: mx.spf.blind, evidence }
  const closed = mx.spf && isClosed(mx.spf.value)
  if (closed && !closed.seen) return { cannotTell: closed.blind, evidence }
  if (closed?.value) return { outcome: 'none-needed', about, evidence }
  if (addresses.length) {
    const fits = to === undefined && nameSource === 'own' && canBeExchange(mx.own, addresses)
    return { outcome: 'address-fallback', about, evidence, fixFor: fits ? 'itself' : fixFor }
  }
  const unseen = [A, AAAA].find((own) => own.kind === 'blind')
  if (unseen?.kind === 'blind') return { cannotTell: unseen.blind, evidence }
  const sends = sendingReason(mx, target, asked) !== undefined
  return { outcome: sends ? 'none' : 'none-unused', about, evidence, fixFor }
}

/** Where mail goes without MX, a clause (RFC 5321 section 5.1). */
function drawn({ A, AAAA }: MxFact['own'], addresses: readonly string[]): string {
  if (addresses.length > 0) return `whatever anybody writes to it is sent to its address ${few(addresses).join(', ')}`
  return [A, AAAA].some(({ kind }) => kind === 'blind')
    ? 'whatever anybody writes to it is sent to its address, if it has one'
    : 'as soon as it gets an address, mail for it is sent there'
}

/** No MX may lead to an alias; a machine that the world cannot reach takes no mail. */
const canBeExchange = ({ A, AAAA }: MxFact['own'], addresses: readonly string[]): boolean =>
  [A, AAAA].every((own) => own.kind === 'blind' || own.aliases.length === 0) && !addresses.every(specialRange)
