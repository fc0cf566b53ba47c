import assert from 'node:assert/strict'
import test from 'node:test'
import { parseExtensions } from '../../../src/records/smtp/extensions.ts'

const offered = (...lines: string[]) => parseExtensions(['mail.relay.example Hello', ...lines])

test('keywords are told as they came, in upper case; the server itself is none', () => {
  assert.deepEqual(parseExtensions(['STARTTLS', 'Pipelining', 'size 52428800', 'StartTLS', 'SMTPUTF8', 'auth Plain']), {
    starttls: true,
    auth: ['PLAIN'],
    size: 52_428_800,
    smtputf8: true,
    pipelining: true,
    keywords: ['PIPELINING', 'SIZE 52428800', 'STARTTLS', 'SMTPUTF8', 'AUTH PLAIN'],
  })
  assert.deepEqual(parseExtensions(['STARTTLS']), {
    starttls: false,
    auth: [],
    smtputf8: false,
    pipelining: false,
    keywords: [],
  })
  assert.equal(offered('XXXXXXXA').keywords[0], 'XXXXXXXA')
  assert.equal(offered('STARTTLSX', 'X STARTTLS').starttls, false)
})

test('mechanisms come in either form, each once, in the order of the server (RFC 4954 section 3)', () => {
  assert.deepEqual(offered('AUTH LOGIN PLAIN', 'AUTH=PLAIN CRAM-MD5').auth, ['LOGIN', 'PLAIN', 'CRAM-MD5'])
  assert.deepEqual(offered('AUTH=LOGIN').auth, ['LOGIN'])
  assert.deepEqual(offered('AUTH', 'AUTH=', 'AUTHPLAIN LOGIN').auth, [])
  assert.deepEqual(offered('AUTH  XOAUTH2\tOAUTHBEARER  ').auth, ['XOAUTH2', 'OAUTHBEARER'])
  assert.deepEqual(offered('AUTH PL=AIN \u001b[31m SCRAM-SHA-256-PLUS').auth, ['SCRAM-SHA-256-PLUS'])
})

for (const [line, size] of [
  ['SIZE 35882577', 35_882_577],
  ['SIZE 0', 'unlimited'],
  ['SIZE 00', 'unlimited'],
  ['SIZE 18446744073709551615', 'unlimited'],
  ['SIZE', undefined],
  ['SIZE lots', undefined],
  ['SIZE -1', undefined],
  ['SIZE 1e9', undefined],
  ['SIZE 123456789012345678901', undefined],
  ['SIZE=1000', undefined],
] as const)
  test(`"${line}" states ${size} (RFC 1870 section 4)`, () => assert.equal(offered(line).size, size))

test('of several sizes the first that is one counts', () => assert.equal(offered('SIZE x', 'SIZE 5', 'SIZE 9').size, 5))
