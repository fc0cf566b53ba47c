import assert from 'node:assert/strict'
import { createPublicKey, generateKeyPairSync } from 'node:crypto'
import test from 'node:test'
import { readPublicKey, showPublicKey } from '../../../src/records/dkim/public-key.ts'
import { published } from '../../support/published-keys.ts'

const hex = (text: string) => Buffer.from(text.replace(/\s/g, ''), 'hex')
const spki = Buffer.from(published.long2048, 'base64')
const pkcs1 = createPublicKey({ key: spki, format: 'der', type: 'spki' }).export({ format: 'der', type: 'pkcs1' })
const raw = Buffer.from(published.rfc8463Ed25519, 'base64')
const wrapped = Buffer.concat([hex('302a300506032b6570032100'), raw])
const modulus = BigInt(
  `0x${Buffer.from(createPublicKey({ key: spki, format: 'der', type: 'spki' }).export({ format: 'jwk' }).n ?? '', 'base64url').toString('hex')}`,
)

const rsa = { type: 'rsa', bits: 2048, modulus, exponent: 65537n } as const
const ed25519 = { type: 'ed25519', hex: raw.toString('hex') } as const

test('public key: SubjectPublicKeyInfo and bare RSAPublicKey are the same key', () => {
  assert.deepEqual(readPublicKey(spki), { key: { ...rsa, form: 'spki' }, spare: 0 })
  assert.deepEqual(readPublicKey(pkcs1), { key: { ...rsa, form: 'pkcs1' }, spare: 0 })
})
test('public key: the 32 octets of Ed25519, and the same wrapped in DER', () => {
  assert.deepEqual(readPublicKey(raw), { key: ed25519, spare: 0 })
  assert.deepEqual(readPublicKey(wrapped), { key: ed25519, wrapped: true, spare: 0 })
})
test('public key: what stands behind it is counted', () =>
  assert.deepEqual(readPublicKey(Buffer.concat([spki, hex('010203')])), { key: { ...rsa, form: 'spki' }, spare: 3 }))
test('public key: written again it is SubjectPublicKeyInfo, or the 32 octets', () => {
  assert.equal(showPublicKey({ ...rsa, form: 'pkcs1' }), published.long2048)
  assert.equal(showPublicKey({ ...rsa, form: 'spki' }), published.long2048)
  assert.equal(showPublicKey(ed25519), published.rfc8463Ed25519)
})
test('public key: one without parameters beside its algorithm is read, one with others is not', () => {
  // 3009 0605 … would be too short; the NULL is dropped from a small key made by hand.
  const key = '03 09 00 3006 0201 23 0201 03'
  const of = (algorithm: string) => readPublicKey(sequence(hex(algorithm), hex(key)))
  const small = { key: { type: 'rsa', bits: 6, modulus: 0x23n, exponent: 3n, form: 'spki' }, spare: 0 }
  assert.deepEqual(of('300d 06092a864886f70d010101 0500'), small)
  assert.deepEqual(of('300b 06092a864886f70d010101'), small)
  assert.ok('says' in of('300e 06092a864886f70d010101 020107'))
})

const sequence = (...parts: Buffer[]) => {
  const content = Buffer.concat(parts)
  return Buffer.concat([Buffer.from([0x30, content.length]), content])
}

test('public key: one that is cut anywhere says how much is missing, and is never taken for another', () => {
  for (let length = 10; length < spki.length; length++) {
    const reading = readPublicKey(spki.subarray(0, length))
    assert.equal('missing' in reading && reading.missing, spki.length - length, `${length} octets`)
  }
  for (let length = 10; length < pkcs1.length; length++)
    assert.equal('key' in readPublicKey(pkcs1.subarray(0, length)), false, `${length} octets`)
})

const edPair = generateKeyPairSync('ed25519')
const edJwk = edPair.privateKey.export({ format: 'jwk' })
const libsodiumPair = Buffer.concat([edJwk.d, edJwk.x].map((part = '') => Buffer.from(part, 'base64url')))

const privates = {
  'PKCS #8': generateKeyPairSync('rsa', { modulusLength: 1024 }).privateKey.export({ format: 'der', type: 'pkcs8' }),
  'PKCS #1': generateKeyPairSync('rsa', { modulusLength: 1024 }).privateKey.export({ format: 'der', type: 'pkcs1' }),
  'PKCS #8 of Ed25519': generateKeyPairSync('ed25519').privateKey.export({ format: 'der', type: 'pkcs8' }),
  'SEC 1': generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ format: 'der', type: 'sec1' }),
  'the pair of Ed25519 as libsodium writes it': libsodiumPair,
  'encrypted PKCS #8': generateKeyPairSync('ed25519').privateKey.export({
    format: 'der',
    type: 'pkcs8',
    cipher: 'aes-256-cbc',
    passphrase: 'x',
  }),
}
for (const [name, octets] of Object.entries(privates))
  test(`public key: a private key is known as one: ${name}, cut or whole`, () => {
    // Only the end of libsodium's pair shows that it is one.
    const cut = octets === libsodiumPair ? [] : [octets.subarray(0, octets.length - 1), octets.subarray(0, 40)]
    for (const part of [octets, ...cut]) {
      const reading = readPublicKey(part)
      assert.equal('isPrivate' in reading && reading.isPrivate, name.startsWith('encrypted') ? 'encrypted' : 'plain')
    }
  })

