import type { SmtpTls } from '../core/smtp.ts'
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
