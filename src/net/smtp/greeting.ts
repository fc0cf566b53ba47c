import type { Said, SmtpAsk } from '../../core/smtp.ts'
import { secondsOf } from '../dns/trouble.ts'
import { connect, type Place } from './connect.ts'
import { encrypt, type Handshake } from './handshake.ts'
import { hangUp, hear, note, type Wire } from './wire.ts'

/** What a greeting is waited for with. */
export interface Greeting {
  greetingMs: number
  timeoutMs: number
  to: Place
  context: Handshake['context']
  /** How much time the run has left, in ms. */
  leftMs(): number
  /** Opens a second conversation with the same server, which ends with the run as the first does. */
  beside<T>(use: (second: Wire) => Promise<T>): Promise<T>
}

/**
 * Waits for the greeting. A server of implicit TLS (RFC 8314 section 3.3) waits for us as we wait for it: where nothing at
 * all came in half the time, one second connection begins with TLS, while the first is still listened to.
 */
export async function hearGreeting(wire: Wire, ask: SmtpAsk, options: Greeting): Promise<Said> {
  const { greetingMs } = options
  const heard = hear(wire, { what: 'greeting', ms: greetingMs, good: '2' })
  if (ask.tls === 'implicit') return heard
  const half = Math.min(greetingMs, options.leftMs()) / 2
  let second: Wire | undefined
  const begin = () => {
    if (wire.octets > 0 || wire.ended) return
    note(wire, `nothing came within ${secondsOf(half)}: a second connection begins with TLS`)
    void options.beside((opened) => {
      second = opened
      return tryTls(wire, opened, ask, { ...options, timeoutMs: Math.min(options.timeoutMs, half) })
    })
  }
  const timer = setTimeout(begin, half)
  try {
    return await heard
  } finally {
    clearTimeout(timer)
    if (second) hangUp(second, { trouble: 'interrupted', detail: 'the first connection is over' })
  }
}

/** Ends the first conversation where the server answers a ClientHello with a record of TLS, be it an alert. */
async function tryTls(first: Wire, second: Wire, ask: SmtpAsk, options: Greeting): Promise<void> {
  const { to, timeoutMs, context } = options
  let answered = false
  try {
    if ('broken' in (await connect(second, to, ask.source, timeoutMs))) return
    await encrypt(second, {
      context,
      timeoutMs,
      name: ask.servername ?? ask.address,
      inClear: () => ({ trouble: 'not-smtp', detail: 'answers in clear' }),
      inTls: () => {
        answered = true
      },
    })
    if (!answered || first.octets > 0) return
    const detail = `${first.who} sends no greeting, and answers where TLS begins first: it speaks TLS from the first octet`
    note(first, detail)
    hangUp(first, { trouble: 'not-smtp', detail, speaks: 'tls' })
  } finally {
    second.socket?.on('error', () => {}).destroy()
  }
}
