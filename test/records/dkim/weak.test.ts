import assert from 'node:assert/strict'
import { generatePrimeSync } from 'node:crypto'
import test from 'node:test'
import type { PublicKey } from '../../../src/records/dkim/record.ts'
import { keyFingerprint, weaknessesOf } from '../../../src/records/dkim/weak.ts'

const none: ReadonlyMap<string, string> = new Map()
const rsa = (modulus: bigint, exponent = 65537n): PublicKey => ({
  type: 'rsa',
  bits: modulus.toString(2).length,
  modulus,
  exponent,
  form: 'spki',
})
const kinds = (key: PublicKey, known = none) => weaknessesOf(key, known).map(({ kind }) => kind)

const prime = (bits: number) => generatePrimeSync(bits, { bigint: true })
const [p, q] = [prime(512), prime(512)]

/** The first prime above a number: by Fermat's little theorem, with four bases. */
function nextPrime(after: bigint): bigint {
  for (let number = after + 2n; ; number += 2n)
    if ([2n, 3n, 5n, 7n].every((base) => power(base, number - 1n, number) === 1n)) return number
}
function power(base: bigint, exponent: bigint, modulus: bigint): bigint {
  let result = 1n
  for (let left = exponent, square = base; left > 0n; left >>= 1n, square = (square * square) % modulus)
    if (left & 1n) result = (result * square) % modulus
  return result
}

test('weak keys: two primes that were drawn at random are fine', () => assert.deepEqual(kinds(rsa(p * q)), []))
test('weak keys: the exponents 3 and 17 are small, and no weakness by themselves', () =>
  assert.deepEqual([kinds(rsa(p * q, 3n)), kinds(rsa(p * q, 17n))], [[], []]))
test('weak keys: the exponent 1 signs nothing', () => assert.deepEqual(kinds(rsa(p * q, 1n)), ['exponent']))
test('weak keys: an even exponent belongs to no key', () =>
  assert.deepEqual(kinds(rsa(p * q, 65536n)), ['even-exponent']))
test('weak keys: an even modulus', () => assert.deepEqual(kinds(rsa(p * q * 2n)), ['even']))
test('weak keys: a small factor, 65521 being the largest that is looked for', () => {
  assert.deepEqual(kinds(rsa(p * q * 3n)), ['small-factor'])
  assert.deepEqual(kinds(rsa(p * 65521n)), ['small-factor'])
  assert.match(weaknessesOf(rsa(p * 65521n), none)[0]?.says ?? '', /65521/)
})
test('weak keys: a factor above 65536 is not looked for', () => assert.deepEqual(kinds(rsa(p * 65537n)), []))
test('weak keys: two primes next to each other (CVE-2022-26320)', () =>
  assert.deepEqual(kinds(rsa(p * nextPrime(p))), ['close-primes']))
test('weak keys: the square of a prime', () => assert.deepEqual(kinds(rsa(p * p)), ['close-primes']))
test('weak keys: primes that differ in their lower half are not close', () =>
  assert.deepEqual(kinds(rsa(p * nextPrime(p + (1n << 300n)))), []))
test('weak keys: a key with the published private half is known, whatever else is wrong', () => {
  const key = rsa(p * q, 1n)
  assert.deepEqual(kinds(key, new Map([[keyFingerprint(key), 'a book']])), ['known', 'exponent'])
})
test('weak keys: an Ed25519 key is weak only where it is known', () => {
  const key: PublicKey = { type: 'ed25519', hex: 'ab'.repeat(32) }
  assert.deepEqual(kinds(key), [])
  assert.deepEqual(kinds(key, new Map([[keyFingerprint(key), 'a book']])), ['known'])
})
test('weak keys: a fingerprint is the SHA-256 of the octets, without a zero in front', () =>
  // SHA-256 of the one octet 0x01.
  assert.equal(keyFingerprint(rsa(1n)), '4bf5122f344554c53bde2ebb8cd2b7e3d1600ad631c385a5d7cce23c7785459a'))
test('weak keys: looked for in the largest modulus that is read, in a blink', () => {
  const key = rsa(p ** 31n * q)
  weaknessesOf(key, none)
  const start = performance.now()
  weaknessesOf(key, none)
  assert.ok(performance.now() - start < 150)
})
