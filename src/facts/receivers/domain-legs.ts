import { canPassDkim, type DkimKeys, type DkimSelectors, isDenied, isNamed } from '../../core/dkim.ts'
import { spfCanPass } from '../../core/dmarc-legs.ts'
import type { Observation } from '../../core/observation.ts'
import type { RelayRecords } from '../../core/relay-records.ts'
import { returnPathState } from '../../core/relay-states.ts'
import type { SpfVerdicts } from '../../core/spf.ts'
import { type SpfNode, type SpfSurvey, spfLimits } from '../../core/spf-survey.ts'
import type { DomainTarget } from '../../core/target.ts'
import { isBroken } from '../../records/spf/parse.ts'
import { type Leg, notSeen } from './legs.ts'

/** SPF of mail with the domain, or the name that a relay is given below it, in its return path. */
export function domainSpf(
  survey: Observation<SpfSurvey>,
  relays: Observation<readonly RelayRecords[]>,
  target: DomainTarget,
): Leg {
  const own = ownSpf(survey, target)
  const isAbsent = own.state === 'unobservable' || (survey.seen && survey.value.nodes[0]?.at.texts.length === 0)
  return (isAbsent && relays.seen ? throughRelay(relays.value) : undefined) ?? own
}

/** SPF of the addresses that were asked about: what a receiver says of each. */
export function askedSpf(verdicts: Observation<SpfVerdicts>, isAligned: (domain: string) => boolean | undefined): Leg {
  if (!verdicts.seen) return notSeen('SPF was not seen', verdicts.blind)
  for (const { result, ip, blind, doubt } of verdicts.value)
    if (result === 'temperror' || doubt) return notSeen(`SPF of ${ip} was not seen`, blind ?? doubt)
  const failing = verdicts.value.find(({ result }) => result !== 'pass')
  if (failing)
    return {
      state: 'broken',
      says: `SPF gives ${failing.result} for ${failing.ip}`,
      fix: `Let SPF pass for ${failing.ip}: the record has to name it.`,
    }
  const [first] = verdicts.value
  if (!first) return { state: 'unobservable', says: 'SPF was judged for no address' }
  const aligned = isAligned(first.identity.domain)
  return {
    state: 'holds',
    says: `SPF passes for ${first.ip}`,
    ...(aligned !== undefined && { aligned }),
  }
}

function ownSpf(survey: Observation<SpfSurvey>, { name, display }: DomainTarget): Leg {
  if (!survey.seen) return notSeen('SPF was not seen', survey.blind)
  const { nodes, costs } = survey.value
  const texts = nodes[0]?.at.texts.length ?? 0
  if (texts === 0)
    return {
      state: 'broken',
      says: `${display} has no SPF record`,
      fix: `Publish an SPF record at ${display} that names who sends.`,
    }
  if (texts > 1)
    return {
      state: 'broken',
      says: `${display} has ${texts} SPF records, and none counts`,
      fix: `Make one SPF record at ${display} of the ${texts}.`,
    }
  const fix = `Mend the SPF record of ${display}: receivers take it as an error.`
  const fault = nodes.find(isFaulty)
  if (fault)
    return {
      state: 'broken',
      says:
        fault.at.domain === name
          ? `the SPF record of ${display} is an error`
          : `the SPF record of ${display} is an error at ${fault.at.domain}`,
      fix,
    }
  if (costs.lookups > spfLimits.lookups)
    return { state: 'broken', says: `the SPF record of ${display} costs ${costs.lookups} lookups of 10`, fix }
  if (costs.unseen) return notSeen('not all of SPF was seen', costs.unseen)
  const passes = spfCanPass(survey.value)
  if (!passes.seen) return notSeen('not all of SPF was seen', passes.blind)
  return passes.value
    ? { state: 'holds', says: 'the SPF record names who sends', aligned: true }
    : { state: 'unobservable', says: `the SPF record of ${display} lets nobody pass` }
}

/** A record of the tree with which a receiver gives permerror once it gets there (RFC 7208 sections 4.6 and 5.2). */
function isFaulty({ at, path }: SpfNode): boolean {
  if (at.cut) return at.cut === 'loop'
  if (at.txt?.kind === 'blind') return false
  return at.record ? isBroken(at.record) : path.length > 0
}

function throughRelay(relays: readonly RelayRecords[]): Leg | undefined {
  for (const { relay, bounces, returnPath } of relays) {
    const { name, returnPath: scheme } = relay.profile
    if (bounces.to === 'relay') return { state: 'holds', says: `SPF is judged at a domain of ${name}`, aligned: false }
    if (returnPath && returnPathState(returnPath, scheme)?.is === 'points')
      return { state: 'holds', says: `SPF is judged at ${returnPath.name}`, aligned: true }
  }
  return undefined
}

const signed = 'Sign outgoing mail in the name of the domain, with a key that is published at the selector.'
/** DKIM of mail signed in the name of the domain. */
export function domainDkim(keys: Observation<DkimKeys>, selectors: Observation<DkimSelectors>): Leg {
  if (!keys.seen) return notSeen('DKIM keys were not seen', keys.blind)
  const fitting = keys.value.filter(canPassDkim)
  const fit = fitting.find(({ live }) => live?.key.type === 'rsa')
  if (fit) return { state: 'holds', says: `a DKIM key stands at ${fit.selector}`, aligned: true }
  const lost = keys.value.find(({ answer }) => answer.kind === 'blind')?.answer
  if (lost?.kind === 'blind') return notSeen('a DKIM key was not seen', lost.blind)
  const only = fitting.find(isNamed) ?? fitting[0]
  if (only) {
    const says = `only an Ed25519 key stands at ${only.selector}, which large receivers do not verify`
    return isNamed(only)
      ? { state: 'broken', says, fix: 'Sign with an RSA key of 2048 bits as well.' }
      : { state: 'unobservable', says }
  }
  if (!selectors.seen) return notSeen('DKIM keys were not seen', selectors.blind)
  const { domainkey, notGuessed } = selectors.value
  if (notGuessed === 'given')
    return { state: 'broken', says: 'no usable DKIM key stands at the selectors given', fix: signed }
  return isDenied(domainkey)
    ? { state: 'broken', says: 'no DKIM key is published', fix: signed }
    : { state: 'unobservable', says: 'no DKIM key was found by guessing' }
}
