import type {
  Broken,
  Certificate,
  Encrypted,
  EnvelopeSaid,
  Hello,
  Login,
  LoginUntried,
  Mechanism,
  Offers,
  Said,
  SmtpAsk,
  SmtpSession,
  SmtpTrouble,
  TranscriptLine,
} from '../../core/smtp.ts'
import { parseAddress } from '../../records/address.ts'
import { type Fields, fields, flag, list, Misshapen, number, oneOf, string, strings } from './fields.ts'
import { parseSessionKey } from './session-key.ts'

/** More than a server can say, and a relay can be asked, in one session of ours; a label in the place of a secret is longer than it. */
const most = { text: 20_000, lines: 20_000, reply: 100, chain: 10, names: 100, words: 1000 }
const words = { items: most.words, text: most.text }

/** A session as JSON to be read: what its key says is left out, and a line of the conversation is one text. */
export function writeSession(session: SmtpSession): object {
  const { address, port, tls, connected, encrypted, login, envelopes, transcript, ...said } = session
  const { greeting, hello, starttls, helloAgain } = said
  return {
    connected: writeBroken(connected),
    ...(tls === 'implicit' && encrypted && { encrypted: writeBroken(encrypted) }),
    ...(greeting && { greeting: writeSaid(greeting) }),
    ...(hello && { hello: writeSaid(hello) }),
    ...(starttls && { starttls: writeSaid(starttls) }),
    ...(tls !== 'implicit' && encrypted && { encrypted: writeBroken(encrypted) }),
    ...(helloAgain && { helloAgain: writeSaid(helloAgain) }),
    ...(login && { login: writeSaid(login) }),
    envelopes: envelopes.map(({ sender, mail, recipients }) => ({
      sender,
      mail: writeSaid(mail),
      recipients: recipients.map(({ recipient, rcpt }) => ({ recipient, rcpt: writeSaid(rcpt) })),
    })),
    transcript: transcript.map(writeLine),
  }
}

const writeBroken = <V extends object>(value: V | { broken: Broken }): object => {
  if (!('broken' in value)) return value
  const { broken, ...rest } = value
  return { ...rest, ...broken }
}

/** What was said, as JSON to be read. */
export function writeSaid(said: Said | { untried: string }): object {
  if (!('reply' in said)) return writeBroken(said)
  const { reply, ...rest } = said
  const { ms, ...more } = rest
  return { ms, ...reply, ...more }
}

const marks = { client: '>', server: '<', note: '*' } as const
const speakers = { '>': 'client', '<': 'server', '*': 'note' } as const

const writeLine = ({ ms, from, text }: TranscriptLine): string =>
  `${(ms / 1000).toFixed(3).padStart(7)} ${marks[from]} ${text}`

/** The session that stands under this key; a fault is thrown. */
export function readSession(key: string, value: unknown): SmtpSession {
  const where = `smtp, ${key}`
  const ask = parseSessionKey(key)
  if (!ask)
    throw new Misshapen(`${where}: this is no session (ADDRESS:PORT TLS, then perhaps as, helo, from, login, <>)`)
  const session = fields(value, where)
  const { address, port, tls } = ask
  const at = (part: string) => `${where}, ${part}`
  const part = <V>(name: string, read: (value: Fields, where: string) => V): V | undefined =>
    session[name] === undefined ? undefined : read(fields(session[name], at(name)), at(name))
  const parts = {
    encrypted: part('encrypted', readEncrypted),
    greeting: part('greeting', readSaid),
    hello: part('hello', readHello),
    starttls: part('starttls', readSaid),
    helloAgain: part('helloAgain', readHello),
    login: part('login', readLogin),
  }
  return {
    address,
    port,
    tls,
    connected: readConnected(fields(session.connected, at('connected')), at('connected')),
    ...Object.fromEntries(Object.entries(parts).filter(([, read]) => read !== undefined)),
    envelopes: readEnvelopes(session, ask, where),
    transcript: readTranscript(session, ask, where),
  }
}

/** Those that were asked for, from the first on, as far as they were said: a key says no less than what stands under it. */
function readEnvelopes(session: Fields, ask: SmtpAsk, where: string): EnvelopeSaid[] {
  const told = list(session, 'envelopes', where, ask.envelopes.length)
  return told.map((one, i) => {
    const place = `${where}, envelopes, ${i}`
    const envelope = readEnvelope(one, place, ask.envelopes[i]?.recipients.length ?? 0)
    const { sender, recipients = [] } = ask.envelopes[i] ?? {}
    if (envelope.sender !== sender || envelope.recipients.some(({ recipient }, n) => recipient !== recipients[n]))
      throw new Misshapen(`${place} is none of those that were asked for`)
    return envelope
  })
}

/** What the wire takes: so many octets, and more for each command; labels are longer than what they stand for. */
function readTranscript(session: Fields, { envelopes }: SmtpAsk, where: string): TranscriptLine[] {
  const lines = list(session, 'transcript', where, most.lines).map((line, i) =>
    readLine(line, `${where}, transcript, ${i}`),
  )
  const commands = envelopes.reduce((sum, { recipients }) => sum + 2 + recipients.length, 20)
  const heard = lines.reduce((sum, { text }) => sum + text.length, 0)
  if (heard > 4 * (64 * 1024 + 512 * commands)) throw new Misshapen(`${where}: transcript is longer than any session`)
  return lines
}

const troubles: Record<SmtpTrouble, true> = {
  refused: true,
  silent: true,
  unreachable: true,
  'no-route': true,
  'hung-up': true,
  'not-smtp': true,
  'too-much': true,
  tls: true,
  injected: true,
  interrupted: true,
  'not-recorded': true,
}