test('public key: 64 octets whose halves do not belong together are no pair', () => {
  const reading = readPublicKey(Buffer.concat([libsodiumPair.subarray(0, 32), raw]))
  assert.ok('says' in reading && !reading.isPrivate)
})

test('public key: what OpenSSL makes for Ed25519 is a key', () => {
  for (let i = 0; i < 50; i++) {
    const { x = '' } = generateKeyPairSync('ed25519').publicKey.export({ format: 'jwk' })
    assert.ok('key' in readPublicKey(Buffer.from(x, 'base64url')))
  }
})

/** y of RFC 8032 section 5.1.3 in little-endian order that decodes to no point, or to one of small order (section 5.1). */
const noPoints: Record<string, string> = {
  'y=2, where x² is no square': `02${'00'.repeat(31)}`,
  'y=1, the neutral element': `01${'00'.repeat(31)}`,
  'y=1 with the sign of x set': `01${'00'.repeat(30)}80`,
  'y=-1': `ec${'ff'.repeat(30)}7f`,
  'y=0': '00'.repeat(32),
  'y=p+3, where y=3 is a point': `f0${'ff'.repeat(30)}7f`,
  'a point of order 8': '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05',
}
for (const [name, octets] of Object.entries(noPoints))
  test(`public key: no key of Ed25519: ${name}`, () => {
    const reading = readPublicKey(hex(octets))
    assert.ok('says' in reading)
    assert.match(reading.says, /no public key of Ed25519/)
    assert.equal('says' in readPublicKey(Buffer.concat([hex('302a300506032b6570032100'), hex(octets)])), true)
  })
test('public key: y=3 is a point', () => assert.ok('key' in readPublicKey(hex(`03${'00'.repeat(31)}`))))

const refused: Record<string, [octets: Buffer, says: RegExp]> = {
  nothing: [Buffer.alloc(0), /0 octets that are no key/],
  'one octet': [hex('30'), /1 octets that are no key/],
  text: [Buffer.from('hello'), /no key/],
  'Ed25519 with an octet too few': [raw.subarray(1), /31 octets that are no key/],
  'Ed25519 with an octet too many': [Buffer.concat([raw, raw.subarray(0, 1)]), /33 octets that are no key/],
  'an elliptic curve': [
    generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey.export({ format: 'der', type: 'spki' }),
    /elliptic curves/,
  ],
  'RSA-PSS': [
    generateKeyPairSync('rsa-pss', { modulusLength: 1024 }).publicKey.export({ format: 'der', type: 'spki' }),
    /RSA-PSS/,
  ],
  Ed448: [generateKeyPairSync('ed448').publicKey.export({ format: 'der', type: 'spki' }), /Ed448/],
  'a negative modulus': [hex('3006 0201 ff 0201 03'), /private|negative/],
  'a negative modulus of more octets': [hex('3008 0203 ff0001 0201 03'), /negative/],
  'a modulus of zero': [hex('3007 0202 0000 0201 03'), /zero/],
  'no modulus': [hex('3005 0200 0201 03'), /damaged/],
  'a length that lies inside': [hex('3007 0209 0100 0201 03'), /damaged/],
  'a length without end': [hex('3080 0201 03 0000'), /no key/],
  'three numbers': [hex('300a 0202 0100 0201 03 0201 05'), /damaged/],
}
for (const [name, [octets, says]] of Object.entries(refused))
  test(`public key: refused: ${name}`, () => {
    const reading = readPublicKey(octets)
    assert.ok('says' in reading)
    assert.match(reading.says, says)
  })

test('public key: numbers of more than 16384 bits are not read', () => {
  const big = (octets: number) => {
    const number = Buffer.concat([hex('00'), Buffer.alloc(octets, 0xc1)])
    const header = (tag: number, length: number) => Buffer.from([tag, 0x82, length >> 8, length & 255])
    const content = Buffer.concat([header(2, number.length), number, hex('0201 03')])
    return Buffer.concat([header(0x30, content.length), content])
  }
  assert.ok('key' in readPublicKey(big(2048)))
  assert.ok('says' in readPublicKey(big(2049)))
  const oneBitMore = big(2048)
  // The zero before the number becomes its highest bit.
  oneBitMore[8] = 1
  assert.deepEqual([oneBitMore[7], oneBitMore[9]], [1, 0xc1])
  const reading = readPublicKey(oneBitMore)
  assert.ok('says' in reading)
  assert.match(reading.says, /more than 16384 bits/)
})
