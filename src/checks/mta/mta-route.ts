import { defineCheck, type Ruling } from '../../core/check.ts'
import type { Evidence } from '../../core/finding.ts'
import { type Postfix, type Route, triedHops } from '../../core/mta.ts'
import { few } from '../few.ts'
import { applyOrder, mapNamedIn, ordersFor, setting } from '../mta-orders.ts'
import { decidedBy, named, settingOf, usableHop, waysOf, whoseMail } from '../mta-routes.ts'
import { runsPostfix } from '../mta-subjects.ts'

const outcomes = {
  'through-relay': {
    verdict: 'pass',
    says: '{whose} goes through {hops}, {by}.',
    brief: 'through {hops}',
  },
  direct: {
    verdict: 'info',
    says: '{whose} goes directly to the servers of each recipient, through no relay, {by}: the reputation of this machine and its own port 25 decide.',
    brief: 'directly, through no relay',
  },
  mixed: {
    verdict: 'warn',
    says: '{relayed} goes through {hops}, but not all does: {direct} leaves past it, directly, {by}. Receivers see that mail come from this machine itself, without what the relay does for it, and where the network blocks port 25 it never leaves.',
    fix: 'Where that is not meant, let all mail that no map sends elsewhere go to the relay:\n\n    {postconf} -e {setting}\n    {reload}',
    fixes: {
      map: 'Where that is not meant, take that entry out, or let it name {hop} behind the colon. Then:\n\n    {apply}',
      setting:
        'Where that is not meant, take what stands there back, so that relayhost decides, or let it name {hop}. Then:\n\n    {reload}',
    },
  },
  broken: {
    verdict: 'fail',
    says: '{whose} is to leave by transport {transport}, which {where} names, but {fault}: Postfix keeps it in the queue, and gives it back after days.',
    fix: 'Name one that master.cf has, which `postconf -M` lists; most often that is smtp:\n\n    {postconf} -e {smtp}\n    {reload}',
    fixes: {
      map: 'Name one there that master.cf has, which `postconf -M` lists; most often that is smtp. Then:\n\n    {apply}',
    },
  },
  elsewhere: {
    verdict: 'info',
    says: '{whose} goes to transport {transport}, {by}, which is no SMTP client: what becomes of it is for that program to say.',
  },
  'set-twice': {
    verdict: 'warn',
    says: 'relayhost is set twice in main.cf, and the last line holds: {value} ({from}). What stands before it has no effect: {before} ({place}).',
    fix: 'Take the line out that is not meant. For the first to hold:\n\n    {postconf} -e {setting}\n    {reload}',
  },
  exceptions: {
    verdict: 'info',
    says: 'Mail to some recipients goes another way: {ways}. It is not judged here.',
  },
} as const
type Rulings = Ruling<keyof typeof outcomes>

export default defineCheck({
  id: 'mta-route',
  step: 'mta',
  title: 'Where outgoing mail goes',
  why: 'Postfix decides by sender, transport and relayhost, in that order: mail that leaves past the relay is the mail that nobody misses until it bounces.',
  refs: [
    'transport(5)',
    'https://www.postfix.org/postconf.5.html#relayhost',
    'https://www.postfix.org/ADDRESS_REWRITING_README.html',
  ],
  subject: runsPostfix,
  needs: ['postfix'],
  outcomes,
  judge: ({ postfix }): Rulings[] => postfix.flatMap(judgeInstance),
})

function judgeInstance(postfix: Postfix): Rulings[] {
  const { routes } = postfix
  const evidence = [tableOf(postfix)]
  const of = (kind: Route['kind']) => routes.filter((route) => route.kind === kind && route.fault === undefined)
  const [relayed, direct] = [of('relay'), of('direct')]
  return [
    ...judgeRelayed(postfix, { relayed, direct, evidence }),
    ...unusual(postfix, evidence),
    ...pastRelay(postfix, { relayed, direct, evidence }),
    ...setTwice(postfix),
    ...exceptionsOf(postfix, relayed.length > 0),
  ]
}

interface Sorted {
  relayed: readonly Route[]
  direct: readonly Route[]
  evidence: Evidence[]
}

function judgeRelayed(postfix: Postfix, { relayed, direct, evidence }: Sorted): Rulings[] {
  const hops = hopsOf(relayed)
  const by = (routes: readonly Route[]) => [...new Set(routes.map((route) => decidedBy(route, postfix)))].join('; ')
  const about = { hops, directory: postfix.configDirectory }
  const isMixed = postfix.exceptions.some((one) => one.direct)
  if (direct.length === 0)
    return relayed.length === 0 || isMixed
      ? []
      : [
          {
            outcome: 'through-relay',
            about: { ...about, whose: whoseMail(relayed, postfix), by: by(relayed) },
            evidence,
          },
        ]
  if (relayed.length === 0)
    return [{ outcome: 'direct', about: { whose: whoseMail(direct, postfix), by: by(direct) }, evidence }]
  const [first] = direct
  const hop = relayed.map(usableHop).find((one) => one !== undefined)?.written ?? hops[0] ?? ''
  const map = first && mapNamedIn(first.by, postfix)
  return [
    {
      outcome: 'mixed',
      about: {
        ...about,
        ...ordersFor(postfix),
        relayed: whoseMail(relayed, postfix),
        direct: lower(whoseMail(direct, postfix)),
        by: by(direct),
        hop,
        setting: setting('relayhost', hop),
        apply: applyOrder([map], postfix),
      },
      evidence,
      ...(map ? { fixFor: 'map' } : first?.by !== 'default' && { fixFor: 'setting' }),
    },
  ]
}

