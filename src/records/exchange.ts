import { canonicalAddress } from './address.ts'
import type { Mx } from './dns.ts'
import { ancestorsOf, isBelow } from './name.ts'

/** An MX record that says "no mail is taken here" (RFC 7505 section 3). */
export const isNullMx = ({ exchange }: Mx): boolean => exchange === '.'

/** The address that stands where an MX record must have a name (RFC 5321 section 5.1): `192.0.2.1`, `[192.0.2.1]`, `ipv6:2001:db8::1`. */
export const literalOf = ({ exchange }: Mx): string | undefined => addressFrom(exchange)

const addressFrom = (text: string): string | undefined =>
  maybeAddress.test(text) ? canonicalAddress(text.replace(/^\[?(?:ipv6:)?(.*?)\]?$/, '$1')) : undefined

/** What every address has, and hardly a name. */
const maybeAddress = /:|\d\]?$/

/**
 * The address before the domain's name, or a name above it: `192.0.2.1.shop.example`, as a zone file makes it out of an
 * address without a last dot (RFC 1035 section 5.1).
 */
export function literalBefore(domain: string, { exchange }: Mx): string | undefined {
  const origin = [domain, ...ancestorsOf(domain)].find((name) => isBelow(exchange, name))
  return origin === undefined ? undefined : addressFrom(exchange.slice(0, -origin.length - 1))
}

/** The exchanges that are names, each once, in the order given. */
export const exchangeNames = (exchanges: readonly Mx[]): string[] => [
  ...new Set(exchanges.filter(namesHost).map((mx) => mx.exchange)),
]

/** Whether an exchange is a name. */
export const namesHost = (mx: Mx): boolean => !isNullMx(mx) && literalOf(mx) === undefined
