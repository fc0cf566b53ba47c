import { defineCheck, type Ruling } from '../../core/check.ts'
import { type DkimSelectors, isDenied } from '../../core/dkim.ts'
import type { DmarcWalk } from '../../core/dmarc.ts'
import { dkimCanPass, spfCanPass } from '../../core/dmarc-legs.ts'
import { dnsEvidence } from '../../core/evidence.ts'
import type { Blind } from '../../core/observation.ts'
import type { DomainTarget } from '../../core/target.ts'
import type { DmarcRecord } from '../../records/dmarc/record.ts'
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
    if (dkim) return { outcome: 'one-leg', about: { ...about, ...onlyDkim } }
    const unseen = dkimKeys.flatMap(({ answer }) => (answer.kind === 'blind' ? [answer.blind] : []))[0]
    if (unseen) return { cannotTell: unseen, about }
    if (spf.value) return { outcome: 'one-leg', about: { ...about, ...onlySpf, reason: noKey(dkimSelectors) } }
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

const onlySpf = {
  leg: 'SPF',
  other: 'DKIM',
  consequence: 'SPF breaks when mail is forwarded, and then nothing is left.',
}
const onlyDkim = {
  leg: 'DKIM',
  other: 'SPF',
  reason: 'its own SPF record lets nobody pass',
  consequence: 'A signature that is broken on the way leaves nothing, unless the return path is aligned.',
}

/** Where a selector was given no other was looked for. */
const noKey = ({ notGuessed }: DkimSelectors): string =>
  notGuessed === 'given' ? 'no key that can be used stands at the selectors that were given' : 'no key was found'

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
