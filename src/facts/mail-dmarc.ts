import type { DmarcWalk } from '../core/dmarc.ts'
import type { Dns } from '../core/dns.ts'
import type { MessageGatherer } from '../core/gatherer.ts'
import { fieldsOf, type Mail, unread } from '../core/mail.ts'
import {
  type DmarcLeg,
  leftOutOf,
  type MailDmarc,
  type MailSignature,
  type MailSpf,
  unjudged,
} from '../core/mail-auth.ts'
import { type Blind, type Observation, seen } from '../core/observation.ts'
import { policyInEffect } from '../records/dmarc/policy.ts'
import { isWithin } from '../records/name.ts'
import { walkFrom } from './dmarc/walk.ts'
import { authorOf } from './mail/author.ts'

/** Tree walks for identifiers beside the author's, at most. */
const mostWalks = 9

/** DMARC of the message (RFC 9989): its author's record, and each identifier that passed or did not, aligned or not. */
export const mailDmarc: MessageGatherer<'mailDmarc'> = async ({ look, world: { dns } }) => {
  const [mail, spf, signed] = await Promise.all([look('mail'), look('mailSpf'), look('signatures')])
  if (!mail.seen) return mail
  const found = authorOf(mail.value.fields)
  if (!found) return seen(withoutAuthor(mail.value))
  const { isOneOfSeveral, ...author } = found
  const identifiers = [...spfIdentifier(spf), ...dkimIdentifiers(signed)]
  const [walk, others] = await Promise.all([walkFrom(dns, author.domain), walksOf(dns, author.domain, identifiers)])
  const legs = identifiers.map((one) => legOf(one, author.domain, walk, others))
  const leftOut = signed.seen ? leftOutOf(signed.value) : undefined
  return seen({
    author,
    ...(isOneOfSeveral && { isOneOfSeveral }),
    walk,
    legs,
    ...(await judged(dns, author.domain, walk, legs, [
      spf.seen ? unjudged(spf.value) : spf.blind,
      signed.seen ? leftOut : signed.blind,
    ])),
    ...(leftOut && { leftOut }),
  })
}

/** Where From may stand in what was not read of the header, nobody can tell that there is none. */
function withoutAuthor(mail: Mail): MailDmarc {
  const hidden = fieldsOf(mail, 'from').length === 0 ? unread(mail) : undefined
  return { legs: [], ...(hidden ? { result: 'temperror', blind: hidden } : { result: 'permerror' }) }
}

type Identifier = Pick<DmarcLeg, 'kind' | 'domain' | 'passed' | 'selector' | 'ed25519' | 'helo' | 'blind'>

/** MAIL FROM; for the null sender HELO in its place (RFC 9989 section 4.4.2, RFC 7208 section 2.4). */
function spfIdentifier(spf: Observation<MailSpf>): Identifier[] {
  if (!spf.seen || 'why' in spf.value) return []
  const { verdict, domain } = spf.value
  const blind = verdict.blind ?? verdict.doubt
  const helo = verdict.identity.kind === 'helo'
  return [
    {
      kind: 'spf',
      domain,
      passed: verdict.result === 'pass' && !blind,
      ...(helo && { helo }),
      ...(blind && { blind }),
    },
  ]
}

const dkimIdentifiers = (signed: Observation<{ signatures: readonly MailSignature[] }>): Identifier[] =>
  (signed.seen ? signed.value.signatures : []).map(({ domain, selector, algorithm, result, blind }) => ({
    kind: 'dkim',
    domain,
    selector,
    passed: result === 'pass',
    ...(algorithm.startsWith('ed25519') && { ed25519: true as const }),
    ...(result === 'temperror' && blind && { blind }),
  }))

type Walks = ReadonlyMap<string, DmarcWalk>

/** The walks from the identifiers that are not the author's domain itself; what passed comes first. */
async function walksOf(dns: Dns, author: string, identifiers: readonly Identifier[]): Promise<Walks> {
  const counts = (one: Identifier) => one.passed || one.blind !== undefined
  const ordered = [...identifiers.filter(counts), ...identifiers.filter((one) => !counts(one))]
  const domains = [...new Set(ordered.map(({ domain }) => domain))].filter((name) => name !== author && name !== '')
  const walks = domains.slice(0, mostWalks).map(async (name) => [name, await walkFrom(dns, name)] as const)
  return new Map(await Promise.all(walks))
}

function legOf(one: Identifier, author: string, walk: DmarcWalk, walks: Walks): DmarcLeg {
  const record = walk.policy.seen ? walk.policy.value?.record : undefined
  const mode = (one.kind === 'spf' ? record?.aspf : record?.adkim) ?? 'r'
  const isSame = one.domain === author
  const related = isSame ? seen(true) : areRelated(one.domain, author, walk, walks)
  // A leg that did not pass decides nothing, whatever of it was not seen.
  const unseen = one.blind ?? (one.passed && !related.seen ? related.blind : undefined)
  const { blind: _, ...identifier } = one
  const isRelated = related.seen && related.value
  return {
    ...identifier,
    mode,
    related: isRelated,
    aligned: mode === 's' ? isSame : isRelated,
    ...(unseen && (mode === 'r' || isSame) && !(related.seen && !related.value) && { blind: unseen }),
  }
}

/** Relaxed alignment: both have the same organizational domain (RFC 9989 section 4.10.2), which is at or above each of them. */
function areRelated(domain: string, author: string, walk: DmarcWalk, walks: Walks): Observation<boolean> {
  const mine = walk.organization
  if (mine.seen && !isWithin(domain, mine.value)) return seen(false)
  if (topOf(domain) !== topOf(author)) return seen(false)
  if (!mine.seen) return mine
  const theirs = walks.get(domain)?.organization
  if (!theirs) return { seen: false, blind: tooMany }
  return theirs.seen ? seen(theirs.value === mine.value) : theirs
}
const topOf = (name: string): string => name.slice(name.lastIndexOf('.') + 1)
const tooMany: Blind = { reason: 'not-attempted', detail: 'the message has too many signatures to look into each' }

type Judged = Pick<MailDmarc, 'result' | 'disposition' | 'blind'>

/** RFC 9989 section 5.3: one leg that passed and is aligned is enough. What was not seen counts only where none does. */
async function judged(
  dns: Dns,
  author: string,
  { policy }: DmarcWalk,
  legs: readonly DmarcLeg[],
  unseen: readonly (Blind | undefined)[],
): Promise<Judged> {
  if (!policy.seen) return { result: 'temperror', blind: policy.blind }
  if (!policy.value) return { result: 'none' }
  const { record, domain } = policy.value
  if (!record.policy) return { result: 'permerror' }
  if (legs.some(({ passed, aligned }) => passed && aligned)) return { result: 'pass' }
  const blind = legs.find((leg) => leg.blind)?.blind ?? unseen.find((one) => one !== undefined)
  if (blind) return { result: 'temperror', blind }
  const where = domain === author ? 'own' : 'inherited'
  const who = where === 'own' ? 'domain' : (await exists(dns, author)) ? 'subdomain' : 'nonexistent'
  const disposition = policyInEffect(record, where, who)?.effective
  return { result: 'fail', ...(disposition && { disposition }) }
}

/** Whether there is anything at the name (RFC 9989 section 3.2, RFC 8020: NXDOMAIN); what was not seen may be there. */
const exists = async (dns: Dns, name: string): Promise<boolean> => (await dns(name, 'MX')).kind !== 'no-such-name'
