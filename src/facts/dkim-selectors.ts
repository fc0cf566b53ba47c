import { aliasTarget, type DkimSelector, type DkimSelectors, isDenied } from '../core/dkim.ts'
import { type DnsAnswer, recordsOf, type SeenAnswer } from '../core/dns.ts'
import type { Gatherer, Site } from '../core/gatherer.ts'
import { seen } from '../core/observation.ts'
import { type Asked, isOneOfMany } from '../core/target.ts'
import { relayOf } from '../knowledge/relays.ts'
import { type CommonSelector, commonSelectors, dkimKeeperOf, likeliestSelectors } from '../knowledge/selectors.ts'
import { joinNames, labelsOf, parseName } from '../records/name.ts'
import { knownProviders } from './dkim/providers.ts'
import { givenPath, selectorOfPath } from './relay-records/return-path.ts'
import { signerSelectors } from './signer-selectors.ts'

/** One in common use, or one that the relay makes, from the return path where that is given. */
interface Guess extends CommonSelector {
  isOfRelay?: true
  madeFrom?: string
}

type Probes = Pick<DkimSelectors, 'domainkey' | 'wildcard'>

/** What was guessed, the likeliest first, and the answers to as many of them as were asked for. */
interface Guessed extends Pick<DkimSelectors, 'notGuessed'> {
  guesses: readonly Guess[]
  answers: readonly DnsAnswer<'TXT'>[]
}

/**
 * The selectors that were given; else those that this machine's own signer has for the domain, and those in common use, once it
 * is known that something can be there. Where few are guessed, those come first of whom the domain is known to be a customer.
 */
export const dkimSelectors: Gatherer<'dkimSelectors'> = async (site) => {
  const probing = probe(site)
  const signing = ofSigner(site)
  const [{ domainkey, wildcard }, guessed, known] = await Promise.all([
    probing,
    guess(site, probing, signing),
    signing || site.asked.selectors.length > 0 ? askKnown(site, signing) : [],
  ])
  const { answers, notGuessed } = guessed
  return seen({
    domainkey,
    wildcard,
    selectors: [...known.map(marked(wildcard)), ...existing(site, guessed, wildcard)],
    guessed: answers.length,
    ...(notGuessed && { notGuessed }),
  })
}

async function probe({ target, world, look }: Site): Promise<Probes> {
  const below = joinNames('_domainkey', target.name)
  const [asked, looked] = [world.dns(below, 'TXT'), look('wildcards')]
  const [domainkey, wildcards] = [await asked, await looked]
  if (!wildcards.seen) return { domainkey, wildcard: { kind: 'blind', blind: wildcards.blind } }
  const wildcard = wildcards.value.find((one) => one.below === below)?.txt
  return { domainkey, wildcard: wildcard ?? domainkey }
}

type Signing = Promise<readonly string[]> | undefined

/** Those of this machine's own signer; of many domains, and where others were given, it is not asked. */
function ofSigner(site: Site): Signing {
  const { selectors, parked } = site.asked
  if (selectors.length > 0 || parked || isOneOfMany(site.asked)) return undefined
  return signerSelectors(site).then((found) => found.filter((selector) => isAskable(site, selector)))
}

/** Those that somebody says mail is signed with: that were given, or that the signer has. */
async function askKnown(site: Site, signing: Signing): Promise<DkimSelector[]> {
  const source = signing ? 'signer' : 'option'
  const selectors = signing ? await signing : site.asked.selectors
  return Promise.all(selectors.map((selector) => ask(site, selector, source)))
}

async function ask(site: Site, selector: string, source: DkimSelector['source']): Promise<DkimSelector> {
  const answer = await site.world.dns(nameOf(site, selector), 'TXT')
  return selectorFrom(site, { selector }, source, answer)
}

async function guess(site: Site, probing: Promise<Probes>, signing: Signing): Promise<Guessed> {
  const { selectors, parked } = site.asked
  if (selectors.length > 0) return noGuess('given')
  if (parked) return noGuess('parked')
  const most = guessesWorthwhile(await probing, site.asked)
  if (typeof most !== 'number') return noGuess(most)
  const common = most < commonSelectors.length ? likeliestSelectors(most, await knownProviders(site)) : commonSelectors
  const named = ofRelay(site)
  const signed = (await signing) ?? []
  // Where the longest label fits, every selector does.
  const isRoomy = isAskable(site, longestLabel)
  const others = common.filter(({ selector }) => !named.some((one) => one.selector === selector))
  const guesses = [...named, ...others].filter(
    ({ selector }) => !signed.includes(selector) && (isRoomy || isAskable(site, selector)),
  )
  return { guesses, answers: await askInTurn(site, guesses) }
}

const longestLabel = 'x'.repeat(63)
const isAskable = (site: Site, selector: string): boolean => 'name' in parseName(nameOf(site, selector))

type WhyNot = NonNullable<DkimSelectors['notGuessed']>
const noGuess = (notGuessed: WhyNot): Guessed => ({ guesses: [], answers: [], notGuessed })

/** Of each of many domains so many are asked first, and the others only where none of these is there. */
const firstGuesses = 12

