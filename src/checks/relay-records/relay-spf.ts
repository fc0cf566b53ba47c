import { defineCheck, type Ruling } from '../../core/check.ts'
import { dnsEvidence } from '../../core/evidence.ts'
import type { RelayRecords, RelaySpf } from '../../core/relay-records.ts'
import { returnPathState } from '../../core/relay-states.ts'
import type { DomainTarget } from '../../core/target.ts'
import { addressesUnknown, spfLeg } from '../relay-record-legs.ts'
import { relayInUse } from '../relay-record-subjects.ts'
import { eachRelay, evidenceAt, notSeen, toldOf, unlessRecognised } from '../relay-record-told.ts'

type Outcome =
  | 'covered-by-return-path'
  | 'included'
  | 'needless-include'
  | 'missing'
  | 'not-covered'
  | 'at-relay'
  | 'told-elsewhere'
  | 'not-known'
  | 'not-seen'

export default defineCheck({
  id: 'relay-spf',
  step: 'relay-records',
  title: 'SPF names the relay where its mail is judged',
  why: 'SPF is judged at the return path: for many relays that is a name of theirs or beside the domain, and an include at the domain only costs lookups.',
  refs: ['RFC 7208 section 2.4', 'RFC 7208 section 4.6.4'],
  subject: relayInUse,
  needs: ['relayRecords', 'target'],
  outcomes: {
    'covered-by-return-path': {
      verdict: 'pass',
      says: 'SPF of mail through {relay} is judged at {path}, where a record stands; the one of {domain} need not name {relay}{unless}.',
    },
    included: {
      verdict: 'pass',
      says: 'The SPF record of {domain} includes {relay} ({include}), where its mail is judged.',
    },
    'needless-include': {
      verdict: 'info',
      says: 'The SPF record of {domain} names {relay} ({include}), which costs {lookups} of 10: mail through it is judged at {path}, not there{unless}.',
      fix: 'Take {include} out once a message that went through {relay} shows a Return-Path that does not end in @{domain}.',
    },
    missing: {
      verdict: 'fail',
      says: '{domain} has no SPF record that includes {relay}, whose mail is judged at {domain} itself: it does not pass SPF.',
      fix: 'Add include:{publish} to the SPF record of {domain}, before its all; if it has none, publish "v=spf1 include:{publish} ~all", with all others that send.',
    },
    'not-covered': {
      verdict: 'warn',
      says: 'SPF of mail through {relay} is judged at {path}, and does not pass: {why}.',
      fix: 'Ask {relay} whether {path} is still the return path of {domain}, and have it verify the domain again.{page}',
    },
    'at-relay': {
      verdict: 'pass',
      says: 'SPF of mail through {relay} is judged at a domain of {relay}; the one of {domain} need not name it{unless}.',
    },
    'told-elsewhere': {
      verdict: 'skip',
      says: 'SPF of mail through {relay} is judged at its return path (see relay-return-path)',
    },
    'not-known': { verdict: 'skip', says: 'where SPF of mail through {relay} is judged cannot be known from outside' },
    'not-seen': notSeen,
  },
  judge: eachRelay((records, target): Ruling<Outcome> => {
    const { relay, spf, ownPath } = records
    if (ownPath || relay.profile.spf?.needed) return atDomain(records, target)
    if (spf.seen && spf.value.listed === 'own') return needless(records, spf.value, target)
    return atReturnPath(records, target)
  }),
})

const aboutSpf = (records: RelayRecords, target: DomainTarget) => {
  const { spf } = records.relay.profile
  return {
    ...toldOf(records, target),
    publish: spf?.include ?? '',
    unless: spf?.else === undefined ? '' : `, unless ${spf.else}`,
  }
}

/** Relays whose mail comes back to the domain itself. */
function atDomain(records: RelayRecords, target: DomainTarget): Ruling<Outcome> {
  const { relay, spf } = records
  const about = aboutSpf(records, target)
  const skip = { outcome: 'not-known', about } as const
  if (!spf.seen) return unlessRecognised(records, spf.blind, skip)
  const { listed, term, perhaps, txt } = spf.value
  const evidence = dnsEvidence(txt)
  if (listed !== 'no')
    return { outcome: 'included', about: { ...about, include: term ?? 'in a record that it includes' }, evidence }
  if (relay.by === 'recognised') return skip
  return perhaps || !relay.profile.spf
    ? { cannotTell: addressesUnknown(relay.profile.name, target), about, evidence }
    : { outcome: 'missing', about, evidence }
}

function needless(
  records: RelayRecords,
  { term = '', lookups, atLeast, txt }: RelaySpf,
  target: DomainTarget,
): Ruling<Outcome> {
  const { relay, returnPath } = records
  const place = relay.profile.returnPath.kind === 'relay' ? `a domain of ${relay.profile.name}` : 'its return path'
  const leg = spfLeg(records, target)
  const count = `${atLeast ? 'at least ' : ''}${lookups} lookup${lookups === 1 ? '' : 's'}`
  const path = leg.is === 'pass' ? leg.at : place
  return {
    outcome: 'needless-include',
    about: { ...aboutSpf(records, target), include: term, lookups: count, path },
    evidence: [...dnsEvidence(txt), ...(returnPath && leg.is === 'pass' ? evidenceAt(returnPath) : [])],
  }
}

function atReturnPath(records: RelayRecords, target: DomainTarget): Ruling<Outcome> {
  const { relay, returnPath } = records
  const about = { ...aboutSpf(records, target), path: returnPath?.name ?? '' }
  if (relay.profile.returnPath.kind === 'relay') return { outcome: 'at-relay', about }
  const leg = spfLeg(records, target)
  const evidence = returnPath ? evidenceAt(returnPath) : []
  if (leg.is === 'pass') return { outcome: 'covered-by-return-path', about, evidence }
  if (leg.is === 'unknown') return unlessRecognised(records, leg.blind, { outcome: 'not-known', about })
  const isRight = returnPath && returnPathState(returnPath, relay.profile.returnPath)?.is === 'points'
  return isRight && relay.profile.returnPath.kind === 'cname'
    ? { outcome: 'not-covered', about: { ...about, why: leg.why }, evidence }
    : { outcome: 'told-elsewhere', about }
}
