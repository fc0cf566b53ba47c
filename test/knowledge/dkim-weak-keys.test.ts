import assert from 'node:assert/strict'
import { createPublicKey } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import test from 'node:test'
import { fileURLToPath } from 'node:url'
import { publishedKeys } from '../../src/knowledge/dkim-weak-keys.ts'
import { parseDkimKey } from '../../src/records/dkim/parse.ts'
import { keyFingerprint, weaknessesOf } from '../../src/records/dkim/weak.ts'
import { published } from '../support/published-keys.ts'

const sourceOf = (record: string) => {
  const { key } = parseDkimKey([record])
  assert.ok(key, record)
  return publishedKeys.get(keyFingerprint(key))
}

test('published keys: those of the RFCs are known by their records', () => {
  assert.match(sourceOf(`v=DKIM1; p=${published.rfc6376}`) ?? '', /RFC 6376/)
  assert.match(sourceOf(`v=DKIM1; k=rsa; p=${published.rfc8463Rsa}`) ?? '', /RFC 8463/)
  assert.match(sourceOf(`v=DKIM1; k=ed25519; p=${published.rfc8463Ed25519}`) ?? '', /RFC 8463/)
})

test('published keys: the same key is known in each form, and with another exponent', () => {
  const pkcs1 = createPublicKey({ key: Buffer.from(published.rfc6376, 'base64'), format: 'der', type: 'spki' })
    .export({ format: 'der', type: 'pkcs1' })
    .toString('base64')
  assert.match(sourceOf(`v=DKIM1; p=${pkcs1}`) ?? '', /RFC 6376/)
  const { key } = parseDkimKey([`v=DKIM1; p=${published.rfc6376}`])
  assert.ok(key?.type === 'rsa')
  assert.deepEqual(
    weaknessesOf({ ...key, exponent: 3n }, publishedKeys).map(({ kind }) => kind),
    ['known'],
  )
})

test('published keys: a public key of a test suite whose private half nobody showed is none', () => {
  assert.equal(sourceOf(`v=DKIM1; p=${published.long2048}`), undefined)
  assert.equal(sourceOf(`v=DKIM1; p=${published.short512}`), undefined)
})

test('published keys: every fingerprint is one, and every source is a phrase that ends a sentence', () => {
  for (const [fingerprint, source] of publishedKeys) {
    assert.match(fingerprint, /^[0-9a-f]{64}$/)
    assert.match(source, /^\w.*[^.]$/)
  }
})

const suite = fileURLToPath(new URL('../../../shared/conformance/arc/arc_sign.json', import.meta.url))
const skip = !existsSync(suite) && `SKIPPED, the private key was not read: ${suite} is not there`

test('published keys: the private key of the ARC test suite is known by its public half', { skip }, () => {
  const [{ privatekey }] = JSON.parse(readFileSync(suite, 'utf8'))
  const p = createPublicKey(privatekey).export({ format: 'der', type: 'spki' }).toString('base64')
  assert.match(sourceOf(`v=DKIM1; p=${p}`) ?? '', /ARC/)
})
