import { aliasTarget, type DkimSelector, type DkimSelectors, isDenied } from '../core/dkim.ts'
import { type DnsAnswer, recordsOf, type SeenAnswer } from '../core/dns.ts'
import type { Gatherer, Site } from '../core/gatherer.ts'
import { seen } from '../core/observation.ts'
import { type Asked, isOneOfMany } from '../core/target.ts'
import { relayOf } from '../knowledge/relays.ts'
import { type CommonSelector, commonSelectors, dkimKeeperOf, likeliestSelectors } from '../knowledge/selectors.ts'
import { joinNames, parseName } from '../records/name.ts'
import { knownProviders } from './dkim/providers.ts'
import { selectorOfPath } from './relay-records/return-path.ts'
import { signerSelectors } from './signer-selectors.ts'

type Probes = Pick<DkimSelectors, 'domainkey' | 'wildcard'>

/**
 * The selectors that were given; else those that this machine's own signer has for the domain, and those in common use, once it
 * is known that something can be there. Where few are guessed, those come first of whom the domain is known to be a customer.
 */
export const dkimSelectors: Gatherer<'dkimSelectors'> = async (site) => {
  const { asked } = site
  const probing = probe(site)
  const signing = ofSigner(site)
  const guessing = guess(site, probing, signing)
  const given = asked.selectors.map((selector) => ask(site, { selector }, 'option'))
  const signed = signing.then((all) => Promise.all(all.map((selector) => ask(site, { selector }, 'signer'))))
  const [probes, guessed, known] = await Promise.all([probing, guessing, Promise.all([...given, signed])])
  const { notGuessed } = guessed
  return seen({
    ...probes,
    selectors: [...known.flat().map(marked(probes.wildcard)), ...existing(guessed.selectors, probes.wildcard)],
    guessed: guessed.selectors.length,
    ...(notGuessed && { notGuessed }),
  })
}

async function probe({ target, world, look }: Site): Promise<Probes> {
  const below = joinNames('_domainkey', target.name)
  const [domainkey, wildcards] = await Promise.all([world.dns(below, 'TXT'), look('wildcards')])
  if (!wildcards.seen) return { domainkey, wildcard: { kind: 'blind', blind: wildcards.blind } }
  const wildcard = wildcards.value.find((one) => one.below === below)?.txt
  return { domainkey, wildcard: wildcard ?? domainkey }
}

/** Those of this machine's own signer; of many domains, and where others were given, it is not asked. */
async function ofSigner(site: Site): Promise<string[]> {
  const { selectors, parked } = site.asked
  if (selectors.length > 0 || parked || isOneOfMany(site.asked)) return []
  const found = await signerSelectors(site)
  return found.filter((selector) => 'name' in parseName(nameOf(site, selector)))
}

async function guess(
  site: Site,
  probing: Promise<Probes>,
  signing: Promise<readonly string[]>,
): Promise<{ selectors: DkimSelector[] } & Pick<DkimSelectors, 'notGuessed'>> {
  const { selectors, parked } = site.asked
  if (selectors.length > 0) return { selectors: [], notGuessed: 'given' }
  if (parked) return { selectors: [], notGuessed: 'parked' }
  const most = guessesWorthwhile(await probing, site.asked)
  if (typeof most !== 'number') return { selectors: [], ...most }
  const guesses = most < commonSelectors.length ? likeliestSelectors(most, await knownProviders(site)) : commonSelectors
  const named = ofRelay(site).filter(({ selector }) => !guesses.some((one) => one.selector === selector))
  const signed = await signing
  const askable = [...named, ...guesses].filter(
    ({ selector }) => !signed.includes(selector) && 'name' in parseName(nameOf(site, selector)),
  )
  return { selectors: await askInTurn(site, askable) }
}

/** Of each of many domains so many are asked first, and the others only where none of these is there. */
const firstGuesses = 12

