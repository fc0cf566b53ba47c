import type { NextHop, RouteLogin } from '../../core/mta.ts'
import { blind, type Observation, seen } from '../../core/observation.ts'
import { editDistance } from '../../records/edit-distance.ts'
import { type AddressUse, senderKeys } from './addresses.ts'
import { find, short } from './find.ts'
import type { Parameters } from './parameters.ts'
import type { Table } from './tables.ts'

/** To whom Postfix would log in, for which sender. */
export interface LoginAsk {
  sender: string
  hop: Pick<NextHop, 'written' | 'host' | 'mx'> | undefined
  addresses: AddressUse
}

/**
 * The login that Postfix would use: by the sender first, where smtp_sender_dependent_authentication is on, then by the
 * bare name of the server, then by the destination as written.
 */
export async function routeLogin(
  parameters: Parameters,
  maps: readonly Table[],
  { sender, hop, addresses }: LoginAsk,
): Promise<Observation<RouteLogin>> {
  const { setting, isOn, words } = parameters
  const base: RouteLogin = {
    enabled: isOn('smtp_sasl_auth_enable'),
    by: `smtp_sasl_auth_enable (${setting('smtp_sasl_auth_enable').from})`,
    near: [],
    securityOptions: { inTls: words('smtp_sasl_tls_security_options'), inClear: words('smtp_sasl_security_options') },
    mechanismFilter: words('smtp_sasl_mechanism_filter'),
    saslType: setting('smtp_sasl_type'),
    from: {
      inTls: setting('smtp_sasl_tls_security_options').from,
      inClear: setting('smtp_sasl_security_options').from,
      filter: setting('smtp_sasl_mechanism_filter').from,
    },
    ...(hop?.mx && { mx: true }),
  }
  if (!hop) return seen(base)
  const bySender = isOn('smtp_sender_dependent_authentication') && sender !== ''
  const byServer = [hop.host, hop.written].map((key) => ({ key, part: false }))
  const found = await find(maps, [...(bySender ? senderKeys(sender, addresses) : []), ...byServer])
  if ('blind' in found) return blind(found.blind)
  if ('none' in found) return seen({ ...base, near: nearKeys(maps, hop) })
  const delimiter = parameters.text('smtp_sasl_password_result_delimiter')[0] ?? ':'
  const end = found.value.indexOf(delimiter)
  const user = end < 0 ? found.value : found.value.slice(0, end)
  const noPassword = end < 0 || found.value.slice(end + 1) === ''
  return seen({
    ...base,
    user,
    key: found.key,
    map: short(found.table),
    ...(noPassword ? { noPassword } : found.at && { secret: found.at }),
  })
}

/** Keys that name the same server another way, or almost; at most five. */
function nearKeys(maps: readonly Table[], { host, written }: { host: string; written: string }): string[] {
  const wanted = host.toLowerCase()
  const near = (key: string) => {
    if (key.length > 300 || key === written.toLowerCase()) return false
    const bare = key.replace(/^\[?([^\]]*?)\]?(?::[a-z\d]*)?$/, '$1')
    if (bare === wanted) return true
    const alike = wanted.length > 5 && wanted.length < 100 && Math.abs(bare.length - wanted.length) <= 2
    return alike && editDistance(bare, wanted) <= 2
  }
  const keys = maps.flatMap((map) => (map.patterns ? [] : map.entries.map(({ key }) => key)))
  return [...new Set(keys.slice(0, 2000).filter(near))].slice(0, 5)
}
