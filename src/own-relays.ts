import { type MtaFound, type NextHop, type Postfix, type Route, triedHops } from './core/mta.ts'
import type { SessionAsked } from './core/target.ts'
import { isLoopback } from './records/address.ts'

/** A relay that this machine's mail server hands mail to, as it would talk to it. */
export interface OwnRelay {
  host: string
  port: number
  /** The hosts are those of its MX records, where it has any. */
  mx: boolean
  /** `none` toward this machine itself: what a filter there is told in clear nobody else can read. */
  tls: 'starttls' | 'implicit' | 'none'
  /** Whose mail goes there, `''` for the null sender; at most ten. */
  senders: readonly string[]
  helo?: string
  source?: string
  family?: 4 | 6
  login?: NonNullable<SessionAsked['login']>
}

/** So many relays are tried of one machine. */
export const mostRelays = 5
const mostSenders = 10

/** The relays of every instance of Postfix, each once with everybody whose mail goes there; without Postfix those of the others. */
export function ownRelays(found: readonly MtaFound[], instances: readonly Postfix[]): OwnRelay[] {
  if (instances.length === 0) return found.flatMap(smarthostsOf)
  const relays = new Map<string, OwnRelay>()
  for (const instance of instances)
    for (const route of instance.routes)
      for (const [i, hop] of route.kind === 'relay' ? triedHops(route).entries() : []) {
        const relay = relayAt({ hop, login: loginAt(route, i) }, route, instance)
        if (!relay) continue
        const key = JSON.stringify([relay.host, relay.port, relay.tls, relay.login?.user])
        const senders = new Set([...(relays.get(key)?.senders ?? []), route.sender])
        relays.set(key, { ...relay, senders: [...senders].slice(0, mostSenders) })
      }
  return [...relays.values()]
}

/** What Postfix would log in with at that hop: no other server's password. */
const loginAt = ({ login, nextLogins = [] }: Route, hop: number): Route['login'] | undefined =>
  hop === 0 ? login : nextLogins[hop - 1]

const isHere = (host: string): boolean => host === 'localhost' || isLoopback(host)
const implicitPorts: ReadonlySet<number> = new Set([465, 2465, 8465, 443])

/** Of what was left behind by a program that is gone nothing is tried. */
const smarthostsOf = ({ smarthost, otherSmarthosts = [], noProgram }: MtaFound): OwnRelay[] =>
  (smarthost && !noProgram ? [smarthost, ...otherSmarthosts] : []).map(({ host, port = 25, tls }) => ({
    host,
    port,
    mx: false,
    tls: tls ?? (implicitPorts.has(port) ? 'implicit' : 'starttls'),
    senders: [],
  }))

function relayAt(
  { hop, login: read }: { hop: NextHop; login: Route['login'] | undefined },
  route: Route,
  { heloName, inetProtocols }: Postfix,
): OwnRelay | undefined {
  const { host, port = '25', mx, malformed } = hop
  // What only the system's own search domain or files know cannot be asked for.
  if (malformed !== undefined || !/^\d{1,5}$/.test(port) || hop.oneLabel === 'system') return undefined
  const family = familyOf(inetProtocols.value)
  const source = family === 6 ? route.bindAddress6 : route.bindAddress
  const login = read?.seen ? read.value : undefined
  return {
    host,
    port: Number(port),
    mx,
    tls: route.tls.seen && route.tls.value.wrapperMode ? 'implicit' : isHere(host) ? 'none' : 'starttls',
    senders: [],
    helo: heloName.value,
    ...(source?.value && { source: source.value }),
    ...(family && { family }),
    ...(login?.enabled && login.user && login.secret && { login: { user: login.user, secret: login.secret } }),
  }
}

function familyOf(protocols: string): 4 | 6 | undefined {
  const words = protocols.split(/[\s,]+/).filter(Boolean)
  if (words.length !== 1) return undefined
  return words[0] === 'ipv4' ? 4 : words[0] === 'ipv6' ? 6 : undefined
}
