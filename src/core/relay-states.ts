import { canPassDkim } from './dkim.ts'
import { type DnsAnswer, recordsOf } from './dns.ts'
import type { Blind } from './observation.ts'
import type { RelayDkimScheme, RelayProfile, ReturnPathScheme } from './relay.ts'
import type { AnswersAt, RelayKey, RelayRecord } from './relay-records.ts'

/**
 * What stands at a name that a relay wants. `flattened`: address records where a CNAME has to be. `held`: a key itself
 * where a CNAME has to be. `dead`: the alias is right, and no key that can be used is behind it.
 */
export type RelayState =
  | { is: 'points' | 'elsewhere' | 'dead'; to: string }
  | { is: 'flattened'; addresses: readonly string[] }
  | { is: 'held' | 'missing' }
  | { is: 'unseen'; blind: Blind }

type Held = Pick<RelayRecord, 'answers'>

/** Every answer for the name, in one order. */
export const answersAt = ({ answers: { CNAME, A, AAAA, MX, TXT } }: Held): DnsAnswer[] =>
  [CNAME, A, AAAA, MX, TXT].filter((answer) => answer !== undefined)

/** The data of the records of one type that stand at the name. */
export function dataAt<T extends keyof AnswersAt>({ answers }: Held, type: T) {
  const answer = answers[type] as DnsAnswer<T> | undefined
  return answer === undefined || answer.kind === 'blind' ? [] : recordsOf(answer).map(({ data }) => data)
}

/** Every name that the aliases at a name lead over, nearest first. */
export function hopsOf(held: Held): string[] {
  const chains = answersAt(held).flatMap((answer) => (answer.kind === 'blind' ? [] : answer.aliases))
  return [...new Set([...dataAt(held, 'CNAME'), ...chains.map(({ to }) => to)])]
}

const fits =
  (patterns: readonly RegExp[]) =>
  (name: string): boolean =>
    patterns.some((pattern) => pattern.test(name))

/** What stands at a name that has to be a CNAME into the relay. */
function aliasState(record: RelayRecord, isTarget: (name: string) => boolean): RelayState {
  const { CNAME, A, AAAA } = record.answers
  const hops = hopsOf(record)
  const to = hops.find(isTarget)
  if (to !== undefined) return { is: 'points', to }
  if (!CNAME || CNAME.kind === 'blind') return unseen(CNAME)
  if (record.wildcard === 'yes') return { is: 'missing' }
  if (hops[0] !== undefined) return { is: 'elsewhere', to: hops[0] }
  const addresses = [...dataAt(record, 'A'), ...dataAt(record, 'AAAA')]
  if (addresses.length > 0) return { is: 'flattened', addresses }
  const lost = CNAME.kind === 'no-such-name' ? undefined : [A, AAAA].find((answer) => answer?.kind === 'blind')
  return lost ? unseen(lost) : { is: 'missing' }
}

const unseen = (answer: DnsAnswer | undefined): RelayState => ({
  is: 'unseen',
  blind: answer?.kind === 'blind' ? answer.blind : { reason: 'bug', detail: 'it was not asked for' },
})

/** What stands at the name of a return path; nothing where the relay has none at the domain. */
export function returnPathState(record: RelayRecord, scheme: ReturnPathScheme): RelayState | undefined {
  if (scheme.kind === 'cname') return manualState(record, scheme.manual) ?? aliasState(record, fits(scheme.targets))
  return scheme.kind === 'mx' ? mxState(record, scheme.exchanges) : undefined
}

/** Whether the name has the relay's MX, where others have its CNAME. */
function manualState(record: RelayRecord, manual: readonly RegExp[] = []): RelayState | undefined {
  const state = mxState(record, manual)
  return state.is === 'points' && record.wildcard !== 'yes' ? state : undefined
}

/** Whether the SPF record at the return path is the sender's own to publish: it stands beside the relay's MX. */
export const hasOwnSpf = (record: RelayRecord, scheme: ReturnPathScheme): boolean =>
  scheme.kind === 'mx' || (scheme.kind === 'cname' && manualState(record, scheme.manual) !== undefined)

function mxState(record: RelayRecord, shapes: readonly RegExp[]): RelayState {
  const { MX } = record.answers
  if (!MX || MX.kind === 'blind') return unseen(MX)
  const exchanges = dataAt(record, 'MX').map(({ exchange }) => exchange)
  const to = exchanges.find(fits(shapes))
  if (to !== undefined) return { is: 'points', to }
  const [other] = exchanges
  return other === undefined || record.wildcard === 'yes' ? { is: 'missing' } : { is: 'elsewhere', to: other }
}

/** Whether the selector is to be a CNAME: those of former years hold the key itself. */
export const isAliasKey = ({ known, selector }: RelayKey, scheme: RelayDkimScheme): scheme is AliasKeys =>
  scheme.kind === 'cname' && known !== 'older' && !scheme.older?.includes(selector)
type AliasKeys = Extract<RelayDkimScheme, { kind: 'cname' }>

/** What stands at a selector. */
export function dkimState(record: RelayKey, scheme: RelayDkimScheme): RelayState {
  const { key, wildcard } = record
  const isAlias = isAliasKey(record, scheme)
  const state = isAlias ? aliasState(record, fits(scheme.targets)) : textState(record)
  if (state.is === 'points' && key.answer.kind === 'blind') return { is: 'unseen', blind: key.answer.blind }
  if (state.is === 'points' && !canPassDkim(key)) return { is: 'dead', to: state.to }
  return state.is === 'missing' && wildcard !== 'yes' && canPassDkim(key) ? { is: 'held' } : state
}

function textState({ key, name, wildcard }: RelayKey): RelayState {
  if (key.answer.kind === 'blind') return { is: 'unseen', blind: key.answer.blind }
  return key.records.length > 0 && wildcard !== 'yes' ? { is: 'points', to: name } : { is: 'missing' }
}

/** What stands at the name that links lead over; the relay's targets of other regions are as good. */
export const trackingState = (
  record: RelayRecord,
  { target, also = [] }: NonNullable<RelayProfile['tracking']>,
): RelayState => aliasState(record, (name) => name === target || also.includes(name))

type Scheme = RelayDkimScheme | ReturnPathScheme
const patternOf = (scheme: Scheme): RegExp | undefined => ('pattern' in scheme ? scheme.pattern : undefined)

/** A label in the relay's default form with these digits: `em4711`. */
export function inDefaultForm(scheme: Scheme, digits: string): string | undefined {
  const pattern = patternOf(scheme)
  const [, letters] = /^\^([a-z]+)\\d/.exec(pattern?.source ?? '') ?? []
  const label = letters === undefined ? undefined : `${letters}${digits}`
  return label !== undefined && pattern?.test(label) ? label : undefined
}

/** The digits of a label in the relay's default form. */
export const digitsIn = (scheme: Scheme, label: string): string | undefined =>
  patternOf(scheme)?.test(label) ? /\d+/.exec(label)?.[0] : undefined
