import { hiddenRange } from '../../records/address.ts'
import { isWithin, neverAsk } from '../../records/name.ts'
import type { UrlHost } from './hosts.ts'

/** Top-level names that nobody can register (ICANN, RFC 6761 section 6.2), and houses use for themselves. */
const housenames = ['internal', 'intranet', 'private', 'corp', 'home', 'lan', 'localdomain', 'mail', 'test']

/** Why a reader elsewhere cannot reach a host, a clause; nothing where the name or address is a public one. */
export function whyHidden({ host, isAddress }: UrlHost): string | undefined {
  if (isAddress) {
    const range = hiddenRange(host)
    return range && `${host} is ${range.what} (${range.ref})`
  }
  const never = neverAsk(host)
  if (never !== undefined || host.includes('.')) {
    const own = housenames.find((zone) => isWithin(host, zone))
    return never ?? (own && `names below ${own} are known only within one network`)
  }
  return `${host} is a bare host name, which only its own network knows`
}
