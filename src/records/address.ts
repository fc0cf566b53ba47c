import { remembering } from './remember.ts'

/** An IPv4 or IPv6 address: 4 or 16 octets, and its one canonical text (RFC 5952). */
export interface Address {
  family: 4 | 6
  octets: readonly number[]
  text: string
}

/** Reads an address as a person types it; nothing where it is none (zone ids, leading zeros and short forms are none). */
export const parseAddress = (typed: string): Address | undefined => read(typed).address

const read = remembering((typed): { address?: Address } => {
  const four = parseIpv4(typed)
  if (four) return { address: { family: 4, octets: four, text: four.join('.') } }
  const six = parseIpv6(typed)
  return six ? { address: { family: 6, octets: six, text: formatIpv6(six) } } : {}
})

/** An address's canonical text (RFC 5952); nothing where it is no address. */
export const canonicalAddress = (typed: string): string | undefined => parseAddress(typed)?.text

function parseIpv4(text: string): number[] | undefined {
  if (!/^(?:(?:0|[1-9]\d{0,2})(?:\.(?!$)|$)){4}$/.test(text)) return undefined
  const octets = text.split('.').map(Number)
  return octets.every((octet) => octet <= 255) ? octets : undefined
}

/** RFC 4291 section 2.2: eight groups, `::` once for one or more groups of zeros, the last two groups as IPv4 if need be. */
function parseIpv6(text: string): number[] | undefined {
  if (text.length > 45 || !text.includes(':')) return undefined
  const halves = text.split('::')
  if (halves.length > 2) return undefined
  const [head, tail] = halves.map((half, i) => groupsOf(half, i === halves.length - 1))
  if (!head || (halves.length === 2 && !tail)) return undefined
  const missing = 16 - head.length - (tail?.length ?? 0)
  if (tail ? missing < 2 : missing !== 0) return undefined
  return tail ? [...head, ...Array<number>(missing).fill(0), ...tail] : head
}

function groupsOf(half: string, last: boolean): number[] | undefined {
  if (half === '') return []
  const groups = half.split(':')
  const octets: number[] = []
  for (const [i, group] of groups.entries()) {
    const four = last && i === groups.length - 1 ? parseIpv4(group) : undefined
    if (four) octets.push(...four)
    else if (/^[0-9a-f]{1,4}$/i.test(group)) {
      const value = Number.parseInt(group, 16)
      octets.push(value >> 8, value & 255)
    } else return undefined
  }
  return octets
}

/** Sixteen octets as RFC 5952 writes them: lower case, the longest run of zero groups as `::`, IPv4-mapped ones with dots. */
export function formatIpv6(octets: ArrayLike<number>): string {
  const groups = Array.from({ length: 8 }, (_, i) => ((octets[2 * i] ?? 0) << 8) | (octets[2 * i + 1] ?? 0))
  if (groups.slice(0, 5).every((group) => group === 0) && groups[5] === 0xffff)
    return `::ffff:${[octets[12], octets[13], octets[14], octets[15]].join('.')}`
  const { start, length } = longestZeros(groups)
  const hex = groups.map((group) => group.toString(16))
  if (length < 2) return hex.join(':')
  return `${hex.slice(0, start).join(':')}::${hex.slice(start + length).join(':')}`
}

function longestZeros(groups: readonly number[]): { start: number; length: number } {
  let best = { start: 0, length: 0 }
  for (let start = 0; start < groups.length; start++) {
    let length = 0
    while (groups[start + length] === 0) length++
    if (length > best.length) best = { start, length }
  }
  return best
}

/** Whether an address lies in a network (CIDR). False across families, and where either is no address. */
export function inNetwork(ip: string, network: string, prefixLength: number): boolean {
  const one = parseAddress(ip)
  const other = parseAddress(network)
  return one !== undefined && other !== undefined && one.family === other.family && agree(one, other, prefixLength)
}

function agree({ octets }: Address, other: Address, prefixLength: number): boolean {
  const whole = prefixLength >> 3
  for (let i = 0; i < whole; i++) if (octets[i] !== other.octets[i]) return false
  const mask = (0xff00 >> (prefixLength & 7)) & 255
  return ((octets[whole] ?? 0) & mask) === ((other.octets[whole] ?? 0) & mask)
}

/** Every address of a network of at most 2^16, the first one first; the address may be any of them. */
export function expandNetwork({ family, octets }: Address, prefixLength: number): string[] {
  const size = 2 ** (octets.length * 8 - prefixLength)
  const last = octets.length - 2
  const low = ((octets[last] ?? 0) << 8) | (octets[last + 1] ?? 0)
  const first = low - (low % size)
  return Array.from({ length: size }, (_, i) => {
    const one = [...octets.slice(0, last), (first + i) >> 8, (first + i) & 255]
    return family === 4 ? one.join('.') : formatIpv6(one)
  })
}

/** A range set apart from the public Internet: `what` reads after "is" ("a private address"), `ref` is the RFC. */
export interface SpecialRange {
  network: string
  prefixLength: number
  what: string
  ref: string
  /** A part of a special range that the world does reach all the same. */
  reachable?: true
}

const range = (cidr: string, what: string, ref: string, reachable?: true): SpecialRange => {
  const [network = '', prefix] = cidr.split('/')
  return { network, prefixLength: Number(prefix), what, ref, ...(reachable && { reachable }) }
}

