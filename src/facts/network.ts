import type { Network, NetworkFact } from '../core/address.ts'
import type { DnsAnswer } from '../core/dns.ts'
import type { AddressGatherer } from '../core/gatherer.ts'
import { blind, seen } from '../core/observation.ts'
import type { AddressTarget } from '../core/target.ts'
import type { World } from '../core/world.ts'
import { hostingByName, hostingOf } from '../knowledge/hosting.ts'
import { type Origin, readOrigin, readOriginName } from '../records/origin.ts'
import { listName } from '../records/reverse-name.ts'
import { pointedAt, pointers } from './address/pointers.ts'
import { unroutable } from './address/unroutable.ts'

const how = { operator: 'Team Cymru' }

/** Whose network it is, as Team Cymru's zones tell (https://www.team-cymru.com/ip-asn-mapping). */
export const network: AddressGatherer<'network'> = async (site) => {
  const hidden = await unroutable(site)
  if (hidden) return blind(hidden)
  return seen(await networkOf(site.world, site.target))
}

/** The same for any address that the Internet reaches. */
export async function networkOf(world: World, address: AddressTarget): Promise<NetworkFact> {
  const [answer, { answer: names }] = await Promise.all([originOf(world, address), pointers(world, address)])
  const origin = narrowest(texts(answer).flatMap((text) => readOrigin(text) ?? []))
  const named = pointedAt(names).map(hostingByName).find(Boolean)
  if (!origin) return unknown(answer, named)
  return { known: await ownerOf(world, origin, { answer, named }) }
}

function originOf(world: World, { family, name }: AddressTarget): Promise<DnsAnswer<'TXT'>> {
  const zone = family === 4 ? 'origin.asn.cymru.com' : 'origin6.asn.cymru.com'
  return world.dns(listName(name, zone) ?? zone, 'TXT', how)
}

const mostTexts = 20
const texts = (answer: DnsAnswer<'TXT'>): string[] =>
  answer.kind === 'records' ? answer.records.slice(0, mostTexts).map(({ data }) => data.join('')) : []

const lengthOf = ({ prefix }: Origin): number => Number(prefix.split('/')[1])
const narrowest = (origins: readonly Origin[]): Origin | undefined =>
  origins.toSorted((a, b) => lengthOf(b) - lengthOf(a))[0]

function unknown(answer: DnsAnswer<'TXT'>, hosting: Network['hosting']): NetworkFact {
  const says = {
    records: 'what Team Cymru says of it cannot be read',
    'no-data': 'Team Cymru knows no network that it is announced in',
    'no-such-name': 'Team Cymru knows no network that it is announced in',
  }
  const why = answer.kind === 'blind' ? answer.blind.detail : says[answer.kind]
  return { unknown: why, ...(answer.kind === 'blind' && { blind: answer.blind }), ...(hosting && { hosting }) }
}

interface Seen {
  answer: DnsAnswer<'TXT'>
  /** The hosting company by the address's names. */
  named: Network['hosting']
}

async function ownerOf(world: World, { prefix, asns, country }: Origin, { answer, named }: Seen): Promise<Network> {
  const asn = asns[0] ?? 0
  const owner = await world.dns(`as${asn}.asn.cymru.com`, 'TXT', how)
  const [name] = texts(owner).flatMap((text) => readOriginName(text) ?? [])
  const hosting = asns.map(hostingOf).find(Boolean) ?? named
  const where = country ?? name?.country
  return {
    prefix,
    asn,
    ...(name?.asn === asn && { operator: name.operator }),
    ...(where !== undefined && { country: where }),
    ...(hosting && { hosting }),
    answers: [answer, owner],
  }
}
