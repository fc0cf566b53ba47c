import { defineSubject, type Ruling, type Subject } from '../core/check.ts'
import { encryptedOf, endOf } from '../core/session-stages.ts'
import type { Encrypted, SmtpSession } from '../core/smtp.ts'
import type { RelayTarget } from '../core/target.ts'
import { connects } from './session-subjects.ts'
import { eachSession, serverOf, type Told, withRoute } from './session-told.ts'

/** A session inside TLS: where there is none for a plain reason, relay-tls or an earlier check tells it. */
export const insideTls: Subject = defineSubject({
  within: connects,
  needs: ['relay', 'relaySessions'],
  absent({ relay, relaySessions }) {
    const tried = withRoute(relaySessions)
    if (tried.length === 0 || tried.some(encryptedOf)) return undefined
    if (tried.every(({ tls }) => tls === 'none')) return `the session with ${relay.display} is in clear, as asked`
    const over = tried.every((session) => endOf(session, serverOf(relay, session))?.seen)
    return over ? `no session with ${relay.display} got as far as TLS` : undefined
  },
})

/** What a check thinks of each session inside TLS; where there is none, why that was not seen. */
export function eachEncrypted<O extends string>(
  relay: RelayTarget,
  sessions: readonly SmtpSession[],
  judge: (told: Told, encrypted: Encrypted) => Ruling<O> | Ruling<O>[],
): Ruling<O>[] {
  const inside = sessions.filter(encryptedOf)
  if (inside.length > 0)
    return eachSession(relay, inside, 'tls', (told) => {
      const encrypted = encryptedOf(told.session)
      return encrypted ? judge(told, encrypted) : []
    })
  const unseen = withRoute(sessions).filter((session) => !endOf(session, serverOf(relay, session))?.seen)
  const [end] = unseen.flatMap((session) => endOf(session, serverOf(relay, session)) ?? [])
  return end ? [{ cannotTell: end.blind }] : []
}

/** `TLS 1.3` for OpenSSL's `TLSv1.3`; `TLSv1` is 1.0. */
export const tlsNamed = (version: string): string => version.replace(/^TLSv1$/, 'TLSv1.0').replace(/^TLSv/, 'TLS ')
