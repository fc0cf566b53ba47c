import { defineCheck, type Ruling } from '../../core/check.ts'
import type { DmarcWalk } from '../../core/dmarc.ts'
import { dnsEvidence } from '../../core/evidence.ts'
import type { Evidence } from '../../core/finding.ts'
import type { Observation } from '../../core/observation.ts'
import type { RelayRecords } from '../../core/relay-records.ts'
import { dkimState, returnPathState, trackingState } from '../../core/relay-states.ts'
import type { DomainTarget } from '../../core/target.ts'
import { isWithin } from '../../records/name.ts'
import { few } from '../few.ts'
import { dkimLeg, type Leg, spfLeg } from '../relay-record-legs.ts'
import { relayInUse } from '../relay-record-subjects.ts'
import { eachRelay, isCertain, notJudged, notSeen, toldOf, unlessRecognised } from '../relay-record-told.ts'

type Outcome =
  | 'spf-and-dkim'
  | 'dkim-only'
  | 'dkim-must'
  | 'dkim-aligned'
  | 'spf-only'
  | 'own-signature'
  | 'none'
  | 'undocumented'
  | 'not-known'
  | 'not-seen'

const lead = 'Mail of {domain} through {relay}'

export default defineCheck({
  id: 'relay-alignment',
  step: 'relay-records',
  title: 'Mail through the relay is aligned',
  why: 'DMARC passes only where SPF or DKIM passes for a domain that goes with the one in From; one of them breaks on the way easily.',
  refs: ['RFC 9989 section 4.4', 'RFC 9989 section 4.7'],
  subject: relayInUse,
  needs: ['relayRecords', 'relaysInUse', 'dmarcWalk', 'target'],
  outcomes: {
    'spf-and-dkim': {
      verdict: 'pass',
      says: `${lead} passes DMARC by both: SPF is judged at {path}, DKIM at {key} ({decides}).`,
      brief: '{brief}',
    },
    'dkim-only': {
      verdict: 'pass',
      says: `${lead} passes DMARC by DKIM ({key}) alone, as {relay} means it: {why}, which is not aligned ({decides}).`,
      brief: '{brief}',
    },
    'dkim-must': {
      verdict: 'info',
      says: `${lead} passes DMARC by DKIM ({key}) alone: {why} ({decides}). Where that signature breaks, SPF does not help.`,
    },
    'dkim-aligned': {
      verdict: 'pass',
      says: `${lead} passes DMARC by DKIM ({key}); whether SPF is aligned too cannot be known from outside ({decides}).`,
      brief: '{brief}',
    },
    'spf-only': {
      verdict: 'warn',
      says: `${lead} passes DMARC by SPF ({path}) alone: {unsigned} ({decides}). Once it is forwarded SPF no longer passes, and DMARC fails.`,
      fix: 'Publish the DKIM key that {relay} shows for {domain}, and have it verify the domain.{page}',
      fixes: { told: 'Mend what the other checks of {relay} name: {others}.' },
    },
    'own-signature': {
      verdict: 'info',
      says: `${lead} is aligned by DKIM only where a key of your own signs it before ({keys}) and {relay} leaves it as it is: {unsigned}{spf} ({decides}).`,
    },
    none: {
      verdict: 'fail',
      says: `Nothing that {relay} adds to mail of {domain} is aligned: {why}, and {unsigned} ({decides}). Without a signature of your own servers it fails DMARC.`,
      fix: 'Publish the DKIM key and the return path that {relay} shows for {domain}, and have it verify the domain.{page}',
      fixes: {
        told: 'Mend what the other checks of {relay} name: {others}.',
        key: 'Publish the DKIM key that {relay} shows for {domain}, and have it verify the domain.{page}',
      },
    },
    undocumented: { verdict: 'skip', says: 'nobody documents how {relay} signs' },
    'not-known': {
      verdict: 'skip',
      says: 'whether mail through {relay} is aligned cannot be known from outside (--relay {id} says how to learn it)',
      brief: '{brief}',
    },
    'not-seen': notSeen,
    ...notJudged,
  },
  judge: (facts) => eachRelay((records, target) => judgeOne(records, facts.dmarcWalk, target))(facts),
})

function judgeOne(records: RelayRecords, walk: DmarcWalk, target: DomainTarget): Ruling<Outcome> {
  const about = { ...toldOf(records, target), brief: briefOf(records) }
  const decided = modesOf(walk)
  const skip = { outcome: 'not-known', about } as const
  const dkimAt = dkimLeg(records, target)
  const through = spfLeg(records, target)
  if (!decided.seen)
    return outcomeOf(records, through, dkimAt) === undefined && records.relay.by === 'recognised'
      ? skip
      : unlessRecognised(records, decided.blind, skip)
  const { evidence, aspf, adkim } = decided.value
  const beside = { walk, target }
  const spf = aligned(through, { is: 'the return path', under: 'aspf', mode: aspf }, beside)
  const dkim = aligned(dkimAt, { is: 'the key', under: 'adkim', mode: adkim }, beside)
  const outcome = outcomeOf(records, spf, dkim)
  if (outcome !== undefined) {
    const said = { ...about, ...saidOf(records, spf, dkim, decided.value) }
    return { outcome, about: said, evidence, ...orderOf(records, spf, dkim) }
  }
  if (isUndocumented(records)) return { outcome: 'undocumented', about }
  const unknown = dkim.is === 'unknown' ? dkim : spf
  return unknown.is === 'unknown' ? unlessRecognised(records, unknown.blind, skip) : skip
}

