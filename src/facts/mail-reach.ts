import { type Dns, type DnsAnswer, recordsOf } from '../core/dns.ts'
import type { MessageGatherer } from '../core/gatherer.ts'
import { fieldsOf } from '../core/mail.ts'
import type { MailReach } from '../core/mail-path.ts'
import { type Blind, seen } from '../core/observation.ts'
import { parseDomain } from '../records/domain.ts'
import { exchangeNames, isNullMx } from '../records/exchange.ts'
import { parseAddresses } from '../records/mail/addresses.ts'
import { authorOf } from './mail/author.ts'

/** More hosts of one domain are not asked about. */
const mostExchanges = 10
const tooMany: Blind = {
  reason: 'not-attempted',
  detail: `the first ${mostExchanges} hosts of its MX records have no address, and the others were not asked about`,
}

/** Whether the domains that answers and bounces go to can receive mail: the return path's, the author's and Reply-To's. */
export const mailReach: MessageGatherer<'mailReach'> = async ({ look, world: { dns } }) => {
  const [mail, envelope] = await Promise.all([look('mail'), look('envelope')])
  if (!mail.seen) return mail
  if (!envelope.seen) return envelope
  const sender = envelope.value.sender?.value ?? ''
  const author = authorOf(mail.value.fields)
  const [first] = parseAddresses(fieldsOf(mail.value, 'reply-to')[0]?.value ?? '').addresses
  const answers = first?.domain === author?.domain ? undefined : first?.domain
  const asked = [
    ...(sender === '' ? [] : [{ role: 'return-path' as const, domain: sender.slice(sender.lastIndexOf('@') + 1) }]),
    ...(author ? [{ role: 'from' as const, domain: author.domain }] : []),
    ...(answers ? [{ role: 'reply-to' as const, domain: answers }] : []),
  ]
  return seen(await Promise.all(asked.map((one) => reachOf(dns, one))))
}

async function reachOf(dns: Dns, { role, domain }: Pick<MailReach, 'role' | 'domain'>): Promise<MailReach> {
  const parsed = parseDomain(domain)
  const display = 'fault' in parsed ? domain : parsed.display
  return { role, domain, display, ...(await stateOf(dns, domain)) }
}

type State = Pick<MailReach, 'state' | 'answers' | 'blind'>

/** RFC 5321 section 5.1: by MX, or where there is none by the domain's own addresses. */
async function stateOf(dns: Dns, domain: string): Promise<State> {
  const [mx, ...own] = await Promise.all([dns(domain, 'MX'), dns(domain, 'A'), dns(domain, 'AAAA')])
  if (mx.kind === 'blind') return { state: 'unseen', blind: mx.blind }
  const exchanges = recordsOf(mx)
    .map(({ data }) => data)
    .sort((a, b) => a.preference - b.preference)
  if (exchanges.length === 0)
    return mx.kind === 'no-such-name' ? { state: 'no-such-name', answers: [mx] } : byAddress([mx], own)
  if (exchanges.every(isNullMx)) return { state: 'null-mx', answers: [mx] }
  const hosts = exchangeNames(exchanges)
  const answers = await Promise.all(
    hosts.slice(0, mostExchanges).flatMap((host) => [dns(host, 'A'), dns(host, 'AAAA')]),
  )
  const state = byAddress([mx], answers)
  // What was not asked about may answer.
  return hosts.length > mostExchanges && state.state === 'no-address' ? { state: 'unseen', blind: tooMany } : state
}

function byAddress(before: readonly DnsAnswer[], answers: readonly DnsAnswer[]): State {
  if (answers.some(({ kind }) => kind === 'records')) return { state: 'answers' }
  const unseen = answers.find((answer) => answer.kind === 'blind')
  if (unseen?.kind === 'blind') return { state: 'unseen', blind: unseen.blind }
  return { state: 'no-address', answers: [...before, ...answers] }
}
