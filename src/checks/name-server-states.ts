import type { DnsAnswer } from '../core/dns.ts'
import type { Evidence } from '../core/finding.ts'
import type { Blind } from '../core/observation.ts'
import type { NameServer } from '../core/zone.ts'
import { neverAsk } from '../records/name.ts'

/**
 * How one address of a name server behaves when it is asked itself. `unauthoritative`: it has the zone's records, but
 * does not speak for the zone; `unseen`: we could not look, for a reason that says nothing about the server.
 */
export type ServerState = 'answers' | 'unauthoritative' | 'lame' | 'unreachable' | 'silent' | 'no-route' | 'unseen'

/** One address of one name server, or a name server without address. `says` is a clause after "it". */
export interface ServerLook {
  host: string
  address?: string
  state: ServerState
  says: string
  serial?: number
  blind?: Blind
}

const stateOfBlind: Record<Blind['reason'], ServerState> = {
  timeout: 'silent',
  refused: 'lame',
  'server-failure': 'lame',
  lame: 'lame',
  malformed: 'lame',
  unreachable: 'unreachable',
  'hung-up': 'silent',
  deferred: 'unseen',
  'no-permission': 'unseen',
  bogus: 'unseen',
  untrusted: 'unseen',
  'not-attempted': 'unseen',
  'not-recorded': 'unseen',
  interrupted: 'unseen',
  bug: 'unseen',
}

/** What was seen of the name servers of a zone, and the same as a table. */
interface Looks {
  looks: readonly ServerLook[]
  table: Evidence
}
const known = new WeakMap<readonly NameServer[], Looks>()

/** Every address of every name server, in order, with what it did. More than one check asks. */
export function looksOf(servers: readonly NameServer[]): Looks {
  const met = known.get(servers)
  if (met) return met
  const looks = servers.flatMap(({ host, addresses, lookups }) =>
    addresses.length
      ? addresses.map(({ address, soa }) => ({ host, address, ...lookOf(soa) }))
      : [{ host, ...withoutAddress(host, lookups) }],
  )
  const made = { looks, table: serverTable(looks) }
  known.set(servers, made)
  return made
}

function lookOf(soa: DnsAnswer<'SOA'>): Omit<ServerLook, 'host' | 'address'> {
  if (soa.kind === 'blind') {
    const { blind } = soa
    return { state: blind.noRoute ? 'no-route' : stateOfBlind[blind.reason], says: blind.detail, blind }
  }
  if (soa.kind === 'no-data') return { state: 'lame', says: 'says that there is no such zone (no SOA)' }
  if (soa.kind === 'no-such-name') return { state: 'lame', says: 'says that there is no such name (NXDOMAIN)' }
  if (!soa.authoritative) return { state: 'unauthoritative', says: 'answers, but not for the zone (no AA)' }
  const serial = soa.records[0]?.data.serial ?? 0
  return { state: 'answers', says: `answers, serial ${serial}`, serial }
}

function withoutAddress(host: string, { A, AAAA }: NameServer['lookups']): Omit<ServerLook, 'host'> {
  const never = neverAsk(host)
  if (never !== undefined) return { state: 'unreachable', says: never }
  const unseen = A.kind === 'blind' ? A : AAAA
  return unseen.kind === 'blind'
    ? { state: 'unseen', says: unseen.blind.detail, blind: unseen.blind }
    : { state: 'unreachable', says: 'has no address' }
}

/** A name server as a person would point at it: `ns1.shop.example (192.0.2.1)`. */
export const named = ({ host, address }: ServerLook): string => (address === undefined ? host : `${host} (${address})`)

/** The hosts of these looks, each once. */
export const hostsOf = (looks: readonly ServerLook[]): string[] => [...new Set(looks.map((look) => look.host))]

/** What each server did, as a table. */
const serverTable = (looks: readonly ServerLook[]): Evidence => ({
  kind: 'table',
  head: ['name server', 'address', 'asked itself'],
  rows: looks.map(({ host, address, says }) => [host, address ?? 'none', says]),
})
