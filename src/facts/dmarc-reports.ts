import type { DmarcReportTarget } from '../core/dmarc.ts'
import type { Dns, DnsAnswer } from '../core/dns.ts'
import type { Gatherer } from '../core/gatherer.ts'
import { blind, type Observation, seen } from '../core/observation.ts'
import { isDmarc } from '../records/dmarc/parse.ts'
import type { DmarcReportUri } from '../records/dmarc/record.ts'
import { isNullMx } from '../records/exchange.ts'
import { isWithin, joinNames, parseName } from '../records/name.ts'
import { organizationFrom } from './dmarc/walk.ts'

const mostTargets = 20
const mostExchanges = 10
/** The first of them has an address as a rule, and the others then need not be asked. */
const atOnce = 2

/** Where the record that applies wants its reports: whether those hosts consent (RFC 9990 section 4), and take mail. */
export const dmarcReports: Gatherer<'dmarcReports'> = async ({ target, world: { dns }, look }) => {
  const walk = await look('dmarcWalk')
  if (!walk.seen) return walk
  const { policy, organization } = walk.value
  if (!policy.seen) return blind(policy.blind)
  if (!policy.value) return seen([])
  const { domain, record } = policy.value
  if (record.reports.length === 0) return seen([])
  const holder = {
    domain,
    organization: domain === target.name ? organization : await organizationFrom(dns, domain),
  }
  return seen(await Promise.all(record.reports.slice(0, mostTargets).map((uri) => lookAt(dns, uri, holder))))
}

/** The domain that holds the record. */
interface Holder {
  domain: string
  organization: Observation<string>
}

async function lookAt(dns: Dns, uri: DmarcReportUri, holder: Holder): Promise<DmarcReportTarget> {
  const { domain, says } = uri
  if (domain === undefined || says !== undefined) return { uri }
  const [consent, mx, A, AAAA] = await Promise.all([
    consentOf(dns, domain, holder),
    dns(domain, 'MX'),
    dns(domain, 'A'),
    dns(domain, 'AAAA'),
  ])
  return { uri, ...(consent && { consent }), mail: { domain, mx, A, AAAA, exchanges: await exchangesOf(dns, mx) } }
}

/** A domain with MX records takes mail only where one of the hosts that they name has an address (RFC 5321 section 5.1). */
async function exchangesOf(dns: Dns, mx: DnsAnswer<'MX'>): Promise<Mail['exchanges']> {
  if (mx.kind !== 'records') return []
  const named = mx.records
    .map(({ data }) => data)
    .filter((data) => !isNullMx(data))
    .sort((a, b) => a.preference - b.preference || (a.exchange < b.exchange ? -1 : 1))
  const hosts = [...new Set(named.map(({ exchange }) => exchange))].slice(0, mostExchanges)
  const asked: Mail['exchanges'] = []
  for (let i = 0; i < hosts.length && !asked.some(hasAddress); i += atOnce)
    asked.push(...(await Promise.all(hosts.slice(i, i + atOnce).map((host) => exchangeAt(dns, host)))))
  return asked
}

async function exchangeAt(dns: Dns, host: string): Promise<Mail['exchanges'][number]> {
  const [A, AAAA] = await Promise.all([dns(host, 'A'), dns(host, 'AAAA')])
  return { host, A, AAAA }
}

const hasAddress = ({ A, AAAA }: Mail['exchanges'][number]): boolean => A.kind === 'records' || AAAA.kind === 'records'

type Mail = NonNullable<DmarcReportTarget['mail']>

/** None is needed under the record's own organizational domain. Where that was not seen, a consent that is there still counts. */
async function consentOf(dns: Dns, domain: string, holder: Holder): Promise<DmarcReportTarget['consent']> {
  if (domain === holder.domain) return undefined
  const name = joinNames(holder.domain, '_report._dmarc', domain)
  const ask = async () => ('fault' in parseName(name) ? undefined : dns(name, 'TXT'))
  // Asked at once where it is as good as sure to be needed: neither stands below the other.
  const isNear = isWithin(domain, holder.domain) || isWithin(holder.domain, domain)
  const asking = isNear ? undefined : ask()
  const external = await isExternal(dns, domain, holder)
  if (external.seen && !external.value) return undefined
  const answer = await (asking ?? ask())
  const given = answer?.kind === 'records' && answer.records.some(({ data }) => isDmarc(data.join('')))
  if (!external.seen && !given) return { name, answer: { kind: 'blind', blind: external.blind }, given }
  return { name, given, ...(answer && { answer }) }
}

async function isExternal(dns: Dns, domain: string, holder: Holder): Promise<Observation<boolean>> {
  const theirs = await organizationFrom(dns, domain)
  const ours = holder.organization
  if (theirs.seen && ours.seen) return seen(theirs.value !== ours.value)
  // A name below the record's own is taken for one of the same house unless a record says otherwise.
  if (isWithin(domain, holder.domain)) return seen(false)
  const unseen = [theirs, ours].find((one) => !one.seen)
  return unseen?.seen === false ? unseen : seen(true)
}
