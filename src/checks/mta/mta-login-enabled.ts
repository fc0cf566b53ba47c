import { defineCheck, type Ruling } from '../../core/check.ts'
import type { Facts } from '../../core/facts.ts'
import type { RouteLogin } from '../../core/mta.ts'
import { relayByHost } from '../../knowledge/relays.ts'
import { fromIn, loginMaps, ordersFor, setOrder, setting, shownMap } from '../mta-orders.ts'
import { eachRelay, isLocal, type RelayWay } from '../mta-routes.ts'
import { relays } from '../mta-subjects.ts'

const allowInTls =
  'Allow them inside TLS, where nobody else reads them, and demand TLS as well (see mta-tls-level):\n\n    {postconf} -e {allow}\n    {reload}'
const allowElsewhere = {
  'no-tls': 'Inside TLS they are allowed: demand TLS (see mta-tls-level).',
  local:
    'Allow them in clear; {hop} is on this machine itself, and nobody else reads what goes there:\n\n    {postconf} -e {allow}\n    {reload}',
} as const

const outcomes = {
  on: { verdict: 'pass', says: 'Postfix logs in at {hop}, by {by}.' },
  off: {
    verdict: 'fail',
    says: 'Logging in at {hop} is off by {by}, though {why}. The relay refuses such mail ("relay access denied", "authentication required").',
    fix: 'Turn it on:\n\n    {enable}\n    {reload}',
    fixes: {
      forbidden:
        'Turn it on, and allow the mechanisms that most relays have:\n\n    {enable}\n    {postconf} -e {allow}\n    {reload}',
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
    says: 'smtp_sasl_mechanism_filter is {filter}: names with "!" take away from what is named after them, and nothing is. No mechanism is left for {hop}: the log says "no mechanism available", and all mail that goes there stays in the queue.',
    fix: 'Take it out, and Postfix uses what the relay offers:\n\n    {postconf} -X smtp_sasl_mechanism_filter\n    {reload}\n\nTo go without some alone, let static:rest follow them.',
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
  ],
  subject: relays,
  needs: ['postfix', 'relayOffers'],
  outcomes,
  judge: ({ postfix, relayOffers }): Rulings[] =>
    eachRelay(
      postfix,
      ({ login }) =>
        login.seen
          ? [login.value.enabled, login.value.by, login.value.securityOptions, login.value.mechanismFilter]
          : login,
      (way) => judgeWay(way, relayOffers),
    ),
})

function judgeWay({ postfix, route, hop }: RelayWay, offers: Facts['relayOffers']): Rulings {
  const { login, transport } = route
  if (!login.seen) return { cannotTell: login.blind, about: { hop: hop.written } }
  const about = {
    ...ordersFor(postfix),
    hop: hop.written,
    by: login.value.by,
    enable: setOrder(postfix, 'smtp_sasl_auth_enable', 'yes', {
      from: fromIn(login.value.by),
      transport,
    }),
  }
  const level = route.tls.seen ? route.tls.value.level : 'may'
  const barred = barredAt(login.value, level, isLocal(hop))
  if (!login.value.enabled) {
    const why = wanted(
      hop.host,
      loginMaps(postfix).map(({ written }) => shownMap(written)),
    )
    if (why === undefined) return { outcome: 'no-login', about }
    const allows = barred?.allow !== undefined
    return { outcome: 'off', about: { ...about, ...barred, why }, ...(allows && { fixFor: 'forbidden' }) }
  }
  const { mechanismFilter: filter } = login.value
  if (filter.length > 0 && filter.every((one) => one.startsWith('!')))
    return { outcome: 'none-let-through', about: { ...about, filter: filter.join(', ') } }
  if (!barred) return { outcome: 'on', about }
  const { fixFor, ...where } = barred
  const offered = offers.find(({ written }) => written === hop.written)?.auth
  if (!offered?.seen) {
    const unseen = offered?.blind.detail ?? 'it was not asked'
    return { outcome: 'plain-forbidden', about: { ...about, ...where, unseen: unseen.replace(/\.$/, '') }, fixFor }
  }
  if (offered.value.some((mechanism) => !plain.includes(mechanism))) return { outcome: 'on', about }
  const named = offered.value.length > 0 ? offered.value : ['nothing']
  return { outcome: 'clear-text-forbidden', about: { ...about, ...where, offered: named }, fixFor }
}

/** They give the relay the password, or a token in its place. */
const plain: readonly string[] = ['PLAIN', 'LOGIN', 'XOAUTH2', 'OAUTHBEARER']

/** Where noplaintext holds for a relay, and what allows them there; nothing where it does not. */
function barredAt({ securityOptions: { inTls, inClear } }: RouteLogin, level: string, onHost: boolean) {
  const [inTlsToo, inClearToo] = [inTls, inClear].map((options) => options.includes('noplaintext'))
  if (!(level === 'none' ? inClearToo : inTlsToo)) return undefined
  if (level === 'none' && onHost)
    return { where: ' in clear', allow: setting('smtp_sasl_security_options', 'noanonymous'), fixFor: 'local' }
  if (!inTlsToo) return { where: ' in clear', fixFor: 'no-tls' }
  const allow = setting('smtp_sasl_tls_security_options', 'noanonymous')
  return { where: ', inside TLS neither', allow, fixFor: '' }
}

/** Why a login is wanted, a clause; nothing where nothing says so. */
function wanted(host: string, maps: readonly string[]): string | undefined {
  if (maps.length > 0) return `there are logins in ${maps.join(', ')}`
  const profile = relayByHost(host.toLowerCase())
  return profile?.user && !/^None\b/.test(profile.user) ? `${profile.name} wants a login` : undefined
}
