import type { Socket } from 'node:net'
import type { Broken, Said, SmtpTrouble, TranscriptLine } from '../../core/smtp.ts'
import { parseReplyLine, type ReplyLine, replyOf } from '../../records/smtp/reply.ts'
import { visible, written } from '../../records/visible.ts'
import { secondsOf } from '../dns/trouble.ts'
import { isOfTls, tlsTrouble } from './tls-trouble.ts'
import { beginsAtEnd, parted, stored, type Veil, veiled } from './veil.ts'

/** Servers send longer lines than the 512 octets of RFC 5321 section 4.5.3.1.5, but none as long as this. */
const longestLine = 2000
const mostLines = 100
const mostOctets = 64 * 1024
/** More for each command: RFC 5321 section 4.5.3.1.5. */
const octetsOfAnswer = 512

/** One conversation: what was said and heard, and what has come and was not read yet. */
export interface Wire {
  /** `192.0.2.1 port 587` */
  who: string
  begun: number
  transcript: TranscriptLine[]
  /** Takes secrets out of what a server sends. */
  veil: Veil
  socket?: Socket
  unread: Buffer
  octets: number
  /** How many octets are no flood; with each command they are more. */
  most: number
  /** Nothing more can come, after what is unread. Without `says`, by what was waited for. */
  ended?: { trouble: SmtpTrouble; says?: string; speaks?: Broken['speaks'] }
  /** Called when something came, or can come no more. */
  wake(): void
  /** Stops reading from the socket, for TLS to take it over. */
  letGo(): void
}

export function openWire(who: string, veil: Veil): Wire {
  const begun = performance.now()
  return {
    who,
    begun,
    transcript: [],
    veil,
    unread: Buffer.alloc(0),
    octets: 0,
    most: mostOctets,
    wake() {},
    letGo() {},
  }
}

/** The conversation goes on over this socket. */
export function listenTo(wire: Wire, socket: Socket): void {
  const data = (chunk: Buffer) => take(wire, chunk)
  const end = () => finish(wire, { trouble: 'hung-up' })
  const error = (problem: Error) => finish(wire, troubleIn(problem, wire.who))
  wire.socket = socket
  socket.on('data', data).on('end', end).on('close', end).on('error', error)
  wire.letGo = () => {
    socket.off('data', data).off('end', end).off('close', end).off('error', error)
  }
}

function take(wire: Wire, chunk: Buffer): void {
  wire.octets += chunk.length
  if (wire.octets > wire.most) {
    const kilobytes = Math.floor(wire.most / 1024)
    finish(wire, { trouble: 'too-much', says: `${wire.who} sent more than ${kilobytes} KB in one session` })
    wire.socket?.destroy()
    return
  }
  wire.unread = Buffer.concat([wire.unread, chunk])
  wire.wake()
}

function finish(wire: Wire, end: NonNullable<Wire['ended']>): void {
  wire.ended ??= end
  wire.wake()
}

/** Ends the conversation at once, from our side. */
export function hangUp(wire: Wire, why: Broken): void {
  const { trouble, detail: says, speaks } = why
  finish(wire, { trouble, says, ...(speaks && { speaks }) })
  wire.socket?.destroy()
}

function troubleIn(error: Error, who: string): NonNullable<Wire['ended']> {
  const { code = '' } = error as NodeJS.ErrnoException
  if (!isOfTls(code)) return { trouble: 'hung-up' }
  const { trouble, detail } = tlsTrouble(error, who)
  return { trouble, says: detail }
}

/** From now on these texts stand nowhere, in any case. */
export function hideToo(wire: Wire, secrets: readonly string[]): void {
  const { veil } = wire
  const said = secrets.filter((secret) => secret !== '')
  if (said.length === 0) return
  const all = new RegExp(said.map((secret) => secret.replace(/[+/]/g, '\\$&')).join('|'), 'gi')
  const without = (text: string) => text.replace(all, '[hidden]')
  const withoutOpen = (text: string) => {
    const begun = Math.max(...said.map((secret) => beginsAtEnd(text, secret)))
    return begun === 0 ? text : `${text.slice(0, -begun)}[hidden]`
  }
  wire.veil = {
    ...veil,
    hide: (text) => veil.hide(without(text)),
    hideOpen: (text) => veil.hideOpen(withoutOpen(without(text))),
  }
}

