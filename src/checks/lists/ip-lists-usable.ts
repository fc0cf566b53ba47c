import { defineCheck } from '../../core/check.ts'
import type { Listing, ResolverView } from '../../core/lists.ts'
import { few } from '../few.ts'
import { askedOfLists } from '../list-subjects.ts'

export default defineCheck({
  id: 'ip-lists-usable',
  step: 'lists',
  title: 'The lists answer this resolver',
  why: 'A list sees the resolver, not you: many refuse public and shared ones, and a refusal says nothing about the address.',
  refs: ['RFC 5782 section 5', 'https://www.spamhaus.org/organization/dnsblusage/'],
  subject: askedOfLists,
  needs: ['ipListings', 'resolverView', 'address'],
  outcomes: {
    all: { verdict: 'pass', says: 'All lists that were asked proved themselves through {resolver}.' },
    'some-refuse': {
      verdict: 'info',
      says: 'Through {resolver}, some lists said nothing of {ip}, good or bad: {lists}. {remedy}',
    },
    none: {
      verdict: 'warn',
      says: 'Through {resolver}, no list answered the question: {lists}. So nobody here knows whether {ip} is listed.',
      fix: '{remedy} Then:\n\n    relaycheck ip {ip} --resolver 127.0.0.1',
    },
    'none-asked': { verdict: 'skip', says: 'no list was asked about {ip}' },
  },
  judge({ ipListings, resolverView, address }) {
    const asked = ipListings.filter(({ state }) => state !== 'skipped')
    const silent = asked.filter(isSilent)
    const about = {
      ip: address.display,
      resolver: named(resolverView),
      remedy: remedyFor(resolverView),
      lists: sorted(silent),
      silent: silent.map(({ list }) => list.name),
    }
    if (asked.length === 0) return { outcome: 'none-asked', about }
    if (silent.length === 0) return { outcome: 'all', about }
    return { outcome: silent.length === asked.length ? 'none' : 'some-refuse', about }
  },
})

/** The states that are no answer, and what to call them. */
const silences = [
  { state: 'refused', says: 'refused' },
  { state: 'unreachable', says: 'no usable answer' },
  { state: 'broken', says: 'cannot be believed' },
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

const remedyFor = ({ isPublic }: ResolverView): string =>
  isPublic
    ? 'Lists refuse resolvers that are open to the public: run one of your own (unbound on this machine is enough), or set a free key of Spamhaus in RELAYCHECK_SPAMHAUS_DQS_KEY.'
    : 'Some lists refuse resolvers that many share, or whose own reverse DNS does not say whose they are: run one of your own (unbound) on a machine with a name, or set a free key of Spamhaus in RELAYCHECK_SPAMHAUS_DQS_KEY.'
