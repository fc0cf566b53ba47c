import type { Ruling } from '../core/check.ts'
import type { Evidence } from '../core/finding.ts'
import { type End, endOf, reaches, type Stage } from '../core/session-stages.ts'
import type { SmtpSession } from '../core/smtp.ts'
import { brokenIn } from '../core/smtp-blind.ts'
import type { RelayTarget } from '../core/target.ts'

/** `mail.example.com [192.0.2.1] port 587`; an address that was asked for by itself stands alone. */
export function serverOf(
  { host, literal }: RelayTarget,
  { address, port }: Pick<SmtpSession, 'address' | 'port'>,
): string {
  return literal ? `${address} port ${port}` : `${host} [${address}] port ${port}`
}

export const transcriptOf = (session: SmtpSession, server: string): Evidence[] =>
  session.transcript.length === 0 ? [] : [{ kind: 'transcript', server, lines: [...session.transcript] }]

/** Those whose address this machine has a route to; all, where it has none to any. */
export function withRoute(sessions: readonly SmtpSession[]): readonly SmtpSession[] {
  const tried = sessions.filter(({ connected }) => brokenIn(connected)?.trouble !== 'no-route')
  return tried.length > 0 ? tried : sessions
}

/** One session with what every finding about it says. `end`: where it ended before it was ready. */
export interface Told {
  session: SmtpSession
  server: string
  end: End | undefined
  about: { server: string; address: string; port: number }
  evidence: Evidence[]
}

/**
 * What a check thinks of each session that got as far as this stage. One that did not is told by the check of the stage
 * where it ended, and counts only where all did: then the first reason blinds this check, unless it is a plain no. An
 * address without a route here counts only where no other was tried.
 */
export function eachSession<O extends string>(
  relay: RelayTarget,
  sessions: readonly SmtpSession[],
  stage: Stage,
  judge: (told: Told) => Ruling<O> | Ruling<O>[],
): Ruling<O>[] {
  const all = withRoute(sessions).map((session): Told => {
    const server = serverOf(relay, session)
    const about = { server, address: session.address, port: session.port }
    return { session, server, end: endOf(session, server), about, evidence: transcriptOf(session, server) }
  })
  const far = all.filter(({ session, end }) => reaches(session, stage, end))
  if (far.length > 0) return far.flatMap(judge)
  const blind = all.find(({ end }) => end && !end.seen)?.end?.blind
  return blind ? [{ cannotTell: blind }] : []
}
