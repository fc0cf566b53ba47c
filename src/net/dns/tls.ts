import type { LookupFunction, TcpNetConnectOpts } from 'node:net'
import type { ConnectionOptions, SecureContext } from 'node:tls'
import { parseAddress } from '../../records/address.ts'
import { visible } from '../../records/visible.ts'
import { type Endpoint, type Trouble, troubleOf } from './channel.ts'
import type { Dial } from './tcp.ts'

/** A server that is asked over TLS. */
export interface TlsServer {
  /** The host name, or the address without a zone, that its certificate must be for. */
  name: string
  to: Endpoint
  /** Finds the addresses where `to` names a host. */
  lookup: LookupFunction
  /** Whom it trusts beside those that this machine does, in PEM. */
  authorities?: string
}

/** How long one of several addresses has for its connection, before the next is tried as well. */
const attemptMs = 700

/**
 * TLS 1.2 or newer, to nobody but a server whose certificate is for that name and signed by an authority that Node or
 * the system trusts (RFC 8310 section 5: the strict profile). `protocols` are offered by ALPN (RFC 7301).
 */
export const overTls = ({ name, to, lookup, authorities }: TlsServer, protocols: readonly string[]): Dial => ({
  connect() {
    const tls = process.getBuiltinModule('node:tls')
    const options: ConnectionOptions & TcpNetConnectOpts = {
      host: to.address,
      port: to.port,
      noDelay: true,
      lookup,
      autoSelectFamily: true,
      autoSelectFamilyAttemptTimeout: attemptMs,
      secureContext: trusting(authorities),
      rejectUnauthorized: true,
      ALPNProtocols: [...protocols],
      checkServerIdentity: (_, certificate) => tls.checkServerIdentity(name, certificate),
      // RFC 6066 section 3: an address is no server name.
      ...(!parseAddress(name) && { servername: name }),
    }
    return tls.connect(options)
  },
  ready: 'secureConnect',
  troubleOf: (error) => tlsTrouble(error, name),
})

const trust = new Map<string, SecureContext>()

/** Trusts whom Node does (NODE_EXTRA_CA_CERTS with it), and whom the system does; some 50 ms at the first call. */
function trusting(authorities = ''): SecureContext {
  const { createSecureContext, getCACertificates } = process.getBuiltinModule('node:tls')
  const known = trust.get(authorities)
  if (known) return known
  const all = new Set([...getCACertificates('default'), ...getCACertificates('system')])
  if (authorities !== '') all.add(authorities)
  const context = createSecureContext({ ca: [...all], minVersion: 'TLSv1.2' })
  trust.set(authorities, context)
  return context
}

const untrusted =
  'the certificate of {who} is signed by nobody that this machine trusts (NODE_EXTRA_CA_CERTS=FILE adds authorities)'

/** Errors of OpenSSL's and Node's that have a plain sentence, by code. */
const sentences: readonly (readonly [code: RegExp, says: string])[] = [
  [/^CERT_HAS_EXPIRED$/, 'the certificate of {who}, or one in its chain, has expired'],
  [/^CERT_NOT_YET_VALID$/, 'the certificate of {who} is not valid yet, by the clock of this machine'],
  [/^DEPTH_ZERO_SELF_SIGNED_CERT$/, `${untrusted}: it is signed by itself`],
  [/^SELF_SIGNED_CERT_IN_CHAIN$|^UNABLE_TO_(GET_ISSUER_CERT|VERIFY_LEAF)/, untrusted],
  [/^(CERT_|INVALID_|PATH_LENGTH|HOSTNAME_|UNABLE_TO_|CRL_)/, 'the certificate of {who} does not hold (CODE)'],
  [/WRONG_VERSION_NUMBER|PACKET_LENGTH_TOO_LONG|UNKNOWN_PROTOCOL/, 'what answers at {who} is not TLS (CODE)'],
  [/ALERT_PROTOCOL_VERSION|UNSUPPORTED_PROTOCOL/, '{who} offers no TLS 1.2 or newer (CODE)'],
  [/NO_APPLICATION_PROTOCOL/, 'what answers at {who} speaks another protocol than this one over TLS (CODE)'],
  [/^(ERR_SSL_|ERR_TLS_|EPROTO)/, 'TLS with {who} fails (CODE)'],
]

/** What an error before the end of the handshake means; `name` is whom the certificate should have been for. */
function tlsTrouble(error: Error, name: string): Trouble {
  const { code, local } = troubleOf(tellingOf(error), true)
  if ('says' in error) return { code, local, says: String(error.says) }
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID') return { code, local, says: otherName(error, name) }
  if (code === 'ECONNRESET' || code === 'EPIPE')
    return { code: 'CLOSED', local, says: '{who} closed the connection before TLS was set up' }
  const says = sentences.find(([pattern]) => pattern.test(code))?.[1]
  return { code, local, ...(says !== undefined && { says: says.replace('CODE', code) }) }
}

/** Of several addresses the one that could be tried at all says most. */
function tellingOf(error: Error): Error {
  const all: Error[] = error instanceof AggregateError ? error.errors : []
  return all.find((one) => !troubleOf(one, true).local) ?? all[0] ?? error
}

function otherName(error: Error, name: string): string {
  const { cert } = error as Error & { cert?: { subjectaltname?: string; subject?: { CN?: unknown } } }
  const names = cert?.subjectaltname?.replaceAll(/(?:DNS|IP Address):/g, '') ?? String(cert?.subject?.CN ?? '')
  const cut = names.length > 100 ? `${names.slice(0, 100)}…` : names
  return `the certificate of {who} is not for ${name}${cut === '' ? '' : ` but for ${visible(cut)}`}`
}
