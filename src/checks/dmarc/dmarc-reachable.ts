import { defineCheck, type Ruling } from '../../core/check.ts'
import { type DkimKeys, type DkimSelectors, isDenied } from '../../core/dkim.ts'
import type { DmarcWalk } from '../../core/dmarc.ts'
import { dkimCanPass, spfCanPass } from '../../core/dmarc-legs.ts'
import { dnsEvidence } from '../../core/evidence.ts'
import type { Blind } from '../../core/observation.ts'
import type { SpfSurvey } from '../../core/spf-survey.ts'
import type { DomainTarget } from '../../core/target.ts'
import type { DmarcRecord } from '../../records/dmarc/record.ts'
import { isBroken } from '../../records/spf/parse.ts'
import { sender } from '../subjects.ts'

const outcomes = {
  both: {
    verdict: 'pass',
    says: 'Mail from {domain} can pass DMARC by SPF and by DKIM, each aligned with {domain} itself ({modes}).',
  },
  'one-leg': {
    verdict: 'info',
    says: 'Mail from {domain} can pass DMARC by {leg} ({modes}); nothing is seen that lets it pass by {other}: {reason}. {consequence}',
  },
  none: {
    verdict: 'fail',
    says: 'Nothing is published at {domain} by which its mail could pass DMARC: no SPF record there lets anybody pass, and there is no DKIM key that can be used; no other name is aligned with it ({modes}). Receivers cannot tell its mail from forged mail.',
    fix: 'Sign outgoing mail with DKIM for {domain} and publish the key (see dkim-keys), or publish an SPF record at {domain} that names who sends (see spf-record); best do both.',
  },
} as const

export default defineCheck({
  id: 'dmarc-reachable',
  step: 'dmarc',
  title: 'Mail of the domain can pass DMARC',
  why: 'DMARC passes where SPF or DKIM passes for a domain that is aligned with the one in From; without either, a policy hits your own mail.',
  refs: ['RFC 9989 section 4.4', 'RFC 9989 section 5.1'],
  subject: sender,
  needs: ['spfSurvey', 'dkimKeys', 'dkimSelectors', 'dmarcWalk', 'target'],
  outcomes,
  judge({ spfSurvey, dkimKeys, dkimSelectors, dmarcWalk, target }): Ruling<keyof typeof outcomes> {
    const about = { domain: target.display, modes: modesOf(dmarcWalk) }
    const spf = spfCanPass(spfSurvey)
    const dkim = dkimCanPass(dkimKeys)
    if (!spf.seen) return { cannotTell: spf.blind, about }
    if (spf.value && dkim) return { outcome: 'both', about }
    if (dkim) return { outcome: 'one-leg', about: { ...about, ...onlyDkim, reason: noPass(spfSurvey) } }
    const unseen = dkimKeys.flatMap(({ answer }) => (answer.kind === 'blind' ? [answer.blind] : []))[0]
    if (unseen) return { cannotTell: unseen, about }
    if (spf.value) return { outcome: 'one-leg', about: { ...about, ...onlySpf(dkimKeys, dkimSelectors) } }
    const doubt = doubtOf(dkimSelectors, dmarcWalk, target)
    if (doubt) return { cannotTell: doubt, about }
    const root = spfSurvey.nodes[0]?.at.txt
    return {
      outcome: 'none',
      about,
      evidence: [root, dkimSelectors.domainkey].flatMap((one) => (one ? dnsEvidence(one) : [])),
    }
  },
})

const onlyDkim = {
  leg: 'DKIM',
  other: 'SPF',
  consequence: 'A signature that is broken on the way leaves nothing, unless the return path is aligned.',
}

/** Why nobody passes by the record at the domain itself, a clause. */
function noPass({ nodes }: SpfSurvey): string {
  const root = nodes[0]?.at
  const count = root?.texts.length ?? 0
  if (count > 1) return `it has ${count} SPF records, and receivers use none of them`
  if (!root?.record) return 'it has no SPF record'
  return isBroken(root.record)
    ? 'its own SPF record has an error, and receivers use nothing of it'
    : 'its own SPF record lets nobody pass'
}

/** What is known of keys, and what it comes to: only where `_domainkey` is denied can there be no other than was looked for. */
function onlySpf(keys: DkimKeys, { domainkey, guessed, notGuessed }: DkimSelectors) {
  const told = (reason: string, then: string) => ({
    leg: 'SPF',
    other: 'DKIM',
    reason,
    consequence: `SPF breaks when mail is forwarded${then}.`,
  })
  if (notGuessed === 'given')
    return told(
      'no key that can be used stands at the selectors that were given',
      ', and then only a signature with another selector could pass',
    )
  const found = keys.some(({ records }) => records.length > 0)
  if (isDenied(domainkey) && !found) return told('it publishes no DKIM key', ', and then nothing is left')
  const none = guessed > 0 ? 'no key was found by guessing' : 'no key was found'
  return told(
    found ? 'no key that was found can be used' : none,
    '; whether its mail is signed can be told only with its selector (--selector NAME)',
  )
}

/** What decides whether names below or above the domain count as it. */
function modesOf({ policy }: DmarcWalk): string {
  const record = policy.seen ? policy.value?.record : undefined
  return record ? `adkim=${record.adkim}, aspf=${record.aspf}` : 'no DMARC record: relaxed alignment'
}

/** Why mail may pass all the same, by a key that was not found or by another name that is aligned, if it may. */
function doubtOf(
  { domainkey }: DkimSelectors,
  { policy, organization }: DmarcWalk,
  { name, display }: DomainTarget,
): Blind | undefined {
  // A selector that somebody typed says nothing of the others.
  if (!isDenied(domainkey))
    return {
      reason: 'not-attempted',
      detail: `no SPF record of ${display} lets anybody pass, and no DKIM key was found by guessing: one that nobody can guess would be enough`,
      wayOut: 'Give the selector, what s= says in the DKIM-Signature of a message that was sent: --selector NAME.',
    }
  if (!policy.seen) return policy.blind
  const ways = waysOf(policy.value?.record)
  if (ways === undefined) return undefined
  const house = organization.seen && organization.value !== name ? `${organization.value} or a name` : 'a name'
  return {
    reason: 'not-attempted',
    detail: `nothing at ${display} itself lets its mail pass DMARC, but ${ways} at ${house} below ${organization.seen ? organization.value : 'its organizational domain'} would, and not all such names can be known`,
    wayOut: 'Look at the domain that d= or Return-Path names in a message that was sent: relaycheck domain NAME.',
  }
}

/** What is aligned at other names of the same organizational domain: nothing where both modes are strict (RFC 9989 section 4.4). */
function waysOf({ adkim, aspf }: Partial<Pick<DmarcRecord, 'adkim' | 'aspf'>> = {}): string | undefined {
  const ways = [
    ...(adkim === 's' ? [] : ['a signature (adkim=r)']),
    ...(aspf === 's' ? [] : ['a return path (aspf=r)']),
  ]
  return ways.length === 0 ? undefined : ways.join(' or ')
}