/** How long the conversation has lasted, in whole ms. */
export const elapsed = (wire: Wire, since = wire.begun): number => Math.round(performance.now() - since)

/** A line of our own for the evidence, which nobody said. */
export function note(wire: Wire, text: string): void {
  wire.transcript.push({ ms: elapsed(wire), from: 'note', text: wire.veil.hide(text) })
}

/**
 * Sends one line; `shown` stands in the transcript where the line holds a secret. Where an answer is there before that, what
 * comes answers something else, and the conversation is over; but a server may say 421 at any time (RFC 5321 section 3.8).
 */
export function say(wire: Wire, line: string, shown = line): void {
  if (wire.unread.length > 0 && !/^421[ -]/.test(wire.unread.toString('latin1', 0, 4))) {
    const early = firstLine(wire, wire.unread)
    wire.unread = Buffer.alloc(0)
    const says = `${wire.who} sent "${early}" before it was asked for anything: its answers are out of step`
    note(wire, says)
    wire.ended = { trouble: 'not-smtp', says }
    return
  }
  wire.transcript.push({ ms: elapsed(wire), from: 'client', text: shown })
  wire.most += octetsOfAnswer
  if (!wire.ended) wire.socket?.write(`${line}\r\n`)
}

/** What is waited for: `greeting`, `answer to EHLO`; how long; and which first digit it has beside 4 and 5. */
export interface Awaited {
  what: string
  ms: number
  good: '2' | '3' | '23'
  /** It is a list of what is offered. */
  offers?: boolean
}

/** Waits for one whole reply, with all its secrets in it: for those who read more in it. It must be there in time as a whole. */
export async function hearAsIs(wire: Wire, awaited: Awaited): Promise<Said> {
  const from = wire.transcript.length
  const { quoting, ...said } = await reading(wire, awaited)
  closeReply(wire, from, awaited.offers ?? false)
  // What came with it is to be seen before anything is said.
  await new Promise(setImmediate)
  if (quoting === undefined || !('broken' in said)) return said
  const quoted = `${wire.who} sent "${cut(wire.transcript.at(-1)?.text ?? '')}" as its ${awaited.what}, ${quoting}`
  return { ...said, broken: { ...said.broken, detail: quoted } }
}

/** Reads it. `quoting`: what its last line is said to be, where that is all that is wrong. */
async function reading(wire: Wire, { what, ms, good, offers = false }: Awaited): Promise<Said & { quoting?: string }> {
  const begun = performance.now()
  const lines: ReplyLine[] = []
  const broken = (trouble: SmtpTrouble, detail: string, speaks?: Broken['speaks']): Said => ({
    ms: elapsed(wire, begun),
    broken: { trouble, detail, ...(speaks && { speaks }) },
  })
  for (;;) {
    if (lines.length === 0 && speaksTls(wire)) return broken('not-smtp', tlsFirst(wire.who), 'tls')
    const taken = takeLine(wire)
    if (taken === 'too-long')
      return broken('too-much', `${wire.who} sent a line of more than 2,000 octets as its ${what}`)
    if (taken === undefined) {
      const partly = lines.length > 0 || wire.unread.length > 0
      if (wire.ended) {
        const { trouble, says = hungUp(wire.who, what, partly), speaks } = wire.ended
        return broken(trouble, says, speaks)
      }
      if (!(await more(wire, begun + ms))) return broken('silent', silent(wire.who, what, ms, partly))
      continue
    }
    keep(wire, taken.line, offers)
    const line = parseReplyLine(taken.line)
    if (!line) return { ...broken('not-smtp', ''), quoting: 'which is no SMTP reply' }
    lines.push(line)
    if (line.code !== lines[0]?.code)
      return broken('not-smtp', `${wire.who} sent different codes (${lines[0]?.code}, ${line.code}) in one ${what}`)
    if (lines.length > mostLines) return broken('too-much', `${wire.who} sent more than 100 lines as its ${what}`)
    const reply = line.last && replyOf(lines)
    if (!reply) continue
    if (!`45${good}`.includes(taken.line[0] ?? ''))
      return { ...broken('not-smtp', ''), quoting: 'which is no answer to that' }
    return { ms: elapsed(wire, begun), reply }
  }
}

