import type { X509Certificate } from 'node:crypto'

/**
 * OpenSSL's word for what is too weak in a chain that it took (X509_verify_cert, security level 2, which Debian and Ubuntu
 * set): ours is at level 0, so that an old server is seen. What a certificate says of itself proves nothing, and is not looked at.
 */
export function weakness(first: X509Certificate | undefined): string | undefined {
  let next = first
  for (let depth = 0; next && depth < 10; depth++) {
    if (hasShortKey(next)) return depth === 0 ? 'EE_KEY_TOO_SMALL' : 'CA_KEY_TOO_SMALL'
    if (next.issuer === next.subject) return undefined
    if (broken.has(signatureOf(next.raw))) return 'CA_MD_TOO_WEAK'
    next = next.issuerCertificate
  }
  return undefined
}

/** What is worth less than 112 bits. */
function hasShortKey({ publicKey }: X509Certificate): boolean {
  const { asymmetricKeyType, asymmetricKeyDetails: { modulusLength = 0, namedCurve = '' } = {} } = publicKey
  if (asymmetricKeyType === 'ec') return /(?:16\d|192)/.test(namedCurve)
  return /^(?:rsa|dsa)/.test(asymmetricKeyType ?? '') && modulusLength < 2048
}

/** Signatures over MD2, MD5 or SHA-1, by object identifier: RFC 3279 section 2.2, and OIW's. */
const broken: ReadonlySet<string> = new Set([
  '2a864886f70d010102',
  '2a864886f70d010104',
  '2a864886f70d010105',
  '2b0e03021d',
  '2a8648ce380403',
  '2a8648ce3d0401',
])

/** RFC 5280 section 4.1: what is signed, then how, which begins with an object identifier. */
function signatureOf(raw: Buffer): string {
  const signed = contentAt(raw, contentAt(raw, 0).start)
  const oid = contentAt(raw, contentAt(raw, signed.end).start)
  return raw.toString('hex', oid.start, oid.end)
}

/** Where the content of a value of DER is. */
function contentAt(raw: Buffer, at: number): { start: number; end: number } {
  const length = raw[at + 1] ?? 0
  const octets = length < 0x80 ? 0 : length & 0x7f
  const start = at + 2 + octets
  return { start, end: start + (octets === 0 ? length : raw.readUIntBE(at + 2, Math.min(octets, 6))) }
}
