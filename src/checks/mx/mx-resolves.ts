import { defineCheck, type Ruling } from '../../core/check.ts'
import type { Facts } from '../../core/facts.ts'
import type { MxHost } from '../../core/mx.ts'
import { addressesIn, blindsIn, hostEvidence, isAddress, isDangling } from '../exchange-states.ts'
import { few } from '../few.ts'
import { parkedFixes, unlessParked } from '../mx-parked.ts'
import { mxNames } from '../subjects.ts'

const outcomes = {
  resolves: { verdict: 'pass', says: 'Every mail server that {domain} names has an address: {hosts}.' },
  'ipv6-only': {
    verdict: 'warn',
    says: 'The mail servers of {domain} have IPv6 addresses only: {hosts}. Senders without IPv6, still a good part of all, cannot deliver to it.',
    fix: 'Give at least one of them an IPv4 address, and publish it as its A record.',
    fixes: parkedFixes,
  },
  dangling: {
    verdict: 'warn',
    says: '{domain} names mail servers that have no address: {hosts}. Senders that try them lose time, and mail waits when the others are down.',
    fix: 'Publish an address record for each of them in public DNS, or take them out of the MX records of {domain}.',
    fixes: parkedFixes,
  },
  'all-dangling': {
    verdict: 'fail',
    says: 'None of the mail servers that {domain} names has an address: {hosts}. Nobody can deliver mail to it, and receivers refuse mail from it.',
    fix: 'Publish an address record for the mail server in public DNS, or name one that has an address there in the MX records of {domain}.',
    fixes: parkedFixes,
  },
  'no-names': { verdict: 'skip', says: 'The MX records of {domain} name no host, only addresses.' },
} as const

export default defineCheck({
  id: 'mx-resolves',
  step: 'mx',
  title: 'Every mail server has an address',
  why: 'An exchange without address takes no mail; one with IPv6 alone takes it from some senders only.',
  refs: ['RFC 5321 section 5.1', 'RFC 3974 section 3'],
  subject: mxNames,
  needs: ['mx', 'mxHosts', 'nameSource', 'target', 'asked'],
  outcomes,
  judge: unlessParked(({ mxHosts, target }: Pick<Facts, 'mxHosts' | 'target'>): Ruling<keyof typeof outcomes>[] => {
    const about = (which: readonly MxHost[]) => ({ domain: target.display, hosts: few(which.map(({ host }) => host)) })
    const rule = (outcome: keyof typeof outcomes, which: readonly MxHost[]) =>
      ({ outcome, about: about(which), evidence: which.flatMap(hostEvidence) }) as const
    const named = mxHosts.filter((host) => !isAddress(host, target))
    if (!named.length) return [rule('no-names', [])]
    const dangling = named.filter(isDangling)
    if (dangling.length === named.length) return [rule('all-dangling', dangling)]
    const found: Ruling<keyof typeof outcomes>[] = dangling.length ? [rule('dangling', dangling)] : []
    const living = dangling.length ? named.filter((one) => !isDangling(one)) : named
    if (living.every(isIpv6Only)) return [...found, rule('ipv6-only', living)]
    for (const host of living) {
      const [unseen] = blindsIn(host)
      if (unseen && !addressesIn(host).length) return [...found, { cannotTell: unseen, about: about([host]) }]
    }
    return found.length ? found : [rule('resolves', named)]
  }),
})

const isIpv6Only = ({ A, AAAA }: MxHost) =>
  (A.kind === 'no-data' || A.kind === 'no-such-name') && AAAA.kind === 'records'
