import { hostname } from 'node:os'
import type { Hello, LoginUntried, Offers, Said, SmtpAsk, SmtpSession } from '../../core/smtp.ts'
import { brokenIn, isRefusal, isTaken, isYes, replyIn } from '../../core/smtp-blind.ts'
import { ehlo, helo } from '../../records/smtp/command.ts'
import { isKnownMechanism, parseExtensions } from '../../records/smtp/extensions.ts'
import { parseReplyLine, type SmtpReply } from '../../records/smtp/reply.ts'
import { connect } from './connect.ts'
import { sayEnvelopes } from './envelopes.ts'
import { type Greeting, hearGreeting } from './greeting.ts'
import { encrypt, type Handshake } from './handshake.ts'
import { choose, type LoggedIn, logIn } from './login.ts'
import { isOver, type Talk, talkOver } from './talk.ts'
import { elapsed, hear, hearAsIs, hearOut, note, say, type Wire, withoutSecrets } from './wire.ts'

/** How a session is to be held. */
export interface SessionOptions extends Greeting {
  password?: string
}
type Writable = { -readonly [K in keyof SmtpSession]: SmtpSession[K] }
/** What the steps of a session share; the session grows as they go. */
interface Held {
  wire: Wire
  ask: SmtpAsk
  options: SessionOptions
  session: Writable
  talk: Talk
  saying: Saying
}

/** What a session is held for, once it is ready and logged in; false where the conversation is over without an end. */
export type Saying = (at: Pick<Held, 'wire' | 'session' | 'talk'>, offers: Offers) => Promise<boolean>

const quitMs = 1000

/** Holds one session from the connection to QUIT, as far as it gets; without anything else to say, for its envelopes. */
export async function holdSession(
  wire: Wire,
  ask: SmtpAsk,
  options: SessionOptions,
  saying: Saying = ({ session, talk }, { smtputf8 }) => sayAll(session, talk, ask, smtputf8),
): Promise<SmtpSession> {
  const { address, port, tls, source } = ask
  const connected = await connect(wire, options.to, source, options.timeoutMs)
  const session: Writable = { address, port, tls, connected, envelopes: [], transcript: wire.transcript }
  if ('broken' in connected) {
    note(wire, connected.broken.detail)
    return session
  }
  const held: Held = { wire, ask, options, session, talk: talkOver(wire, options.timeoutMs), saying }
  try {
    if (await goOn(held)) await quit(held)
  } finally {
    wire.socket?.on('error', () => {}).destroy()
  }
  return session
}

/** Everything but the end; false where the conversation is over without one. */
async function goOn(held: Held): Promise<boolean> {
  const { ask, session, wire, options } = held
  if (ask.tls === 'implicit' && !(await goOverToTls(held))) return false
  session.greeting = await hearGreeting(wire, ask, options)
  if (failedLate(held, session.greeting)) return false
  if (isOver(session.greeting)) return goodbye(session.greeting)
  if (!isYes(session.greeting)) return true
  session.hello = await sayHello(held)
  if (isOver(session.hello)) return goodbye(session.hello)
  if (!session.hello.offers) return true
  return ask.tls === 'starttls' ? startTls(held, session.hello.offers) : proceed(held, session.hello.offers)
}

/** A server that closes the conversation has a right to our QUIT all the same. */
const goodbye = (said: Said): boolean => brokenIn(said) === undefined

/** EHLO; HELO where the server refuses that (RFC 5321 section 3.2). What HELO came to counts only if it was taken. */
async function sayHello({ ask, session, talk, wire, options }: Held): Promise<Hello> {
  const name = ask.helo ?? ownName(session.connected)
  say(wire, ehlo(name))
  const heard = await hearAsIs(wire, { what: 'answer to EHLO', ms: options.timeoutMs, good: '2', offers: true })
  const said = withoutSecrets(wire, heard, true)
  const [came, reply] = [replyIn(heard), replyIn(said)]
  if (came && reply && isTaken(reply)) return { ...said, offers: { by: 'EHLO', ...offered(wire, came, reply) } }
  if (!reply || !isRefusal(reply)) return said
  const again = await talk(helo(name), { what: 'answer to HELO' })
  return isYes(again) ? { ...again, offers: { by: 'HELO', ...parseExtensions([]) } } : said
}

/** What is offered, read from what came; what is kept as text, from what may be stored. */
function offered({ veil }: Wire, came: SmtpReply, stored: SmtpReply): Omit<Offers, 'by'> {
  const read = parseExtensions(came.lines)
  const auth = read.auth.map((word) => (isKnownMechanism(word) ? word : veil.hide(word)))
  return { ...read, auth, keywords: parseExtensions(stored.lines).keywords }
}

/** RFC 5321 section 4.1.4: the full name of this machine, and its address where it has none. */
function ownName(connected: SmtpSession['connected']): string {
  const name = hostname()
  if (/^(?!localhost\.)(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z][a-z0-9-]*[a-z0-9]$/i.test(name)) return name
  const address = 'source' in connected ? connected.source.replace(/%.*$/, '') : ''
  return address.includes(':') ? `[IPv6:${address}]` : `[${address}]`
}

