import type { Evidence } from '../core/finding.ts'
import type { SmtpSession, TranscriptLine } from '../core/smtp.ts'
import { transcriptOf } from './session-told.ts'

/** A line of ours that begins so: what servers say begins and ends nothing. */
const isOurs = ({ from, text }: TranscriptLine, begins: readonly string[]): boolean =>
  from !== 'server' && begins.some((one) => text.startsWith(one))

/**
 * The part of a session that a finding rests on: from the first line of ours that begins with `from` up to the next that
 * begins with one of `to`. The whole, where there is no such line.
 */
export function excerpt(session: SmtpSession, server: string, from: string, to: readonly string[]): Evidence[] {
  const { transcript } = session
  const first = transcript.findIndex((line) => isOurs(line, [from]))
  return first < 0 ? transcriptOf(session, server) : piece(session, server, first, to)
}

const mostAtEnd = 6

/** The same of one thing that was said; of what never was, the end of the conversation, which tells why. */
export function excerptOrEnd(session: SmtpSession, server: string, from: string, to: readonly string[]): Evidence[] {
  const { transcript } = session
  const isSaid = transcript.some((line) => isOurs(line, [from]))
  return isSaid
    ? excerpt(session, server, from, to)
    : piece(session, server, Math.max(0, transcript.length - mostAtEnd), [])
}

/** What was said and noted while TLS was set up; where that was not reached, the whole. */
export function tlsExcerpt(session: SmtpSession, server: string): Evidence[] {
  return session.tls === 'implicit'
    ? piece(session, server, 0, ['EHLO ', 'QUIT'])
    : excerpt(session, server, 'STARTTLS', ['EHLO ', 'QUIT'])
}

/** The last EHLO, or HELO, and its answer. */
export function helloExcerpt(session: SmtpSession, server: string): Evidence[] {
  const last = session.transcript.findLastIndex((line) => isOurs(line, ['EHLO ', 'HELO ']))
  return last < 0 ? transcriptOf(session, server) : piece(session, server, last, ['AUTH', 'MAIL ', 'QUIT', 'STARTTLS'])
}

function piece({ transcript }: SmtpSession, server: string, first: number, to: readonly string[]): Evidence[] {
  const length = transcript.slice(first + 1).findIndex((line) => isOurs(line, to))
  const lines = transcript.slice(first, length < 0 ? undefined : first + 1 + length)
  return lines.length === 0 ? [] : [{ kind: 'transcript', server, lines, ...(first > 0 && { more: first }) }]
}
