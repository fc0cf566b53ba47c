import type { SmtpSession } from '../core/smtp.ts'
import { brokenIn } from '../core/smtp-blind.ts'

/** Why a handshake failed, as far as OpenSSL's words and the alert of the server tell. */
export type HandshakeFault = 'in-clear' | 'versions' | 'ciphers' | 'client' | 'name' | 'hung-up' | 'other'

/** What OpenSSL and the SMTP client say of each; the first that fits. Alerts: RFC 8446 section 6.2. */
const signs: readonly (readonly [HandshakeFault, RegExp])[] = [
  ['in-clear', /wrong version number|packet length too long|http request|in clear|plain smtp/i],
  ['versions', /protocol version|unsupported protocol|version too low|no protocols available|unsupported version/i],
  ['client', /certificate required|bad certificate|alert unknown ca|alert certificate unknown|access denied/i],
  ['name', /unrecognized name/i],
  ['ciphers', /handshake failure|no shared cipher|no ciphers available|insufficient security|too small/i],
]

/** Why this handshake failed. */
export function handshakeFault({ encrypted }: SmtpSession): HandshakeFault {
  const broken = brokenIn(encrypted)
  const [fault] = signs.find(([, pattern]) => pattern.test(broken?.detail ?? '')) ?? []
  return fault ?? (broken?.trouble === 'hung-up' ? 'hung-up' : 'other')
}
