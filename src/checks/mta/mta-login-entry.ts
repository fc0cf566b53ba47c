import { defineCheck, type Ruling } from '../../core/check.ts'
import { type MapState, type NextHop, type Postfix, type Route, type RouteLogin, triedHops } from '../../core/mta.ts'
import { relayByHost } from '../../knowledge/relays.ts'
import { applyOrder, loginMaps, ordersFor, setting, shell, shownMap } from '../mta-orders.ts'
import { eachRelay, type RelayWay } from '../mta-routes.ts'
import { logsIn } from '../mta-subjects.ts'

const outcomes = {
  found: {
    verdict: 'pass',
    says: '{whose} logs in at {hop} as {user}, by the key {key} in {map}{source}.',
    brief: 'as {user}',
  },
  missing: {
    verdict: 'fail',
    says: 'Postfix finds no login for {hop} in {maps}: it looks for {keys}{near}{source}. It then does not log in at all, and the relay refuses the mail ("relay access denied", "authentication required").',
    fix: 'Write this line into {file}, with the user and the password of the relay in their places:\n\n    {line}\n\nThen:\n\n    {apply}',
    fixes: {
      near: 'In {file} put {right} in the place of the key {nearest}, and leave user and password as they are. Then:\n\n    {apply}',
      'no-map': `Make a file that root alone can read, and name it:

    touch {path} && chmod 600 {path}
    {postconf} -e {maps2}

Unless such a line is in it already, write this one, with the user and the password of the relay in their places:

    {line}

Then:

    {reload}`,
      'no-file':
        'Add an entry to {maps} with the key {right}, and the user and the password of the relay as USER:PASSWORD. Then:\n\n    {reload}',
    },
  },
  'no-password': {
    verdict: 'fail',
    says: 'The entry {key} in {map} is no user and password with a colon between: Postfix takes all of it for the user, logs in at {hop} with an empty password, and the relay refuses it.',
    fix: 'Write key, user and password on one line of {file}, with the user and the password of the relay in their places and a colon between:\n\n    {entry}\n\nThen:\n\n    {apply}',
  },
  'odd-user': {
    verdict: 'warn',
    says: 'The user with the key {key} in {map} is none that {relay} takes, as it documents them. {trap}',
    fix: 'Put the right user and its password there. Then:\n\n    {apply}',
  },
} as const
type Rulings = Ruling<keyof typeof outcomes>

export default defineCheck({
  id: 'mta-login-entry',
  step: 'mta',
  title: 'The login for the relay is found',
  why: 'Postfix looks for the bare name of the server and for the next hop exactly as it is written, brackets and port too: any other key is never found, and nothing says so.',
  refs: [
    'https://www.postfix.org/postconf.5.html#smtp_sasl_password_maps',
    'https://www.postfix.org/SASL_README.html#client_sasl',
  ],
  subject: logsIn,
  needs: ['postfix'],
  outcomes,
  judge: ({ postfix }): Rulings[] =>
    eachRelay(
      postfix,
      ({ hops, login, nextLogins }) => [login.seen ? login.value.enabled && login.value : login, hops, nextLogins],
      judgeWay,
    ),
})

/** At the first hop, and at those that are tried when it does not answer. */
function judgeWay(way: RelayWay): Rulings[] {
  const { route } = way
  const others = triedHops(route)
    .slice(1)
    .flatMap((hop, i) => {
      const login = route.nextLogins?.[i]
      return login && hop.malformed === undefined ? judgeHop({ ...way, hop }, login) : []
    })
  return [...judgeHop(way, route.login), ...others]
}

function judgeHop({ postfix, hop, whose }: RelayWay, login: Route['login']): Rulings[] {
  if (!login.seen) return [{ cannotTell: login.blind, about: { hop: hop.written } }]
  const { enabled, user, key, map: written, noPassword, mx, near } = login.value
  if (!enabled) return []
  if (user === undefined || key === undefined || written === undefined)
    return [mx && near.length === 0 ? behindMx(hop, postfix) : missing(login.value, hop, postfix)]
  const map = loginMaps(postfix).find((one) => one.written === written)
  const about = {
    ...ordersFor(postfix),
    whose,
    hop: hop.written,
    key,
    map: shownMap(written),
    source: sourceNote(map ? [map] : []),
    apply: applyOrder([map], postfix),
    file: map?.path ?? shownMap(written),
  }
  if (noPassword) return [{ outcome: 'no-password', about: { ...about, entry: `${key} USER:PASSWORD` } }]
  const relay = relayByHost(hop.host.toLowerCase())
  if (relay?.trap?.pattern.test(user))
    return [{ outcome: 'odd-user', about: { ...about, relay: relay.name, trap: relay.trap.says } }]
  return [{ outcome: 'found', about: { ...about, user } }]
}

/** Without a key that could be meant, one may still name a host that the MX records give. */
const behindMx = (hop: NextHop, postfix: Postfix): Rulings => ({
  cannotTell: {
    reason: 'not-attempted',
    detail: `no login has the key ${hop.host} or ${hop.written}, and one for a host that the MX records of ${hop.host} name may be among those in ${mapsOf(postfix).join(', ')}`,
    wayOut: `Write the next hop in brackets first, so that its own name decides: see mta-relayhost.`,
  },
  about: { hop: hop.written },
})

/** No program was run that could look into what is compiled. */
const sourceNote = (maps: readonly MapState[]): string =>
  maps.some(({ sourceRead }) => sourceRead) ? ' (as its source says; what was compiled of it was not read)' : ''

const mapsOf = (postfix: Postfix): string[] => {
  const maps = loginMaps(postfix).map(({ written }) => shownMap(written))
  return maps.length > 0 ? maps : ['smtp_sasl_password_maps, which is empty']
}

function missing({ near }: RouteLogin, hop: NextHop, postfix: Postfix): Rulings {
  const maps = loginMaps(postfix)
  const map = maps.find(({ path, type }) => path !== undefined && !['regexp', 'pcre'].includes(type))
  const path = map?.path ?? `${postfix.configDirectory}/sasl_passwd`
  const [nearest] = near
  const about = {
    ...ordersFor(postfix),
    hop: hop.written,
    maps: mapsOf(postfix),
    keys: hop.host === hop.written ? hop.host : `${hop.host} and then for ${hop.written}`,
    near: nearest === undefined ? '' : `, and what is there is ${near.join(', ')}`,
    nearest: nearest ?? '',
    source: sourceNote(maps),
    right: hop.written,
    line: `${hop.written} USER:PASSWORD`,
    file: path,
    path: shell(path),
    maps2: setting('smtp_sasl_password_maps', `texthash:${path}`),
    apply: applyOrder([map], postfix),
  }
  const fixFor = maps.length === 0 ? 'no-map' : map === undefined ? 'no-file' : nearest === undefined ? '' : 'near'
  return { outcome: 'missing', about, fixFor }
}
