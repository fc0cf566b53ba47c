import { defineCheck, type Ruling } from '../../core/check.ts'
import { dnsEvidence } from '../../core/evidence.ts'
import type { MxHost } from '../../core/mx.ts'
import type { Blind } from '../../core/observation.ts'
import { few } from '../few.ts'
import { mxNames } from '../subjects.ts'

const outcomes = {
  resolves: { verdict: 'pass', says: 'Every mail server that {domain} names has an address: {hosts}.' },
  'ipv6-only': {
    verdict: 'warn',
    says: 'The mail servers of {domain} have IPv6 addresses only: {hosts}. Senders without IPv6, still a good part of all, cannot deliver to it.',
    fix: 'Give at least one of them an IPv4 address, and publish it as its A record.',
  },
  dangling: {
    verdict: 'warn',
    says: '{domain} names mail servers that have no address: {hosts}. Senders that try them lose time, and mail waits when the others are down.',
    fix: 'Publish an address record for each of them, or take them out of the MX records of {domain}.',
  },
  'all-dangling': {
    verdict: 'fail',
    says: 'None of the mail servers that {domain} names has an address: {hosts}. Nobody can deliver mail to it, and receivers refuse mail from it.',
    fix: 'Publish an address record for the mail server, or name one that has an address in the MX records of {domain}.',
  },
} as const

export default defineCheck({
  id: 'mx-resolves',
  step: 'mx',
  title: 'Every mail server has an address',
  why: 'An exchange without address takes no mail; one with IPv6 alone takes it from some senders only.',
  refs: ['RFC 5321 section 5.1', 'RFC 3974 section 3'],
  subject: mxNames,
  needs: ['mxHosts', 'target'],
  outcomes,
  judge({ mxHosts, target }): Ruling<keyof typeof outcomes>[] {
    const about = (which: readonly MxHost[]) => ({ domain: target.display, hosts: few(which.map((one) => one.host)) })
    const evidenceOf = (which: readonly MxHost[]) =>
      which.flatMap(({ A, AAAA }) => [...dnsEvidence(A), ...dnsEvidence(AAAA)])
    const rule = (outcome: keyof typeof outcomes, which: readonly MxHost[]) =>
      ({ outcome, about: about(which), evidence: evidenceOf(which) }) as const
    const dangling = mxHosts.filter(isDangling)
    if (dangling.length === mxHosts.length) return [rule('all-dangling', dangling)]
    const found: Ruling<keyof typeof outcomes>[] = dangling.length ? [rule('dangling', dangling)] : []
    const living = mxHosts.filter((one) => !isDangling(one))
    if (living.every(isIpv6Only)) return [...found, rule('ipv6-only', living)]
    const unseen = living.find(unseenIn)
    if (unseen) return [...found, { cannotTell: unseenIn(unseen) as Blind, about: about([unseen]) }]
    return found.length ? found : [rule('resolves', mxHosts)]
  },
})

const isDenied = (answer: MxHost['A'] | MxHost['AAAA']) => answer.kind === 'no-data' || answer.kind === 'no-such-name'
const isDangling = ({ A, AAAA }: MxHost) => isDenied(A) && isDenied(AAAA)
const isIpv6Only = ({ A, AAAA }: MxHost) => isDenied(A) && AAAA.kind === 'records'

/** What keeps us from saying that a host has an address; one address is enough. */
function unseenIn({ A, AAAA }: MxHost): Blind | undefined {
  if (A.kind === 'records' || AAAA.kind === 'records') return undefined
  return A.kind === 'blind' ? A.blind : AAAA.kind === 'blind' ? AAAA.blind : undefined
}
