import { defineCheck, type Ruling } from '../../core/check.ts'
import type { Facts } from '../../core/facts.ts'
import { ordersFor, setOrder } from '../mta-orders.ts'
import { starttlsPort, tlsBeginsAt } from '../mta-ports.ts'
import { eachRelay, type RelayWay, settingOf, type Way, waysOf } from '../mta-routes.ts'
import { runsPostfix } from '../mta-subjects.ts'
import { demandTls, enforces, levelNote, policyFor } from '../mta-tls-policy.ts'

const clearUp = 'The log then says "Host not found" or a time-out, which leads everybody astray.'
const toStarttls =
  'Go to a port where TLS begins by STARTTLS, since smtp_tls_wrappermode would hold for all other mail of this Postfix too: write {other} in place of {hop} in {by}, and in the map of smtp_sasl_password_maps where it is a key there. Then:\n\n    {reload}'
const turnOn = (kind: keyof typeof demandTls) =>
  `Turn it on:\n\n    {wrapperOn}\n\nIt needs TLS to be demanded. ${demandTls[kind]}`

const outcomes = {
  fits: {
    verdict: 'pass',
    says: '{whose} goes to {hop}, where TLS begins {begins}, and Postfix begins it so (smtp_tls_wrappermode = {wrapper}).',
  },
  missing: {
    verdict: 'fail',
    says: '{whose} goes to {hop}, where TLS begins with the first octet, but Postfix waits there for a greeting in clear, since smtp_tls_wrappermode is off ({wrapperFrom}): both wait until one hangs up, and no mail leaves. {astray}',
    fix: turnOn('fix'),
    fixes: {
      enforced: `Turn it on:\n\n    {wrapperOn}\n    {reload}`,
      map: turnOn('map'),
      entry: turnOn('entry'),
      inline: turnOn('inline'),
      starttls: toStarttls,
    },
  },
  needless: {
    verdict: 'fail',
    says: '{whose} goes to {hop}, which greets in clear first, but Postfix begins TLS with the first octet there (smtp_tls_wrappermode = yes, {wrapperFrom}): no mail leaves. {astray}',
    fix: `Turn it off:\n\n    {wrapperOff}\n    {reload}`,
  },
  'needless-direct': {
    verdict: 'fail',
    says: '{whose} goes directly to the servers of its recipients, which greet in clear at port 25, but Postfix begins TLS with the first octet there (smtp_tls_wrappermode = yes, {wrapperFrom}): no such mail leaves. {astray}',
    fix: `Turn it off:\n\n    {wrapperOff}\n    {reload}\n\nA relay at a port that needs it is better used by another of its ports, with STARTTLS.`,
  },
  'level-too-low': {
    verdict: 'fail',
    says: '{whose} goes to {hop} with smtp_tls_wrappermode = yes, but the TLS level there is {level} by {levelBy}{why}: wrapper mode works with encrypt or stronger alone, and Postfix keeps all this mail in the queue. {astray}',
    fix: demandTls.fix,
    fixes: { ...demandTls },
  },
  unusual: {
    verdict: 'info',
    says: '{whose} goes to {hop}, and how TLS begins at that port is not known here; Postfix begins it {begins} (smtp_tls_wrappermode = {wrapper}).',
  },
} as const
type Rulings = Ruling<keyof typeof outcomes>

export default defineCheck({
  id: 'mta-wrapper-mode',
  step: 'mta',
  title: 'TLS begins as the port wants it',
  why: 'Port 465 and its like speak TLS from the first octet, all others greet in clear: a Postfix that does the other thing gets no mail through, and logs something misleading.',
  refs: ['https://www.postfix.org/postconf.5.html#smtp_tls_wrappermode', 'RFC 8314 section 3.3'],
  subject: {
    within: runsPostfix,
    needs: ['postfix'],
    absent: ({ postfix }) =>
      postfix
        .flatMap(({ routes }) => routes)
        .every(({ kind, tls }) => kind === 'other' || (kind === 'direct' && tls.seen && !tls.value.wrapperMode))
        ? 'no mail goes to a relay'
        : undefined,
  },
  needs: ['postfix', 'relayDane', 'mailInABox'],
  outcomes,
  judge(facts): Rulings[] {
    const direct = waysOf(
      facts.postfix,
      ({ kind, tls }) => kind === 'direct' && (tls.seen ? tls.value.wrapperMode : tls),
    )
    return [
      ...direct.flatMap(judgeDirect),
      ...eachRelay(
        facts.postfix,
        ({ tls }) => (tls.seen ? tls.value : tls),
        (way) => judgeRelay(way, facts),
      ),
    ]
  },
})

