import { defineCheck, type Ruling } from '../../core/check.ts'
import type { Facts } from '../../core/facts.ts'
import type { Evidence } from '../../core/finding.ts'
import type { MxHost } from '../../core/mx.ts'
import type { DomainTarget } from '../../core/target.ts'
import { type SpecialRange, specialRange } from '../../records/address.ts'
import { isWithin } from '../../records/name.ts'
import { addressesIn, blindsIn, hostEvidence } from '../exchange-states.ts'
import { few } from '../few.ts'
import { parkedFixes, unlessParked } from '../mx-parked.ts'
import { mxNames } from '../subjects.ts'

/** Domains set aside for examples and tests (RFC 2606), where documentation addresses (RFC 5737, RFC 3849) are at home. */
const exampleDomains = ['example', 'test', 'example.com', 'example.net', 'example.org']

const outcomes = {
  public: { verdict: 'pass', says: 'The mail servers of {domain} have addresses that the whole Internet can reach.' },
  'private-address': {
    verdict: 'warn',
    says: '{domain} names mail servers at addresses that the Internet cannot reach: {addresses}. Senders that try them wait for nothing, or talk to a machine of their own network.',
    fix: 'Publish only addresses that the Internet reaches for the mail servers of {domain}; serve inner ones from an inner DNS.',
    fixes: parkedFixes,
  },
  'all-private': {
    verdict: 'fail',
    says: 'All mail servers of {domain} have addresses that the Internet cannot reach: {addresses}. Nobody outside can deliver mail to it.',
    fix: 'Publish the public address of the mail server as its A or AAAA record, or name in the MX records of {domain} a server that has one.',
    fixes: parkedFixes,
  },
  'example-addresses': {
    verdict: 'info',
    says: '{domain} is a name for examples, and its mail servers have addresses for examples: {addresses}. In a live domain that would be a fault.',
  },
  'no-addresses': { verdict: 'skip', says: 'The mail servers of {domain} have no address to judge.' },
} as const

export default defineCheck({
  id: 'mx-public',
  step: 'mx',
  title: 'The mail servers have public addresses',
  why: 'A private address in public DNS leads senders into their own network.',
  refs: ['RFC 6890', 'RFC 1918 section 5'],
  subject: mxNames,
  needs: ['mx', 'mxHosts', 'nameSource', 'target', 'asked'],
  outcomes,
  judge: unlessParked(({ mxHosts, target }: Pick<Facts, 'mxHosts' | 'target'>): Ruling<keyof typeof outcomes>[] => {
    const all = mxHosts.flatMap(looksOf)
    const inner = all.filter(({ range }) => range !== undefined)
    const wrong = inner.filter((look) => !isForExamples(look, target))
    const rule = (outcome: keyof typeof outcomes, which: readonly Look[]): Ruling<keyof typeof outcomes> => ({
      outcome,
      about: { domain: target.display, addresses: few(which.map(shown)) },
      evidence: evidenceOf(mxHosts, which),
    })
    const [unseen] = mxHosts.flatMap(blindsIn)
    const found: Ruling<keyof typeof outcomes>[] = []
    if (wrong.length)
      found.push(rule(wrong.length === all.length && !unseen ? 'all-private' : 'private-address', wrong))
    if (unseen) found.push({ cannotTell: unseen })
    if (found.length) return found
    if (inner.length) return [rule('example-addresses', inner)]
    return [rule(all.length ? 'public' : 'no-addresses', all)]
  }),
})

interface Look {
  host: string
  address: string
  range: SpecialRange | undefined
}
const looksOf = (host: MxHost): Look[] =>
  addressesIn(host).map((address) => ({ host: host.host, address, range: specialRange(address) }))

const isForExamples = ({ range }: Look, { name }: DomainTarget): boolean =>
  range?.what === 'a documentation address' && exampleDomains.some((zone) => isWithin(name, zone))

const shown = ({ host, address, range }: Look): string =>
  `${host} ${address}${range ? ` (${range.what}, ${range.ref})` : ''}`

function evidenceOf(mxHosts: readonly MxHost[], which: readonly Look[]): Evidence[] {
  const hosts = new Set(which.map((look) => look.host))
  return mxHosts.filter(({ host }) => hosts.has(host)).flatMap(hostEvidence)
}
