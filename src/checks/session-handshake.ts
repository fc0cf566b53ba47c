import type { SmtpSession } from '../core/smtp.ts'
import { brokenIn } from '../core/smtp-blind.ts'

/** Why a handshake failed, as far as OpenSSL's words and the alert of the server tell. */
export type HandshakeFault = 'in-clear' | 'versions' | 'ciphers' | 'client' | 'name' | 'hung-up' | 'other'

/** What the SMTP client says of each, or OpenSSL and the alerts of the server (RFC 8446 section 6.2); the first that fits. */
const signs: readonly (readonly [HandshakeFault, RegExp])[] = [
  ['in-clear', /in clear where TLS has to begin|wrong.version.number|packet.length.too.long|http.request/i],
  ['versions', /no version of TLS|protocol.version|unsupported.protocol|version.too.low/i],
  ['client', /certificate of this machine|certificate.required|bad.certificate|unknown.ca\b|access.denied/i],
  ['name', /no server of that name|unrecognized.name/i],
  ['ciphers', /no way of encrypting in common|handshake.failure|no.shared.cipher|no.ciphers|insufficient.security/i],
]

/** Why this handshake failed. */
export function handshakeFault({ encrypted }: SmtpSession): HandshakeFault {
  const broken = brokenIn(encrypted)
  const [fault] = signs.find(([, pattern]) => pattern.test(broken?.detail ?? '')) ?? []
  return fault ?? (broken?.trouble === 'hung-up' ? 'hung-up' : 'other')
}
