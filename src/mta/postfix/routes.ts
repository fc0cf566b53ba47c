import type { NextHop, Route, RouteException } from '../../core/mta.ts'
import { type Blind, blind } from '../../core/observation.ts'
import { visible } from '../../records/visible.ts'
import { type AddressUse, recipientKeys, senderKeys } from './addresses.ts'
import { askAll, type Found, find, type Hit, placeOf, short } from './find.ts'
import { type HopUse, type Ports, readHops } from './hops.ts'
import { routeLogin } from './login.ts'
import { type Service, transportService } from './master-cf.ts'
import type { Parameters } from './parameters.ts'
import type { Table } from './tables.ts'
import { routeTls } from './tls.ts'

/** All that decides on routes. */
export interface Routing {
  main: Parameters
  /** The parameters as they hold for a service of master.cf. */
  of(service: Service | undefined): Parameters
  /** Absent where master.cf could not be read: then the transports have nothing of their own. */
  services: readonly Service[] | undefined
  tables(parameter: string, scope: Parameters): Promise<readonly Table[]>
  addresses: AddressUse
  ports: Ports
  /** An address outside, whose way is asked for. */
  recipient: string
}

/** A transport and a next hop, and which settings decided on each. */
interface Way {
  transport: string
  hop: string
  by: string
}

/** The routes of several senders. Tables are asked for all senders at once, so that postmap runs a few times only. */
export async function routesOf(senders: readonly string[], routing: Routing): Promise<Route[]> {
  const keys = senders.flatMap((sender) => senderKeys(sender, routing.addresses))
  for (const parameter of bySenders) await askAll(await routing.tables(parameter, routing.main), keys)
  const routes: Route[] = []
  for (const sender of senders) routes.push(await routeOf(sender, routing))
  return routes
}
const bySenders = ['sender_dependent_default_transport_maps', 'sender_dependent_relayhost_maps'] as const

/** The route of one sender's mail to the outside (trivial-rewrite(8), smtp(8)). */
async function routeOf(sender: string, routing: Routing): Promise<Route> {
  const way = await decide(sender, routing)
  if ('blind' in way) return unknownRoute(sender, way.blind, way.by)
  const service = routing.services && transportService(routing.services, way.transport)
  const parameters = routing.of(service)
  const outside = routing.recipient.slice(routing.recipient.lastIndexOf('@') + 1)
  const direct = way.hop === outside
  const carried = { sender, transport: way.transport, by: way.by, ...bindings(parameters) }
  if (routing.services && service?.program !== 'smtp') {
    const tls = blind({ reason: 'not-attempted', detail: 'the transport is no SMTP client' })
    const fault = service ? {} : { fault: `master.cf has no transport "${visible(short(way.transport))}"` }
    return { ...carried, kind: 'other', hops: [], fallback: [], login: tls, tls, ...fault }
  }
  const use: HopUse = { ports: routing.ports, dns: asksDns(parameters), oneLabel: whoKnows(parameters) }
  const own = direct ? [] : withPort(readHops(way.hop, use), parameters)
  const fallback = withPort(readHops(parameters.text('smtp_fallback_relay'), use), parameters)
  const [first] = own
  const target: Pick<NextHop, 'written' | 'host' | 'mx'> | undefined = direct
    ? { written: outside, host: outside, mx: use.dns }
    : first
  const logins = await routing.tables('smtp_sasl_password_maps', parameters)
  const loginAt = (hop: typeof target) => routeLogin(parameters, logins, { sender, hop, addresses: routing.addresses })
  const [login, nextLogins, tls] = await Promise.all([
    loginAt(target),
    Promise.all(own.slice(1).map(loginAt)),
    routeTls(parameters, await routing.tables('smtp_tls_policy_maps', parameters), target?.written),
  ])
  const more = nextLogins.length > 0 ? { nextLogins } : {}
  return { ...carried, kind: direct ? 'direct' : 'relay', hops: own, fallback, login, ...more, tls }
}

function unknownRoute(sender: string, why: Blind, by: string): Route {
  const [login, tls] = [blind(why), blind(why)]
  return { sender, kind: 'unknown', blind: why, transport: '', hops: [], fallback: [], by, login, tls }
}

function bindings(parameters: Parameters): Pick<Route, 'bindAddress' | 'bindAddress6'> {
  const [four, six] = [parameters.setting('smtp_bind_address'), parameters.setting('smtp_bind_address6')]
  return { ...(four.value !== '' && { bindAddress: four }), ...(six.value !== '' && { bindAddress6: six }) }
}

/** Names are looked up by DNS, and so by MX, unless that is turned off. */
const asksDns = (parameters: Parameters): boolean =>
  parameters.text('smtp_dns_support_level') === ''
    ? !parameters.isOn('disable_dns_lookups')
    : parameters.text('smtp_dns_support_level').toLowerCase() !== 'disabled'

/**
 * Measured on 3.10: DNS is asked for a name of one label as it stands, and res_dnsrch changes nothing about that; res_defnames
 * puts the search domain behind it, and so does the system, which is asked where DNS is off or `native` is named.
 */
