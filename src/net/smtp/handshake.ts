import type { ConnectionOptions, SecureContext, TLSSocket } from 'node:tls'
import type { Broken, Encrypted } from '../../core/smtp.ts'
import { parseAddress } from '../../records/address.ts'
import { secondsOf } from '../dns/trouble.ts'
import { chainOf } from './certificate.ts'
import { bears } from './identity.ts'
import { peeking } from './peek.ts'
import { weakness } from './strength.ts'
import { endedEarly, tlsTrouble } from './tls-trouble.ts'
import { elapsed, firstLine, listenTo, note, type Wire } from './wire.ts'

/** With whom, and how long that may take. */
export interface Handshake {
  /** Throws where the certificate of this machine and its key do not fit. */
  context(): SecureContext
  /** The name or the address that the certificate has to bear. */
  name: string
  timeoutMs: number
  /** What it is where the server goes on in clear, by its first line; `detail` without who it is. */
  inClear(line: string): Broken
  /** Called when the server begins with a record of TLS, whatever comes of it. */
  inTls?(): void
}

/** Goes over to TLS on the connection as it is. No certificate is turned away here: what is wrong with it is told. */
export async function encrypt(
  wire: Wire,
  handshake: Handshake,
): Promise<{ ms: number } & (Encrypted | { broken: Broken })> {
  const begun = performance.now()
  const result = await shakeHands(wire, handshake)
  const ms = elapsed(wire, begun)
  if ('trouble' in result) {
    const detail = wire.veil.hide(result.detail)
    note(wire, `no TLS: ${detail}`)
    return { ms, broken: { ...result, detail } }
  }
  const encrypted = encryptedOf(wire, result, handshake.name)
  note(wire, `${encrypted.version}, ${encrypted.cipher}`)
  return { ms, ...encrypted }
}

async function shakeHands(
  wire: Wire,
  { context, name, timeoutMs, inClear, inTls }: Handshake,
): Promise<TLSSocket | Broken> {
  const { socket, who } = wire
  if (!socket || wire.ended) return asBroken(wire)
  const secureContext = made(context)
  if ('trouble' in secureContext) return secureContext
  wire.letGo()
  return new Promise((done) => {
    let settled = false
    const settle = (result: TLSSocket | Broken) => {
      // What happens later is for who listens then.
      if (settled) return
      settled = true
      clearTimeout(timer)
      wire.wake = () => {}
      if ('trouble' in result) tls.on('error', () => {}).destroy()
      else listenTo(wire, result)
      done(result)
    }
    const late = () =>
      settle({ trouble: 'silent', detail: `${who} did not finish setting up TLS within ${secondsOf(timeoutMs)}` })
    const timer = setTimeout(late, timeoutMs)
    wire.wake = () => {
      if (wire.ended) settle(asBroken(wire))
    }
    const toldInClear = (octets: Buffer) => {
      const broken = inClear(firstLine(wire, octets))
      settle({ ...broken, detail: `${who} ${broken.detail}` })
    }
    const stream = peeking(socket, toldInClear, inTls)
    const tls = process.getBuiltinModule('node:tls').connect({ ...optionsFor(name), socket: stream, secureContext })
    tls.once('secureConnect', () => settle(tls))
    tls.on('error', (error) => settle(tlsTrouble(error, who)))
    tls.on('close', () => settle(endedEarly(who)))
  })
}

function made(context: Handshake['context']): SecureContext | Broken {
  try {
    return context()
  } catch (error) {
    const { code = 'EUNKNOWN' } = error as NodeJS.ErrnoException
    return { trouble: 'tls', detail: `the client certificate cannot be shown (${code})` }
  }
}

/** The end that came before TLS, or in the middle of setting it up. */
function asBroken({ ended, who }: Wire): Broken {
  return ended?.says === undefined ? endedEarly(who) : { trouble: ended.trouble, detail: ended.says }
}

const optionsFor = (name: string): ConnectionOptions => ({
  rejectUnauthorized: false,
  // Who it is for is told apart from whether it holds.
  checkServerIdentity: () => undefined,
  // RFC 6066 section 3: an address is no server name.
  ...(!parseAddress(name) && { servername: name }),
})

function encryptedOf(wire: Wire, socket: TLSSocket, name: string): Encrypted {
  const { standardName, version } = socket.getCipher()
  const x509 = socket.getPeerX509Certificate()
  const untrusted = socket.authorized ? weakness(x509) : String(socket.authorizationError)
  return {
    version: socket.getProtocol() ?? version,
    cipher: standardName,
    ephemeral: version === 'TLSv1.3' || /_(?:EC)?DHE_/.test(standardName),
    chain: chainOf(x509, (text) => wire.veil.hide(text)),
    ...(untrusted !== undefined && { untrusted }),
    named: bears(x509, name),
  }
}
