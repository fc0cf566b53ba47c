import type { HeloName, NetworkFact, Reverse, ReverseName } from '../../src/core/address.ts'
import type { DnsAnswer } from '../../src/core/dns.ts'
import type { AddressTarget } from '../../src/core/target.ts'
import { hostingByName } from '../../src/knowledge/hosting.ts'
import { reverseName } from '../../src/records/reverse-name.ts'
import { noData, noSuchName, records, unseen } from './answers.ts'

/** An address that is asked about, public and of no known host. */
export const address = (name = '198.20.69.5'): AddressTarget => ({
  kind: 'address',
  family: name.includes(':') ? 6 : 4,
  name,
  display: name,
})
export const site = { address: address(), addressReach: {}, network: { unknown: 'nobody says' } as NetworkFact }
export const documentation = {
  range: { network: '192.0.2.0', prefixLength: 24, what: 'a documentation address', ref: 'RFC 5737' },
}

/** Where a name leads: addresses, `none` (no such record), `gone` (no such name), or nothing that was seen. */
export type Leads = readonly string[] | 'none' | 'gone' | 'unseen'

export function leadsTo(name: string, leads: Leads, { family }: AddressTarget = site.address): DnsAnswer<'A' | 'AAAA'> {
  const type = family === 4 ? 'A' : 'AAAA'
  if (leads === 'unseen') return unseen()
  if (leads === 'none') return noData(name, type)
  return leads === 'gone' ? noSuchName(name, type) : records(name, type, [...leads])
}

/** The reverse DNS of an address: its names, and where each leads. */
export function reverseOf(names: Record<string, Leads>, of: AddressTarget = site.address, more = 0): Reverse {
  const question = reverseName(of.name) ?? ''
  const listed = Object.entries(names).map(([name, leads]): ReverseName => {
    const confirmed = leads === 'unseen' ? undefined : Array.isArray(leads) && leads.includes(of.name)
    return { name, display: name, forward: leadsTo(name, leads, of), ...(confirmed !== undefined && { confirmed }) }
  })
  const answer = listed.length === 0 ? noSuchName(question, 'PTR') : records(question, 'PTR', Object.keys(names))
  return { name: question, answer, names: listed, more }
}

export const unseenReverse = (of: AddressTarget = site.address): Reverse => ({
  name: reverseName(of.name) ?? '',
  answer: unseen(),
  names: [],
  more: 0,
})

export const helo = (name: string, leads: Leads): HeloName => ({
  kind: 'name',
  name,
  display: name,
  forward: leadsTo(name, leads),
})

/** A network of Linode's. */
export const atLinode: NetworkFact = {
  known: {
    prefix: '45.79.0.0/16',
    asn: 63949,
    operator: 'AKAMAI-LINODE-AP Akamai Connected Cloud',
    country: 'US',
    ...hosted('45-79-1-5.ip.linodeusercontent.com'),
    answers: [records('5.1.79.45.origin.asn.cymru.com', 'TXT', [['63949 | 45.79.0.0/16 | US | arin | 2013-06-19']])],
  },
}

function hosted(name: string) {
  const hosting = hostingByName(name)
  if (!hosting) throw new Error(`${name} is of no host that is known`)
  return { hosting }
}
