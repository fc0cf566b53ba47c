import { defineCheck, type Ruling } from '../../core/check.ts'
import { dnsEvidence } from '../../core/evidence.ts'
import type { Change } from '../../core/finding.ts'
import type { MxHost } from '../../core/mx.ts'
import { isNullMx } from '../../records/exchange.ts'
import { showData } from '../../records/presentation.ts'
import { few } from '../few.ts'
import { mx } from '../subjects.ts'

const outcomes = {
  unique: { verdict: 'pass', says: 'Every mail server of {domain} is named once.' },
  repeated: {
    verdict: 'info',
    says: 'The MX records of {domain} name the same host more than once: {hosts}. Senders try it again where they meant to try another.',
    fix: 'Keep the MX record with the lowest number for each host, and remove the others.',
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
  needs: ['mx', 'mxHosts', 'target'],
  outcomes,
  judge({ mx, mxHosts, target }): Ruling<keyof typeof outcomes>[] {
    const domain = target.display
    const named = mx.exchanges.filter((one) => !isNullMx(one))
    const again = named.filter((one, i) => named.findIndex(({ exchange }) => exchange === one.exchange) < i)
    const found: Ruling<keyof typeof outcomes>[] = []
    if (again.length) {
      const hosts = [...new Set(again.map((one) => one.exchange))]
      const repair = again.map(
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
    const unseen = mxHosts.flatMap(({ A, AAAA }) => [A, AAAA]).find((answer) => answer.kind === 'blind')
    return [unseen?.kind === 'blind' ? { cannotTell: unseen.blind } : { outcome: 'unique', about: { domain } }]
  },
})

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
