import { defineCheck, type Ruling } from '../../core/check.ts'
import type { MapState, NextHop, Postfix, Route } from '../../core/mta.ts'
import type { Blind } from '../../core/observation.ts'
import { parseAddress } from '../../records/address.ts'
import { applyOrder, loginMaps, mapNamedIn, ordersFor, setting, shell } from '../mta-orders.ts'
import { starttlsPort } from '../mta-ports.ts'
import { isLocal, portOf, settingOf } from '../mta-routes.ts'
import { runsPostfix } from '../mta-subjects.ts'

const write = 'Write it so:\n\n    {postconf} -e {setting}\n    {apply}'
const inMap = 'Write {right} in place of {hop} in {by}. Then:\n\n    {apply}'
const keys = 'What hangs on how it is written changes with it: in {files} put {right} in the place of {hop} as well. '

const outcomes = {
  bracketed: {
    verdict: 'pass',
    says: 'The next hop {hop} of {by} is taken as it stands: {host} port {port}.',
  },
  'mx-lookup': {
    verdict: 'warn',
    says: 'The next hop {hop} of {by} has no brackets: Postfix does not go to {host}, but to the hosts that the MX records of {host} name, where it has any. These take mail for {host}; they are seldom the relay, and most refuse what is meant for others.',
    fix: write,
    fixes: { map: inMap, key: `${keys}${write}`, 'map-key': `${keys}${inMap}` },
  },
  'no-port': {
    verdict: 'info',
    says: 'The next hop {hop} of {by} names no port, so Postfix goes to port 25, which most hosting networks close. {ports}',
  },
  'one-label': {
    verdict: 'warn',
    says: 'The next hop {hop} of {by} is no whole name, and Postfix asks DNS for {host} as it stands, without the search domain of this machine and without /etc/hosts. Few resolvers have such a name (that of Docker has those of its containers): where there is none, all this mail stays in the queue ("Host not found").',
    fix: `Write the whole name, as [{host}.example.com]:{port}. Where /etc/hosts or the search domain have it, have Postfix ask the system as well:\n\n    {postconf} -e {lookup}\n    {reload}`,
  },
  'by-system': {
    verdict: 'info',
    says: 'The next hop {hop} of {by} is no whole name: Postfix leaves it to this machine, with its own search domain, to find {host}. It was not tried here; try it by its whole name: relaycheck relay {host}.example.com:{port}.',
  },
  comment: {
    verdict: 'warn',
    says: 'The next hop of {by} has a comment behind it, and Postfix knows none there: it takes {extra} for further hosts, which it looks up and tries whenever {hop} does not answer.',
    fix: 'Comments stand on lines of their own. Take it out:\n\n    {postconf} -e {setting}\n    {apply}',
    fixes: { map: 'Comments stand on lines of their own. Take it out there. Then:\n\n    {apply}' },
  },
  malformed: {
    verdict: 'fail',
    says: 'Postfix cannot use the next hop {hop} of {by}: it {why}. All mail that is to go there stays in the queue.',
    fix: 'Write host and port so, the host in brackets, the number of the port behind it:\n\n    [mail.example.com]:587',
    fixes: { right: write, map: inMap },
  },
} as const
type Rulings = Ruling<keyof typeof outcomes>

export default defineCheck({
  id: 'mta-relayhost',
  step: 'mta',
  title: 'The relay is written so that Postfix goes to it',
  why: 'Without brackets Postfix asks for MX records; without a port it goes to 25; and what it cannot read stops all mail.',
  refs: ['https://www.postfix.org/postconf.5.html#relayhost', 'transport(5)'],
  subject: {
    within: runsPostfix,
    needs: ['postfix'],
    absent: ({ postfix }) =>
      postfix.every(({ routes }) => routes.every(({ kind }) => kind !== 'relay' && kind !== 'unknown'))
        ? 'no mail goes to a relay'
        : undefined,
  },
  needs: ['postfix'],
  outcomes,
  judge({ postfix }): Rulings[] {
    const judged = postfix.flatMap(judgeInstance)
    const blind = postfix.flatMap(({ routes }) => routes).find((route) => route.blind)?.blind
    return judged.length === 0 && blind ? [{ cannotTell: blind }] : judged
  },
})

/** Each list of next hops once, and those of smtp_fallback_relay. */
function judgeInstance(postfix: Postfix): Rulings[] {
  const lists = new Map<string, Rulings[]>()
  for (const route of postfix.routes) {
    if (route.kind !== 'relay') continue
    const by = settingOf(route, postfix)
    lists.set(
      `${route.by} ${route.hops.map(({ written }) => written).join(' ')}`,
      judgeList(route, route.hops, { postfix, by }),
    )
    const fallback = route.fallback.map(({ written }) => written).join(' ')
    lists.set(`fallback ${fallback}`, judgeList(route, route.fallback, { postfix, by: 'smtp_fallback_relay' }))
  }
  return [...lists.values()].flat()
}

interface Place {
  postfix: Postfix
  by: string
}

