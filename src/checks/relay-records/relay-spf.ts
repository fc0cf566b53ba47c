import { defineCheck, type Ruling } from '../../core/check.ts'
import { dnsEvidence } from '../../core/evidence.ts'
import type { Blind } from '../../core/observation.ts'
import type { RelayRecords, RelaySpf } from '../../core/relay-records.ts'
import { returnPathState } from '../../core/relay-states.ts'
import { type SpfRepair, spfLimits } from '../../core/spf-survey.ts'
import type { DomainTarget } from '../../core/target.ts'
import { relayByInclude } from '../../knowledge/relays.ts'
import { addressesUnknown, spfLeg } from '../relay-record-legs.ts'
import { relayInUse } from '../relay-record-subjects.ts'
import { eachRelay, evidenceAt, isCertain, notJudged, notSeen, toldOf, unlessRecognised } from '../relay-record-told.ts'

type Outcome =
  | 'covered-by-return-path'
  | 'included'
  | 'everybody'
  | 'listed'
  | 'needless-include'
  | 'missing'
  | 'not-covered'
  | 'at-relay'
  | 'told-elsewhere'
  | 'undocumented'
  | 'not-known'
  | 'not-seen'

export default defineCheck({
  id: 'relay-spf',
  step: 'relay-records',
  title: 'SPF names the relay where its mail is judged',
  why: 'SPF is judged at the return path: for many relays that is a name of theirs or beside the domain, and an include at the domain only costs lookups.',
  refs: ['RFC 7208 section 2.4', 'RFC 7208 section 4.6.4'],
  subject: relayInUse,
  needs: ['relayRecords', 'relaysInUse', 'spfRepair', 'target'],
  outcomes: {
    'covered-by-return-path': {
      verdict: 'pass',
      says: 'SPF of mail through {relay} is judged at {path}, where a record stands; the one of {domain} need not name {relay}{unless}.',
    },
    included: {
      verdict: 'pass',
      says: 'The SPF record of {place} includes {relay} ({include}), where its mail is judged.',
    },
    everybody: {
      verdict: 'pass',
      says: 'The SPF record of {place}, where mail through {relay} is judged, lets everybody pass ({include}), and so {relay}.',
    },
    listed: {
      verdict: 'info',
      says: 'The SPF record of {place} does not include {relay}, and lets its addresses pass all the same, as far as they were tried ({include}). Mail from those that {relay} takes later may not pass.',
      fix: 'Add include:{publish} before its all, and take those addresses out.',
    },
    'needless-include': {
      verdict: 'info',
      says: 'The SPF record of {domain} names {relay} ({include}), which costs {lookups} of 10: mail through it is judged at {path}, not there{unless}.',
      fix: 'Take {include} out{unless}, once a message that went through {relay} shows a Return-Path that does not end in @{domain}.',
    },
    missing: {
      verdict: 'fail',
      says: 'Mail through {relay} is judged at {place} itself, and does not pass SPF: {why}.',
      fix: 'Add include:{publish} to the SPF record of {place}, before its all; if it has none, publish "v=spf1 include:{publish} ~all", with all others that send.',
      fixes: {
        repaired: 'Publish the SPF record with include:{publish} in it:',
        mend: 'Mend the SPF record of {place} (see the step SPF), with include:{publish} in it, before its all.',
        full: 'The SPF record of {place} costs {total} of 10 lookups, and include:{publish} {costs} more: take out first what no longer sends, then add it before the all. Added as it is, it makes the whole record an error.',
      },
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
    undocumented: { verdict: 'skip', says: 'nobody documents where SPF of mail through {relay} is judged' },
    'not-known': { verdict: 'skip', says: 'where SPF of mail through {relay} is judged cannot be known from outside' },
    'not-seen': notSeen,
    ...notJudged,
  },
  judge: (facts) =>
    eachRelay((records, target): Ruling<Outcome> => {
      const { spf, bounces } = records
      if (bounces.to === 'own') return atOwn(records, facts.spfRepair, target)
      if (spf.seen && spf.value.listed === 'own') return needless(records, spf.value, target)
      return bounces.to === 'unknown'
        ? { outcome: 'undocumented', about: toldOf(records, target) }
        : atReturnPath(records, target)
    })(facts),
})

const aboutSpf = (records: RelayRecords, target: DomainTarget) => {
  const { spf } = records.relay.profile
  return {
    ...toldOf(records, target),
    publish: spf?.include ?? '',
    unless: spf?.else === undefined ? '' : `, unless ${spf.else}`,
  }
}

/** Relays whose mail comes back to a name of the sender's own. */
function atOwn(records: RelayRecords, repair: SpfRepair, target: DomainTarget): Ruling<Outcome> {
  const { relay, spf, bounces } = records
  const place = bounces.to === 'own' && bounces.name !== target.name ? bounces.name : target.display
  const about = { ...aboutSpf(records, target), place }
  const skip = { outcome: 'not-known', about } as const
  if (!spf.seen) return unlessRecognised(records, spf.blind, skip)
  const { listed, term = 'in a record that it includes', fails, perhaps, txt, total, lookups } = spf.value
  const evidence = dnsEvidence(txt)
  if (fails === undefined && listed !== 'no')
    return { outcome: passes[listed], about: { ...about, include: term }, evidence }
  if (relay.by === 'recognised' && listed === 'no') return skip
  if (fails === undefined && (perhaps || !relay.profile.spf))
    return { cannotTell: addressesUnknown(relay.profile.name, place), about, evidence }
  const why = fails ?? `${place} has no SPF record that includes ${relay.profile.name}`
  const said = { ...about, why, total, costs: lookups }
  return { outcome: 'missing', about: said, evidence, ...mending(records, spf.value, repair) }
}

const passes = { own: 'included', below: 'included', everyone: 'everybody', addresses: 'listed' } as const

/** One repair for all findings about the record; where none is safe, the order that is. */
function mending({ relay: { profile } }: RelayRecords, spf: RelaySpf, { changes, after }: SpfRepair) {
  const root = after?.nodes[0]?.at
  const isIn = root?.terms.some(
    ({ term, dead, name = '' }) =>
      !dead &&
      term.kind === 'mechanism' &&
      term.name === 'include' &&
      term.qualifier === '+' &&
      relayByInclude(name).includes(profile),
  )
  if (root?.domain === spf.name && isIn && after && after.costs.lookups <= spfLimits.lookups)
    return { repair: changes, fixFor: 'repaired' }
  if (spf.total + spf.lookups > spfLimits.lookups && spf.listed === 'no') return { fixFor: 'full' }
  return spf.fails === undefined ? {} : { fixFor: 'mend' }
}

function needless(
  records: RelayRecords,
  { term = '', lookups, atLeast, txt }: RelaySpf,
  target: DomainTarget,
): Ruling<Outcome> {
  const { relay, returnPath } = records
  const place = records.bounces.to === 'relay' ? `a domain of ${relay.profile.name}` : 'its return path'
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
  if (records.bounces.to === 'relay') return { outcome: 'at-relay', about }
  const leg = spfLeg(records, target)
  const evidence = returnPath ? evidenceAt(returnPath) : []
  if (leg.is === 'pass') return { outcome: 'covered-by-return-path', about, evidence }
  const isTold =
    returnPath && isCertain(records, returnPath) && leg.is === 'unknown' && leg.blind.reason === 'not-attempted'
  if (isTold) return { outcome: 'told-elsewhere', about }
  if (leg.is === 'unknown' && isEitherWay(records, leg.blind)) return { outcome: 'not-known', about }
  if (leg.is === 'unknown') return unlessRecognised(records, leg.blind, { outcome: 'not-known', about })
  const isRight = returnPath && returnPathState(returnPath, relay.profile.returnPath)?.is === 'points'
  return isRight && relay.profile.returnPath.kind === 'cname'
    ? { outcome: 'not-covered', about: { ...about, why: leg.why }, evidence }
    : { outcome: 'told-elsewhere', about }
}

/** Where a name of the domain's own is free to have, SPF passes with it and without. */
const isEitherWay = ({ relay }: RelayRecords, { reason }: Blind): boolean =>
  'optional' in relay.profile.returnPath && reason === 'not-attempted'
