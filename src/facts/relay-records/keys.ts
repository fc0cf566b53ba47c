import type { DkimKey } from '../../core/dkim.ts'
import type { DnsAnswer } from '../../core/dns.ts'
import type { Site } from '../../core/gatherer.ts'
import type { RelayDkimScheme, RelayProfile } from '../../core/relay.ts'
import type { LabelSource, RelayInUse, RelayKey, RelayRecord } from '../../core/relay-records.ts'
import { dkimState } from '../../core/relay-states.ts'
import { relayByTarget } from '../../knowledge/relays.ts'
import { joinNames } from '../../records/name.ts'
import { readKey } from '../dkim-keys.ts'
import { recordAt } from './names.ts'
import { otherSigner, selectorOfPath } from './return-path.ts'

type Known = Exclude<RelayDkimScheme, { kind: 'unknown' }>
interface Place {
  selector: string
  known: LabelSource
}
const unsaid: ReadonlySet<LabelSource> = new Set(['usual', 'older'])
/** More than any relay has. */
const mostKeys = 16

/** What stands at each selector of the relay that is known, or was found. */
export async function keysOf(site: Site, { profile, by }: RelayInUse, isOnly: boolean): Promise<RelayKey[]> {
  const { dkim } = profile
  if (dkim.kind === 'unknown') return []
  const known = [
    ...given(site, { dkim, isSure: isOnly, isNamed: by === 'named' }),
    ...(await found(site, profile)),
    ...made(site, profile),
  ]
  const places = new Map<string, Place>()
  // Of a relay that was only recognised nothing is said where such a selector is not there.
  for (const place of known)
    if (!places.has(place.selector) && (by === 'named' || !unsaid.has(place.known))) places.set(place.selector, place)
  const other = otherSigner(site, profile)
  const looked = await Promise.all(
    [...places.values()].slice(0, mostKeys).map((place) => keyOf(site, place, dkim, other)),
  )
  const isGiven = ({ known }: Place) => known === 'option'
  const fits = looked.filter((key) => !isGiven(key) || !(isOfAnother(key, profile) || isOwnKey(key, dkim)))
  // Where none of those that were given leads there, one that leads elsewhere is at fault, unless it is another's by its name.
  const strays = looked.filter((key) => isGiven(key) && isOfAnother(key, profile) && !isNamedByAnother(key))
  return by === 'named' && !fits.some(isGiven) ? [...strays, ...fits] : fits
}

/** The key at the domain; where the return path shows that another may sign, the one there if only that is right. */
async function keyOf(site: Site, place: Place, dkim: Known, other: string | undefined): Promise<RelayKey> {
  const [own, beside] = await Promise.all([
    keyAt(site, place, dkim, site.target.name),
    other === undefined ? undefined : keyAt(site, place, dkim, other),
  ])
  const points = (key: RelayKey) => dkimState(key, dkim).is === 'points'
  return beside && points(beside) && !points(own) ? beside : own
}

/** The given selectors that are such as the relay has; those that it gives to everybody; those of former years. */
function given(
  { asked }: Site,
  { dkim, isSure, isNamed }: { dkim: Known; isSure: boolean; isNamed: boolean },
): Place[] {
  const { selectors, pattern, settable, older = [] } = dkim
  const mayBe = (selector: string) =>
    [...selectors, ...older].includes(selector) || pattern?.test(selector) || (settable && isNamed)
  return [
    ...asked.selectors.filter(mayBe).map((selector) => ({ selector, known: isSure ? 'option' : 'usual' }) as const),
    // Where another can be set, only an alias shows whose key it is: many have a key at a selector as common as theirs.
    ...(settable && dkim.kind === 'txt' && selectors.length > 1 ? [] : selectors).map(
      (selector) => ({ selector, known: settable ? 'usual' : 'fixed' }) as const,
    ),
    ...older.map((selector) => ({ selector, known: 'older' }) as const),
  ]
}

/** Selectors whose alias leads to the relay. */
async function found({ look }: Site, profile: RelayProfile): Promise<Place[]> {
  const keys = await look('dkimKeys')
  return (keys.seen ? keys.value : [])
    .filter(({ answer, wildcard }) => !wildcard && targetsOf(answer).some((to) => relayByTarget(to).includes(profile)))
    .map(({ selector }) => ({ selector, known: 'found' }))
}

function made(site: Site, profile: RelayProfile): Place[] {
  const selector = selectorOfPath(site, profile)
  return selector === undefined ? [] : [{ selector, known: 'digits' }]
}

async function keyAt(site: Site, { selector, known }: Place, dkim: Known, domain: string): Promise<RelayKey> {
  const name = joinNames(selector, '_domainkey', domain)
  const read = (record: RelayRecord): RelayKey => {
    const answer = record.answers.TXT ?? { kind: 'blind', blind: { reason: 'bug', detail: 'TXT was not asked for' } }
    return { ...record, selector, domain, key: readKey({ selector, name, source: 'option', answer }) }
  }
  const isRight = (record: RelayRecord) => {
    const state = dkimState(read(record), dkim)
    return state.is === 'points' || (state.is === 'dead' && state.to !== name)
  }
  return read(await recordAt(site, { name, known }, ['CNAME', 'TXT'], isRight))
}

/** A key at a selector that may be anybody's, where the relay has aliases: whoever else signs has it there. */
const isOwnKey = (key: RelayKey, dkim: Known): boolean =>
  dkim.kind === 'cname' &&
  ![...dkim.selectors, ...(dkim.older ?? [])].includes(key.selector) &&
  !dkim.pattern?.test(key.selector) &&
  dkimState(key, dkim).is === 'held'

const targetsOf = (answer: DnsAnswer | undefined): string[] =>
  !answer || answer.kind === 'blind' ? [] : answer.aliases.map(({ to }) => to)

/** Whether a selector that looks like the relay's leads to some other relay, so that it is none of this one. */
function isOfAnother(key: RelayKey, profile: RelayProfile): boolean {
  const owners = ownersOf(key)
  return owners.length > 0 && !owners.includes(profile)
}

/** Whether the one to which it leads gives such a selector to everybody. */
const isNamedByAnother = (key: RelayKey): boolean =>
  ownersOf(key).some(({ dkim }) => dkim.kind !== 'unknown' && dkim.selectors.includes(key.selector))

function ownersOf({ answers: { CNAME, TXT } }: RelayKey): RelayProfile[] {
  const direct = CNAME?.kind === 'records' ? CNAME.records.map(({ data }) => data) : []
  return [...direct, ...targetsOf(TXT)].flatMap(relayByTarget)
}

/** Whether the alias at a selector leads to a relay that is known here. */
export const aliasesToRelay = (answer: DkimKey['answer']): boolean =>
  targetsOf(answer).some((to) => relayByTarget(to).length > 0)
