import type { Reverse, ReverseName } from '../../core/address.ts'
import type { DnsAnswer } from '../../core/dns.ts'
import type { AddressTarget } from '../../core/target.ts'
import type { World } from '../../core/world.ts'
import { canonicalAddress } from '../../records/address.ts'
import { forward } from './forward.ts'
import { displayOf, pointedAt, pointers } from './pointers.ts'

const mostNames = 10

/** The names of an address, and whether each leads back to it (RFC 8601 section 2.7.3). */
export async function reverseOf(world: World, address: AddressTarget): Promise<Reverse> {
  const { name, answer } = await pointers(world, address)
  const all = pointedAt(answer)
  const names = await Promise.all(
    all.slice(0, mostNames).map(async (one): Promise<ReverseName> => {
      const leads = await forward(world, one, address)
      const confirmed = leadsTo(leads, address.name)
      return { name: one, display: displayOf(one), forward: leads, ...(confirmed !== undefined && { confirmed }) }
    }),
  )
  return { name, answer, names, more: all.length - names.length }
}

/** A name that DNS cannot be asked for (`localhost`) leads nowhere. */
function leadsTo(leads: DnsAnswer<'A' | 'AAAA'>, address: string): boolean | undefined {
  if (leads.kind === 'blind') return leads.blind.reason === 'not-attempted' ? false : undefined
  return leads.kind === 'records' && leads.records.some(({ data }) => canonicalAddress(data) === address)
}
