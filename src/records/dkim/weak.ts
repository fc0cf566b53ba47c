import { createHash } from 'node:crypto'
import type { PublicKey, WeakKey } from './record.ts'

/** What is known to be wrong with a key in itself; `published` holds fingerprints of keys whose private half anybody can read, and where. */
export function weaknessesOf(key: PublicKey, published: ReadonlyMap<string, string>): WeakKey[] {
  const source = published.get(keyFingerprint(key))
  const known: WeakKey[] =
    source === undefined ? [] : [{ kind: 'known', says: `its private half is published in ${source}` }]
  return key.type === 'rsa' ? [...known, ...rsaWeaknesses(key)] : known
}

/** SHA-256 in hexadecimal, of the modulus without leading zeros, or of the 32 octets of an Ed25519 key. */
export function keyFingerprint(key: PublicKey): string {
  const digits = key.type === 'rsa' ? key.modulus.toString(16) : key.hex
  return createHash('sha256')
    .update(Buffer.from(digits.length % 2 ? `0${digits}` : digits, 'hex'))
    .digest('hex')
}

/** Only what is certain: an exponent of 3, small as it is, is none. */
function rsaWeaknesses({ modulus, exponent }: Extract<PublicKey, { type: 'rsa' }>): WeakKey[] {
  const weak: WeakKey[] = []
  if (exponent === 1n) weak.push({ kind: 'exponent', says: 'its exponent is 1: every text is its own signature' })
  else if (exponent % 2n === 0n) weak.push({ kind: 'even-exponent', says: 'its exponent is even' })
  if (modulus % 2n === 0n) return [...weak, { kind: 'even', says: 'its modulus is even' }]
  const factor = smallFactor(modulus)
  if (factor !== undefined) weak.push({ kind: 'small-factor', says: `its modulus can be divided by ${factor}` })
  else if (hasClosePrimes(modulus))
    weak.push({
      kind: 'close-primes',
      says: 'its two primes lie so close together that anybody can compute them (CVE-2022-26320)',
    })
  return weak
}

/** Odd primes below 65536, three to a product: a product fits a number, and a modulus is divided by a third as many. */
let products: { product: bigint; primes: number[] }[] | undefined

function smallFactor(modulus: bigint): number | undefined {
  products ??= primeProducts(2 ** 16)
  for (const { product, primes } of products) {
    const rest = Number(modulus % product)
    const factor = primes.find((prime) => rest % prime === 0)
    if (factor !== undefined) return factor
  }
  return undefined
}

function primeProducts(limit: number): { product: bigint; primes: number[] }[] {
  const composite = new Uint8Array(limit)
  const primes: number[] = []
  for (let i = 3; i < limit; i += 2) {
    if (composite[i]) continue
    primes.push(i)
    for (let j = i * i; j < limit; j += 2 * i) composite[j] = 1
  }
  return Array.from({ length: Math.ceil(primes.length / 3) }, (_, i) => {
    const three = primes.slice(3 * i, 3 * i + 3)
    return { product: three.reduce((product, prime) => product * BigInt(prime), 1n), primes: three }
  })
}

/** Fermat's factoring: a few steps find primes that a broken generator took from next to each other, and no others. */
const fermatSteps = 200

function hasClosePrimes(modulus: bigint): boolean {
  let middle = squareRoot(modulus)
  if (middle * middle < modulus) middle += 1n
  const [first, taken] = [Number(middle % sieve), Number(modulus % sieve)]
  for (let step = 0; step < fermatSteps; step++) {
    const near = (first + step) ** 2 - taken
    if (maybeSquare(near) && isSquare((middle + BigInt(step)) ** 2n - modulus)) return true
  }
  return false
}

/** Of a number's remainder by each of these, few are a square's: one number in a hundred is left to draw a root of. */
const sieves = [64, 63, 65, 11].map((by) => ({
  by,
  squares: new Set(Array.from({ length: by }, (_, i) => (i * i) % by)),
}))
const sieve = 64n * 63n * 65n * 11n
const maybeSquare = (number: number): boolean =>
  sieves.every(({ by, squares }) => squares.has(((number % by) + by) % by))

const isSquare = (number: bigint): boolean => squareRoot(number) ** 2n === number

/** The integer square root, by Newton's method from above. */
function squareRoot(number: bigint): bigint {
  if (number < 2n) return number
  let root = 1n << BigInt(Math.ceil(number.toString(16).length * 2))
  for (;;) {
    const next = (root + number / root) >> 1n
    if (next >= root) return root
    root = next
  }
}
