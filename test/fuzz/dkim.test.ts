import assert from 'node:assert/strict'
import { createPublicKey } from 'node:crypto'
import test from 'node:test'
import { parseDkimKey } from '../../src/records/dkim/parse.ts'
import { readPublicKey, showPublicKey } from '../../src/records/dkim/public-key.ts'
import type { DkimKeyRecord } from '../../src/records/dkim/record.ts'
import { weaknessesOf } from '../../src/records/dkim/weak.ts'
import { fuzzInputs, mutations, shortestTime } from '../support/mutate.ts'
import { published } from '../support/published-keys.ts'

const { long2048, rfc6376, short512, rfc8463Ed25519 } = published
const seeds = [
  `v=DKIM1; k=rsa; t=s; n=a note; p=${rfc6376}`,
  `v=DKIM1; k=ed25519; p=${rfc8463Ed25519}`,
  `"v=DKIM1; k=rsa; " "p=${long2048.slice(0, 200)}" "${long2048.slice(200)}"`,
  `v=DKIM1 k=RSA, h=sha1:sha256 s=email:* g=* x=1 p=-----BEGIN PUBLIC KEY-----\\n${short512}\\n-----END PUBLIC KEY-----`,
  `\xef\xbb\xbfv=dkim1\\; p=${short512.replace(/\+/g, '-')}&quot;; V=DKIM1; P=; ;; =x; \xe2\x80\x9cq\xe2\x80\x9d=1 v=DKIM1; p=`,
  `v=DKIM1; ${'k = '.repeat(40)}${'v:'.repeat(40)}${' '.repeat(400)}p=${';'.repeat(40)}MIIEvQIBADANBgkqhkiG9w0BAQEFAASC`,
  '-----BEGIN RSA PRIVATE KEY-----MIICXQIBAAKBgQ v=spf1 -all google-site-verification=x s1.domainkey.relay.example',
].map((text) => Buffer.from(text, 'latin1'))

/** What a key is, but for the form it stands in. */
const nameOf = ({ key }: DkimKeyRecord) => key && (key.type === 'rsa' ? `${key.modulus} ${key.exponent}` : key.hex)

test('parseDkimKey: whatever comes, quick, without a throw, every fault at its place, mended without a fault and with the same key', () => {
  let mended = 0
  for (const octets of mutations(seeds, fuzzInputs(), 6376)) {
    const text = Buffer.from(octets).toString('latin1')
    let record = parseDkimKey([])
    const parse = () => {
      record = parseDkimKey([text])
    }
    if (shortestTime(parse, 50) > 50) assert.fail(`too slow: ${JSON.stringify(text.slice(0, 2000))}`)
    for (const { text: part, start } of record.faults)
      if (!text.startsWith(part, start)) assert.fail(`not at ${start}: ${part} in ${JSON.stringify(text)}`)
    const meant = record.faults[0]?.meant
    if (meant === undefined) continue
    mended++
    const again = parseDkimKey([meant])
    if (again.faults.length > 0 || nameOf(again) !== nameOf(record) || again.revoked !== record.revoked)
      assert.fail(`${JSON.stringify(text)} -> ${JSON.stringify(meant)}`)
  }
  assert.ok(mended > fuzzInputs() / 40, `${mended} mended`)
})

/** Just as long as is still read, and as long as a TXT record can be. */
const lengths = [8192, 65535]

test('parseDkimKey: the longest text that is read, and the longest that a TXT record can hold, in less than 50 ms', () => {
  const pieces = [
    'v=',
    'p=',
    ' ',
    ';',
    'k=v=',
    '"',
    '\\',
    '=',
    'A',
    ' p',
    '- ',
    '&quot;',
    '-----BEGIN',
    'v=DKIM1;p=',
    '\xe2\x80\x8b',
    'n ',
    ',',
    'P=;',
    'K=;',
    'P=A;',
    'a;',
    '=;',
    'k=k=',
    'p |',
    '-_',
  ]
  for (const head of ['', 'v=DKIM1; p=', 'v=DKIM1; n=', 'v=DKIM1; k='])
    for (const piece of pieces)
      for (const length of lengths) {
        const text = (head + piece.repeat(length)).slice(0, length)
        const time = shortestTime(() => parseDkimKey([text]), 50)
        assert.ok(time < 50, `${time} ms: ${head} ${piece}`)
      }
})

const keys = [long2048, rfc6376, short512].map((key) => Buffer.from(key, 'base64'))
const forms = [
  ...keys,
  ...keys.map((key) => createPublicKey({ key, format: 'der', type: 'spki' }).export({ format: 'der', type: 'pkcs1' })),
  Buffer.from(`302a300506032b6570032100${Buffer.from(rfc8463Ed25519, 'base64').toString('hex')}`, 'hex'),
]

test('readPublicKey: whatever comes, quick, without a throw; what is a key is the one that OpenSSL reads', () => {
  let read = 0
  for (const octets of mutations(forms, fuzzInputs(), 5280)) {
    let found = readPublicKey(octets)
    const time = shortestTime(() => {
      found = readPublicKey(octets)
      if ('key' in found) weaknessesOf(found.key, new Map())
    }, 100)
    const shown = Buffer.from(octets).toString('hex')
    if (time > 100) assert.fail(`too slow: ${shown}`)
    if (!('key' in found)) continue
    read++
    const { key } = found
    const base64 = Buffer.from(showPublicKey(key), 'base64')
    const again = readPublicKey(base64)
    assert.deepEqual('key' in again && { ...again.key, form: 0 }, { ...key, form: 0 }, shown)
    if (key.type === 'ed25519') continue
    const { n = '', e = '' } = createPublicKey({
      key: Buffer.from(octets),
      format: 'der',
      type: key.form,
    }).export({ format: 'jwk' })
    assert.equal(BigInt(`0x${Buffer.from(n, 'base64url').toString('hex')}`), key.modulus, shown)
    assert.equal(BigInt(`0x${Buffer.from(e, 'base64url').toString('hex')}`), key.exponent, shown)
  }
  assert.ok(read > fuzzInputs() / 20, `${read} read`)
})
