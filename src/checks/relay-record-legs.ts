import { canPassDkim } from '../core/dkim.ts'
import type { Blind } from '../core/observation.ts'
import type { RelayKey, RelayRecord, RelayRecords } from '../core/relay-records.ts'
import { dkimState, type RelayState, returnPathState } from '../core/relay-states.ts'
import type { DomainTarget } from '../core/target.ts'
import { isSpfClosed, spfAt } from './relay-record-mend.ts'
import { isCertain, olderKey, pathUnknown, selectorUnknown } from './relay-record-told.ts'

/** Whether mail through the relay passes: at which name, or why not as a clause, or why nobody can tell. */
export type Leg = { is: 'pass'; at: string } | { is: 'no'; why: string } | { is: 'unknown'; blind: Blind }

/** SPF of mail through the relay, wherever it is judged; whether that is aligned is another question. */
export function spfLeg(records: RelayRecords, target: DomainTarget): Leg {
  const { relay, ownPath, returnPath } = records
  const { name, returnPath: scheme } = relay.profile
  if (ownPath) return ownLeg(records, target)
  if (scheme.kind === 'relay') return { is: 'no', why: `bounces go to a domain of ${name}` }
  const unknown: Leg = { is: 'unknown', blind: pathUnknown(records, target) }
  const state = returnPath && returnPathState(returnPath, scheme)
  if (!returnPath || !state) return unknown
  if (state.is === 'points') return behind(returnPath)
  if (state.is === 'unseen') return { is: 'unknown', blind: state.blind }
  if (!isCertain(records, returnPath)) return unknown
  if (state.is === 'flattened' && !spfAt(returnPath).every(isSpfClosed)) return unknown
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
    : { is: 'pass', at: record.name }
}

/** Judged at the domain itself: by the include of the relay, or by its addresses, which nobody here knows. */
function ownLeg({ spf, relay }: RelayRecords, target: DomainTarget): Leg {
  const { name } = relay.profile
  if (!spf.seen) return { is: 'unknown', blind: spf.blind }
  const { listed, perhaps } = spf.value
  if (listed !== 'no') return { is: 'pass', at: target.name }
  if (!perhaps && relay.profile.spf)
    return { is: 'no', why: `the SPF record of ${target.display} does not name ${name}` }
  return { is: 'unknown', blind: addressesUnknown(name, target) }
}

/** Why it cannot be told whether an SPF record without the include lets the relay pass. */
export const addressesUnknown = (relay: string, target: DomainTarget): Blind => ({
  reason: 'not-attempted',
  detail: `the SPF record of ${target.display} does not include ${relay}, and whether it lists its addresses one by one cannot be known from outside`,
  wayOut: `See whether those addresses are the ones of ${relay}, or give one that a message came from: --ip ADDRESS.`,
})

/** DKIM with a key of the relay; d= is then the domain itself, and aligned (RFC 9989 section 4.4.1). */
export function dkimLeg(records: RelayRecords, target: DomainTarget): Leg {
  const { relay, dkim } = records
  const states = dkim.map((key) => ({ key, state: dkimState(key, relay.profile.dkim) }))
  const live = states.find(
    ({ key, state }) => key.known !== 'older' && ['points', 'held'].includes(state.is) && canPassDkim(key.key),
  )
  if (live) return { is: 'pass', at: live.key.name }
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
