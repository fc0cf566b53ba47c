import type { SecureContext } from 'node:tls'

/** Whom this machine trusts beside the authorities of Node and of the system, and what it shows of itself. PEM texts. */
export interface Trust {
  authorities?: string
  client?: { certificate: string; key: string }
}

/**
 * Takes any version of TLS and any cipher that OpenSSL still has: an old server is to be seen, not turned away. Made at the
 * first call, in some 50 ms.
 */
export function trusting({ authorities, client }: Trust): () => SecureContext {
  let context: SecureContext | undefined
  return () => {
    if (context) return context
    const { createSecureContext, getCACertificates, DEFAULT_CIPHERS } = process.getBuiltinModule('node:tls')
    const { constants } = process.getBuiltinModule('node:crypto')
    const known = [...new Set([...getCACertificates('default'), ...getCACertificates('system')])]
    context = createSecureContext({
      ca: authorities === undefined ? known : [...known, authorities],
      minVersion: 'TLSv1',
      ciphers: `${DEFAULT_CIPHERS}:@SECLEVEL=0`,
      secureOptions: constants.SSL_OP_LEGACY_SERVER_CONNECT,
      ...(client && { cert: client.certificate, key: client.key }),
    })
    return context
  }
}