type Known = Pick<Facts, 'relayDane' | 'mailInABox'>

const words = (postfix: Way['postfix'], transport: string, wrapperFrom = 'default') => ({
  ...ordersFor(postfix),
  transport,
  astray: clearUp,
  wrapperFrom,
  wrapperOn: setOrder(postfix, 'smtp_tls_wrappermode', 'yes', { from: wrapperFrom, transport }),
  wrapperOff: setOrder(postfix, 'smtp_tls_wrappermode', 'no', { from: wrapperFrom, transport }),
})

function judgeDirect({ postfix, route, whose }: Way): Rulings[] {
  if (route.kind !== 'direct') return []
  if (!route.tls.seen) return [{ cannotTell: route.tls.blind, about: { whose } }]
  if (!route.tls.value.wrapperMode) return []
  return [
    { outcome: 'needless-direct', about: { ...words(postfix, route.transport, route.tls.value.wrapperFrom), whose } },
  ]
}

function judgeRelay({ postfix, route, hop, whose }: RelayWay, { relayDane, mailInABox }: Known): Rulings {
  if (!route.tls.seen) return { cannotTell: route.tls.blind, about: { hop: hop.written } }
  const { wrapperMode, level, by: levelBy, wrapperFrom } = route.tls.value
  const wants = tlsBeginsAt(hop)
  const begins = (implicit: boolean) => (implicit ? 'with the first octet' : 'by STARTTLS')
  const note = levelNote(mailInABox)
  const policy = policyFor(postfix, hop.written, { by: levelBy, note })
  const about = {
    ...policy.about,
    ...words(postfix, route.transport, wrapperFrom),
    whose,
    level,
    levelBy,
    by: settingOf(route, postfix),
    wrapper: wrapperMode ? 'yes' : 'no',
    begins: begins(wants === undefined ? wrapperMode : wants === 'implicit'),
    other: `[${hop.host}]:${starttlsPort(hop)}`,
  }
  if (wants === undefined && !wrapperMode) return { outcome: 'unusual', about }
  if (wants === 'implicit' && !wrapperMode)
    return { outcome: 'missing', about, fixFor: missingFix(postfix, level, policy.fixFor) }
  if (wants === 'starttls' && wrapperMode) return { outcome: 'needless', about }
  if (!wrapperMode || enforces(level)) return { outcome: wants === undefined ? 'unusual' : 'fits', about }
  return judgeWeak(level, relayDane.find(({ written }) => written === hop.written)?.state, {
    about,
    fixFor: policy.fixFor,
  })
}

/** Other mail of the same Postfix would get it as well. */
function missingFix({ routes }: Way['postfix'], level: string, policy: string): string {
  const hops = new Set(routes.map(({ kind, hops: [hop] }) => (kind === 'relay' && hop ? tlsBeginsAt(hop) : kind)))
  if (hops.size > 1 || !hops.has('implicit')) return 'starttls'
  return enforces(level) ? 'enforced' : policy
}

type DaneState = Known['relayDane'][number]['state']

/** Wrapper mode with a level that does not demand TLS; DANE does where it can be used. */
function judgeWeak(
  level: string,
  dane: DaneState | undefined,
  { about, fixFor }: { about: Record<string, string | string[]>; fixFor: string },
): Rulings {
  if (dane && !dane.seen) return { cannotTell: dane.blind, about }
  if (dane?.seen && dane.value.usable) return { outcome: 'fits', about }
  const why = dane?.seen && !dane.value.usable ? `, and ${dane.value.why}` : ''
  return { outcome: 'level-too-low', about: { ...about, level, why }, fixFor }
}