async function askInTurn(site: Site, guesses: readonly CommonSelector[]): Promise<DkimSelector[]> {
  const asking = (some: readonly CommonSelector[]) => Promise.all(some.map((one) => ask(site, one, 'guess')))
  if (!isOneOfMany(site.asked)) return asking(guesses)
  const first = await asking(guesses.slice(0, firstGuesses))
  if (first.some(({ answer }) => answer.kind === 'records')) return first
  return [...first, ...(await asking(guesses.slice(firstGuesses)))]
}

/** Those of the relay that was named, as far as they are known beforehand. */
function ofRelay(site: Site): CommonSelector[] {
  const profile = site.asked.relay && relayOf(site.asked.relay)
  if (!profile || profile.dkim.kind === 'unknown') return []
  const made = selectorOfPath(site, profile)
  const selectors = [...(made === undefined ? [] : [made]), ...profile.dkim.selectors]
  return selectors.map((selector) => ({ selector, usedBy: profile.name }))
}

/** As many as are asked where it is doubtful that they bring anything: the likeliest. */
const doubtfulGuesses = 25

/**
 * How many are worth a question. Some servers deny a name that only has names below it, some answer for no name that does
 * not exist: there the likeliest are tried all the same, unless there are many domains to ask about.
 */
function guessesWorthwhile(
  { domainkey, wildcard }: Probes,
  asked: Asked,
): number | Required<Pick<DkimSelectors, 'notGuessed'>> {
  const ofMany = isOneOfMany(asked)
  const unseen = [domainkey, wildcard].filter(({ kind }) => kind === 'blind').length
  if (unseen > (ofMany ? 0 : 1)) return { notGuessed: 'unseen' }
  if (ofMany && wildcard.kind === 'records') return { notGuessed: 'wildcard' }
  if (unseen === 0 && !isDenied(domainkey)) return asked.mostGuesses
  return ofMany ? { notGuessed: 'no-domainkey' } : doubtfulGuesses
}

const nameOf = ({ target }: Site, selector: string): string => joinNames(selector, '_domainkey', target.name)

async function ask(
  site: Site,
  { selector, usedBy }: CommonSelector,
  source: DkimSelector['source'],
): Promise<DkimSelector> {
  const name = nameOf(site, selector)
  const answer = await site.world.dns(name, 'TXT')
  const provider =
    answer.kind === 'blind' ? undefined : answer.aliases.map(({ to }) => dkimKeeperOf(to)).find((keeper) => keeper)
  return {
    selector,
    name,
    source,
    ...(usedBy !== undefined && { usedBy }),
    ...(provider !== undefined && { provider }),
    answer,
  }
}

const marked =
  (wildcard: DnsAnswer<'TXT'>) =>
  (given: DkimSelector): DkimSelector => {
    const content = contentOf(given.answer)
    return content !== nothing && content === contentOf(wildcard) ? { ...given, wildcard: true } : given
  }

/** More than anybody publishes: a server that answers for every name, for each in other words. */
const mostReal = 20

/** A guess counts where something stands that a wildcard does not give to every name. */
function existing(guesses: readonly DkimSelector[], wildcard: DnsAnswer<'TXT'>): DkimSelector[] {
  const common = new Set([nothing, contentOf(wildcard), ...sharedByMany(guesses)])
  const real = guesses.filter(({ answer }) => answer.kind === 'blind' || !common.has(contentOf(answer)))
  return wildcard.kind === 'records' && real.length > mostReal ? [] : real
}

const nothing = ''

const contents = new WeakMap<DnsAnswer<'TXT'>, string>()

/** What an answer holds, the same whoever's name was asked; it may be 64 KB, and is compared often. */
function contentOf(answer: DnsAnswer<'TXT'>): string {
  if (answer.kind === 'blind' || (answer.kind !== 'records' && aliasTarget(answer) === undefined)) return nothing
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

const many = 10

/** What stands at so many names alike was put there by a wildcard, even where the probe for it was not answered. */
function sharedByMany(guesses: readonly DkimSelector[]): string[] {
  const counts = new Map<string, number>()
  for (const content of guesses.map(({ answer }) => contentOf(answer)))
    counts.set(content, (counts.get(content) ?? 0) + 1)
  return [...counts].flatMap(([content, count]) => (count > many ? [content] : []))
}
