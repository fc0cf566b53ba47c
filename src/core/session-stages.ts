import type { Blind } from './observation.ts'
import type { Broken, Encrypted, Offers, SmtpSession } from './smtp.ts'
import { brokenIn, cutShort, deferred, isDeferral, isRefusal, outOfPlace, replyIn } from './smtp-blind.ts'

/** How far a session can get, before anybody logs in: connected, in TLS, greeted, EHLO answered (inside TLS where there is any). */
export type Stage = 'connected' | 'tls' | 'greeting' | 'hello' | 'ready'

const order: Readonly<Record<SmtpSession['tls'], readonly Stage[]>> = {
  implicit: ['connected', 'tls', 'greeting', 'hello', 'ready'],
  starttls: ['connected', 'greeting', 'hello', 'tls', 'ready'],
  none: ['connected', 'greeting', 'hello', 'ready'],
}

/** Where a session ended: `seen` is a plain no, which the check of that stage tells; else `blind` is why nothing is known. */
export interface End {
  stage: Stage
  seen: boolean
  blind: Blind
}

/** What TLS came to; nothing where the handshake was not reached, or failed. */
export const encryptedOf = ({ encrypted }: SmtpSession): Encrypted | undefined =>
  encrypted && !('broken' in encrypted) ? encrypted : undefined

/** What the last EHLO offered: inside TLS where STARTTLS led there, and nothing where that was not reached. */
export const offersOf = ({ tls, hello, helloAgain }: SmtpSession): Offers | undefined =>
  (tls === 'starttls' ? helloAgain : hello)?.offers

/** Where a session ended before it was ready for a login; nothing where it was. `server` names it in words. */
export function endOf(session: SmtpSession, server: string): End | undefined {
  for (const stage of order[session.tls]) {
    const end = endAt(stage, session, server)
    if (end) return { stage, ...end }
  }
  return undefined
}

/** Whether the session got so far that this stage can be judged; TLS, in one that is held in clear, where it was ready. */
export function reaches(session: SmtpSession, stage: Stage, end: End | undefined): boolean {
  const stages = order[session.tls]
  const place = stages.indexOf(stages.includes(stage) ? stage : 'ready')
  return end === undefined || place <= stages.indexOf(end.stage)
}

type Ended = Omit<End, 'stage'> | undefined

function endAt(stage: Stage, session: SmtpSession, server: string): Ended {
  const { connected, greeting, hello, helloAgain } = session
  switch (stage) {
    case 'connected':
      return brokenAt(connected, (trouble) => trouble === 'refused', 'connecting')
    case 'greeting':
      return brokenAt(greeting, isNoSmtp, session.tls === 'implicit' ? undefined : 'greeting') ?? no(greeting, server)
    case 'hello':
      return brokenAt(hello, never) ?? no(hello, server)
    case 'tls':
      return tlsEnd(session, server)
    case 'ready':
      return session.tls === 'starttls' ? (brokenAt(helloAgain, never) ?? no(helloAgain, server)) : undefined
  }
}

function tlsEnd(session: SmtpSession, server: string): Ended {
  const { tls, hello, starttls, encrypted } = session
  if (tls === 'starttls' && hello?.offers?.starttls === false) return { seen: true, blind: plainly(server) }
  if (tls === 'starttls') {
    const refused = brokenAt(starttls, (trouble) => trouble === 'injected') ?? no(starttls, server)
    if (refused) return refused
  }
  return brokenAt(
    encrypted,
    (trouble) => plainInTls.has(trouble) || (trouble === 'hung-up' && tls === 'starttls'),
    tls === 'implicit' ? 'handshake' : undefined,
  )
}

/** What a server that hangs up at once meant is not known; one that does so behind its own 220 to STARTTLS cannot do TLS. */
const plainInTls: ReadonlySet<Broken['trouble']> = new Set(['tls', 'injected', 'not-smtp', 'too-much'])

const never = () => false
const isNoSmtp = (trouble: Broken['trouble']) => trouble === 'not-smtp' || trouble === 'too-much'

function brokenAt(
  said: object | undefined,
  isSeen: (trouble: Broken['trouble']) => boolean,
  during?: Parameters<typeof cutShort>[1],
): Ended {
  const broken = brokenIn(said)
  if (broken) return { seen: isSeen(broken.trouble), blind: cutShort(broken, during) }
  if (said) return undefined
  return { seen: false, blind: { reason: 'not-attempted', detail: 'the session did not get so far' } }
}

function no(said: Parameters<typeof replyIn>[0], server: string): Ended {
  const reply = replyIn(said)
  if (!reply) return undefined
  if (isDeferral(reply)) return { seen: false, blind: deferred(reply, server) }
  if (isRefusal(reply)) return { seen: true, blind: plainly(server) }
  const odd = outOfPlace(reply, server)
  return odd && { seen: false, blind: odd }
}

const plainly = (server: string): Blind => ({
  reason: 'not-attempted',
  detail: `the session with ${server} ended before`,
})
