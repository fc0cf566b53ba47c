import type { Ruling } from '../core/check.ts'
import type { NextHop, Postfix, Route } from '../core/mta.ts'
import { isLoopback, parseAddress } from '../records/address.ts'

/** Mail that goes the same way, as far as a check is concerned, and whose it is. */
export interface Way {
  postfix: Postfix
  route: Route
  /** Begins a sentence: "All outgoing mail", "Mail of root@shop.example and the null sender". */
  whose: string
}
/** A way whose next hop Postfix can use. */
export interface RelayWay extends Way {
  hop: NextHop
}

/** All routes, those together that are the same in what matters here. */
export const waysOf = (instances: readonly Postfix[], key: (route: Route, postfix: Postfix) => unknown): Way[] =>
  instances.flatMap((postfix) => {
    const groups = new Map<string, Route[]>()
    for (const route of postfix.routes) {
      const text = JSON.stringify(key(route, postfix))
      groups.set(text, [...(groups.get(text) ?? []), route])
    }
    return [...groups.values()].map((routes) => ({
      postfix,
      route: routes[0] as Route,
      whose: whoseMail(routes, postfix),
    }))
  })

/** The same of routes through a relay that can be used. */
const relayWays = (
  instances: readonly Postfix[],
  key: (route: Route, postfix: Postfix) => unknown = () => '',
): RelayWay[] =>
  waysOf(instances, (route, postfix) => [usableHop(route)?.written, route.transport, key(route, postfix)]).flatMap(
    (way) => {
      const hop = usableHop(way.route)
      return hop ? [{ ...way, hop }] : []
    },
  )

/** The host that Postfix tries first, where mail goes through a relay and the setting can be used. */
export const usableHop = ({ kind, hops: [hop], fault }: Route): NextHop | undefined =>
  kind === 'relay' && hop && !hop.malformed && fault === undefined ? hop : undefined

/** What a check thinks of each; and where some routes are not known, why. */
export function eachRelay<O extends string>(
  instances: readonly Postfix[],
  key: (route: Route, postfix: Postfix) => unknown,
  judge: (way: RelayWay) => Ruling<O> | Ruling<O>[],
): Ruling<O>[] {
  const ways = relayWays(instances, key)
  const blind = instances.flatMap(({ routes }) => routes).find((route) => route.blind)?.blind
  return [...ways.flatMap(judge), ...(blind ? [{ cannotTell: blind }] : [])]
}

const mostSenders = 3

/** `routes` out of all that the instance has. */
export function whoseMail(routes: readonly Route[], { routes: all, configDirectory }: Postfix): string {
  const instance = configDirectory === '/etc/postfix' ? '' : ` by the instance in ${configDirectory}`
  if (routes.length === all.length) return `All outgoing mail${instance}`
  const names = routes.map(({ sender }) => named(sender))
  const shown = names.slice(0, names.length === mostSenders + 1 ? mostSenders + 1 : mostSenders)
  const more = names.length - shown.length
  const parts = [...shown, ...(more > 0 ? [`${more} more senders`] : [])]
  const list = parts.length === 1 ? parts[0] : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}`
  return `Mail of ${list}${instance}`
}

/** A sender in words. */
export const named = (sender: string): string => (sender === '' ? 'the null sender' : sender)

/** Which setting decided, with file and line where that is known: `relayhost (/etc/postfix/main.cf line 12)`. */
export const settingOf = ({ by }: Pick<Route, 'by'>, { relayhost }: Postfix): string =>
  by === 'relayhost' && relayhost.from !== 'default' ? `${by} (${relayhost.from})` : by

/** The same as a reason: "by relayhost (/etc/postfix/main.cf line 12)", "since relayhost is not set", "since relayhost is empty (/etc/postfix/main.cf line 12)". */
export const decidedBy = (route: Pick<Route, 'by'>, postfix: Postfix): string =>
  route.by !== 'default' ? `by ${settingOf(route, postfix)}` : `since relayhost is ${emptyAt(postfix.relayhost)}`

const emptyAt = ({ from }: Postfix['relayhost']): string => (from === 'default' ? 'not set' : `empty (${from})`)

/** Postfix goes to a server on this machine itself: a filter, a tunnel. */
export const isLocal = ({ host }: NextHop): boolean => {
  const literal = parseAddress(host)
  return literal ? isLoopback(literal.text) : /^localhost(?:\.localdomain)?$/i.test(host)
}

/** The number of the port; 25 where none is named, nothing where it is a name that could not be looked up. */
export function portOf({ port = '25' }: NextHop): number | undefined {
  return /^\d+$/.test(port) ? Number(port) : undefined
}