/** Whether what is not known cannot be learned either. */
function isUndocumented({ relay, bounces }: RelayRecords): boolean {
  return relay.profile.dkim.kind === 'unknown' && bounces.to !== 'name'
}

/** The order, where others give the records: each is told once. */
function orderOf(records: RelayRecords, spf: Leg, dkim: Leg): { fixFor?: string } {
  if (othersAt(records, spf, dkim).length > 0) return { fixFor: 'told' }
  return records.bounces.to === 'name' ? {} : { fixFor: 'key' }
}

/** The checks that say which record is to be published. */
function othersAt(records: RelayRecords, spf: Leg, dkim: Leg): string[] {
  const { relay, returnPath } = records
  const state = returnPath && isCertain(records, returnPath) && returnPathState(returnPath, relay.profile.returnPath)
  return [
    ...(state && state.is !== 'points' ? ['relay-return-path'] : []),
    ...(records.bounces.to === 'own' && spf.is === 'no' ? ['relay-spf'] : []),
    ...(dkim.is === 'no' && records.dkim.some((key) => isCertain(records, key)) ? ['relay-dkim'] : []),
  ]
}

const saidOf = (records: RelayRecords, spf: Leg, dkim: Leg, { decides }: Modes) => ({
  decides,
  others: othersAt(records, spf, dkim).join(', '),
  path: spf.is === 'pass' ? spf.at : '',
  why: spf.is === 'no' ? spf.why : '',
  key: dkim.is === 'pass' ? dkim.at : '',
  unsigned: dkim.is === 'no' ? dkim.why : '',
  keys: few(records.otherKeys),
  spf:
    spf.is === 'pass' ? `; SPF passes at ${spf.at} until it is forwarded` : spf.is === 'no' ? `, and ${spf.why}` : '',
})

/** What is certain; nothing where a leg that is not known would decide. */
function outcomeOf({ bounces, otherKeys }: RelayRecords, spf: Leg, dkim: Leg): Outcome | undefined {
  if (dkim.is === 'pass') {
    if (spf.is === 'pass') return 'spf-and-dkim'
    if (spf.is === 'unknown') return 'dkim-aligned'
    return bounces.to === 'relay' ? 'dkim-only' : 'dkim-must'
  }
  if (dkim.is === 'unknown' || spf.is === 'unknown') return undefined
  if (otherKeys.length > 0) return 'own-signature'
  return spf.is === 'pass' ? 'spf-only' : 'none'
}

interface Modes {
  aspf: 'r' | 's'
  adkim: 'r' | 's'
  decides: string
  evidence: Evidence[]
}

/** How strictly the domain wants both compared. */
function modesOf({ policy, steps }: DmarcWalk): Observation<Modes> {
  if (!policy.seen) return policy
  if (!policy.value)
    return {
      seen: true,
      value: {
        aspf: 'r',
        adkim: 'r',
        decides: 'aspf=r and adkim=r, the default: there is no DMARC record',
        evidence: [],
      },
    }
  const { domain, record } = policy.value
  const step = steps.find((one) => one.domain === domain)
  const decides = `aspf=${record.aspf} and adkim=${record.adkim} by _dmarc.${domain}`
  return {
    seen: true,
    value: { aspf: record.aspf, adkim: record.adkim, decides, evidence: step ? dnsEvidence(step.answer) : [] },
  }
}

/** What passes counts only where its domain is that of From, or, relaxed, in the same organization (RFC 9989 section 4.4). */
function aligned(
  leg: Leg,
  what: { is: string; under: 'aspf' | 'adkim'; mode: 'r' | 's' },
  { walk: { organization }, target }: { walk: DmarcWalk; target: DomainTarget },
): Leg {
  if (leg.is !== 'pass' || leg.domain === target.name) return leg
  const not = `${what.is} ${leg.at} is not aligned with ${target.display}`
  if (what.mode === 's') return { is: 'no', why: `under ${what.under}=s ${not}` }
  if (isWithin(leg.domain, target.name)) return leg
  if (!organization.seen) return { is: 'unknown', blind: organization.blind }
  return isWithin(leg.domain, organization.value)
    ? leg
    : { is: 'no', why: `${not}, whose organization is ${organization.value}` }
}

/** `SMTP2GO: return path, DKIM and tracking point to it` */
function briefOf({ relay, returnPath, dkim, tracking }: RelayRecords): string {
  const { profile } = relay
  const parts = [
    ...(returnPath && returnPathState(returnPath, profile.returnPath)?.is === 'points' ? ['return path'] : []),
    ...(dkim.some((key) => key.known !== 'older' && dkimState(key, profile.dkim).is === 'points') ? ['DKIM'] : []),
    ...(tracking && profile.tracking && trackingState(tracking, profile.tracking).is === 'points' ? ['tracking'] : []),
  ]
  const [only, ...others] = parts
  if (only === undefined) return `${profile.name}${relay.sign === undefined ? '' : ` (${relay.sign})`}`
  const list = others.length > 0 ? `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)} point` : `${only} points`
  return `${profile.name}: ${list} to it`
}
