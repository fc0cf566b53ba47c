import { defineCheck, type Ruling } from '../../core/check.ts'
import type { Facts } from '../../core/facts.ts'
import type { RouteLogin } from '../../core/mta.ts'
import type { Blind } from '../../core/observation.ts'
import { relayByHost } from '../../knowledge/relays.ts'
import { isLetThrough, onlyTakes, showsPassword, stopsAt } from '../mta-mechanisms.ts'
import { fromIn, loginMaps, ordersFor, removeOrder, setOrder, shownMap } from '../mta-orders.ts'
import { eachRelay, isLocal, type RelayWay } from '../mta-routes.ts'
import { relays } from '../mta-subjects.ts'

const allowInTls =
  'Allow them inside TLS, where nobody else reads them, and demand TLS as well (see mta-tls-level):\n\n    {allow}\n    {reload}'
const allowElsewhere = {
  'no-tls': 'Inside TLS they are allowed: demand TLS (see mta-tls-level).',
  local:
    'Allow them in clear; {hop} is on this machine itself, and nobody else reads what goes there:\n\n    {allow}\n    {reload}',
} as const

const outcomes = {
  on: { verdict: 'pass', says: 'Postfix logs in at {hop}, by {by}.' },
  off: {
    verdict: 'fail',
    says: 'Logging in at {hop} is off by {by}, though {why}. The relay refuses such mail ("relay access denied", "authentication required").',
    fix: 'Turn it on:\n\n    {enable}\n    {reload}',
    fixes: {
      forbidden:
        'Turn it on, and allow the mechanisms that most relays have:\n\n    {enable}\n    {allow}\n    {reload}',
    },
  },
  'no-login': {
    verdict: 'info',
    says: 'Postfix does not log in at {hop}, by {by}, and no logins are set: that relay has to know this machine by its address.',
  },
  'clear-text-forbidden': {
    verdict: 'fail',
    says: 'Postfix may use no mechanism that shows the password to the relay (noplaintext, which smtp_sasl_security_options has where it is not set){where}, but {hop} offers {offered} alone: the log says "no mechanism available", and all mail that goes there stays in the queue, while any other client logs in.',
    fix: allowInTls,
    fixes: allowElsewhere,
  },
  'plain-forbidden': {
    verdict: 'warn',
    says: 'Postfix may use no mechanism that shows the password to the relay (noplaintext, which smtp_sasl_security_options has where it is not set){where}: PLAIN and LOGIN, which most relays have alone, are forbidden. What {hop} offers was not seen: {unseen}. If it has no other, the log says "no mechanism available", and all mail that goes there stays in the queue.',
    fix: allowInTls,
    fixes: allowElsewhere,
  },
  'none-let-through': {
    verdict: 'fail',
    says: 'smtp_sasl_mechanism_filter ({filterFrom}) is {filter}: {why}. No mechanism is left for {hop}: the log says "no mechanism available", and all mail that goes there stays in the queue.',
    fix: 'Take it out, and Postfix uses what the relay offers:\n\n    {unfilter}\n    {reload}\n\nTo go without some alone, write these with "!" before them, and static:rest behind.',
  },
  'client-stops': {
    verdict: 'fail',
    says: '{parameter} = {value} ({from}): {why}. The SMTP client of Postfix ends with a fatal error as it starts, and no mail leaves by it.',
    fix: 'Take it out:\n\n    {remove}\n    {reload}',
  },
} as const
type Rulings = Ruling<keyof typeof outcomes>

export default defineCheck({
  id: 'mta-login-enabled',
  step: 'mta',
  title: 'Postfix logs in at the relay',
  why: 'By itself Postfix logs in nowhere, and where it does it forbids the very mechanisms that most relays have.',
  refs: [
    'https://www.postfix.org/SASL_README.html#client_sasl',
    'https://www.postfix.org/postconf.5.html#smtp_sasl_security_options',
    'https://www.postfix.org/postconf.5.html#smtp_sasl_mechanism_filter',
    'https://www.postfix.org/postconf.5.html#smtp_sasl_type',
  ],
  subject: relays,
  needs: ['postfix', 'relayOffers'],
  outcomes,
  judge: ({ postfix, relayOffers }): Rulings[] =>
    eachRelay(
      postfix,
      ({ login, tls }) =>
        login.seen
          ? [
              ...[login.value.enabled, login.value.by, login.value.securityOptions, login.value.mechanismFilter],
              ...[login.value.saslType, tls.seen || tls],
            ]
          : login,
      (way) => judgeWay(way, relayOffers),
    ),
})

