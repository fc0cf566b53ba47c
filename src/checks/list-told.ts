import type { Ruling } from '../core/check.ts'
import { dnsEvidence } from '../core/evidence.ts'
import type { About, Evidence } from '../core/finding.ts'
import { type Blocklist, type Impact, keyVariable, type ListCode, type Listing, type ListState } from '../core/lists.ts'
import type { Blind } from '../core/observation.ts'

const order: readonly Impact[] = ['negligible', 'low', 'medium', 'high']
const accusing = ({ sense }: ListCode): boolean => sense === 'accuses' || sense === 'policy'

/** What the worst of a listing's codes costs. */
export const impactOf = ({ told, list }: Listing): Impact =>
  told
    .filter(accusing)
    .map(({ impact = list.impact }) => impact)
    .reduce<Impact>((worst, one) => (order.indexOf(one) > order.indexOf(worst) ? one : worst), 'negligible')

/** Whether all that a listing says is that the address was not declared as a mail server's: no accusation. */
const isPolicy = ({ told }: Listing): boolean => told.filter(accusing).every(({ sense }) => sense === 'policy')

/** A list that only ever says good things. */
export const isAllowlist = ({ codes }: Blocklist): boolean =>
  !codes.some(accusing) && codes.some(({ sense }) => sense === 'allows')
/** A list that speaks of the network. */
export const isOfNetwork = ({ scope }: Blocklist): boolean => scope === 'range' || scope === 'asn'

/** Nobody asked the list: it has ended, or wants a key that is not here. */
export const wasNotAsked = ({ state, answers }: Listing): boolean => state === 'skipped' && answers.length === 0
/** The list knows the subject, and says neither good nor bad of it. */
export const isNeutral = ({ state, told }: Listing): boolean => state === 'not-listed' && told.length > 0

/** The states in which a list said nothing of the subject. */
export const unanswered: readonly ListState[] = ['refused', 'unreachable', 'broken', 'unknown-code', 'skipped']

/** Of an entry whose code costs less than the list's others do: what is said of those is not true of it. */
const weighsLittle = 'An entry of this kind weighs little with receivers, and is no accusation.'

const mostReasons = 3
const longestReason = 200
/** Octets, one a character: what is cut in the middle of a character of UTF-8 (RFC 3629 section 4) goes with it. */
const cut = (text: string): string =>
  text.length > longestReason ? `${text.slice(0, longestReason).replace(/[\xc2-\xf4][\x80-\xbf]{0,2}$/, '')}…` : text

/** What every finding about one list tells of it, for people and programs. */
export function listAbout(listing: Listing): About {
  const { list, subject, state, codes, told, reasons, why } = listing
  return {
    zone: list.zone,
    list: list.name,
    tier: list.tier,
    ...(list.decides && { decides: true }),
    ...(listing.named && { named: true }),
    subject,
    state,
    codes,
    ...(state === 'listed' && {
      impact: impactOf(listing),
      sense: isPolicy(listing) ? 'policy' : 'accuses',
      means: told
        .filter(accusing)
        .map(({ means }) => means)
        .join('; '),
      acts: impactOf(listing) === list.impact ? list.acts : weighsLittle,
      ...(reasons.length > 0 && { reasons: reasons.slice(0, mostReasons).map(cut) }),
    }),
    ...((state === 'allowed' || isNeutral(listing)) && { means: told.map(({ means }) => means).join('; ') }),
    ...(why !== undefined && { why }),
  }
}

/** What was answered, the reason that the list gives in its own words among it, and what is odd about the list. */
export function listEvidence({ answers, oddity }: Listing): Evidence[] {
  return [
    ...answers.flatMap(dnsEvidence),
    ...(oddity === undefined ? [] : [{ kind: 'note', text: oddity } satisfies Evidence]),
  ]
}

const outcomeFor: Readonly<Record<Impact, 'listed' | 'scored' | 'unheeded'>> = {
  high: 'listed',
  medium: 'scored',
  low: 'unheeded',
  negligible: 'unheeded',
}

