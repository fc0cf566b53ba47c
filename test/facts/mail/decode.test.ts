import assert from 'node:assert/strict'
import test from 'node:test'
import { decodeCharset, decodeContent, decodeWords } from '../../../src/facts/mail/decode.ts'
import { shortestTime } from '../../support/mutate.ts'

test('encoded words (RFC 2047 section 8)', () => {
  for (const [text, decoded] of Object.entries({
    '=?US-ASCII?Q?Keith_Moore?= <moore@cs.utk.edu>': 'Keith Moore <moore@cs.utk.edu>',
    '=?ISO-8859-1?Q?Keld_J=F8rn_Simonsen?=': 'Keld Jørn Simonsen',
    '=?ISO-8859-1?B?SWYgeW91IGNhbiByZWFkIHRoaXMgeW8=?= =?ISO-8859-2?B?dSB1bmRlcnN0YW5kIHRoZSBleGFtcGxlLg==?=':
      'If you can read this you understand the example.',
    '=?ISO-8859-1?Q?a?= b': 'a b',
    '=?ISO-8859-1?Q?a?=     =?ISO-8859-1?Q?b?=': 'ab',
    '=?utf-8?b?w6k=?=': 'é',
    'no words': 'no words',
    '=?utf-8?x?a?=': '=?utf-8?x?a?=',
    '=?': '=?',
  }))
    assert.equal(decodeWords(text), decoded)
})

test('encoded-word bombs: bounded in length and time', () => {
  for (const piece of [
    '=?utf-8?q?a?= ',
    '=?utf-8?b?YQ==?=',
    '=?',
    '=?a?q?',
    '?=',
    '=?utf-8?q?=',
    ' ',
    '=?utf-8?q?_',
    '=?x?b?',
  ]) {
    const text = `=?utf-8?q?a?=${piece.repeat(200_000)}x`
    const ms = shortestTime(() => assert.ok(decodeWords(text).length <= 20_000), 200)
    assert.ok(ms <= 200, `${ms} ms on ${piece}`)
  }
})

const qp = (text: string) => decodeContent(Buffer.from(text, 'latin1'), 'quoted-printable').toString('latin1')

test('quoted-printable by the letter of RFC 2045 section 6.7', () => {
  for (const [text, decoded] of Object.entries({
    "Now's the time =\r\nfor all folk to come=\r\n to the aid of their country.":
      "Now's the time for all folk to come to the aid of their country.",
    '=3D=3d=E9': '==\xe9',
    'blanks  \t\r\nat the end ': 'blanks\r\nat the end',
    'kept =20\nkept=09': 'kept  \nkept\t',
    '=': '',
    '= \t': '',
    '=4': '=4',
    '==\r\n': '=',
    '=G1': '=G1',
    'a\rb': 'a\rb',
    'a \rb': 'a \rb',
  }))
    assert.equal(qp(text), decoded, JSON.stringify(text))
})

test('quoted-printable and base64 made to hurt', () => {
  for (const encoding of ['quoted-printable', 'base64'])
    for (const piece of [' ', '=', '= ', '=\n', ' \n', '=3', 'A=', '=A', '\t=', '\0']) {
      const octets = Buffer.from(`${piece.repeat(400_000)}x`)
      const ms = shortestTime(() => assert.ok(decodeContent(octets, encoding).length <= octets.length), 300)
      assert.ok(ms <= 300, `${ms} ms on ${encoding} ${JSON.stringify(piece)}`)
    }
})

test('charsets: a label that is none, and one made to hurt', () => {
  const octets = Buffer.from('caf\xe9', 'latin1')
  for (const charset of [
    '',
    'us-ascii',
    'ISO-8859-1',
    ' latin1 ',
    'no-such',
    'utf-99',
    '*',
    '\0',
    'x'.repeat(100_000),
    '__proto__',
    'constructor',
  ])
    assert.equal(decodeCharset(octets, charset), 'café', charset.slice(0, 20))
  assert.equal(decodeCharset(octets, 'utf-8'), 'caf\ufffd')
  assert.equal(decodeCharset(Buffer.from('+AOk-'), 'utf-7'), 'é')
})
