import type { MailDmarc } from '../../core/mail-auth.ts'
import type { Observation } from '../../core/observation.ts'
import type { Tested } from '../../core/receivers.ts'
import { policyInEffect } from '../../records/dmarc/policy.ts'
import { alignment, type Legs, notSeen } from './legs.ts'
import { cut } from './message-legs.ts'

type Dmarc = Observation<MailDmarc>

type Known = MailDmarc & Required<Pick<MailDmarc, 'author' | 'walk'>>

/** Asks only where From names somebody whose record could apply, and DMARC was looked at. */
function ofAuthor(dmarc: Dmarc, ask: (known: Known) => Tested, unnamed: Tested = nobody): Tested {
  if (!dmarc.seen) return notSeen(unseen, dmarc.blind)
  const { author, walk, result, blind } = dmarc.value
  if (!author && result === 'temperror') return notSeen(unseen, blind)
  return author && walk ? ask({ ...dmarc.value, author, walk }) : unnamed
}
const nobody: Tested = { state: 'unobservable', says: 'From names no single author with a domain' }
/** What has to be aligned with From cannot be where From names no one domain. */
const cannotPass: Tested = { state: 'broken', says: 'From names no single domain that DMARC could pass for' }
const unseen = 'DMARC was not seen'

/** Whether a record applies to From. */
export const dmarcRecord = (dmarc: Dmarc): Tested =>
  ofAuthor(dmarc, ({ author, walk: { policy } }) => {
    if (!policy.seen) return notSeen(unseen, policy.blind)
    if (!policy.value) return { state: 'broken', says: `${cut(author.domain)} has no DMARC record` }
    const where = `_dmarc.${cut(policy.value.domain)}`
    return policy.value.record.policy
      ? { state: 'holds', says: where }
      : { state: 'broken', says: `no policy can be read at ${where}` }
  })

/** Whether DMARC passes. Without a record, which is another rule, nobody can tell. */
export const dmarcPasses = (dmarc: Dmarc, legs: Legs): Tested =>
  ofAuthor(dmarc, (known) => passes(known, legs), cannotPass)

function passes({ result, blind, disposition = 'none', ...known }: Known, legs: Legs): Tested {
  if (result === 'temperror') return notSeen(unseen, blind)
  const aligned = alignment(legs)
  if (result === 'pass' && aligned.state === 'broken')
    return { ...aligned, says: `DMARC passes by Ed25519 alone, under a policy of ${policyOf(known)}` }
  if (result === 'pass') return { state: 'holds', says: 'DMARC passes' }
  if (result !== 'fail') return { state: 'unobservable', says: 'there is no DMARC policy' }
  const says = `DMARC fails under a policy of ${disposition}`
  return aligned.state === 'broken' ? { ...aligned, says } : { state: 'broken', says }
}

/** What the record asks for mail that does not pass. */
function policyOf({ author, walk: { policy } }: Pick<Known, 'author' | 'walk'>): string {
  if (!policy.seen || !policy.value) return 'none'
  const { record, domain } = policy.value
  const [where, who] = domain === author.domain ? (['own', 'domain'] as const) : (['inherited', 'subdomain'] as const)
  return policyInEffect(record, where, who)?.effective ?? 'none'
}

/** Whether the message escapes a policy that would have it refused or put aside. */
export const dmarcObeyed = (dmarc: Dmarc, legs: Legs): Tested =>
  ofAuthor(dmarc, (known) => {
    const tested = passes(known, legs)
    const isAsked = tested.state === 'broken' && (known.disposition ?? policyOf(known)) !== 'none'
    return isAsked || tested.state === 'blind' ? tested : { state: 'holds', says: tested.says }
  })

/** Whether a From at Gmail's own domains is Gmail's. */
export const fromNotGmail = (dmarc: Dmarc, legs: Legs): Tested =>
  ofAuthor(dmarc, (known) => {
    const { domain } = known.author
    if (domain !== 'gmail.com' && domain !== 'googlemail.com') return { state: 'holds', says: `it is ${cut(domain)}` }
    const tested = passes(known, legs)
    return tested.state === 'broken'
      ? { state: 'broken', says: `From is at ${domain}, and Gmail did not send it` }
      : tested
  })

/** Whether what passes is aligned with From by the record that applies. */
export const messageAlignment = (dmarc: Dmarc, legs: Legs): Tested =>
  ofAuthor(dmarc, ({ walk: { policy } }) => (policy.seen ? alignment(legs) : notSeen(unseen, policy.blind)), cannotPass)
