import type { DkimKey } from '../../core/dkim.ts'
import type { DnsAnswer } from '../../core/dns.ts'
import type { Site } from '../../core/gatherer.ts'
import type { RelayDkimScheme, RelayProfile } from '../../core/relay.ts'
import type { LabelSource, RelayInUse, RelayKey, RelayRecord } from '../../core/relay-records.ts'
import { digitsIn, dkimState, inDefaultForm } from '../../core/relay-states.ts'
import { relayByTarget } from '../../knowledge/relays.ts'
import { joinNames, labelsOf } from '../../records/name.ts'
import { readKey } from '../dkim-keys.ts'
import { recordAt } from './names.ts'
import { givenPath } from './return-path.ts'

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
  const known = [...given(site, dkim, isOnly), ...(await found(site, profile)), ...made(site, profile)]
  const places = new Map<string, Place>()
  // Of a relay that was only recognised nothing is said where such a selector is not there.
  for (const place of known)
    if (!places.has(place.selector) && (by === 'named' || !unsaid.has(place.known))) places.set(place.selector, place)
  const looked = [...places.values()].slice(0, mostKeys).map((place) => keyAt(site, place, dkim))
  return (await Promise.all(looked)).filter((key) => key.known !== 'option' || !isOfAnother(key, profile))
}

/** The given selectors that are such as the relay has; those that it gives to everybody; those of former years. */
function given({ asked }: Site, dkim: Known, isOnly: boolean): Place[] {
  const { selectors, pattern, settable, older = [] } = dkim
  const isSuch = (selector: string) => selectors.includes(selector) || pattern?.test(selector)
  return [
    ...asked.selectors.filter(isSuch).map((selector) => ({ selector, known: isOnly ? 'option' : 'usual' }) as const),
    // Where another can be set, only an alias shows whose key it is.
    ...(settable && dkim.kind === 'txt' ? [] : selectors).map(
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

/** The selector with the digits of a return path that was given. */
function made(site: Site, { returnPath, dkim, sameDigits }: RelayProfile): Place[] {
  const [label = ''] = labelsOf(givenPath(site) ?? '')
  const digits = sameDigits ? digitsIn(returnPath, label) : undefined
  const selector = digits === undefined ? undefined : inDefaultForm(dkim, digits)
  return selector === undefined ? [] : [{ selector, known: 'digits' }]
}

async function keyAt(site: Site, { selector, known }: Place, dkim: Known): Promise<RelayKey> {
  const name = joinNames(selector, '_domainkey', site.target.name)
  const read = (record: RelayRecord): RelayKey => {
    const answer = record.answers.TXT ?? { kind: 'blind', blind: { reason: 'bug', detail: 'TXT was not asked for' } }
    return { ...record, selector, key: readKey({ selector, name, source: 'option', answer }) }
  }
  const isRight = (record: RelayRecord) => {
    const state = dkimState(read(record), dkim)
    return state.is === 'points' || (state.is === 'dead' && state.to !== name)
  }
  return read(await recordAt(site, { name, known }, ['CNAME', 'TXT'], isRight))
}

const targetsOf = (answer: DnsAnswer | undefined): string[] =>
  !answer || answer.kind === 'blind' ? [] : answer.aliases.map(({ to }) => to)

/** Whether a selector that looks like the relay's leads to some other relay, so that it is none of this one. */
function isOfAnother({ answers: { CNAME, TXT } }: RelayKey, profile: RelayProfile): boolean {
  const direct = CNAME?.kind === 'records' ? CNAME.records.map(({ data }) => data) : []
  const owners = [...direct, ...targetsOf(TXT)].flatMap(relayByTarget)
  return owners.length > 0 && !owners.includes(profile)
}

/** Whether the alias at a selector leads to a relay that is known here. */
export const aliasesToRelay = (answer: DkimKey['answer']): boolean =>
  targetsOf(answer).some((to) => relayByTarget(to).length > 0)
