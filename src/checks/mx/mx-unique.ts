import { defineCheck, type Ruling } from '../../core/check.ts'
import { dnsEvidence } from '../../core/evidence.ts'
import type { Facts } from '../../core/facts.ts'
import type { Change } from '../../core/finding.ts'
import type { MxHost } from '../../core/mx.ts'
import type { Blind } from '../../core/observation.ts'
import type { Mx } from '../../records/dns.ts'
import { isNullMx } from '../../records/exchange.ts'
import { showData } from '../../records/presentation.ts'
import { addressesIn, blindsIn } from '../exchange-states.ts'
import { few } from '../few.ts'
import { parkedFixes, unlessParked } from '../mx-parked.ts'
import { mx } from '../subjects.ts'

const outcomes = {
  unique: { verdict: 'pass', says: 'Every mail server of {domain} is named once.' },
  repeated: {
    verdict: 'info',
    says: 'The MX records of {domain} name the same host more than once: {hosts}. Senders try it again where they meant to try another.',
    fix: 'Keep the MX record with the lowest number for each host, and remove the others.',
    fixes: parkedFixes,
  },
  'same-address': {
    verdict: 'info',
    says: 'The MX records of {domain} name different hosts at the same address: {addresses}. They are one mail server, not several.',
  },
} as const

export default defineCheck({
  id: 'mx-unique',
  step: 'mx',
  title: 'Every mail server is named once',
  why: 'The same server twice looks like a spare one and is none.',
  refs: ['RFC 5321 section 5.1'],
  subject: mx,
  needs: ['mx', 'mxHosts', 'nameSource', 'target', 'asked'],
  outcomes,
  judge: unlessParked(
    ({
      mx,
      mxHosts,
      nameSource,
      target,
    }: Pick<Facts, 'mx' | 'mxHosts' | 'nameSource' | 'target'>): Ruling<keyof typeof outcomes>[] => {
      const domain = target.display
      const named = mx.exchanges.filter((one) => !isNullMx(one))
      const again = repeatsIn(named)
      const found: Ruling<keyof typeof outcomes>[] = []
      if (again.length) {
        const hosts = [...new Set(again.map((one) => one.exchange))]
        const repair = (nameSource === 'own' ? again : []).map(
          (one): Change => ({ change: 'remove', name: target.name, type: 'MX', was: showData('MX', one) }),
        )
        found.push({
          outcome: 'repeated',
          about: { domain, hosts: few(hosts) },
          evidence: dnsEvidence(mx.answer),
          repair,
        })
      }
      const addresses = sharedAddresses(mxHosts)
      if (addresses.length)
        found.push({
          outcome: 'same-address',
          about: { domain, addresses: few(addresses) },
          evidence: dnsEvidence(mx.answer),
        })
      if (found.length) return found
      const unseen = firstUnseen(mxHosts)
      return [unseen ? { cannotTell: unseen } : { outcome: 'unique', about: { domain } }]
    },
  ),
})

/** Every record whose host an earlier one has named. */
function repeatsIn(named: readonly Mx[]): Mx[] {
  const met = new Set<string>()
  return named.filter(({ exchange }) => met.size === met.add(exchange).size)
}

const families = ['A', 'AAAA'] as const

/** What was not seen of a host and matters: another one may have the same address, as far as is known. */
function firstUnseen(mxHosts: readonly MxHost[]): Blind | undefined {
  if (!mxHosts.some((host) => blindsIn(host).length > 0)) return undefined
  const may = {
    A: mxHosts.filter((host) => mayHave(host, 'A')).length,
    AAAA: mxHosts.filter((host) => mayHave(host, 'AAAA')).length,
  }
  for (const host of mxHosts)
    for (const family of blindsIn(host).length > 0 ? families : []) {
      const answer = host[family]
      const others = may[family] - (mayHave(host, family) ? 1 : 0)
      if (answer.kind === 'blind' && others > 0) return answer.blind
    }
  return undefined
}

/** Whether a host has addresses of this family, as far as is known. */
const mayHave = (host: MxHost, family: (typeof families)[number]): boolean =>
  (host[family].kind === 'records' || host[family].kind === 'blind') &&
  addressesIn(host).length + blindsIn(host).length > 0

/** Addresses that more than one host has: `192.0.2.1 (mx1.shop.example and mx2.shop.example)`. */
function sharedAddresses(mxHosts: readonly MxHost[]): string[] {
  if (mxHosts.length < 2) return []
  const holders = new Map<string, string[]>()
  for (const { host, A, AAAA } of mxHosts)
    for (const answer of [A, AAAA])
      for (const { data } of answer.kind === 'records' ? answer.records : []) {
        const hosts = holders.get(data)
        if (hosts) hosts.push(host)
        else holders.set(data, [host])
      }
  return [...holders]
    .filter(([, hosts]) => hosts.length > 1)
    .map(([address, hosts]) => `${address} (${hosts.join(' and ')})`)
}
