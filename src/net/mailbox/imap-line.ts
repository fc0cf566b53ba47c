import type { ImapFlow } from 'imapflow'
import type { Marks } from '../../records/mail/probe-marks.ts'
import { finder } from '../redact/deep.ts'
import { passwordLabel, passwordRedactor, type Redact } from '../redact.ts'
import { veiled } from '../smtp/veil.ts'
import { type Told, TooLate } from './imap-trouble.ts'
import type { ImapPlace } from './imap-url.ts'

/** How an IMAP server is reached, and what proves who reads there. */
export interface ImapOptions {
  /** As typed: `imaps://user@host[:port][/folder]`. */
  url: string
  password?: string
  /** An OAuth access token, in the place of the password. */
  token?: string
  /** For one answer. */
  timeoutMs: number
  signal?: AbortSignal
  /** Authorities that are trusted beside those of this system, PEM. */
  authorities?: string
  /** What is waited for, where it may have been there before. */
  given?: Marks
  /** Where a host is really reached, for tests. */
  reach?(host: string, port: number): { address: string; port: number }
}

/** A literal is fetched in pieces of this size, so that no answer has to be larger. */
export const pieceOctets = 1024 * 1024

/** Connects and logs in; TLS is never left out, certificates are checked. What fails is the error of imapflow, or TooLate. */
export async function dial(place: ImapPlace, options: ImapOptions): Promise<ImapFlow> {
  const { ImapFlow } = await import('imapflow')
  const { getCACertificates } = process.getBuiltinModule('node:tls')
  const known = [...new Set([...getCACertificates('default'), ...getCACertificates('system')])]
  const { authorities, password, token, timeoutMs } = options
  const reached = options.reach?.(place.host, place.port) ?? { address: place.host, port: place.port }
  const client = new ImapFlow({
    host: reached.address,
    port: reached.port,
    secure: place.secure,
    doSTARTTLS: !place.secure,
    ...(!place.literal && { servername: place.host }),
    tls: { ca: authorities === undefined ? known : [...known, authorities], minVersion: 'TLSv1.2' },
    auth: { user: place.user, ...(token === undefined ? { pass: password ?? '' } : { accessToken: token }) },
    clientInfo: { name: 'relaycheck', version: '', vendor: '', 'support-url': '' },
    logger: false,
    disableAutoIdle: true,
    disableAutoEnable: true,
    disableBinary: true,
    disableCompression: true,
    disableIMAP4rev2: true,
    connectionTimeout: timeoutMs,
    greetingTimeout: timeoutMs,
    // While it idles nothing need come: each command has its own time.
    socketTimeout: 24 * 60 * 60 * 1000,
    maxLockHoldTime: false,
    maxLineLength: pieceOctets,
    maxLiteralSize: 2 * pieceOctets,
    maxResponseSize: 3 * pieceOctets,
    maxResponseTokens: 50_000,
  })
  // Each command fails with what went wrong.
  client.on('error', () => {})
  const end = () => client.close()
  options.signal?.addEventListener('abort', end)
  try {
    await inTime(client, 3 * timeoutMs, client.connect())
  } finally {
    options.signal?.removeEventListener('abort', end)
  }
  return client
}

/** What is done with a connection, within a time of its own: else the connection is ended. */
export async function inTime<T>(client: ImapFlow, ms: number, doing: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, fail) => {
    timer = setTimeout(() => {
      fail(new TooLate())
      client.close()
    }, ms)
  })
  try {
    return await Promise.race([doing, late])
  } finally {
    clearTimeout(timer)
    doing.catch(() => {})
  }
}

/** What is said about that server. */
export const toldOf = (place: ImapPlace, { password, token, timeoutMs }: ImapOptions): Told => ({
  who: `${place.host} port ${place.port}`,
  user: place.user,
  secure: place.secure,
  proof: token === undefined ? 'password' : 'token',
  timeoutMs,
  hide: hiding(token ?? password ?? '', place),
})

const fewest = 4

/** Takes the secret out of what the server says. */
function hiding(secret: string, { user, host }: ImapPlace): Redact {
  if (secret === '') return (text) => text
  const redact = passwordRedactor(secret, user, [user, host])
  const isIn = finder(secret)
  return (text) => {
    const hidden = redact(text)
    const rest = [passwordLabel, user, host].reduce((left, word) => left.replaceAll(word, ''), hidden)
    return secret.length >= fewest && isIn(rest) ? veiled : hidden
  }
}
