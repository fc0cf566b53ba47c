import { defineCheck, type Ruling } from '../../core/check.ts'
import { dnsEvidence } from '../../core/evidence.ts'
import type { Facts } from '../../core/facts.ts'
import type { Change } from '../../core/finding.ts'
import type { MxHost } from '../../core/mx.ts'
import type { Blind } from '../../core/observation.ts'
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
      const again = named.filter((one, i) => named.findIndex(({ exchange }) => exchange === one.exchange) < i)
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
      const unseen = mxHosts.flatMap((host) => unseenOf(host, mxHosts))
      return [unseen[0] ? { cannotTell: unseen[0] } : { outcome: 'unique', about: { domain } }]
    },
  ),
})

/** What was not seen of a host and matters: another one may have the same address, as far as is known. */
function unseenOf(host: MxHost, mxHosts: readonly MxHost[]): Blind[] {
  if (!blindsIn(host).length) return []
  const others = mxHosts.filter((other) => other !== host && (addressesIn(other).length || blindsIn(other).length))
  return (['A', 'AAAA'] as const).flatMap((family) => {
    const answer = host[family]
    const mayShare = others.some((other) => other[family].kind === 'records' || other[family].kind === 'blind')
    return answer.kind === 'blind' && mayShare ? [answer.blind] : []
  })
}

/** Addresses that more than one host has: `192.0.2.1 (mx1.shop.example and mx2.shop.example)`. */
function sharedAddresses(mxHosts: readonly MxHost[]): string[] {
  const holders = new Map<string, string[]>()
  for (const { host, A, AAAA } of mxHosts)
    for (const answer of [A, AAAA])
      for (const { data } of answer.kind === 'records' ? answer.records : [])
        holders.set(data, [...(holders.get(data) ?? []), host])
  return [...holders]
    .filter(([, hosts]) => hosts.length > 1)
    .map(([address, hosts]) => `${address} (${hosts.join(' and ')})`)
}
