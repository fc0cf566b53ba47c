import type { Evidence } from '../core/finding.ts'
import type { DmarcLeg, MailDmarc } from '../core/mail-auth.ts'
import { freemailOf } from '../knowledge/freemail.ts'
import { parseDomain } from '../records/domain.ts'
import { joinNames } from '../records/name.ts'

/** DMARC of a message whose author is known. */
export type Authored = MailDmarc & Required<Pick<MailDmarc, 'author' | 'walk'>>
export const isAuthored = (dmarc: MailDmarc): dmarc is Authored =>
  dmarc.author !== undefined && dmarc.walk !== undefined

/** The author's domain as a person would read it. */
export function authorName({ author: { domain } }: Authored): string {
  const parsed = parseDomain(domain)
  return 'fault' in parsed ? domain : parsed.display
}

const names = { spf: 'SPF', dkim: 'DKIM' } as const
const tags = { spf: 'aspf', dkim: 'adkim' } as const

/** Both ways to DMARC, and what came of each identifier. */
export function legsEvidence({ legs }: MailDmarc): Evidence[] {
  if (legs.length === 0) return []
  const rows = legs.map((leg) => [
    names[leg.kind],
    leg.selector === undefined ? leg.domain : `${leg.domain} (${leg.selector})`,
    leg.passed ? 'pass' : leg.blind ? 'not seen' : 'no pass',
    leg.aligned ? `aligned (${tagOf(leg)})` : `not aligned (${tagOf(leg)})`,
  ])
  return [{ kind: 'table', head: ['by', 'domain', 'result', 'with the author'], rows }]
}

const tagOf = ({ kind, mode }: DmarcLeg): string => `${tags[kind]}=${mode}`

export const isGood = ({ passed, aligned }: DmarcLeg): boolean => passed && aligned

/** The leg of a kind that comes nearest to vouching for the author. */
export function bestLeg({ legs }: MailDmarc, kind: DmarcLeg['kind']): DmarcLeg | undefined {
  const own = legs.filter((leg) => leg.kind === kind)
  const ranks: ((leg: DmarcLeg) => boolean)[] = [
    isGood,
    ({ passed, related }) => passed && related,
    ({ related }) => related,
    ({ passed }) => passed,
    () => true,
  ]
  return ranks.map((rank) => own.find(rank)).find((leg) => leg !== undefined)
}

/** How a leg vouches for the author, a clause: "DKIM for shop.example (adkim=r)". */
export const vouches = (leg: DmarcLeg): string => `${names[leg.kind]} for ${leg.domain} (${tagOf(leg)})`

/** Why neither SPF nor DKIM of that kind vouches for the author, a clause. */
export function shortcoming(dmarc: Authored, kind: DmarcLeg['kind']): string {
  const leg = bestLeg(dmarc, kind)
  if (!leg) return kind === 'spf' ? 'SPF was not judged' : 'there is no DKIM signature'
  const { passed, related, domain } = leg
  const author = authorName(dmarc)
  if (!passed) {
    const beside = related ? '' : ` (nor is that a domain of the same organization as ${author})`
    return kind === 'spf'
      ? `SPF does not pass for ${leg.helo ? 'the name in HELO,' : "the return path's domain"} ${domain}${beside}`
      : `the DKIM signature of ${domain} does not pass${beside}`
  }
  return related
    ? `${names[kind]} passes for ${domain}, and ${tagOf(leg)} asks for ${author} itself`
    : `${names[kind]} passes for ${domain}, which is not of the same organization as ${author} (${tagOf(leg)})`
}

/** What the sentences of the fixes are filled from, and which of them fits best. */
export function mending(dmarc: Authored): { about: Record<string, string>; fixFor?: keyof typeof mendingFixes } {
  const { author, walk } = dmarc
  const holder = walk.policy.seen ? walk.policy.value?.domain : undefined
  const [dkim, spf] = [bestLeg(dmarc, 'dkim'), bestLeg(dmarc, 'spf')]
  const strict = [dkim, spf].find((leg) => leg?.passed && leg.related && !leg.aligned)
  const about = {
    author: authorName(dmarc),
    domain: author.domain,
    home: joinNames('_dmarc', holder ?? author.domain),
    address: author.address,
    provider: freemailOf(author.domain)?.provider ?? '',
    identity: spf?.helo ? 'the name in HELO (the sender is the null one),' : 'the return path at',
    tag: strict ? tags[strict.kind] : '',
    other: strict?.domain ?? '',
    signer: dkim?.domain ?? '',
    path: spf?.domain ?? '',
  }
  if (dkim?.related && !dkim.passed && about.provider !== '') return { about, fixFor: 'signature' }
  if (about.provider !== '') return { about, fixFor: 'freemail' }
  if (strict) return { about, fixFor: strict.kind === 'dkim' ? 'strict-signature' : 'strict-path' }
  if (dkim?.related && !dkim.passed) return { about, fixFor: 'signature' }
  if (spf?.related && !spf.passed && !dkim?.passed) return { about, fixFor: 'path' }
  return { about }
}

/** From is at a mailbox provider's domain. */
export const freemailFix =
  'Send in the name of a domain of your own, and put {address} into Reply-To: {domain} belongs to {provider}, and nobody else can sign or publish for it. Or send this mail by {provider} itself, logged in as {address}.'

/** The usual fix: a signature in the author's name holds also where mail is passed on. */
export const mendingFix =
  'Have the mail signed by DKIM in the name of {domain} (d={domain}): at a relay, register the domain and publish the records that it shows; relaycheck domain {domain} --relay RELAY checks them. A return path at {domain} or below it that passes SPF does as well, as long as nobody passes the mail on.'
/** Where something else is nearer. */
export const mendingFixes = {
  freemail: freemailFix,
  'strict-signature':
    'Sign with d={domain} in place of d={other}, or let names of the same organization count: publish {tag}=r in the DMARC record at {home}.',
  'strict-path':
    'Send with a return path at {domain} in place of {other}, or let names of the same organization count: publish {tag}=r in the DMARC record at {home}. A DKIM signature with d={domain} does as well.',
  signature: 'Mend the DKIM signature of {signer}: message-dkim and message-signatures say what broke it.',
  path: 'Let SPF pass for {identity} {path}: message-spf says how. Better still, have the mail signed by DKIM in the name of {domain} (d={domain}): a signature holds also where mail is passed on.',
}