function judgeList(route: Route, hops: readonly NextHop[], place: Place): Rulings[] {
  const mark = hops.findIndex(({ written }) => written.startsWith('#'))
  const [first] = hops
  const own = mark > 0 ? hops.slice(0, mark) : hops
  const judged = own.map((hop) => judgeHop(route, hop, own, place))
  if (mark <= 0 || !first) return judged
  const extra = hops.slice(mark).map(({ written }) => written)
  const right = own.map(({ written }) => written).join(' ')
  const map = mapNamedIn(place.by, place.postfix)
  const about = {
    ...ordersFor(place.postfix),
    by: place.by,
    hop: first.written,
    extra,
    setting: settingFor(right, route, place),
    apply: applyOrder([map], place.postfix),
  }
  return [...judged, { outcome: 'comment', about, ...(map && { fixFor: 'map' }) }]
}

function judgeHop(route: Route, hop: NextHop, list: readonly NextHop[], place: Place): Rulings {
  const { postfix, by } = place
  const right = corrected(hop)
  const map = mapNamedIn(by, postfix)
  const whole = list.map((one) => (one === hop ? (right ?? hop.written) : one.written)).join(' ')
  const about = {
    ...ordersFor(postfix),
    hop: hop.written,
    host: hop.host,
    port: hop.port ?? '25',
    by,
    right: right ?? '',
    lookup: setting('smtp_host_lookup', 'dns, native'),
    setting: settingFor(whole, route, place),
    apply: applyOrder([map], postfix),
  }
  if (hop.malformed !== undefined) {
    const fixFor = right === undefined ? '' : map ? 'map' : 'right'
    return { outcome: 'malformed', about: { ...about, why: hop.malformed }, fixFor }
  }
  if (hop.oneLabel === 'system') return { outcome: 'by-system', about }
  if (hop.oneLabel === 'dns') return { outcome: 'one-label', about }
  if (hop.mx && !parseAddress(hop.host)) return { outcome: 'mx-lookup', ...keyed(route, hop, { postfix, about, map }) }
  if (portOf(hop) === undefined) return { cannotTell: unreadPort(hop), about: { hop: hop.written } }
  if (hop.port !== undefined || isLocal(hop)) return { outcome: 'bracketed', about }
  const ports = `To go to another, write it behind a colon: [${hop.host}]:${starttlsPort(hop)}.`
  return { outcome: 'no-port', about: { ...about, ports } }
}

const unreadPort = ({ written, port = '' }: NextHop): Blind => ({
  reason: 'not-attempted',
  detail: `the port of ${written} is one only where /etc/services has the name ${port}, and that was not read`,
  wayOut: `Look on that machine: getent services ${shell(port)}`,
})

/** Logins and policies whose key is the text of the next hop change with it. */
function keyed(
  { login, tls }: Route,
  hop: NextHop,
  { postfix, about, map }: { postfix: Postfix; about: Record<string, string>; map: MapState | undefined },
) {
  const ofLogin =
    login.seen && hop.written !== hop.host && login.value.key === hop.written ? login.value.map : undefined
  const policy = tls.seen && tls.value.by.endsWith(`, ${hop.written})`) ? mapNamedIn(tls.value.by, postfix) : undefined
  const logins = loginMaps(postfix).find(({ written }) => written === ofLogin)
  const files = [logins, policy].flatMap((one) => one?.path ?? [])
  if (files.length === 0) return { about, ...(map && { fixFor: 'map' }) }
  const more = { files: files.join(' and '), apply: applyOrder([map, logins, policy], postfix) }
  return { about: { ...about, ...more }, fixFor: map ? 'map-key' : 'key' }
}

function settingFor(hops: string, { transport }: Route, { by }: Place): string {
  if (by === 'default_transport') return setting(by, `${transport}:${hops}`)
  return setting(by === 'smtp_fallback_relay' ? by : 'relayhost', hops)
}

/** What people call ports, in /etc/services or not. */
const portNames: Readonly<Record<string, string>> = {
  ...{ smtp: '25', mail: '25', msa: '587', submission: '587', starttls: '587', tls: '587' },
  ...{ smtps: '465', ssmtp: '465', submissions: '465', urd: '465', ssl: '465' },
}

/** The same hop with brackets and port as Postfix wants them, where it can be guessed. */
function corrected({ written, host, port, malformed }: NextHop): string | undefined {
  if (malformed === undefined) return `[${host}]${port === undefined ? '' : `:${port}`}`
  const [, name, digits, service] =
    /^(?:[a-z][a-z0-9+.-]*:(?:\/\/|(?=\[)))?\[?([a-z0-9][a-z0-9._-]*[a-z0-9])\]?(?::?(\d{1,5})|:([a-z]{1,20}))?\/?$/i.exec(
      written,
    ) ?? []
  const number = service === undefined ? digits : portNames[service.toLowerCase()]
  if (service !== undefined && number === undefined) return undefined
  if (name === undefined || Number(number ?? 1) < 1 || Number(number ?? 1) > 65_535) return undefined
  const fixed = `[${name}]${number === undefined ? '' : `:${number}`}`
  return fixed === written ? undefined : fixed
}