/** RFC 3207: what was said before TLS does not count in it, and what came with the answer is nobody's. */
async function startTls(held: Held, { starttls }: Offers): Promise<boolean> {
  const { session, talk, wire } = held
  if (!starttls) {
    note(wire, 'the server does not offer STARTTLS: nothing more was said in clear')
    return true
  }
  session.starttls = await talk('STARTTLS', { what: 'answer to STARTTLS' })
  if (isOver(session.starttls)) return goodbye(session.starttls)
  if (!isYes(session.starttls)) return true
  if (wire.unread.length > 0) {
    const detail = `${wire.who} sent more in clear behind its answer to STARTTLS: somebody may have put it there`
    session.starttls = { ms: session.starttls.ms, broken: { trouble: 'injected', detail } }
    note(wire, detail)
    return false
  }
  if (!(await goOverToTls(held))) return false
  const again = await sayHello(held)
  if (failedLate(held, again)) return false
  session.helloAgain = again
  if (isOver(again)) return goodbye(again)
  return again.offers ? proceed(held, again.offers) : true
}

const plainSpoken: Handshake['inClear'] = (line) => {
  const detail = `sent "${line}" in clear where TLS has to begin`
  if (!parseReplyLine(line)) return { trouble: 'tls', detail }
  const means = 'that port speaks plain SMTP, and TLS by STARTTLS if at all'
  return { trouble: 'tls', detail: `${detail}: ${means}`, speaks: 'smtp' }
}
const injected: Handshake['inClear'] = (line) => ({
  trouble: 'injected',
  detail: `sent "${line}" in clear behind its answer to STARTTLS: somebody may have put it there`,
})

async function goOverToTls({ ask, options, session, wire }: Held): Promise<boolean> {
  const { context, timeoutMs } = options
  const inClear = ask.tls === 'implicit' ? plainSpoken : injected
  const encrypted = await encrypt(wire, { context, timeoutMs, inClear, name: ask.servername ?? ask.address })
  if ('broken' in encrypted && encrypted.broken.trouble === 'injected' && session.starttls)
    session.starttls = { ms: session.starttls.ms, broken: encrypted.broken }
  else session.encrypted = encrypted
  return !('broken' in encrypted)
}

/** TLS 1.3 is up for us before the server has judged our certificate (RFC 8446 section 4.4.2.4): its no comes afterwards. */
function failedLate({ session, wire }: Held, said: Said): boolean {
  const broken = brokenIn(said)
  if (broken?.trouble !== 'tls' || !session.encrypted) return false
  session.encrypted = { ms: session.encrypted.ms, broken }
  note(wire, `no TLS after all: ${broken.detail}`)
  if (session.greeting === said) delete session.greeting
  return true
}

/** What a session is held for. */
async function proceed(held: Held, offers: Offers): Promise<boolean> {
  const { ask, session, wire } = held
  if (ask.login) {
    const { login, orderly } = await tryLogin(held, ask.login, offers)
    session.login = login
    if (!('untried' in login) && isOver(login)) return orderly
    if (ask.envelopes.length > 0 && ('untried' in login || !isYes(login))) {
      note(wire, 'not logged in: no envelope was tried')
      return true
    }
  }
  return held.saying(held, offers)
}

async function sayAll(session: Writable, talk: Talk, { envelopes }: SmtpAsk, smtputf8: boolean): Promise<boolean> {
  const { told, broken } = await sayEnvelopes(talk, envelopes, smtputf8)
  session.envelopes = told
  return !broken
}

async function tryLogin(held: Held, login: NonNullable<SmtpAsk['login']>, offers: Offers): Promise<LoggedIn> {
  const { options, session, wire } = held
  const { password, greetingMs } = options
  if (password === undefined) throw new TypeError('a login without a password')
  const encrypted = session.encrypted && !('broken' in session.encrypted) ? session.encrypted : undefined
  const chosen = choose(login, offers, encrypted)
  if (typeof chosen === 'string') return logIn(wire, chosen, { user: login.user, password }, greetingMs)
  note(wire, `no login was tried: ${reasons[chosen.untried]}`)
  return { login: chosen, orderly: true }
}

const reasons: Readonly<Record<LoginUntried, string>> = {
  'in-clear': 'the session is in clear',
  unverified: 'the certificate does not verify, or is for another name',
  'old-tls': 'TLS is older than 1.2',
  'no-auth': 'the server offers no AUTH',
  'no-mechanism': 'the server offers no mechanism that is wanted',
}

/** Once the server has closed as well, the next connection is the only one to it. */
async function quit({ wire }: Held): Promise<void> {
  if (wire.ended) return
  const begun = performance.now()
  say(wire, 'QUIT')
  await hear(wire, { what: 'answer to QUIT', ms: quitMs, good: '2' })
  await hearOut(wire, quitMs - elapsed(wire, begun))
}
