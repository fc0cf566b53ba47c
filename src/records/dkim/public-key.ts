import { type DerValue, der, derEncode, derValue, derValues } from './der.ts'
import { isEd25519Pair, isEd25519Point } from './ed25519.ts'
import type { PublicKey } from './record.ts'

/** The octets of `p=`, read: the key, or a clause that says why there is none. */
export type KeyReading =
  | {
      key: PublicKey
      /** An Ed25519 key stands in a SubjectPublicKeyInfo, not alone (RFC 8463 section 4). */
      wrapped?: true
      /** Octets behind the key, which verifiers pass over. */
      spare: number
    }
  | {
      says: string
      /** It is a private key: whoever reads DNS can sign with it, once it is decrypted if it is encrypted. */
      isPrivate?: 'plain' | 'encrypted'
      /** The octets end that much too early. */
      missing?: number
    }

/** OpenSSL, on which most verifiers stand, does not verify with more. */
const mostBits = 16384

const rsa = '2a864886f70d010101'
const ed25519 = '2b6570'
/** Object identifiers of keys that DKIM has no use for. */
const otherKeys: Record<string, string> = {
  '2a864886f70d01010a': 'an RSA-PSS key',
  '2a8648ce3d0201': 'a key for elliptic curves (ECDSA)',
  '2a8648ce380401': 'a DSA key',
  '2b656e': 'an X25519 key',
  '2b6571': 'an Ed448 key',
}

/** How an RSA key begins, in hexadecimal: one that was cut is not taken for an Ed25519 key. */
const rsaBegins = /^308[12](?:..){1,2}(?:300d06092a864886f70d0101|028[12])/

/**
 * A public key as DKIM publishes it: RSA as SubjectPublicKeyInfo or as bare RSAPublicKey (RFC 6376 section 3.6.1), Ed25519
 * as its 32 octets (RFC 8463 section 4). Never throws, and takes nothing on trust.
 */
export function readPublicKey(octets: Uint8Array): KeyReading {
  if (octets.length === 32 && !rsaBegins.test(Buffer.from(octets).toString('hex'))) return readEd25519(octets)
  const other = foreign(octets)
  if (other) return other
  const outer = derValue(octets, 0)
  if (outer?.tag !== der.sequence)
    return {
      says: `p= holds ${octets.length} octets that are no key: one for RSA begins with MI, one for Ed25519 has 32`,
    }
  if (outer.end > octets.length) return { says: 'p= ends before the key does', missing: outer.end - octets.length }
  const [first, second, ...more] = derValues(octets, outer) ?? []
  const spare = octets.length - outer.end
  if (!first || !second || more.length) return damaged
  if (first.tag === der.integer && second.tag === der.integer) return readRsa(octets, first, second, 'pkcs1', spare)
  return first.tag === der.sequence && second.tag === der.bits ? readInfo(octets, first, second, spare) : damaged
}

function readEd25519(octets: Uint8Array): KeyReading {
  if (isEd25519Point(octets)) return { key: { type: 'ed25519', hex: Buffer.from(octets).toString('hex') }, spare: 0 }
  return {
    says: 'p= holds 32 octets that are no public key of Ed25519: they were damaged, or they are the private one, and then a new pair is needed',
  }
}

const damaged: KeyReading = { says: 'p= holds a key that is damaged inside' }

/** SubjectPublicKeyInfo (RFC 5280 section 4.1): the algorithm, then the key as a bit string with no unused bits. */
function readInfo(octets: Uint8Array, algorithm: DerValue, bits: DerValue, spare: number): KeyReading {
  const [oid, parameters, ...others] = derValues(octets, algorithm) ?? []
  if (oid?.tag !== der.oid || others.length || octets[bits.start] !== 0) return damaged
  const name = hex(octets, oid)
  const content: DerValue = { tag: bits.tag, start: bits.start + 1, end: bits.end }
  if (name === ed25519) {
    if (parameters || content.end - content.start !== 32) return damaged
    // The beginning of an RSA key in the place of an Ed25519 one.
    if (rsaBegins.test(hex(octets, content))) return damaged
    const reading = readEd25519(octets.subarray(content.start, content.end))
    return 'key' in reading ? { ...reading, wrapped: true, spare } : reading
  }
  if (name !== rsa)
    return { says: `p= holds ${otherKeys[name] ?? 'a key of another kind'}, not one for RSA or Ed25519` }
  if (parameters && (parameters.tag !== der.nothing || parameters.end > parameters.start)) return damaged
  const inner = derValue(octets, content.start)
  if (inner?.tag !== der.sequence || inner.end !== content.end) return damaged
  const [modulus, exponent, ...more] = derValues(octets, inner) ?? []
  if (modulus?.tag !== der.integer || exponent?.tag !== der.integer || more.length) return damaged
  return readRsa(octets, modulus, exponent, 'spki', spare)
}