/** IANA's special-purpose address registries (RFC 6890), with multicast and what is reserved. */
export const specialRanges: readonly SpecialRange[] = [
  range('0.0.0.0/8', 'an address of "this network"', 'RFC 791 section 3.2'),
  range('10.0.0.0/8', 'a private address', 'RFC 1918'),
  range('100.64.0.0/10', 'an address shared behind carrier NAT', 'RFC 6598'),
  range('127.0.0.0/8', 'a loopback address', 'RFC 1122 section 3.2.1.3'),
  range('169.254.0.0/16', 'a link-local address', 'RFC 3927'),
  range('172.16.0.0/12', 'a private address', 'RFC 1918'),
  range('192.0.0.0/24', 'an address for IETF protocols', 'RFC 6890 section 2.1'),
  range('192.0.0.9/32', 'the PCP anycast address', 'RFC 7723', true),
  range('192.0.0.10/32', 'the TURN anycast address', 'RFC 8155', true),
  range('192.0.2.0/24', 'a documentation address', 'RFC 5737'),
  range('192.88.99.0/24', 'a 6to4 relay address, no longer in use', 'RFC 7526'),
  range('192.168.0.0/16', 'a private address', 'RFC 1918'),
  range('198.18.0.0/15', 'a benchmarking address', 'RFC 2544'),
  range('198.51.100.0/24', 'a documentation address', 'RFC 5737'),
  range('203.0.113.0/24', 'a documentation address', 'RFC 5737'),
  range('224.0.0.0/4', 'a multicast address', 'RFC 5771'),
  range('240.0.0.0/4', 'a reserved address', 'RFC 1112 section 4'),
  range('255.255.255.255/32', 'the broadcast address', 'RFC 8190'),
  range('::/0', 'an address that is not allocated to anybody', 'RFC 4291 section 2.4'),
  range('2000::/3', 'a global unicast address', 'RFC 4291 section 2.4', true),
  range('::/96', 'an IPv4-compatible address, no longer in use', 'RFC 4291 section 2.5.5.1'),
  range('::/128', 'the unspecified address', 'RFC 4291 section 2.5.2'),
  range('::1/128', 'the loopback address', 'RFC 4291 section 2.5.3'),
  range('::ffff:0:0/96', 'an IPv4-mapped address', 'RFC 4291 section 2.5.5.2'),
  range('64:ff9b::/96', 'a NAT64 address', 'RFC 6052'),
  range('64:ff9b:1::/48', 'a local NAT64 address', 'RFC 8215'),
  range('100::/64', 'a discard-only address', 'RFC 6666'),
  range('100:0:0:1::/64', 'a dummy address', 'RFC 9780'),
  range('2001::/23', 'an address for IETF protocols', 'RFC 2928'),
  range('2001::/32', 'a Teredo address', 'RFC 4380'),
  range('2001:1::1/128', 'the PCP anycast address', 'RFC 7723', true),
  range('2001:1::2/128', 'the TURN anycast address', 'RFC 8155', true),
  range('2001:1::3/128', 'the DNS-SD anycast address', 'RFC 9665', true),
  range('2001:2::/48', 'a benchmarking address', 'RFC 5180'),
  range('2001:3::/32', 'an AMT address', 'RFC 7450', true),
  range('2001:4:112::/48', 'an AS112 address', 'RFC 7535', true),
  range('2001:10::/28', 'an ORCHID address, no longer in use', 'RFC 4843'),
  range('2001:20::/28', 'an ORCHIDv2 address', 'RFC 7343', true),
  range('2001:30::/28', 'a drone remote ID address', 'RFC 9374', true),
  range('2001:db8::/32', 'a documentation address', 'RFC 3849'),
  range('2002::/16', 'a 6to4 address', 'RFC 7526'),
  range('3fff::/20', 'a documentation address', 'RFC 9637'),
  range('5f00::/16', 'a segment routing address', 'RFC 9602'),
  range('fc00::/7', 'a private (unique local) address', 'RFC 4193'),
  range('fe80::/10', 'a link-local address', 'RFC 4291 section 2.5.6'),
  range('fec0::/10', 'a site-local address, no longer in use', 'RFC 3879'),
  range('ff00::/8', 'a multicast address', 'RFC 4291 section 2.7'),
]
const parsedRanges = specialRanges
  .map((of) => ({ of, address: parseAddress(of.network) as Address }))
  .sort((a, b) => b.of.prefixLength - a.of.prefixLength)

/** The special range that an address lies in, the narrowest one; nothing where the whole Internet can reach it. */
export const specialRange = (ip: string): SpecialRange | undefined => narrowest(ip).of

const narrowest = remembering((ip): { of?: SpecialRange } => {
  const address = parseAddress(ip)
  if (!address) return {}
  const found = parsedRanges.find(
    (r) => r.address.family === address.family && agree(address, r.address, r.of.prefixLength),
  )
  return !found || found.of.reachable ? {} : found
})

/**
 * The range of an address that no receiver ever sees as a sender's, since it is not of the public Internet. Those set aside
 * for examples (RFC 5737, RFC 3849, RFC 9637) stand for any other.
 */
export function hiddenRange(ip: string): SpecialRange | undefined {
  const range = specialRange(ip)
  return range?.what === 'a documentation address' ? undefined : range
}

/** Nothing that goes there leaves this machine. */
export const isLoopback = (address: string): boolean => address === '::1' || address.startsWith('127.')
