import type { RelayProfile } from '../../core/relay.ts'
import type { SmtpTls } from '../../core/smtp.ts'
import type { Way } from './ask.ts'

/** RFC 6409 section 3.1, RFC 8314 section 3.3, RFC 5321: submission first. */
const usual: readonly Way[] = [
  { port: 587, tls: 'starttls' },
  { port: 465, tls: 'implicit' },
  { port: 25, tls: 'starttls' },
]
/** Ports where TLS begins with the first octet: the one of RFC 8314, those that relays open beside it, and that of HTTPS. */
const implicit: readonly number[] = [465, 2465, 8465, 443]

/** How TLS begins at a port: as asked for, as the relay documents it, or as the port is used. */
export function tlsAt(port: number, profile: RelayProfile | undefined, asked: SmtpTls | 'auto' = 'auto'): SmtpTls {
  if (asked !== 'auto') return asked
  if (profile?.ports.implicit.includes(port)) return 'implicit'
  if (profile?.ports.starttls.includes(port)) return 'starttls'
  return implicit.includes(port) ? 'implicit' : 'starttls'
}

/** The ports of a relay, the likeliest first; of one that nobody here knows, the usual ones. */
export function documented(profile: RelayProfile | undefined): readonly Way[] {
  if (!profile) return usual
  const { starttls, implicit } = profile.ports
  const all: Way[] = [
    ...starttls.map((port) => ({ port, tls: 'starttls' }) as const),
    ...implicit.map((port) => ({ port, tls: 'implicit' }) as const),
  ]
  return all.length > 0 ? all : usual
}

/** Those that can be used the way that was asked for, in their order. */
export function fitting(profile: RelayProfile | undefined, asked: SmtpTls | 'auto' = 'auto'): readonly Way[] {
  const wants = asked === 'none' ? 'starttls' : asked
  const fits = (ways: readonly Way[]) => ways.filter(({ tls }) => wants === 'auto' || tls === wants)
  const ways = fits(documented(profile))
  return (ways.length > 0 ? ways : fits(usual)).map(({ port, tls }) => ({ port, tls: asked === 'none' ? 'none' : tls }))
}
