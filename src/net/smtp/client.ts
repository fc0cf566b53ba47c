import { createHash } from 'node:crypto'
import type { PostAsk, PostSession } from '../../core/probe.ts'
import type { Broken, SmtpAsk, SmtpSession } from '../../core/smtp.ts'
import type { World } from '../../core/world.ts'
import { secondsOf } from '../dns/trouble.ts'
import { sessionKey } from '../tape/session-key.ts'
import { sourceToward } from './connect.ts'
import type { Greeting } from './greeting.ts'
import { holdPost } from './post.ts'
import { holdSession } from './session.ts'
import { trusting } from './trust.ts'
import { noVeil, veilOf } from './veil.ts'
import { hangUp, openWire, type Wire } from './wire.ts'

/** How this machine talks to relays, and what it proves itself with. PEM texts. */
export interface SmtpOptions {
  /** For one answer, and for the greeting, which servers hold back on purpose. */
  timeoutMs: number
  greetingMs: number
  /** For what a server says of a message that it has, which it may look through first. */
  endMs?: number
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
  /** Sends a message. One that a server has, or may have, goes to no other for the same recipient: that rejects. */
  post(ask: PostAsk): Promise<PostSession>
  sourceToward: World['sourceToward']
  /** Ends every connection at once; what was under way is `interrupted`. */
  close(): void
}

/**
 * Opens a way to relays: nothing is sent before the first ask. What is asked once is not asked again, and one server, which
 * is an address with a port, gets one connection at a time.
 */
export function openSmtp(options: SmtpOptions): OpenSmtp {
  const { timeoutMs, greetingMs, endMs = 60_000, password } = options
  const how = { timeoutMs, greetingMs, context: trusting(options), ...(password !== undefined && { password }) }
  const asked = new Map<string, Promise<SmtpSession>>()
  const posted = new Map<string, Promise<PostSession>>()
  const gone = new Set<string>()
  const [atServer, ofLetter] = [turns(), turns()]
  const { hold, close } = holding(options)
  const send = async (ask: PostAsk, letter: string): Promise<PostSession> => {
    if (gone.has(letter)) throw new Error('that message has gone out to that recipient already')
    const session = await hold<PostSession>(
      ask,
      (wire, at) => holdPost(wire, ask, { ...how, ...at, endMs }),
      (broken) => ({ ...unheld(ask, broken), sent: 'no' }),
    )
    if (session.sent !== 'no') gone.add(letter)
    return session
  }
  const talk = (ask: SmtpAsk): Promise<SmtpSession> =>
    hold(
      ask,
      (wire, at) => holdSession(wire, ask, { ...how, ...at }),
      (broken) => unheld(ask, broken),
    )
  return {
    smtp(ask) {
      const key = sessionKey(ask)
      const session = asked.get(key) ?? atServer(serverOf(ask), () => talk(ask))
      asked.set(key, session)
      return session
    },
    post(ask) {
      const letter = letterOf(ask)
      const key = `${sessionKey(ask)} ${letter}`
      const session = posted.get(key) ?? ofLetter(letter, () => atServer(serverOf(ask), () => send(ask, letter)))
      posted.set(key, session)
      return session
    },
    sourceToward,
    close,
  }
}

/** Where a conversation is held, and what there is beside it. */
type Standing = Pick<Greeting, 'to' | 'leftMs' | 'beside'>

/** Holds conversations until the run is over; what comes of one that was not begun by then, `unheld` says. */
function holding({
  deadlineMs,
  since = performance.now(),
  signal,
  password,
  reach = (address, port) => ({ address, port }),
}: SmtpOptions) {
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
  return {
    async hold<S>(
      ask: SmtpAsk,
      held: (wire: Wire, at: Standing) => Promise<S>,
      unheld: (broken: Broken) => S,
    ): Promise<S> {
      const open = () =>
        openWire(`${ask.address} port ${ask.port}`, password === undefined ? noVeil : veilOf(password, ask))
      const during = <T>(wire: Wire, use: (wire: Wire) => Promise<T>): Promise<T> => {
        wires.add(wire)
        return use(wire).finally(() => wires.delete(wire))
      }
      const wire = open()
      if (stopped) return unheld(stopped(wire.who))
      const leftMs = () => since + deadlineMs - performance.now()
      const at = {
        to: reach(ask.address, ask.port),
        leftMs,
        beside: <T>(use: (second: Wire) => Promise<T>) => during(open(), use),
      }
      return during(wire, (first) => held(first, at))
    },
    close() {
      clearTimeout(deadline)
      signal?.removeEventListener('abort', interrupt)
      interrupt()
    },
  }
}

/** An IPv4 address in an IPv6 one is that IPv4 address. */
const serverOf = ({ address, port }: SmtpAsk): string => `${address.replace(/^::ffff:(?=\d+\.)/, '')} ${port}`

/** Begins one after another what goes by the same name. */
function turns() {
  const last = new Map<string, Promise<unknown>>()
  return <S>(name: string, begin: () => Promise<S>): Promise<S> => {
    const mine = (last.get(name) ?? Promise.resolve()).then(begin)
    last.set(
      name,
      mine.catch(() => {}),
    )
    return mine
  }
}

/** What tells one message to one recipient from another. */
const letterOf = ({ message, envelopes }: PostAsk): string =>
  JSON.stringify([createHash('sha256').update(message).digest('base64'), envelopes.map(({ recipients }) => recipients)])

const interrupted = (who: string): Broken => ({
  trouble: 'interrupted',
  detail: `the run was interrupted before ${who} was done`,
})

function unheld({ address, port, tls }: SmtpAsk, broken: Broken): SmtpSession {
  return { address, port, tls, connected: { ms: 0, broken }, envelopes: [], transcript: [] }
}