/** What can be done about an entry: its page is for asking, or for looking it up; or its network alone may ask; or nobody. */
type WayOff = 'ask' | 'look' | 'network' | 'nobody' | 'none'

function wayOff({ list, told }: Listing): WayOff {
  const byCode = told.filter(accusing).flatMap(({ removal = [] }) => removal)[0]
  if (byCode) return byCode
  return list.removal ? 'ask' : list.lookup ? 'look' : 'none'
}

/** What an entry comes to, by its weight: the outcome, and which fix. */
export const listedOutcome = (listing: Listing) => ({
  outcome: outcomeFor[impactOf(listing)],
  fixFor: `${isPolicy(listing) ? 'policy' : 'accused'}-${wayOff(listing)}`,
})

/** What is to be done about an entry: whether it goes by itself, and the page of its list, the subject filled in. */
export function leaving(listing: Listing): { expires: string; page: string; removal: string } {
  const { list, told } = listing
  const byCode = told.filter(accusing).flatMap(({ expires = [] }) => expires)
  const expires = byCode.length > 0 ? byCode : list.expires === undefined ? [] : [list.expires]
  return {
    expires: [...new Set(expires)].map((says) => ` ${says}`).join(''),
    page: pageOf(listing),
    removal: wayOff(listing),
  }
}

const pageOf = ({ list, subject }: Listing): string => pageFor(list.removal || list.lookup, subject)
const pageFor = (page = '', subject: string): string => page.replace(/\{(?:ip|domain)\}/g, encodeURIComponent(subject))

/** Why nobody can tell, where the list that decides gave no answer. */
export const notTold = (listing: Listing): Ruling<never> => ({
  cannotTell: blindOf(listing),
  about: listAbout(listing),
  evidence: listEvidence(listing),
})

function blindOf(listing: Listing): Blind {
  const { list, state, why = 'it gave no answer', answers } = listing
  const [first] = answers
  if (first?.kind === 'blind')
    return first.blind.reason === 'interrupted' ? first.blind : { wayOut: ownResolver(list), ...first.blind }
  if (wasNotAsked(listing))
    return {
      reason: 'not-attempted',
      detail: `${list.name} was not asked: ${why}. So nobody can tell whether it lists the address`,
      wayOut: withKey(list),
    }
  if (state === 'unknown-code')
    return {
      reason: 'malformed',
      detail: `${list.name} cannot be read: ${why}. So nobody can tell whether it lists the address`,
      wayOut: `See what that means at the list itself: ${pageFor(list.lookup, listing.subject)}`,
    }
  return {
    reason: state === 'refused' ? 'refused' : 'server-failure',
    detail: `${list.name} did not answer the question: ${why}. This says nothing about the address`,
    wayOut: ownResolver(list),
  }
}

const publicTwin = ({ includes = [] }: Blocklist): string | undefined => includes[0]

/** How to have a list asked that wants a key. */
export function withKey(list: Blocklist): string {
  if (list.key === undefined) return 'Name another list (--lists).'
  const twin = publicTwin(list)
  const instead = twin === undefined || !list.decides ? 'or leave the list out' : `or ask ${twin} (--lists ${twin})`
  return `Set the key in ${keyVariable[list.key]}, ${instead}.`
}

/** How to get an answer of a list after all. */
function ownResolver(list: Blocklist): string {
  const { key, operator } = list
  if (key !== undefined) {
    const twin = publicTwin(list)
    const without = twin === undefined ? '' : ` Without a key, ask ${twin} (--lists ${twin}).`
    return `Look at ${keyVariable[key]}: the key may be mistyped, used up or switched off.${without}`
  }
  const free = operator === 'Spamhaus' ? `, or set a free key of Spamhaus: ${keyVariable.spamhaus}` : ''
  return `Ask through a resolver of your own (unbound on this machine is enough, then --resolver 127.0.0.1)${free}.`
}
