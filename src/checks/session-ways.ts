import type { RelayProfile } from '../core/relay.ts'
import type { RelayPorts } from '../core/session.ts'
import { encryptedOf } from '../core/session-stages.ts'
import type { SmtpSession, SmtpTls } from '../core/smtp.ts'
import type { RelayTarget } from '../core/target.ts'

/** A port of a relay, and how TLS begins there. */
export interface Way {
  port: number
  tls: Exclude<SmtpTls, 'none'>
}

/** The target with another port, as the command line takes it. */
export const targetAt = ({ host }: RelayTarget, port: number): string =>
  host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`

/** `TLS from the first octet`, `STARTTLS`. */
export const tlsBegins = (tls: SmtpTls): string => (tls === 'implicit' ? 'TLS from the first octet' : 'STARTTLS')

/** Another port of the relay at which TLS was seen in this run: from the first octet on, where there is such a one. */
export function otherWay(port: number, { others }: RelayPorts): Way | undefined {
  const ways = others.filter((other) => other.port !== port).flatMap((other) => seenWay(other) ?? [])
  return ways.find(({ tls }) => tls === 'implicit') ?? ways[0]
}

function seenWay(session: SmtpSession): Way | undefined {
  const { port, tls, hello } = session
  if (tls === 'implicit') return encryptedOf(session) && { port, tls }
  return hello?.offers?.starttls ? { port, tls: 'starttls' } : undefined
}

/** Where the relay documents TLS from the first octet: the port that was seen, else the one that all use (RFC 8314 section 3.3). */
export function implicitPort(port: number, ports: RelayPorts, profile: RelayProfile | undefined): number {
  const way = otherWay(port, ports)
  if (way?.tls === 'implicit') return way.port
  return profile?.ports.implicit[0] ?? 465
}
