import { defineCheck } from '../../core/check.ts'
import type { Blind } from '../../core/observation.ts'
import type { SmtpSession } from '../../core/smtp.ts'
import { brokenIn, cutShort } from '../../core/smtp-blind.ts'
import { greets } from '../session-subjects.ts'
import { eachSession } from '../session-told.ts'

const slowMs = 5000

export default defineCheck({
  id: 'relay-speed',
  step: 'session',
  title: 'How long each step takes',
  why: 'A slow relay is not broken, but programs that wait for it, and queues behind it, feel every second.',
  refs: ['RFC 5321 section 4.5.3.2'],
  subject: greets,
  needs: ['relay', 'relaySessions'],
  outcomes: {
    quick: { verdict: 'pass', says: '{server} took {total} for all; the longest step, {slowest}, took {longest}.' },
    slow: {
      verdict: 'info',
      says: '{server} is slow: {phases}. Mail servers wait for it; a program that sends by itself may give up before.',
    },
  },
  judge: ({ relay, relaySessions }) =>
    eachSession(relay, relaySessions, 'greeting', ({ session, about, end }) => {
      const phases = phasesOf(session)
      const [slowest = { phase: 'connecting', ms: 0 }] = phases.toSorted((a, b) => b.ms - a.ms)
      const total = phases.reduce((sum, { ms }) => sum + ms, 0)
      const rows = phases.map(({ phase, ms }) => [phase, ms] as const)
      const evidence = [{ kind: 'table', head: ['step', 'ms'], rows } as const]
      const slow = phases.filter(({ ms }) => ms > slowMs)
      if (slow.length > 0) {
        const told = slow.map(({ phase, ms }) => `${phase} took ${timeOf(ms)}`).join(', ')
        return { outcome: 'slow', about: { ...about, phases: told, ms: total }, evidence }
      }
      const cut = end && !end.seen ? end.blind : cutLater(session)
      if (cut) return { cannotTell: cut, about, evidence }
      const told = { total: timeOf(total), slowest: slowest.phase, longest: timeOf(slowest.ms), ms: total }
      return { outcome: 'quick', about: { ...about, ...told }, evidence }
    }),
})

/** What ended it after it was ready: then nobody knows how long the rest would have taken. */
function cutLater({ login, envelopes }: SmtpSession): Blind | undefined {
  const said = envelopes.flatMap(({ mail, recipients }) => [mail, ...recipients.map(({ rcpt }) => rcpt)])
  const broken = [login, ...said].map(brokenIn).find((one) => one !== undefined)
  return broken && cutShort(broken)
}

interface Phase {
  phase: string
  ms: number
}

/** The steps that came to an end, in the order in which they were gone. What never came is told by the check that waited for it. */
function phasesOf(session: SmtpSession): Phase[] {
  const { tls, connected, encrypted, greeting, hello, starttls, helloAgain, login, envelopes } = session
  const handshake = ['the TLS handshake', encrypted] as const
  const said = envelopes.flatMap(({ sender, mail, recipients }) => [
    [`MAIL FROM:<${sender}>`, mail] as const,
    ...recipients.map(({ recipient, rcpt }) => [`RCPT TO:<${recipient}>`, rcpt] as const),
  ])
  const steps = [
    ['connecting', connected] as const,
    ...(tls === 'implicit' ? [handshake] : []),
    ['the greeting', greeting] as const,
    ['EHLO', hello] as const,
    ['STARTTLS', starttls] as const,
    ...(tls === 'implicit' ? [] : [handshake]),
    ['EHLO inside TLS', helloAgain] as const,
    ['the login', login] as const,
    ...said,
  ]
  return steps.flatMap(([phase, step]) => (step && 'ms' in step && !('broken' in step) ? [{ phase, ms: step.ms }] : []))
}

const timeOf = (ms: number): string => (ms < 1000 ? `${ms} ms` : `${(ms / 1000).toFixed(1)} s`)
