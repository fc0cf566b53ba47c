import { once } from 'node:events'
import { hostname } from 'node:os'
import type { Readable } from 'node:stream'
import type { SMTPServer, SMTPServerSession } from 'smtp-server'
import type { Mailbox } from '../../core/probe.ts'
import { type Usage, usage } from '../../core/request.ts'
import { parseAddress } from '../../records/address.ts'
import { mailboxOf } from '../../records/mail/probe-marks.ts'
import { fileTrouble } from '../files.ts'
import { largestMessage } from '../message.ts'
import { pause } from '../pause.ts'
import { headerOctets, marksIn, type Sighting, watching } from './watch.ts'

export interface ListenerOptions {
  /** As typed: `ADDR:PORT`; behind `lmtp:` it speaks LMTP (RFC 2033) and no SMTP. Port 0 is any that is free. */
  listen: string
  /** Who mail is taken for: `user@domain`. */
  recipients: readonly string[]
  signal?: AbortSignal
}

/** In all, of what was taken and of what is coming in. */
const mostOctets = 2 * largestMessage
const mostMessages = 200
const idleMs = 60_000

/**
 * A mail server of our own, for as long as the run lasts: takes mail for these recipients alone, holds it in memory before it
 * says 250, relays nothing, knows no login. On top of each message it writes the two fields that a final server does
 * (RFC 5321 section 4.4); all else stays as it came.
 */
export async function openListener(options: ListenerOptions): Promise<(Mailbox & { port: number }) | Usage> {
  const place = placeOf(options.listen)
  if ('usage' in place) return place
  const { address, port, lmtp } = place
  const came: Sighting[] = []
  let wake = () => {}
  const server = await serverFor({ lmtp, recipients: options.recipients }, (octets) => {
    came.push(sighting(octets))
    wake()
  })
  server.on('error', () => {})
  server.listen(port, address)
  try {
    await once(server.server, 'listening')
  } catch (error) {
    return usage(`--listen "${options.listen}" cannot be listened at: ${listenTrouble(error)}.`)
  }
  const bound = server.server.address()
  const at = typeof bound === 'object' && bound ? bound.port : port
  const close = async () => {
    wake()
    await new Promise<void>((done) => server.close(done))
  }
  options.signal?.addEventListener('abort', () => server.close(() => {}), { once: true })
  const shown = address.includes(':') ? `[${address}]:${at}` : `${address}:${at}`
  const box = watching({
    kind: 'listener',
    called: `the ${lmtp ? 'LMTP' : 'SMTP'} listener at ${shown}`,
    look: async () => came.splice(0),
    rest(ms, signal) {
      const stop = new AbortController()
      wake = () => stop.abort()
      return came.length > 0 ? Promise.resolve() : pause(ms, AbortSignal.any([signal, stop.signal]))
    },
    close,
  })
  return { ...box, port: at }
}

function placeOf(typed: string): { address: string; port: number; lmtp: boolean } | Usage {
  const [, lmtp, inBrackets, bare = '', digits] =
    /^(lmtp:)?(?:\[([^\]]*)\]|([^:[\]]+)):(\d{1,5})$/i.exec(typed.trim()) ?? []
  const address = parseAddress(inBrackets ?? bare)?.text
  const port = Number(digits)
  if (address === undefined || !(port <= 65_535))
    return usage(`--listen takes an address of this machine and a port (127.0.0.1:2525, [::1]:0), not "${typed}".`)
  return { address, port, lmtp: lmtp !== undefined }
}

function listenTrouble(error: unknown): string {
  const { code } = error as NodeJS.ErrnoException
  if (code === 'EADDRINUSE') return 'another program listens there, so choose another port (0 is any that is free)'
  if (code === 'EADDRNOTAVAIL') return 'this machine has no such address'
  if (code === 'EACCES') return 'ports below 1024 are for root, so choose a higher one'
  return fileTrouble(error)
}

interface Serving {
  lmtp: boolean
  recipients: readonly string[]
}