function whoKnows(parameters: Parameters): HopUse['oneLabel'] {
  const native = !asksDns(parameters) || parameters.words('smtp_host_lookup').includes('native')
  return native || parameters.words('smtp_dns_resolver_options').includes('res_defnames') ? 'system' : 'dns'
}

/** smtp_tcp_port is the port of hops that name none; `smtp` is 25. */
function withPort(hops: readonly NextHop[], parameters: Parameters): NextHop[] {
  const port = parameters.text('smtp_tcp_port')
  return port === 'smtp' || port === '25' ? [...hops] : hops.map((hop) => ({ port, ...hop }))
}

type Decided = Way | { blind: Blind; by: string }

/**
 * Postfix's own order: the transport by the sender, else default_transport; the next hop by the sender, else relayhost,
 * else the recipient's domain; a next hop that the transport names beats it; what transport_maps says beats both.
 */
async function decide(sender: string, routing: Routing): Promise<Decided> {
  const { main } = routing
  const outside = routing.recipient.slice(routing.recipient.lastIndexOf('@') + 1)
  const transport = await bySender('sender_dependent_default_transport_maps', sender, routing)
  if ('blind' in transport) return transport
  const relay = await bySender('sender_dependent_relayhost_maps', sender, routing)
  if ('blind' in relay) return relay
  const relayhost = main.text('relayhost')
  let way: Way = { transport: '', hop: outside, by: 'default' }
  if ('value' in relay) way = { ...way, hop: relay.value, by: relay.by }
  else if (relayhost !== '') way = { ...way, hop: relayhost, by: 'relayhost' }
  const written = 'value' in transport ? transport.value : main.text('default_transport')
  const channel = splitAt(written)
  const decidedBy = 'value' in transport ? transport.by : 'default_transport'
  way = channel.hop === '' ? { ...way, transport: channel.transport } : { ...channel, by: decidedBy }
  const found = await findRecipient(routing)
  if ('blind' in found) return { blind: found.blind, by: 'transport_maps' }
  return 'none' in found ? way : byTransportMap(found, way, outside)
}

/** `:` changes nothing, `:hop` the hop, `transport:` the transport and gives the mail to the recipient's own servers. */
function byTransportMap(hit: Hit, way: Way, outside: string): Way {
  const { transport, hop } = splitAt(hit.value)
  const by = `transport_maps (${placeOf(hit)})`
  if (transport === '') return hop === '' ? way : { ...way, hop, by }
  const silent = transport === 'error' || transport === 'retry'
  return { transport, hop: hop || (silent ? 'Address is undeliverable' : outside), by }
}

function splitAt(written: string): { transport: string; hop: string } {
  const colon = written.indexOf(':')
  return colon < 0
    ? { transport: written, hop: '' }
    : { transport: written.slice(0, colon), hop: written.slice(colon + 1) }
}

/** What a table says for a sender; `DUNNO` is nothing. */
async function bySender(
  parameter: (typeof bySenders)[number],
  sender: string,
  { main, tables, addresses }: Routing,
): Promise<{ value: string; by: string } | { none: true } | { blind: Blind; by: string }> {
  const kind = parameter === 'sender_dependent_relayhost_maps' ? 'relayhost' : 'default_transport'
  const address = sender === '' ? main.text(`empty_address_${kind}_maps_lookup_key`) : sender
  const found = await find(await tables(parameter, main), senderKeys(address, addresses))
  if ('blind' in found) return { blind: found.blind, by: parameter }
  if ('none' in found || found.value.toUpperCase() === 'DUNNO') return { none: true }
  return { value: found.value, by: `${parameter} (${placeOf(found)})` }
}

/** What transport_maps says of the recipient. */
async function findRecipient({ main, tables, recipient, addresses }: Routing): Promise<Found> {
  const dotted = !main.words('parent_domain_matches_subdomains').includes('transport_maps')
  return find(await tables('transport_maps', main), recipientKeys(recipient, addresses, dotted))
}

/** The transports of master.cf as it is brought that are the SMTP client. */
const clients: readonly string[] = ['smtp', 'relay']

/** Entries of transport_maps that are for other recipients only. A lone `:` among them changes nothing. */
export async function exceptionsOf(routing: Routing): Promise<RouteException[]> {
  const found = await findRecipient(routing)
  const hit = 'value' in found ? found : undefined
  const tables = await routing.tables('transport_maps', routing.main)
  const isDirect = (key: string, value: string) => {
    const { transport, hop } = splitAt(value)
    const client = routing.services
      ? transportService(routing.services, transport)?.program === 'smtp'
      : clients.includes(transport)
    return client && (hop === '' || hop.toLowerCase() === key.replace(/^\./, ''))
  }
  return tables.flatMap(({ entries, state, patterns, written }) => {
    const decided = (key: string, value: string) =>
      written === hit?.table && (patterns ? value === hit.value : key === hit.key.toLowerCase())
    return entries
      .filter(({ key, value }) => key !== '*' && value !== ':' && !decided(key, value))
      .map(({ key, value, line }) => ({
        pattern: short(key),
        way: short(value),
        from: line > 0 && state.path ? `${state.path} line ${line}` : short(written),
        ...(isDirect(key, value) && { direct: true as const }),
      }))
  })
}