const lower = (sentence: string) => sentence.charAt(0).toLowerCase() + sentence.slice(1)

/** Routes that are not known, that cannot be taken, or that lead to no SMTP client. */
function unusual(postfix: Postfix, evidence: Evidence[]): Rulings[] {
  return waysOf([postfix], ({ kind, fault, blind, transport, by }) => [kind, fault, blind, transport, by]).flatMap(
    ({ route, whose }): Rulings[] => {
      const { blind, fault, transport, kind } = route
      const about = { whose, transport, by: decidedBy(route, postfix), ...ordersFor(postfix) }
      if (blind) return [{ cannotTell: blind, about: { whose }, evidence }]
      if (fault !== undefined) {
        const broken = judgeBroken(fault, route, postfix)
        return [{ ...broken, about: { ...about, ...broken.about }, evidence }]
      }
      return kind === 'other' ? [{ outcome: 'elsewhere', about, evidence }] : []
    },
  )
}

/** The next hop may be decided elsewhere than the transport. */
function judgeBroken(fault: string, { by }: Route, postfix: Postfix) {
  const ofHop = by === 'relayhost' || by === 'default' || by.startsWith('sender_dependent_relayhost_maps')
  const map = ofHop ? undefined : mapNamedIn(by, postfix)
  const about = {
    fault,
    where: ofHop ? 'default_transport' : by,
    smtp: setting('default_transport', 'smtp'),
    apply: applyOrder([map], postfix),
  }
  return { outcome: 'broken', about, ...(map && { fixFor: 'map' }) } as const
}

function setTwice({ relayhost, ...postfix }: Postfix): Rulings[] {
  const { value, from, over } = relayhost
  if (!over || over.value === '') return []
  const about = {
    ...ordersFor({ ...postfix, relayhost }),
    value: value === '' ? 'nothing' : value,
    from,
    before: over.value,
    place: over.from,
    setting: setting('relayhost', over.value),
  }
  return [{ outcome: 'set-twice', about }]
}

/** Entries for some recipients that lead round the relay which all else takes. */
function pastRelay(postfix: Postfix, { relayed, evidence }: Sorted): Rulings[] {
  const past = postfix.exceptions.filter(({ direct }) => direct)
  if (past.length === 0 || relayed.length === 0) return []
  const maps = postfix.maps.filter(({ parameter }) => parameter === 'transport_maps')
  const hop = relayed.map(usableHop).find((one) => one !== undefined)?.written ?? '[mail.example.com]:587'
  const about = {
    ...ordersFor(postfix),
    directory: postfix.configDirectory,
    hops: hopsOf(relayed),
    relayed: whoseMail(relayed, postfix).replace(/^All outgoing/, 'Outgoing'),
    direct: `mail to ${few(past.map(({ pattern }) => pattern)).join(', ')}`,
    by: `by transport_maps (${few([...new Set(past.map(({ from }) => from))]).join(', ')})`,
    hop,
    setting: setting('relayhost', hop),
    apply: applyOrder(maps, postfix),
  }
  return [{ outcome: 'mixed', about, evidence, fixFor: 'map' }]
}

const hopsOf = (routes: readonly Route[]): string[] =>
  few([...new Set(routes.flatMap((route) => triedHops(route).map(({ written }) => written)))])

function exceptionsOf({ exceptions: all, moreExceptions }: Postfix, isRelayed: boolean): Rulings[] {
  const exceptions = all.filter(({ direct }) => !(direct && isRelayed))
  if (exceptions.length === 0 && moreExceptions === 0) return []
  const ways = few(exceptions.map(({ pattern, way, from }) => `${pattern} by ${way} (${from})`))
  const more = moreExceptions > 0 ? [`${moreExceptions} more that are not named`] : []
  return [{ outcome: 'exceptions', about: { ways: [...ways, ...more] } }]
}

const mostRows = 30

function tableOf(postfix: Postfix): Evidence {
  const rows = postfix.routes.slice(0, mostRows).map((route): string[] => {
    const way = route.kind === 'relay' ? route.hops.map(({ written }) => written).join(', ') : ways[route.kind]
    return [named(route.sender), way, route.transport, route.by === 'default' ? 'default' : settingOf(route, postfix)]
  })
  return { kind: 'table', head: ['sender', 'goes to', 'transport', 'decided by'], rows }
}
const ways = { direct: 'the MX of each recipient', other: 'no SMTP client', unknown: 'not known' } as const