/** Puts a line into the transcript, without the secrets that stand in it whole. */
function keep(wire: Wire, line: string, offers: boolean): void {
  const [codes, text] = parted(line)
  const { lines } = stored(wire.veil, [text], offers)
  wire.transcript.push({ ms: elapsed(wire), from: 'server', text: codes + lines.join('') })
}

/** A secret may begin in one line of a reply and end in another: then nothing but codes is kept of it. */
function closeReply(wire: Wire, from: number, offers: boolean): void {
  const lines = wire.transcript.slice(from)
  const texts = lines.map(({ text }) => parted(text)[1])
  if (stored(wire.veil, texts, offers).isHeld) for (const line of lines) line.text = `${parted(line.text)[0]}${veiled}`
}

/** Waits for one whole reply. */
export const hear = async (wire: Wire, awaited: Awaited): Promise<Said> =>
  withoutSecrets(wire, await hearAsIs(wire, awaited))

/** Waits until the server has closed, no longer than that. */
export async function hearOut(wire: Wire, ms: number): Promise<void> {
  const until = performance.now() + ms
  while (!wire.ended && (await more(wire, until)));
}

/** What was heard, as it may be stored. */
export function withoutSecrets({ veil }: Wire, said: Said, offers = false): Said {
  if ('broken' in said) return said
  const { lines, isHeld } = stored(veil, said.reply.lines, offers)
  return { ...said, reply: { ...said.reply, lines: isHeld ? [veiled] : lines } }
}

/** What a server began with, to be quoted: without secrets before it is cut, and without a part of one at its end. */
export function firstLine({ veil }: Wire, octets: Buffer): string {
  const [line = '', ...more] = octets.toString('latin1', 0, 2 * longestLine).split(/[\r\n]/)
  return cut(more.length > 0 ? veil.hide(written(line)) : veil.hideOpen(written(line)))
}

const cut = (line: string): string => visible(line.length > 100 ? `${line.slice(0, 100)}…` : line)
const tlsFirst = (who: string): string =>
  `${who} sends TLS where a line of SMTP has to be: it speaks TLS from the first octet`
const silent = (who: string, what: string, ms: number, partly: boolean): string =>
  partly
    ? `${who} had sent only a part of its ${what} after ${secondsOf(ms)}`
    : `${who} sent no ${what} within ${secondsOf(ms)}`
const hungUp = (who: string, what: string, partly: boolean): string =>
  `${who} ended the connection ${partly ? 'in the middle of' : 'without'} ${what === 'greeting' ? 'a' : 'an'} ${what}`

/** A record of TLS: an alert or a handshake (RFC 8446 section 5.1). */
const speaksTls = ({ unread, octets }: Wire): boolean =>
  octets === unread.length && (unread[0] === 0x15 || unread[0] === 0x16) && unread[1] === 3

/** The next line, whole; a bare LF ends one too. */
function takeLine(wire: Wire): { line: string } | 'too-long' | undefined {
  const end = wire.unread.indexOf(10)
  if (end > longestLine || (end < 0 && wire.unread.length > longestLine)) return 'too-long'
  if (end < 0) return undefined
  const line = wire.unread.toString('latin1', 0, end).replace(/\r$/, '')
  wire.unread = wire.unread.subarray(end + 1)
  return { line: written(line) }
}

/** Whether anything came, or can come no more, by that time. */
function more(wire: Wire, until: number): Promise<boolean> {
  return new Promise((done) => {
    const settle = (came: boolean) => {
      clearTimeout(timer)
      wire.wake = () => {}
      done(came)
    }
    const timer = setTimeout(() => settle(false), Math.max(until - performance.now(), 0))
    wire.wake = () => settle(true)
  })
}
