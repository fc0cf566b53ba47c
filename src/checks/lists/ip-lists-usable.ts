import { defineCheck } from '../../core/check.ts'
import { keyVariable, type ListChoice, type Listing, type ResolverView } from '../../core/lists.ts'
import type { Blind } from '../../core/observation.ts'
import { few } from '../few.ts'
import { askedOfLists } from '../list-subjects.ts'
import { wasNotAsked, withKey } from '../list-told.ts'

export default defineCheck({
  id: 'ip-lists-usable',
  step: 'lists',
  title: 'The lists answer this resolver',
  why: 'A list sees the resolver, not you: many refuse public and shared ones, and a refusal says nothing about the address.',
  refs: ['RFC 5782 section 5', 'https://www.spamhaus.org/organization/dnsblusage/'],
  subject: askedOfLists,
  needs: ['ipListings', 'resolverView', 'network', 'asked', 'address'],
  outcomes: {
    all: { verdict: 'pass', says: 'All lists that were asked proved themselves through {resolver}.' },
    'some-refuse': {
      verdict: 'info',
      says: 'Through {resolver}, some lists said nothing of {ip}, good or bad: {lists}. {remedy}',
    },
    none: {
      verdict: 'warn',
      says: 'Through {resolver}, no list answered the question: {lists}. So nobody here knows whether {ip} is listed.',
      fix: '{remedy}',
      fixes: { resolver: '{remedy} Then:\n\n    {command}' },
    },
    'none-asked': { verdict: 'skip', says: 'no list was asked about {ip}' },
  },
  judge({ ipListings, resolverView, network, asked: { lists, helo }, address }) {
    const asked = ipListings.filter(({ state, named }) => state !== 'skipped' || named)
    const all = asked.filter(isSilent)
    const isNone = all.length === asked.length
    // What nobody could ask is told where it stands: it is not this resolver's doing.
    const silent = isNone ? all : all.filter((listing) => !wasNotAsked(listing))
    const cause = causeOf(silent, resolverView)
    const about = {
      ip: address.display,
      resolver: named(resolverView),
      remedy: cause.remedy,
      lists: sorted(silent),
      silent: silent.map(({ list }) => list.name),
    }
    if (asked.length === 0) return { outcome: 'none-asked', about }
    if (silent.length === 0) return { outcome: 'all', about }
    if (!isNone) return { outcome: 'some-refuse', about }
    const dead = 'blind' in network && network.blind ? oneCause(silent) : undefined
    const { remedy: _, ...seen } = about
    if (dead) return { cannotTell: dead, about: seen }
    const command = again(address.name, lists, helo)
    return { outcome: 'none', about: { ...about, command }, fixFor: cause.isResolver ? 'resolver' : 'list' }
  },
})

/** What stopped us where no list was heard at all: with others unheard too, that is the resolver's doing, and no list's. */
function oneCause(silent: readonly Listing[]): Blind | undefined {
  const asked = silent.filter((listing) => !wasNotAsked(listing))
  const causes = asked.flatMap(({ answers: [first] }) => (first?.kind === 'blind' ? [first.blind] : []))
  return causes.length === asked.length ? causes[0] : undefined
}

/** The same question through a resolver of one's own. */
function again(ip: string, lists: ListChoice | undefined, helo: string | undefined): string {
  const { tier, zones = [], dead = false } = lists ?? {}
  const chosen = [...(tier === undefined ? [] : [tier]), ...zones].join(',')
  const words = [
    ip,
    ...(chosen === 'core' || chosen === '' ? [] : ['--lists', chosen]),
    ...(dead ? ['--ask-dead-lists'] : []),
    ...(helo === undefined ? [] : ['--helo', /^[\w.:-]+$/.test(helo) ? helo : `'${helo.replaceAll("'", "'\\''")}'`]),
  ]
  return `relaycheck ip ${words.join(' ')} --resolver 127.0.0.1`
}

/** The states that are no answer, and what to call them. */
const silences = [
  { state: 'refused', says: 'refused' },
  { state: 'unreachable', says: 'no usable answer' },
  { state: 'broken', says: 'cannot be believed' },
  { state: 'skipped', says: 'not asked' },
] as const
const isSilent = ({ state }: Listing): boolean => silences.some((one) => one.state === state)

/** `SpamCop, PSBL (refused); Barracuda (no usable answer)` */
const sorted = (silent: readonly Listing[]): string =>
  silences
    .map(({ state, says }) => ({ says, of: silent.filter((listing) => listing.state === state) }))
    .filter(({ of }) => of.length > 0)
    .map(({ says, of }) => `${few(of.map(({ list }) => list.name)).join(', ')} (${says})`)
    .join('; ')

/** Whom the lists see: the resolver, or those that it asks in turn. */
function named({ resolvers }: ResolverView): string {
  const all = resolvers.map(({ address, operator, upstreams }) => {
    const asks = upstreams.map((one) => one.address + (one.operator ? ` of ${one.operator}` : ''))
    return address + (operator ? ` of ${operator}` : '') + (asks.length ? `, which asks ${asks.join(' and ')}` : '')
  })
  return all.join(' and ') || 'the resolver'
}

/** What is to be done about all the silence, and whether it is about the resolver: else it is about what was named. */
function causeOf(silent: readonly Listing[], view: ResolverView): { remedy: string; isResolver: boolean } {
  const own = silent.filter(({ list }) => list.own)
  const keyless = silent.filter(wasNotAsked)
  const others = silent.filter((listing) => !own.includes(listing) && !keyless.includes(listing))
  const remedies = [
    ...(others.length > 0 ? [remedyFor(view, others)] : []),
    ...new Set(keyless.map(({ list }) => withKey(list))),
    ...(own.length > 0 ? [spelling(own)] : []),
  ]
  return { remedy: remedies.join(' '), isResolver: others.length > 0 }
}

/** A zone that nobody here knows, and that does not keep to RFC 5782. */
const spelling = (own: readonly Listing[]): string =>
  `Is ${few(own.map(({ list }) => list.zone)).join(', ')} spelt right? relaycheck does not know it, and believes such a list once it holds 127.0.0.2 and not 127.0.0.1, as every list has to (RFC 5782 section 5).`

function remedyFor({ isPublic }: ResolverView, silent: readonly Listing[]): string {
  const isOfSpamhaus = silent.some(({ list }) => list.operator === 'Spamhaus' && list.key === undefined)
  const orKey = isOfSpamhaus ? `, or set a free key of Spamhaus in ${keyVariable.spamhaus}` : ''
  return isPublic
    ? `Lists refuse resolvers that are open to the public: run one of your own (unbound on this machine is enough)${orKey}.`
    : `Some lists refuse resolvers that many share, or whose own reverse DNS does not say whose they are: run one of your own (unbound) on a machine with a name${orKey}.`
}
