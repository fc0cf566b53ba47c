import { type Address, parseAddress } from './address.ts'
import { joinNames, parseName } from './name.ts'

/** The name whose PTR records tell who an address is (RFC 1035 section 3.5, RFC 3596 section 2.5). */
export function reverseName(ip: string): string | undefined {
  const address = parseAddress(ip)
  return address && `${reversed(address)}.${address.family === 4 ? 'in-addr.arpa' : 'ip6.arpa'}`
}

/**
 * The name that is asked of a list about an address or a domain (RFC 5782 sections 2.1, 2.4 and 3): `10.2.0.192.<zone>`, 32
 * nibbles, or `shop.example.<zone>`. A mapped address (`::ffff:7f00:2`) stays the IPv6 address that it is. `keyLabel` stands
 * for a key before the zone. Nothing where DNS cannot carry the name.
 */
export function listName(subject: string, zone: string, keyLabel = ''): string | undefined {
  const address = parseAddress(subject)
  const parsed = parseName(joinNames(address ? reversed(address) : subject, keyLabel, zone))
  return 'fault' in parsed ? undefined : parsed.name
}

function reversed({ family, octets }: Address): string {
  if (family === 4) return [...octets].reverse().join('.')
  const nibbles = octets.flatMap((octet) => [octet >> 4, octet & 15])
  return nibbles
    .reverse()
    .map((nibble) => nibble.toString(16))
    .join('.')
}
