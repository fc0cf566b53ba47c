import type { Broken, SmtpAsk, SmtpSession } from '../../core/smtp.ts'
import { secondsOf } from '../dns/trouble.ts'
import { sessionKey } from '../tape/session-key.ts'
import { sourceToward } from './connect.ts'
import { holdSession } from './session.ts'
import { trusting } from './trust.ts'
import { noVeil, veilOf } from './veil.ts'
import { hangUp, openWire, type Wire } from './wire.ts'

/** How this machine talks to relays, and what it proves itself with. PEM texts. */
export interface SmtpOptions {
  /** For one answer, and for the greeting, which servers hold back on purpose. */
  timeoutMs: number
  greetingMs: number
  /** For everything, from `since` on (`performance.now()`), or from here. */
  deadlineMs: number
  since?: number
  signal?: AbortSignal
  /** Where an address is really reached: tests and the demo move documentation addresses to loopback ports. */
  reach?(address: string, port: number): { address: string; port: number }
  password?: string
  /** Authorities that are trusted beside those of this system. */
  authorities?: string
  /** The certificate that this machine shows, and its key. */
  client?: { certificate: string; key: string }
}
/** A way to relays. What the network does comes back as data; only an ask that cannot be said as SMTP, a bug, rejects. */
export interface OpenSmtp {
  smtp(ask: SmtpAsk): Promise<SmtpSession>
  sourceToward(address: string): Promise<string | undefined>
  /** Ends every connection at once; what was under way is `interrupted`. */
  close(): void
}

/**
 * Opens a way to relays: nothing is sent before the first ask. What is asked once is not asked again, and one server, which
 * is an address with a port, gets one connection at a time.
 */
export function openSmtp(options: SmtpOptions): OpenSmtp {
  const {
    timeoutMs,
    greetingMs,
    deadlineMs,
    since = performance.now(),
    signal,
    password,
    reach = (address, port) => ({ address, port }),
  } = options
  const how = { timeoutMs, greetingMs, context: trusting(options), ...(password !== undefined && { password }) }
  const asked = new Map<string, Promise<SmtpSession>>()
  const queues = new Map<string, Promise<unknown>>()
  const wires = new Set<Wire>()
  let stopped: ((who: string) => Broken) | undefined
  const stop = (why: (who: string) => Broken) => {
    stopped ??= why
    for (const wire of wires) hangUp(wire, why(wire.who))
  }
  const interrupt = () => stop(interrupted)
  const late = () =>
    stop((who) => ({ trouble: 'silent', detail: `the run's ${secondsOf(deadlineMs)} were up before ${who} was done` }))
  const deadline = setTimeout(late, Math.max(since + deadlineMs - performance.now(), 0)).unref()
  if (signal?.aborted) interrupt()
  else signal?.addEventListener('abort', interrupt, { once: true })

  const hold = async (ask: SmtpAsk): Promise<SmtpSession> => {
    const wire = openWire(`${ask.address} port ${ask.port}`, password === undefined ? noVeil : veilOf(password, ask))
    if (stopped) return unheld(ask, stopped(wire.who))
    wires.add(wire)
    const to = reach(ask.address, ask.port)
    return holdSession(wire, ask, { ...how, to }).finally(() => wires.delete(wire))
  }
  const inTurn = (ask: SmtpAsk): Promise<SmtpSession> => {
    // An IPv4 address in an IPv6 one is that IPv4 address.
    const server = `${ask.address.replace(/^::ffff:(?=\d+\.)/, '')} ${ask.port}`
    const session = (queues.get(server) ?? Promise.resolve()).then(() => hold(ask))
    queues.set(
      server,
      session.catch(() => {}),
    )
    return session
  }
  return {
    smtp(ask) {
      const key = sessionKey(ask)
      const session = asked.get(key) ?? inTurn(ask)
      asked.set(key, session)
      return session
    },
    sourceToward,
    close() {
      clearTimeout(deadline)
      signal?.removeEventListener('abort', interrupt)
      interrupt()
    },
  }
}

const interrupted = (who: string): Broken => ({
  trouble: 'interrupted',
  detail: `the run was interrupted before ${who} was done`,
})

function unheld({ address, port, tls }: SmtpAsk, broken: Broken): SmtpSession {
  return { address, port, tls, connected: { ms: 0, broken }, envelopes: [], transcript: [] }
}