async function askInTurn(site: Site, guesses: readonly Guess[]): Promise<DnsAnswer<'TXT'>[]> {
  const asking = (some: readonly Guess[]) =>
    Promise.all(some.map(({ selector }) => site.world.dns(nameOf(site, selector), 'TXT')))
  if (!isOneOfMany(site.asked)) return asking(guesses)
  const first = await asking(guesses.slice(0, firstGuesses))
  if (first.some(({ kind }) => kind === 'records')) return first
  return [...first, ...(await asking(guesses.slice(firstGuesses)))]
}

/** Those of the relay that was named, as far as they are known beforehand. */
function ofRelay(site: Site): Guess[] {
  const profile = site.asked.relay && relayOf(site.asked.relay)
  if (!profile || profile.dkim.kind === 'unknown') return []
  const made = selectorOfPath(site, profile)
  const [madeFrom] = labelsOf(givenPath(site) ?? '')
  const of = (selector: string): Guess => ({ selector, usedBy: profile.name, isOfRelay: true })
  return [
    ...(made === undefined ? [] : [{ ...of(made), ...(madeFrom !== undefined && { madeFrom }) }]),
    ...profile.dkim.selectors.filter((selector) => selector !== made).map(of),
  ]
}

/** As many as are asked where it is doubtful that they bring anything: the likeliest. */
const doubtfulGuesses = 25

/**
 * How many are worth a question. Some servers deny a name that only has names below it, some answer for no name that does
 * not exist: there the likeliest are tried all the same, unless there are many domains to ask about.
 */
function guessesWorthwhile({ domainkey, wildcard }: Probes, asked: Asked): number | WhyNot {
  const ofMany = isOneOfMany(asked)
  const unseen = [domainkey, wildcard].filter(({ kind }) => kind === 'blind').length
  if (unseen > (ofMany ? 0 : 1)) return 'unseen'
  if (ofMany && wildcard.kind === 'records') return 'wildcard'
  if (unseen === 0 && !isDenied(domainkey)) return asked.mostGuesses
  return ofMany ? 'no-domainkey' : doubtfulGuesses
}

const nameOf = ({ target }: Site, selector: string): string => joinNames(selector, '_domainkey', target.name)

function selectorFrom(
  site: Site,
  { selector, usedBy, madeFrom }: Guess,
  source: DkimSelector['source'],
  answer: DnsAnswer<'TXT'>,
): DkimSelector {
  const provider =
    answer.kind === 'blind' ? undefined : answer.aliases.map(({ to }) => dkimKeeperOf(to)).find((keeper) => keeper)
  return {
    selector,
    name: nameOf(site, selector),
    source,
    ...(usedBy !== undefined && { usedBy }),
    ...(madeFrom !== undefined && { madeFrom }),
    ...(provider !== undefined && { provider }),
    answer,
  }
}

const marked =
  (wildcard: DnsAnswer<'TXT'>) =>
  (given: DkimSelector): DkimSelector =>
    isThere(given.answer) && contentOf(given.answer) === contentOf(wildcard) ? { ...given, wildcard: true } : given

/** More than anybody publishes: a server that answers for every name, for each in other words. */
const mostReal = 20

/** A guess counts where something stands that a wildcard does not give to every name. */
function existing(site: Site, { guesses, answers }: Guessed, wildcard: DnsAnswer<'TXT'>): DkimSelector[] {
  const found: DkimSelector[] = []
  answers.forEach((answer, i) => {
    const guess = guesses[i] as Guess
    if (answer.kind === 'blind' || isThere(answer))
      found.push(selectorFrom(site, guess, guess.isOfRelay ? 'relay' : 'guess', answer))
  })
  const common = givenToAll(found, wildcard)
  const isReal = ({ answer }: DkimSelector) => answer.kind === 'blind' || !common.includes(contentOf(answer))
  const real = common.length > 0 ? found.filter(isReal) : found
  return wildcard.kind === 'records' && real.length > mostReal ? [] : real
}

const many = 10

/** What a wildcard gives to every name. What stands at so many alike was put there by one, even where the probe for it was not answered. */
function givenToAll(found: readonly DkimSelector[], wildcard: DnsAnswer<'TXT'>): string[] {
  const common = isThere(wildcard) ? [contentOf(wildcard)] : []
  if (found.length <= many) return common
  const counts = new Map<string, number>()
  for (const { answer } of found) counts.set(contentOf(answer), (counts.get(contentOf(answer)) ?? 0) + 1)
  return [...common, ...[...counts].flatMap(([content, count]) => (count > many ? [content] : []))]
}

/** Whether a record or an alias was seen. */
const isThere = (answer: DnsAnswer<'TXT'>): boolean => answer.kind === 'records' || aliasTarget(answer) !== undefined

const contents = new WeakMap<DnsAnswer<'TXT'>, string>()

/** What an answer holds, the same whoever's name was asked; it may be 64 KB, and is compared often. */
function contentOf(answer: DnsAnswer<'TXT'>): string {
  if (answer.kind === 'blind') return ''
  const known = contents.get(answer)
  if (known !== undefined) return known
  const content = readContent(answer)
  contents.set(answer, content)
  return content
}

/** The aliases' targets and the texts. */
function readContent(answer: SeenAnswer<'TXT'>): string {
  const targets = answer.aliases.filter(({ kind }) => kind === 'CNAME').map(({ to }) => to)
  const texts = recordsOf(answer).map(({ data }) => `"${data.map((text) => text.length)}" ${data.join('')}`)
  return [...targets, ...texts.sort()].join('\n')
}