async function serverFor({ lmtp, recipients }: Serving, take: (octets: Buffer) => void): Promise<SMTPServer> {
  const { SMTPServer } = await import('smtp-server')
  const wanted = new Set(recipients.map(mailboxOf))
  const held: Held = { octets: 0, messages: 0, coming: new Map() }
  return new SMTPServer({
    lmtp,
    name: hostname(),
    banner: 'relaycheck: takes probes alone',
    size: largestMessage,
    disabledCommands: ['AUTH', 'STARTTLS'],
    authOptional: true,
    disableReverseLookup: true,
    logger: false,
    maxClients: 200,
    socketTimeout: idleMs,
    closeTimeout: 500,
    onRcptTo({ address }, _, answer) {
      if (wanted.has(mailboxOf(address))) answer()
      else answer(refusal(550, '5.7.1 no mail is taken for that address here'))
    },
    onData(stream, session, answer) {
      taken(stream, held, session.id).then(
        (octets) => {
          take(Buffer.concat([traceOf(session, lmtp), octets]))
          answer(null, '2.0.0 taken')
        },
        (error: Error) => answer(error),
      )
    },
    onClose: ({ id }) => void held.coming.delete(id),
  })
}

const refusal = (responseCode: number, message: string): Error => Object.assign(new Error(message), { responseCode })

/** What is in memory; `coming`: octets of what is not here as a whole, by session. */
interface Held {
  octets: number
  messages: number
  coming: Map<string, number>
}

/** The message, once it is here as a whole; what is too much is read to its end, and not kept. */
async function taken(stream: Readable & { sizeExceeded?: boolean }, held: Held, session: string) {
  const pieces: Buffer[] = []
  let octets = 0
  let isTooMuch = held.messages >= mostMessages
  held.coming.set(session, 0)
  for await (const piece of stream as AsyncIterable<Buffer>) {
    isTooMuch ||= !held.coming.has(session)
    const all = held.octets + [...held.coming.values()].reduce((sum, one) => sum + one, 0)
    isTooMuch ||= all + piece.length > mostOctets || octets + piece.length > largestMessage
    if (isTooMuch) continue
    octets += piece.length
    held.coming.set(session, octets)
    pieces.push(piece)
  }
  held.coming.delete(session)
  if (!isTooMuch) {
    held.messages++
    held.octets += octets
    return Buffer.concat(pieces)
  }
  throw stream.sizeExceeded
    ? refusal(552, '5.3.4 the message is larger than 50 MB')
    : refusal(452, '4.3.1 too much was sent here already')
}

/** Return-Path and Received, as RFC 5321 section 4.4 has the final server write them. */
function traceOf({ envelope, hostNameAppearsAs, remoteAddress }: SMTPServerSession, lmtp: boolean): Buffer {
  const sender = envelope.mailFrom === false ? '' : envelope.mailFrom.address
  const ip = parseAddress(remoteAddress)
  const literal = ip === undefined ? '' : ` ([${ip.family === 6 ? 'IPv6:' : ''}${ip.text}])`
  const date = new Date().toUTCString().replace('GMT', '+0000')
  const lines = [
    `Return-Path: <${plain(sender)}>`,
    `Received: from ${plain(String(hostNameAppearsAs)) || 'unknown'}${literal}`,
    `\tby ${plain(hostname()) || 'localhost'} (relaycheck) with ${lmtp ? 'LMTP' : 'ESMTP'}; ${date}`,
  ]
  return Buffer.from(`${lines.join('\r\n')}\r\n`, 'utf8')
}

/** What a client says of itself, as it may stand in a field. */
const plain = (text: string): string => text.replace(/[^!-~\u0080-\u{10ffff}]|[<>()]/gu, '').slice(0, 320)

const sighting = (octets: Buffer): Sighting => ({
  folder: '',
  kind: 'inbox',
  at: new Date(),
  size: octets.length,
  marked: marksIn(octets.toString('latin1', 0, headerOctets)),
  octets: async () => octets,
  // It lies in the memory of this run alone.
  remove: async () => undefined,
})
