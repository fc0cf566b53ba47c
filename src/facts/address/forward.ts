import type { DnsAnswer } from '../../core/dns.ts'
import type { AddressTarget } from '../../core/target.ts'
import type { World } from '../../core/world.ts'

/** The addresses of a name, of the family of that address. */
export const forward = (world: World, name: string, { family }: AddressTarget): Promise<DnsAnswer<'A' | 'AAAA'>> =>
  world.dns(name, family === 4 ? 'A' : 'AAAA')
