import type { Blind } from '../../core/observation.ts'
import type { PostSession, ProbeSent } from '../../core/probe.ts'
import { endOf, type Stage } from '../../core/session-stages.ts'
import type { Said } from '../../core/smtp.ts'
import {
  brokenIn,
  cutShort,
  isDeferral,
  isRefusal,
  isTaken,
  isYes,
  outOfPlace,
  replyIn,
} from '../../core/smtp-blind.ts'
import type { SmtpReply } from '../../records/smtp/reply.ts'

/** What came of one session, and what the server said last. */
export interface Ending extends Pick<ProbeSent, 'outcome' | 'stage'> {
  reply?: SmtpReply
  blind?: Blind
  /** Nothing of the message was said: another server may be tried. */
  before: boolean
}

/** What one session came to; `server` names it in words. */
export function endingOf(session: PostSession, server: string): Ending {
  return early(session, server) ?? loginEnd(session, server) ?? envelopeEnd(session, server) ?? dataEnd(session, server)
}

const stages: Readonly<Record<Stage, ProbeSent['stage']>> = {
  connected: 'connect',
  tls: 'tls',
  greeting: 'greeting',
  hello: 'greeting',
  ready: 'greeting',
}
const replied: Readonly<Record<Stage, (session: PostSession) => SmtpReply | undefined>> = {
  connected: () => undefined,
  greeting: ({ greeting }) => replyIn(greeting),
  hello: ({ hello }) => replyIn(hello),
  tls: ({ starttls, encrypted }) => (encrypted ? undefined : replyIn(starttls)),
  ready: ({ helloAgain }) => replyIn(helloAgain),
}

/** Before anybody logs in. A server that has no TLS refuses no mail by that. */
function early(session: PostSession, server: string): Ending | undefined {
  const end = endOf(session, server)
  if (!end) return undefined
  const [stage, reply] = [stages[end.stage], replied[end.stage](session)]
  if (reply && isDeferral(reply)) return { outcome: 'deferred', stage, reply, before: true }
  if (reply && isRefusal(reply) && stage !== 'tls') return { outcome: 'rejected', stage, reply, before: true }
  return { outcome: 'not-sent', stage, before: true, ...(reply && { reply }), ...(!end.seen && { blind: end.blind }) }
}

function loginEnd({ login }: PostSession, server: string): Ending | undefined {
  if (!login) return undefined
  if ('untried' in login) return { outcome: 'not-sent', stage: 'login', before: true }
  return replyIn(login)?.code === 235 ? undefined : noOrNothing(login, 'login', server)
}

function envelopeEnd({ envelopes: [told], withheld }: PostSession, server: string): Ending | undefined {
  if (withheld) return { outcome: 'not-sent', stage: 'data', before: true }
  if (!told) return { outcome: 'not-sent', stage: 'sender', before: true, blind: ended(server) }
  const { mail, recipients } = told
  if ('untried' in mail) return { outcome: 'not-sent', stage: 'sender', before: true }
  if (!isYes(mail)) return noOrNothing(mail, 'sender', server)
  const rcpt = recipients[0]?.rcpt
  if (!rcpt) return { outcome: 'not-sent', stage: 'recipient', before: true, blind: ended(server) }
  if ('untried' in rcpt) return { outcome: 'not-sent', stage: 'recipient', before: true }
  return isYes(rcpt) ? undefined : noOrNothing(rcpt, 'recipient', server)
}

function dataEnd({ data, sent }: PostSession, server: string): Ending {
  if (!data) return { outcome: 'not-sent', stage: 'data', before: true, blind: ended(server) }
  if (!data.end) return noOrNothing(data.go, 'data', server)
  if (sent === 'perhaps') {
    const broken = brokenIn(data.end)
    return { outcome: 'perhaps', stage: 'end', before: false, blind: broken ? cutShort(broken) : ended(server) }
  }
  const reply = replyIn(data.end)
  if (reply && isTaken(reply)) return { outcome: 'accepted', stage: 'end', reply, before: false }
  return { ...noOrNothing(data.end, 'end', server), before: false }
}

/** A no, a later, or what was no answer. */
function noOrNothing(said: Said, stage: ProbeSent['stage'], server: string): Ending {
  const [reply, broken] = [replyIn(said), brokenIn(said)]
  if (reply && isDeferral(reply)) return { outcome: 'deferred', stage, reply, before: true }
  if (reply && isRefusal(reply)) return { outcome: 'rejected', stage, reply, before: true }
  const blind = broken ? cutShort(broken) : ((reply && outOfPlace(reply, server)) ?? ended(server))
  return { outcome: 'not-sent', stage, before: true, blind }
}

const ended = (server: string): Blind => ({
  reason: 'not-attempted',
  detail: `the session with ${server} ended before`,
})
