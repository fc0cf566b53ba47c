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
import { notSeen, toldOf, unlessRecognised } from '../relay-record-told.ts'

type Outcome =
  | 'spf-and-dkim'
  | 'dkim-only'
  | 'dkim-must'
  | 'dkim-aligned'
  | 'spf-only'
  | 'own-signature'
  | 'none'
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
  needs: ['relayRecords', 'dmarcWalk', 'target'],
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
    },
    'own-signature': {
      verdict: 'info',
      says: `${lead} is aligned by DKIM only where a key of your own signs it before ({keys}) and {relay} leaves it as it is: {unsigned}{spf} ({decides}).`,
    },
    none: {
      verdict: 'fail',
      says: `Nothing that {relay} adds to mail of {domain} is aligned: {why}, and {unsigned} ({decides}). Without a signature of your own servers it fails DMARC.`,
      fix: 'Publish the DKIM key and the return path that {relay} shows for {domain}, and have it verify the domain.{page}',
    },
    'not-known': {
      verdict: 'skip',
      says: 'whether mail through {relay} is aligned cannot be known from outside (--relay {id} says how to learn it)',
      brief: '{brief}',
    },
    'not-seen': notSeen,
  },
  judge: ({ relayRecords, dmarcWalk, target }) => relayRecords.map((records) => judgeOne(records, dmarcWalk, target)),
})

function judgeOne(records: RelayRecords, walk: DmarcWalk, target: DomainTarget): Ruling<Outcome> {
  const about = { ...toldOf(records, target), brief: briefOf(records) }
  const decided = modesOf(walk)
  const skip = { outcome: 'not-known', about } as const
  const dkim = dkimLeg(records, target)
  const through = spfLeg(records, target)
  if (!decided.seen)
    return outcomeOf(records, through, dkim) === undefined && records.relay.by === 'recognised'
      ? skip
      : unlessRecognised(records, decided.blind, skip)
  const spf = alignedSpf(through, decided.value, walk, target)
  const outcome = outcomeOf(records, spf, dkim)
  const { evidence } = decided.value
  if (outcome !== undefined)
    return { outcome, about: { ...about, ...saidOf(records, spf, dkim, decided.value) }, evidence }
  const unknown = dkim.is === 'unknown' ? dkim : spf
  return unknown.is === 'unknown' ? unlessRecognised(records, unknown.blind, skip) : skip
}

const saidOf = ({ otherKeys }: RelayRecords, spf: Leg, dkim: Leg, { decides }: Modes) => ({
  decides,
  path: spf.is === 'pass' ? spf.at : '',
  why: spf.is === 'no' ? spf.why : '',
  key: dkim.is === 'pass' ? dkim.at : '',
  unsigned: dkim.is === 'no' ? dkim.why : '',
  keys: few(otherKeys),
  spf:
    spf.is === 'pass' ? `; SPF passes at ${spf.at} until it is forwarded` : spf.is === 'no' ? `, and ${spf.why}` : '',
})

/** What is certain; nothing where a leg that is not known would decide. */
function outcomeOf({ relay, otherKeys }: RelayRecords, spf: Leg, dkim: Leg): Outcome | undefined {
  if (dkim.is === 'pass') {
    if (spf.is === 'pass') return 'spf-and-dkim'
    if (spf.is === 'unknown') return 'dkim-aligned'
    return relay.profile.returnPath.kind === 'relay' ? 'dkim-only' : 'dkim-must'
  }
  if (dkim.is === 'unknown' || spf.is === 'unknown') return undefined
  if (otherKeys.length > 0) return 'own-signature'
  return spf.is === 'pass' ? 'spf-only' : 'none'
}

interface Modes {
  aspf: 'r' | 's'
  decides: string
  evidence: Evidence[]
}

/** How strictly the domain wants both compared. */
function modesOf({ policy, steps }: DmarcWalk): Observation<Modes> {
  if (!policy.seen) return policy
  if (!policy.value)
    return {
      seen: true,
      value: { aspf: 'r', decides: 'aspf=r and adkim=r, the default: there is no DMARC record', evidence: [] },
    }
  const { domain, record } = policy.value
  const step = steps.find((one) => one.domain === domain)
  const decides = `aspf=${record.aspf} and adkim=${record.adkim} by _dmarc.${domain}`
  return { seen: true, value: { aspf: record.aspf, decides, evidence: step ? dnsEvidence(step.answer) : [] } }
}

/** SPF counts only where its domain is that of From, or, relaxed, in the same organization (RFC 9989 section 4.4.2). */
function alignedSpf(leg: Leg, { aspf }: Modes, { organization }: DmarcWalk, target: DomainTarget): Leg {
  if (leg.is !== 'pass' || leg.at === target.name) return leg
  if (aspf === 's')
    return { is: 'no', why: `under aspf=s the return path ${leg.at} is not aligned with ${target.display}` }
  if (isWithin(leg.at, target.name)) return leg
  if (!organization.seen) return { is: 'unknown', blind: organization.blind }
  return isWithin(leg.at, organization.value)
    ? leg
    : {
        is: 'no',
        why: `the return path ${leg.at} is not aligned with ${target.display}, whose organization is ${organization.value}`,
      }
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
