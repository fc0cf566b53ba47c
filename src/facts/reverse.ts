import type { ReverseName } from '../core/address.ts'
import type { DnsAnswer } from '../core/dns.ts'
import type { AddressGatherer } from '../core/gatherer.ts'
import { blind, seen } from '../core/observation.ts'
import { canonicalAddress } from '../records/address.ts'
import { forward } from './address/forward.ts'
import { displayOf, pointedAt, pointers } from './address/pointers.ts'
import { unroutable } from './address/unroutable.ts'

const mostNames = 10

/** The names of an address, and whether each leads back to it (RFC 8601 section 2.7.3). */
export const reverse: AddressGatherer<'reverse'> = async (site) => {
  const hidden = await unroutable(site)
  if (hidden) return blind(hidden)
  const { target, world } = site
  const { name, answer } = await pointers(world, target)
  const all = pointedAt(answer)
  const names = await Promise.all(
    all.slice(0, mostNames).map(async (one): Promise<ReverseName> => {
      const leads = await forward(world, one, target)
      const confirmed = leadsTo(leads, target.name)
      return { name: one, display: displayOf(one), forward: leads, ...(confirmed !== undefined && { confirmed }) }
    }),
  )
  return seen({ name, answer, names, more: all.length - names.length })
}

/** A name that DNS cannot be asked for (`localhost`) leads nowhere. */
function leadsTo(leads: DnsAnswer<'A' | 'AAAA'>, address: string): boolean | undefined {
  if (leads.kind === 'blind') return leads.blind.reason === 'not-attempted' ? false : undefined
  return leads.kind === 'records' && leads.records.some(({ data }) => canonicalAddress(data) === address)
}
