import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import test from 'node:test'
import { hashOf, openBodyHashes } from '../../../src/facts/mail/body-hashes.ts'
import { canonicalBody } from '../../../src/facts/mail/canonical-body.ts'

function canonical(form: 'simple' | 'relaxed', body: string, size = body.length): string {
  const parts: string[] = []
  const made = canonicalBody(form, (octets) => parts.push(Buffer.from(octets).toString('latin1')))
  const octets = Buffer.from(body, 'latin1')
  for (let at = 0; at < octets.length; at += size) made.write(octets.subarray(at, at + size))
  made.end()
  return parts.join('')
}

// RFC 6376 section 3.4.5, and 3.4.3 and 3.4.4 for bodies without a line.
const bodies: Record<string, [body: string, simple: string, relaxed: string]> = {
  'the example of section 3.4.5': [' C \r\nD \t E\r\n\r\n\r\n', ' C \r\nD \t E\r\n', ' C\r\nD E\r\n'],
  'no body': ['', '\r\n', ''],
  'empty lines alone': ['\r\n\r\n', '\r\n', ''],
  'blanks alone': [' \t\r\n', ' \t\r\n', ''],
  'a last line without its end': ['a', 'a\r\n', 'a\r\n'],
  'LF alone': ['a\n\nb \n\n', 'a\r\n\r\nb \r\n', 'a\r\n\r\nb\r\n'],
  'a CR that ends no line': ['a\rb \r c\r', 'a\rb \r c\r\r\n', 'a\rb \r c\r\r\n'],
  'empty lines between others': ['a\r\n \r\n\r\nb\r\n', 'a\r\n \r\n\r\nb\r\n', 'a\r\n\r\n\r\nb\r\n'],
}
for (const [name, [body, simple, relaxed]] of Object.entries(bodies))
  test(`a body in both forms: ${name}`, () => {
    for (const size of [1, 2, 3, 100]) {
      assert.equal(canonical('simple', body, size), simple)
      assert.equal(canonical('relaxed', body, size), relaxed)
    }
  })

test('the hashes of no body are those of RFC 6376 sections 3.4.3 and 3.4.4', () => {
  const none = Buffer.alloc(0)
  assert.equal(hashOf(none, { form: 'simple', algorithm: 'sha1' }), 'uoq1oCgLlTqpdDX/iUbLy7J1Wic=')
  assert.equal(hashOf(none, { form: 'simple', algorithm: 'sha256' }), 'frcCV1k9oG9oKj3dpUqdJg1PxRT2RSN/XKdLCPjaYaY=')
  assert.equal(hashOf(none, { form: 'relaxed', algorithm: 'sha1' }), '2jmj7l5rSw0yVb/vlWAYkK/YBwk=')
  assert.equal(hashOf(none, { form: 'relaxed', algorithm: 'sha256' }), '47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=')
})

test('l= covers so many octets of the canonical body; each hash is made once, whatever is wanted beside it', () => {
  const wants = [
    { form: 'relaxed', algorithm: 'sha256', covered: 3 },
    { form: 'relaxed', algorithm: 'sha256', covered: 0 },
    { form: 'relaxed', algorithm: 'sha256' },
  ] as const
  const hashes = openBodyHashes(wants)
  for (const part of ['a ', ' b', 'c\r\nd\r\n']) hashes.write(Buffer.from(part))
  hashes.end()
  const sha = (text: string) => createHash('sha256').update(text).digest('base64')
  assert.equal(hashes.hash(wants[0]), sha('a b'))
  assert.equal(hashes.hash(wants[1]), sha(''))
  assert.equal(hashes.hash(wants[2]), sha('a bc\r\nd\r\n'))
})

test('a body of 300,000 empty lines and one more, and a line of 20 MB, take no square of the time', () => {
  const started = performance.now()
  const lines = canonical('relaxed', `${'\r\n'.repeat(300_000)}a`, 1000)
  assert.equal(lines.length, 600_003)
  const chunk = Buffer.alloc(65_536, 'a b')
  const simple = { form: 'simple', algorithm: 'sha256' } as const
  const hashes = openBodyHashes([simple, { form: 'relaxed', algorithm: 'sha256' }])
  const whole = createHash('sha256')
  for (let i = 0; i < 320; i++) {
    hashes.write(chunk)
    whole.update(chunk)
  }
  hashes.end()
  assert.equal(hashes.hash(simple), whole.update('\r\n').digest('base64'))
  assert.ok(performance.now() - started < 5000)
})
