import type { PostAsk, PostSession } from '../../core/probe.ts'
import type { Offers, Said } from '../../core/smtp.ts'
import { brokenIn, isYes, replyIn } from '../../core/smtp-blind.ts'
import { grouped } from '../../records/number.ts'
import { data } from '../../records/smtp/command.ts'
import { secondsOf } from '../dns/trouble.ts'
import { outsideAscii, stuffed } from './data.ts'
import { sayEnvelope } from './envelopes.ts'
import { holdSession, type Saying, type SessionOptions } from './session.ts'
import { elapsed, hear, note, say, type Wire } from './wire.ts'

/** How a message is sent: RFC 5321 section 4.5.3.2.6 has a client wait ten minutes for the last answer. */
export interface PostOptions extends SessionOptions {
  endMs: number
}

type Outcome = Pick<PostSession, 'data' | 'sent' | 'withheld'>

/** Holds one session that goes on to DATA where sender and recipient were taken, and ends with QUIT. */
export async function holdPost(wire: Wire, ask: PostAsk, options: PostOptions): Promise<PostSession> {
  const body = stuffed(ask.message)
  let outcome: Outcome = { sent: 'no' }
  const session = await holdSession(wire, ask, options, async (at, offers) => {
    const { orderly, ...came } = await sayMessage(at, offers, ask, { body, options })
    outcome = came
    return orderly
  })
  return { ...session, ...outcome }
}

/** `orderly`: whether there is still somebody to say QUIT to. */
async function sayMessage(
  { wire, session, talk }: Parameters<Saying>[0],
  offers: Offers,
  { message, envelopes }: PostAsk,
  { body, options }: { body: Buffer; options: PostOptions },
): Promise<Outcome & { orderly: boolean }> {
  const [envelope, another] = envelopes
  if (!envelope || another || envelope.recipients.length !== 1) throw new TypeError('a message for one recipient')
  const offered = (keyword: string) => offers.keywords.some((one) => one.split(' ')[0] === keyword)
  const { anywhere: eightBit, header: utf8 } = outsideAscii(message)
  if (eightBit && !offered('8BITMIME')) {
    note(wire, 'the message has octets outside ASCII, and the server does not offer 8BITMIME: it was not sent')
    return { sent: 'no', withheld: 'no-8bitmime', orderly: true }
  }
  const size = offered('SIZE') ? { size: message.length } : {}
  const told = await sayEnvelope(talk, envelope, offers.smtputf8, { ...size, eightBit, utf8 })
  session.envelopes = [told]
  const said = [told.mail, ...told.recipients.map(({ rcpt }) => rcpt)]
  const broken = said.some((one) => brokenIn(one) !== undefined)
  if (broken || !told.recipients.some(({ rcpt }) => !('untried' in rcpt) && isYes(rcpt)))
    return { sent: 'no', orderly: !broken }
  const go = await talk(data, { what: 'answer to DATA', ms: options.greetingMs, good: '3' })
  if ((replyIn(go)?.code ?? 0) >= 400 || brokenIn(go)) return { data: { go }, sent: 'no', orderly: !brokenIn(go) }
  return { data: { go }, ...(await sayBody(wire, go, { body, octets: message.length, options })) }
}

/** How much goes out at once: what comes back is looked at in between. */
const piece = 64 * 1024

/** Sends the message and waits for what becomes of it. Before its last line is said nothing was sent; from then on, perhaps. */
async function sayBody(
  wire: Wire,
  go: Said,
  { body, octets, options }: { body: Buffer; octets: number; options: PostOptions },
): Promise<Outcome & { orderly: boolean }> {
  const begun = performance.now()
  for (let at = 0; at < body.length && !isAnswered(wire); at += piece) {
    const isGone = await write(wire, body.subarray(at, at + piece), options.greetingMs)
    if (!isGone && !isAnswered(wire)) {
      const detail = `${wire.who} did not take the message within ${secondsOf(options.greetingMs)}`
      return notSaid(wire, go, { ms: elapsed(wire, begun), broken: { trouble: 'silent', detail } })
    }
  }
  // What came in the middle of it is to be seen before its last line is said.
  await new Promise(setImmediate)
  if (isAnswered(wire)) return notSaid(wire, go, await early(wire))
  note(wire, `${grouped(octets)} octets of message`)
  say(wire, '.')
  const end = await hear(wire, { what: 'answer to the message', ms: options.endMs, good: '2' })
  const orderly = brokenIn(end) === undefined
  return { data: { go, end }, sent: orderly ? (isYes(end) ? 'yes' : 'no') : 'perhaps', orderly }
}

const isAnswered = ({ ended, unread }: Wire): boolean => ended !== undefined || unread.length > 0

/** Nothing but more of the message could be said now: the connection is cut, and the server throws away what it has. */
function notSaid(wire: Wire, go: Said, end: Said): Outcome & { orderly: boolean } {
  note(wire, 'the message was not sent to its end')
  return { data: { go, end }, sent: 'no', orderly: false }
}

/** What a server says in the middle of a message: a no counts, a yes answers something else. */
async function early(wire: Wire): Promise<Said> {
  const said = await hear(wire, { what: 'answer to the message', ms: 1000, good: '2' })
  if (!isYes(said)) return said
  const detail = `${wire.who} took the message before it was there: its answers are out of step`
  return { ms: said.ms, broken: { trouble: 'not-smtp', detail } }
}

/** Hands over a part of the message; false where the server neither took it nor said anything within the time. */
function write(wire: Wire, octets: Buffer, ms: number): Promise<boolean> {
  return new Promise((done) => {
    const settle = (gone: boolean) => {
      clearTimeout(timer)
      wire.wake = () => {}
      done(gone)
    }
    const timer = setTimeout(() => settle(false), ms)
    wire.wake = () => settle(true)
    wire.socket?.write(octets, () => settle(true))
  })
}
