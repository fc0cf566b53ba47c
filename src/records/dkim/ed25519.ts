import { createPrivateKey, createPublicKey } from 'node:crypto'

/** The field and the curve of Ed25519 (RFC 8032 section 5.1). */
const prime = 2n ** 255n - 19n
const d = 37095705934669439343138083508754565189542113879843219016388785533085940283555n

/**
 * Whether 32 octets are a public key of Ed25519: they decode to a point of the curve (RFC 8032 section 5.1.3), and to none
 * of the eight of small order, which belong to no private key.
 */
export function isEd25519Point(octets: Uint8Array): boolean {
  const number = BigInt(`0x${Buffer.from(octets).reverse().toString('hex')}`)
  const y = number & (2n ** 255n - 1n)
  if (y >= prime || isSmall(y)) return false
  const square = (y * y) % prime
  // x² = u/v has a root where u/v, and so u·v, is a square: Euler's criterion. It is zero for small orders only.
  return power((square - 1n) * (d * square + 1n), (prime - 1n) / 2n) === 1n
}

/** y of a point whose eightfold is zero: ±1, 0, and where doubling gives 0. */
const isSmall = (y: bigint): boolean =>
  y === 0n || y === 1n || y === prime - 1n || (d * y ** 4n + 2n * y * y - 1n) % prime === 0n

function power(base: bigint, exponent: bigint): bigint {
  let result = 1n
  for (let left = exponent, square = base % prime; left > 0n; left >>= 1n, square = (square * square) % prime)
    if (left & 1n) result = (result * square) % prime
  return result
}

/** PKCS #8 around the 32 octets of a private key (RFC 8410 section 7). */
const privateHead = Buffer.from('302e020100300506032b657004220420', 'hex')

/** Whether 64 octets are a private key and the public one that belongs to it, as libsodium writes the pair. */
export function isEd25519Pair(octets: Uint8Array): boolean {
  if (octets.length !== 64) return false
  const key = createPrivateKey({
    key: Buffer.concat([privateHead, octets.subarray(0, 32)]),
    format: 'der',
    type: 'pkcs8',
  })
  const made = createPublicKey(key).export({ format: 'der', type: 'spki' })
  return made.subarray(-32).equals(octets.subarray(32))
}
