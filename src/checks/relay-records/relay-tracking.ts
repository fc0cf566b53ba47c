import { defineCheck, type Ruling } from '../../core/check.ts'
import type { RelayRecord } from '../../core/relay-records.ts'
import { dataAt, type RelayState, trackingState } from '../../core/relay-states.ts'
import { offer, toAlias } from '../relay-record-mend.ts'
import { relayInUse } from '../relay-record-subjects.ts'
import { eachRelay, evidenceAt, notJudged, notSeen, toldAt, toldOf, unlessRecognised } from '../relay-record-told.ts'

type Outcome = 'points-to-relay' | 'missing' | 'no-such-name' | 'not-known' | 'not-seen'

export default defineCheck({
  id: 'relay-tracking',
  step: 'relay-records',
  title: 'The name for tracked links leads to the relay',
  why: 'A relay that counts clicks writes links over to a name of yours, which has to lead to it; else they break, or show its own name.',
  refs: ['RFC 1034 section 3.6.2'],
  subject: relayInUse,
  needs: ['relayRecords', 'relaysInUse', 'target'],
  outcomes: {
    'points-to-relay': { verdict: 'pass', says: '{name} ({source}) leads to {to} of {relay}, for tracked links.' },
    missing: {
      verdict: 'info',
      says: '{name}, the usual name for tracked links of {relay}, {what}. It is needed where {relay} verifies the domain by it or tracks links, and another name can be set.',
      fix: 'If {relay} shows a name for tracked links of {domain}, publish it as a CNAME of {publish}.{page}',
      fixes: { repaired: 'If {relay} shows this name for {domain}, publish it (at Cloudflare DNS only, not proxied):' },
    },
    'no-such-name': { verdict: 'skip', says: 'no name for tracked links of {relay} is known here' },
    'not-known': {
      verdict: 'skip',
      says: 'the name for tracked links of {relay} cannot be known from outside',
    },
    'not-seen': notSeen,
    ...notJudged,
  },
  judge: eachRelay((records, target): Ruling<Outcome> => {
    const { relay, tracking } = records
    const scheme = relay.profile.tracking
    if (!scheme || !tracking) return { outcome: 'no-such-name', about: toldOf(records, target) }
    const state = trackingState(tracking, scheme)
    const about = { ...toldAt(records, target, tracking), publish: scheme.target }
    const evidence = evidenceAt(tracking)
    if (state.is === 'points') return { outcome: 'points-to-relay', about: { ...about, to: state.to }, evidence }
    if (state.is === 'unseen') return unlessRecognised(records, state.blind, { outcome: 'not-known', about })
    if (relay.by === 'recognised') return { outcome: 'not-known', about }
    const repair = isFree(tracking, state) ? toAlias(tracking, scheme.target, target) : []
    return {
      outcome: 'missing',
      about: { ...about, what: standing(tracking, state, about.what) },
      evidence,
      ...offer(repair, undefined),
    }
  }),
})

/** What serves something else stays: another name can be set. */
const isFree = (record: RelayRecord, { is }: RelayState): boolean =>
  is === 'missing' && (record.wildcard === 'yes' || dataAt(record, 'TXT').length + dataAt(record, 'MX').length === 0)

function standing({ wildcard }: RelayRecord, state: RelayState, absent: string): string {
  if (wildcard !== 'yes' && state.is === 'elsewhere') return `leads to ${state.to}`
  return wildcard !== 'yes' && state.is === 'flattened' ? 'holds address records' : absent
}