function readBroken(value: Fields, where: string): { broken: Broken } | undefined {
  if (value.trouble === undefined) return undefined
  const trouble = oneOf(value, 'trouble', troubles, where)
  const speaks = value.speaks === undefined ? undefined : oneOf(value, 'speaks', tongues, where)
  return { broken: { trouble, detail: string(value, 'detail', where, most.text), ...(speaks && { speaks }) } }
}
const tongues = { tls: true, smtp: true } as const

function readConnected(value: Fields, where: string): SmtpSession['connected'] {
  const ms = number(value, 'ms', where)
  const broken = readBroken(value, where)
  if (broken) return { ms, ...broken }
  const source = string(value, 'source', where, most.text)
  if (!parseAddress(source)) throw new Misshapen(`${where}: source is not an address`)
  return { ms, source }
}

/** The same from somebody's JSON; a fault is thrown. */
export function readSaid(value: Fields, where: string): Said {
  const ms = number(value, 'ms', where)
  const broken = readBroken(value, where)
  if (broken) return { ms, ...broken }
  const code = number(value, 'code', where)
  if (code < 200 || code > 599) throw new Misshapen(`${where}: code is not one of 200 to 599`)
  const enhanced = value.enhanced === undefined ? undefined : string(value, 'enhanced', where)
  if (enhanced !== undefined && !/^[245]\.\d{1,3}\.\d{1,3}$/.test(enhanced))
    throw new Misshapen(`${where}: enhanced is no code like 5.7.1`)
  const lines = strings(value, 'lines', where, { items: most.reply, text: most.text })
  return { ms, reply: { code, ...(enhanced !== undefined && { enhanced }), lines } }
}

function readHello(value: Fields, where: string): Hello {
  const said = readSaid(value, where)
  if (value.offers === undefined) return said
  return { ...said, offers: readOffers(fields(value.offers, `${where}, offers`), `${where}, offers`) }
}

const hellos: Record<Offers['by'], true> = { EHLO: true, HELO: true }

function readOffers(value: Fields, where: string): Offers {
  const size = value.size === 'unlimited' ? value.size : value.size !== undefined && number(value, 'size', where)
  return {
    by: oneOf(value, 'by', hellos, where),
    starttls: flag(value, 'starttls', where),
    auth: strings(value, 'auth', where, words),
    ...(size !== false && { size }),
    smtputf8: flag(value, 'smtputf8', where),
    pipelining: flag(value, 'pipelining', where),
    keywords: strings(value, 'keywords', where, words),
  }
}

function readEncrypted(value: Fields, where: string): NonNullable<SmtpSession['encrypted']> {
  const ms = number(value, 'ms', where)
  const broken = readBroken(value, where)
  if (broken) return { ms, ...broken }
  const chain = list(value, 'chain', where, most.chain).map((one, i) => readCertificate(one, `${where}, chain, ${i}`))
  const encrypted: Encrypted = {
    version: string(value, 'version', where, most.text),
    cipher: string(value, 'cipher', where, most.text),
    ephemeral: flag(value, 'ephemeral', where),
    chain,
    ...(value.untrusted !== undefined && { untrusted: string(value, 'untrusted', where, most.text) }),
    named: flag(value, 'named', where),
  }
  return { ms, ...encrypted }
}

function readCertificate(value: unknown, where: string): Certificate {
  const one = fields(value, where)
  const text = (key: string) => string(one, key, where, most.text)
  return {
    subject: text('subject'),
    issuer: text('issuer'),
    names: strings(one, 'names', where, { items: most.names, text: most.text }),
    from: text('from'),
    until: text('until'),
    fingerprint: text('fingerprint'),
  }
}

const untried: Record<LoginUntried, true> = {
  'in-clear': true,
  unverified: true,
  'old-tls': true,
  'no-auth': true,
  'no-mechanism': true,
}
const knownMechanisms: Record<Mechanism, true> = {
  PLAIN: true,
  LOGIN: true,
  'CRAM-MD5': true,
  XOAUTH2: true,
  OAUTHBEARER: true,
}

function readLogin(value: Fields, where: string): Login {
  if (value.untried !== undefined) return { untried: oneOf(value, 'untried', untried, where) }
  return { ...readSaid(value, where), mechanism: oneOf(value, 'mechanism', knownMechanisms, where) }
}

function readEnvelope(value: unknown, where: string, recipients: number): EnvelopeSaid {
  const envelope = fields(value, where)
  return {
    sender: string(envelope, 'sender', where, most.text),
    mail: readSaidOrUntried(envelope.mail, `${where}, mail`),
    recipients: list(envelope, 'recipients', where, recipients).map((one, i) => {
      const place = `${where}, recipients, ${i}`
      const said = fields(one, place)
      const rcpt = readSaidOrUntried(said.rcpt, `${place}, rcpt`)
      return { recipient: string(said, 'recipient', place, most.text), rcpt }
    }),
  }
}

const noSmtputf8 = { 'no-smtputf8': true } as const

function readSaidOrUntried(value: unknown, where: string): EnvelopeSaid['mail'] {
  const said = fields(value, where)
  return said.untried === undefined ? readSaid(said, where) : { untried: oneOf(said, 'untried', noSmtputf8, where) }
}

function readLine(line: unknown, where: string): TranscriptLine {
  const [, seconds, thousandths, mark, text] =
    (typeof line === 'string' && line.length <= most.text && /^ *(\d{1,9})\.(\d{3}) ([<>*]) (.*)$/s.exec(line)) || []
  if (text === undefined) throw new Misshapen(`${where} is no line like "0.020 < 220 mail.example ESMTP"`)
  return {
    ms: Number(`${seconds}${thousandths}`),
    from: speakers[mark as keyof typeof speakers],
    text,
  }
}