const tooLarge: KeyReading = { says: `p= holds numbers of more than ${mostBits} bits, which no verifier takes` }

function readRsa(octets: Uint8Array, n: DerValue, e: DerValue, form: 'spki' | 'pkcs1', spare: number): KeyReading {
  if (n.end - n.start > mostBits / 8 + 1 || e.end - e.start > mostBits / 8 + 1) return tooLarge
  if (n.start === n.end || e.start === e.end) return damaged
  if (isNegative(octets, n) || isNegative(octets, e))
    return { says: 'p= holds a negative number: the zero octet in front of it was lost' }
  const [modulus, exponent] = [BigInt(`0x${hex(octets, n)}`), BigInt(`0x${hex(octets, e)}`)]
  if (modulus === 0n || exponent === 0n) return { says: 'p= holds a key whose numbers are zero' }
  const bits = modulus.toString(2).length
  return bits > mostBits ? tooLarge : { key: { type: 'rsa', bits, modulus, exponent, form }, spare }
}

const hex = (octets: Uint8Array, { start, end }: DerValue) => Buffer.from(octets.subarray(start, end)).toString('hex')
const isNegative = (octets: Uint8Array, { start }: DerValue) => (octets[start] ?? 0) >= 0x80

/** The algorithms that a private key is encrypted with: PKCS #5 and PKCS #12. */
const encrypted = /^06..2a864886f70d01(?:05|0c)/

const privateKey: KeyReading = { says: 'p= holds a private key', isPrivate: 'plain' }

/** Other things that people put into `p=`; the beginning of a private key is enough to know one. */
function foreign(octets: Uint8Array): KeyReading | undefined {
  if (isEd25519Pair(octets)) return privateKey
  const outer = derValue(octets, 0)
  const first = outer?.tag === der.sequence ? derValue(octets, outer.start) : undefined
  if (!outer || !first) return undefined
  // PKCS #8, PKCS #1 and SEC 1 begin with a version of one octet; no modulus is that short.
  if (first.tag === der.integer && first.end - first.start === 1) return privateKey
  if (first.tag !== der.sequence) return undefined
  if (encrypted.test(hex(octets, first))) return { says: 'p= holds an encrypted private key', isPrivate: 'encrypted' }
  if (octets[first.start] === 0xa0) return { says: 'p= holds a certificate, not the bare public key' }
  return undefined
}

/** `p=` for a key as all verifiers take it: SubjectPublicKeyInfo for RSA, the 32 octets for Ed25519; base64. */
export function showPublicKey(key: PublicKey): string {
  if (key.type === 'ed25519') return Buffer.from(key.hex, 'hex').toString('base64')
  const numbers = Buffer.concat([key.modulus, key.exponent].map((number) => derEncode(der.integer, positive(number))))
  const algorithm = Buffer.concat([
    derEncode(der.oid, Buffer.from(rsa, 'hex')),
    derEncode(der.nothing, Buffer.alloc(0)),
  ])
  const bits = Buffer.concat([Buffer.alloc(1), derEncode(der.sequence, numbers)])
  const info = Buffer.concat([derEncode(der.sequence, algorithm), derEncode(der.bits, bits)])
  return derEncode(der.sequence, info).toString('base64')
}

/** Octets of a positive INTEGER: one zero in front where the first would make it negative. */
function positive(number: bigint): Buffer {
  const digits = number.toString(16)
  const octets = Buffer.from(digits.length % 2 ? `0${digits}` : digits, 'hex')
  return (octets[0] ?? 0) >= 0x80 ? Buffer.concat([Buffer.alloc(1), octets]) : octets
}
