import type { DnsAnswer } from '../../core/dns.ts'
import type { AddressTarget } from '../../core/target.ts'
import type { World } from '../../core/world.ts'
import { parseDomain } from '../../records/domain.ts'
import { reverseName } from '../../records/reverse-name.ts'

/** The PTR records of an address. */
export async function pointers(
  world: World,
  address: AddressTarget,
): Promise<{ name: string; answer: DnsAnswer<'PTR'> }> {
  const name = reverseName(address.name) ?? ''
  return { name, answer: await world.dns(name, 'PTR') }
}

/** The names that they give, each once, in the order of the answer. */
export const pointedAt = (answer: DnsAnswer<'PTR'>): string[] =>
  answer.kind === 'records' ? [...new Set(answer.records.map((record) => record.data))] : []

/** A name as a person would read it; what is no domain as it is. */
export function displayOf(name: string): string {
  const parsed = parseDomain(name)
  return 'name' in parsed && parsed.name === name ? parsed.display : name
}
