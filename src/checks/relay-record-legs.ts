import { canPassDkim } from '../core/dkim.ts'
import type { Blind, Observation } from '../core/observation.ts'
import type { RelayKey, RelayRecord, RelayRecords, RelaySpf } from '../core/relay-records.ts'
import { dkimState, type RelayState, returnPathState } from '../core/relay-states.ts'
import type { DomainTarget } from '../core/target.ts'
import { isSpfClosed, spfAt } from './relay-record-mend.ts'
import { isCertain, olderKey, pathUnknown, selectorUnknown } from './relay-record-told.ts'

/** Whether mail through the relay passes: at which name, or why not as a clause, or why nobody can tell. */
export type Leg =
  /** `domain` is what DMARC compares with the one in From. */
  { is: 'pass'; at: string; domain: string } | { is: 'no'; why: string } | { is: 'unknown'; blind: Blind }

/** SPF of mail through the relay, wherever it is judged; whether that is aligned is another question. */
export function spfLeg(records: RelayRecords, target: DomainTarget): Leg {
  const { relay, bounces, returnPath, pathSpf } = records
  const { name, returnPath: scheme } = relay.profile
  if (bounces.to === 'own') return judgedBy(records.spf, records)
  if (bounces.to === 'relay') return { is: 'no', why: `bounces go to a domain of ${name}` }
  const unknown: Leg = { is: 'unknown', blind: pathUnknown(records, target) }
  const state = returnPath && returnPathState(returnPath, scheme)
  if (!returnPath || !state) return unknown
  if (state.is === 'points') return pathSpf ? judgedBy(pathSpf, records) : behind(returnPath)
  if (state.is === 'unseen') return { is: 'unknown', blind: state.blind }
  if (!isCertain(records, returnPath)) return unknown
  if (state.is !== 'elsewhere' && !spfAt(returnPath).every(isSpfClosed)) return unknown
  return { is: 'no', why: `the return path ${returnPath.name} does not lead to ${name}` }
}

/** What stands where the return path leads. */
function behind(record: RelayRecord): Leg {
  const { TXT } = record.answers
  if (!TXT || TXT.kind === 'blind')
    return { is: 'unknown', blind: TXT?.blind ?? { reason: 'bug', detail: 'TXT was not asked for' } }
  const [text, another] = spfAt(record)
  if (text === undefined) return { is: 'no', why: `no SPF record stands where ${record.name} leads` }
  if (another !== undefined) return { is: 'no', why: `several SPF records stand where ${record.name} leads` }
  return isSpfClosed(text)
    ? { is: 'no', why: `the SPF record where ${record.name} leads lets nobody pass` }
    : { is: 'pass', at: record.name, domain: record.name }
}

/** Judged by a record of the sender's own: by the include of the relay, or by its addresses, which nobody here knows. */
function judgedBy(spf: Observation<RelaySpf>, { relay: { profile } }: RelayRecords): Leg {
  if (!spf.seen) return { is: 'unknown', blind: spf.blind }
  const { name, listed, fails, perhaps } = spf.value
  if (fails !== undefined) return { is: 'no', why: fails }
  if (listed !== 'no') return { is: 'pass', at: name, domain: name }
  return perhaps || !profile.spf
    ? { is: 'unknown', blind: addressesUnknown(profile.name, name) }
    : { is: 'no', why: `the SPF record of ${name} does not name ${profile.name}` }
}

/** Why it cannot be told whether an SPF record without the include lets the relay pass. */
export const addressesUnknown = (relay: string, name: string): Blind => ({
  reason: 'not-attempted',
  detail: `the SPF record of ${name} does not include ${relay}, and whether it lists its addresses one by one cannot be known from outside`,
  wayOut: `See whether those addresses are the ones of ${relay}, or give one that a message came from: --ip ADDRESS.`,
})

/** DKIM with a key of the relay; whether d= is aligned is another question. */
export function dkimLeg(records: RelayRecords, target: DomainTarget): Leg {
  const { relay, dkim } = records
  const states = dkim.map((key) => ({ key, state: dkimState(key, relay.profile.dkim) }))
  const live = states.find(
    ({ key, state }) => key.known !== 'older' && ['points', 'held'].includes(state.is) && canPassDkim(key.key),
  )
  if (live) return { is: 'pass', at: live.key.name, domain: live.key.domain }
  const known = states.filter(({ key, state }) => isCertain(records, key) || isLed(records, key, state))
  const unseen = states.find(({ state }) => state.is === 'unseen')?.state
  if (unseen?.is === 'unseen') return { is: 'unknown', blind: unseen.blind }
  const [first] = known
  const doubt = olderKey(records, target)
  if (doubt || !first) return { is: 'unknown', blind: doubt ?? selectorUnknown(records, target) }
  return { is: 'no', why: `no key of ${relay.profile.name} stands at ${first.key.name}` }
}

/** Whether the alias at a selector leads to the relay that was named, and no key is behind it. */
const isLed = ({ relay }: RelayRecords, { name }: RelayKey, state: RelayState): boolean =>
  relay.by === 'named' && state.is === 'dead' && state.to !== name
