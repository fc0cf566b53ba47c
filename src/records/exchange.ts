import { canonicalAddress } from './address.ts'
import type { Mx } from './dns.ts'

/** An MX record that says "no mail is taken here" (RFC 7505 section 3). */
export const isNullMx = ({ exchange }: Mx): boolean => exchange === '.'

/** The address that stands where an MX record must have a name (RFC 5321 section 5.1): `192.0.2.1`, `[192.0.2.1]`, `ipv6:2001:db8::1`. */
export const literalOf = ({ exchange }: Mx): string | undefined =>
  canonicalAddress(exchange.replace(/^\[?(?:ipv6:)?(.*?)\]?$/, '$1'))

/** The exchanges that are names, each once, in the order given. */
export const exchangeNames = (exchanges: readonly Mx[]): string[] => [
  ...new Set(exchanges.filter((mx) => !isNullMx(mx) && literalOf(mx) === undefined).map((mx) => mx.exchange)),
]