function judgeWay(way: RelayWay, offers: Facts['relayOffers']): Rulings {
  const { postfix, route, hop } = way
  const { login, transport } = route
  if (!login.seen) return { cannotTell: login.blind, about: { hop: hop.written } }
  const enable = setOrder(postfix, 'smtp_sasl_auth_enable', 'yes', { from: fromIn(login.value.by), transport })
  const about = { ...ordersFor(postfix), hop: hop.written, by: login.value.by, enable }
  if (!login.value.enabled) {
    const why = wanted(
      hop.host,
      loginMaps(postfix).map(({ written }) => shownMap(written)),
    )
    if (why === undefined) return { outcome: 'no-login', about }
    const barred = barredAt(way, login.value, route.tls.seen ? route.tls.value.level : 'may')
    const allows = barred?.allow !== undefined
    return { outcome: 'off', about: { ...about, ...barred, why }, ...(allows && { fixFor: 'forbidden' }) }
  }
  const stop = stopsAt(login.value)
  if (stop) {
    const remove = removeOrder(postfix, stop.parameter, { from: stop.from, transport })
    return { outcome: 'client-stops', about: { ...about, ...stop, remove } }
  }
  const offered = offers.find(({ written }) => written === hop.written)?.auth
  return judgeMechanisms(way, login.value, { about, offered })
}

interface Known {
  about: Record<string, string>
  offered: Facts['relayOffers'][number]['auth'] | undefined
}

/** What is left to log in with, once the filter and noplaintext have taken theirs. */
function judgeMechanisms(way: RelayWay, login: RouteLogin, { about, offered }: Known): Rulings {
  const { postfix, route, hop } = way
  const { mechanismFilter: filter, from } = login
  const place = { from: from.filter, transport: route.transport }
  const unfilter = removeOrder(postfix, 'smtp_sasl_mechanism_filter', place)
  const known = { ...about, filter: filter.join(', '), filterFrom: from.filter, unfilter }
  const none = (why: string): Rulings => ({ outcome: 'none-let-through', about: { ...known, why } })
  if (onlyTakes(filter)) return none('names with "!" take away from what is named after them, and nothing is')
  if (!route.tls.seen) {
    const [inClear, inTls] = ['none', 'may'].map((level) => barredAt(way, login, level) !== undefined)
    if (inClear !== inTls) return { cannotTell: route.tls.blind, about }
  }
  const barred = barredAt(way, login, route.tls.seen ? route.tls.value.level : 'may')
  const isOpen = ['PLAIN', 'LOGIN'].every((mechanism) => isLetThrough(filter, mechanism))
  if (!barred && (filter.length === 0 || (isOpen && !offered?.seen))) return { outcome: 'on', about }
  if (!offered?.seen) {
    const unseen = offered?.blind ?? notAsked
    if (!barred) return { cannotTell: unseen, about }
    const { fixFor, ...where } = barred
    return {
      outcome: 'plain-forbidden',
      about: { ...about, ...where, unseen: unseen.detail.replace(/\.$/, '') },
      fixFor,
    }
  }
  const usable = offered.value.filter((mechanism) => !barred || !showsPassword(mechanism))
  if (usable.some((mechanism) => isLetThrough(filter, mechanism))) return { outcome: 'on', about }
  if (usable.some((mechanism) => isLetThrough(filter, mechanism) === undefined))
    return { cannotTell: unreadFilter(known.filter), about }
  const named = offered.value.length > 0 ? offered.value : ['nothing']
  const all = `of what ${hop.written} offers (${named.join(', ')})`
  if (!barred) return offered.value.length === 0 ? { outcome: 'on', about } : none(`${all} it lets nothing through`)
  if (usable.length > 0) return none(`${all} it leaves what noplaintext forbids alone`)
  const { fixFor, ...where } = barred
  return { outcome: 'clear-text-forbidden', about: { ...about, ...where, offered: named }, fixFor }
}

const notAsked: Blind = { reason: 'not-attempted', detail: 'it was not asked' }
const unreadFilter = (filter: string): Blind => ({
  reason: 'not-attempted',
  detail: `smtp_sasl_mechanism_filter is ${filter}, a table that only Postfix itself can look into`,
  wayOut: 'Ask it on that machine: postmap -q PLAIN TABLE.',
})

/** Where noplaintext holds for a relay, and what allows them there; nothing where it does not. */
function barredAt({ postfix, route: { transport }, hop }: RelayWay, login: RouteLogin, level: string) {
  const { securityOptions, from } = login
  const [inTlsToo, inClearToo] = [securityOptions.inTls, securityOptions.inClear].map((options) =>
    options.includes('noplaintext'),
  )
  if (!(level === 'none' ? inClearToo : inTlsToo)) return undefined
  const allowing = (name: string, place: string) => setOrder(postfix, name, 'noanonymous', { from: place, transport })
  if (level === 'none' && isLocal(hop))
    return { where: ' in clear', allow: allowing('smtp_sasl_security_options', from.inClear), fixFor: 'local' }
  if (!inTlsToo) return { where: ' in clear', fixFor: 'no-tls' }
  return {
    where: ', inside TLS neither',
    allow: allowing('smtp_sasl_tls_security_options', from.inTls),
    fixFor: '',
  }
}

/** Why a login is wanted, a clause; nothing where nothing says so. */
function wanted(host: string, maps: readonly string[]): string | undefined {
  if (maps.length > 0) return `there are logins in ${maps.join(', ')}`
  const profile = relayByHost(host.toLowerCase())
  return profile?.user && !/^None\b/.test(profile.user) ? `${profile.name} wants a login` : undefined
}
