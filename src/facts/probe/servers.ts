import type { DnsAnswer } from '../../core/dns.ts'
import type { Site } from '../../core/gatherer.ts'
import type { Blind } from '../../core/observation.ts'
import type { ProbeAsked, ProbeSent } from '../../core/probe.ts'
import type { SmtpTls } from '../../core/smtp.ts'
import type { ProbeTarget } from '../../core/target.ts'
import type { World } from '../../core/world.ts'
import { relayByHost } from '../../knowledge/relays.ts'
import { canonicalAddress, isLoopback } from '../../records/address.ts'
import { exchangeNames, isNullMx } from '../../records/exchange.ts'
import { familyOf, wantedFamily } from '../relay/family.ts'
import { routed } from '../relay/routed.ts'
import { tlsAt } from '../relay/ways.ts'

/** Where a message is tried, and how. `clear`: in clear after all, where there is no TLS to be had (RFC 7435). */
export interface Server {
  host: string
  address: string
  port: number
  tls: SmtpTls
  clear: boolean
}
/** The servers in the order in which they are tried; or that there are none, or why none is known. */
export type Servers = { servers: readonly Server[] } | Required<Pick<ProbeSent, 'nowhere'>> | { blind: Blind }

const mostHosts = 10
const mostAddresses = 2

type Asking = Pick<Site<ProbeTarget>, 'target' | 'asked' | 'world'>

/** The servers that a message to this recipient is tried at. */
export function serversFor(site: Asking, { via, server }: ProbeAsked): Promise<Servers> {
  if (via === 'mx') return exchangesOf(site)
  if (server) return relayServers(site, server)
  return Promise.resolve({ servers: via === 'local' ? submission(site) : [] })
}

/** RFC 6409: submission, and then the port on which every mail server takes mail of its own machine. */
const submission = ({ asked }: Asking): Server[] =>
  [587, 25].map((port) => ({ host: 'localhost', address: '127.0.0.1', port, ...wayIn(asked.session?.tls) }))

/** TLS where it is offered, unless more or less was asked for. */
const wayIn = (tls: ProbeWay = 'auto'): Pick<Server, 'tls' | 'clear'> => ({
  tls: tls === 'auto' ? 'starttls' : tls,
  clear: tls === 'auto',
})
type ProbeWay = NonNullable<ProbeAsked['server']>['tls']

async function relayServers(
  site: Asking,
  { host, port, tls: way }: NonNullable<ProbeAsked['server']>,
): Promise<Servers> {
  const tls = tlsAt(port, relayByHost(host), way)
  const found = await addressesOf(site, host)
  if ('blind' in found) return found
  const servers = found.addresses.map((address) => {
    // Nobody else reads what this machine tells itself; what a login needs, the session sees to.
    const clear = way === 'auto' && tls === 'starttls' && isLoopback(address) && !site.asked.session?.login
    return { host, address, port, tls, clear }
  })
  return servers.length > 0 ? { servers } : { nowhere: 'no-address' }
}

/** RFC 5321 section 5.1: the exchanges by preference; the domain itself where it has none. */
async function exchangesOf(site: Asking): Promise<Servers> {
  const { target, asked, world } = site
  const domain = target.name.slice(target.name.lastIndexOf('@') + 1)
  const literal = canonicalAddress(domain.replace(/^\[(?:IPv6:)?(.*)\]$/i, '$1'))
  const hosts = literal === undefined ? await exchangeHosts(world, domain) : { hosts: [literal] }
  if (!('hosts' in hosts)) return hosts
  const found = await Promise.all(hosts.hosts.map((host) => addressesOf(site, host)))
  const servers = found.flatMap((one, i) =>
    'blind' in one
      ? []
      : one.addresses.map((address) => ({
          host: hosts.hosts[i] ?? domain,
          address,
          port: 25,
          ...wayIn(asked.session?.tls),
        })),
  )
  if (servers.length > 0) return { servers }
  return found.find((one) => 'blind' in one) ?? { nowhere: 'no-address' }
}

async function exchangeHosts(
  world: World,
  domain: string,
): Promise<{ hosts: string[] } | Required<Pick<ProbeSent, 'nowhere'>> | { blind: Blind }> {
  const answer = await world.dns(domain, 'MX')
  if (answer.kind === 'blind') return { blind: answer.blind }
  if (answer.kind === 'no-such-name') return { nowhere: 'no-such-domain' }
  if (answer.kind === 'no-data') return { hosts: [domain] }
  const exchanges = answer.records.map(({ data }) => data)
  if (exchanges.every(isNullMx)) return { nowhere: 'null-mx' }
  const inOrder = exchanges.toSorted(
    (a, b) => a.preference - b.preference || (a.exchange < b.exchange ? -1 : a.exchange > b.exchange ? 1 : 0),
  )
  const hosts = exchangeNames(inOrder).slice(0, mostHosts)
  return hosts.length > 0 ? { hosts } : { nowhere: 'no-address' }
}

/** The first addresses of a host that this machine has a route to, one of each family before two of one. */
async function addressesOf(
  { asked, world }: Asking,
  host: string,
): Promise<{ addresses: string[] } | { blind: Blind }> {
  const family = wantedFamily(asked.session)
  const isWanted = (address: string) => family === undefined || familyOf(address) === family
  if (canonicalAddress(host) !== undefined) return { addresses: [host] }
  // RFC 6761 section 6.3: nobody is asked where that is.
  if (host === 'localhost') return { addresses: ['127.0.0.1', '::1'].filter(isWanted) }
  const answers = await Promise.all(
    [family === 6 ? [] : [world.dns(host, 'A')], family === 4 ? [] : [world.dns(host, 'AAAA')]].flat(),
  )
  const found = [...new Set(answers.flatMap(dataIn))]
  const unseen = answers.find((answer) => answer.kind === 'blind')
  if (found.length === 0) return unseen?.kind === 'blind' ? { blind: unseen.blind } : { addresses: [] }
  const reached = await routed(world, found)
  const firsts = reached.filter((one, i) => reached.findIndex((other) => familyOf(other) === familyOf(one)) === i)
  return { addresses: [...new Set([...firsts, ...reached])].slice(0, mostAddresses) }
}

const dataIn = (answer: DnsAnswer<'A'> | DnsAnswer<'AAAA'>): string[] =>
  answer.kind === 'records' ? answer.records.map(({ data }) => data) : []
