import type { Broken, Said, SmtpAsk } from '../../core/smtp.ts'
import { brokenIn } from '../../core/smtp-blind.ts'
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

/** Who hangs up sooner than this turns clients away, and did not wait for them to begin. */
const waitedMs = 1000

/**
 * Waits for the greeting. A server of implicit TLS (RFC 8314 section 3.3) waits for us as we wait for it. So where nothing at
 * all came in half the time, one second connection begins with TLS, while the first is still listened to. Where that tells
 * nothing either, the first one begins with TLS once its time is over: some servers take one connection at a time.
 */
export async function hearGreeting(wire: Wire, ask: SmtpAsk, options: Greeting): Promise<Said> {
  const { greetingMs } = options
  const heard = hear(wire, { what: 'greeting', ms: greetingMs, good: '2' })
  if (ask.tls === 'implicit') return heard
  const half = Math.min(greetingMs, options.leftMs()) / 2
  const how = { ...options, timeoutMs: Math.min(options.timeoutMs, half) }
  let second: Wire | undefined
  const trySecond = (since: string): Promise<boolean> => {
    note(wire, `${since}: a second connection begins with TLS`)
    return options.beside((opened) => {
      second = opened
      return connectsInTls(opened, ask, how)
    })
  }
  const halfway = async () => {
    if (wire.octets > 0 || wire.ended) return
    if ((await trySecond(`nothing came within ${secondsOf(half)}`)) && wire.octets === 0) hangUp(wire, tlsFirst(wire))
  }
  const timer = setTimeout(halfway, half)
  try {
    const said = await heard
    const trouble = wire.octets === 0 ? brokenIn(said)?.trouble : undefined
    const isTls =
      trouble === 'silent' && !wire.ended
        ? await answersTls(wire, ask, how)
        : trouble === 'hung-up' && !second && said.ms >= waitedMs && (await trySecond('the server hung up'))
    return isTls ? { ...said, broken: tlsFirst(wire) } : said
  } finally {
    clearTimeout(timer)
    if (second) hangUp(second, { trouble: 'interrupted', detail: 'the first connection is over' })
  }
}

async function connectsInTls(wire: Wire, ask: SmtpAsk, how: Greeting): Promise<boolean> {
  try {
    const connected = await connect(wire, how.to, ask.source, how.timeoutMs)
    return !('broken' in connected) && (await answersTls(wire, ask, how))
  } finally {
    wire.socket?.on('error', () => {}).destroy()
  }
}

/** Whether a ClientHello is answered with a record of TLS, be it an alert. */
async function answersTls(wire: Wire, { servername, address }: SmtpAsk, how: Greeting): Promise<boolean> {
  let answered = false
  const inTls = () => {
    answered = true
  }
  const inClear = () => ({ trouble: 'not-smtp', detail: 'answers in clear' }) as const
  await encrypt(wire, { context: how.context, timeoutMs: how.timeoutMs, name: servername ?? address, inClear, inTls })
  return answered
}

/** What such a server came to, which is noted. */
function tlsFirst(wire: Wire): Broken {
  const detail = `${wire.who} sends no greeting, and answers where TLS begins first: it speaks TLS from the first octet`
  note(wire, detail)
  return { trouble: 'not-smtp', detail, speaks: 'tls' }
}
