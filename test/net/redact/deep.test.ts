import assert from 'node:assert/strict'
import { Buffer } from 'node:buffer'
import test from 'node:test'
import { finder } from '../../../src/net/redact/deep.ts'

const hex = (text: string, encoding: BufferEncoding = 'utf8') => Buffer.from(text, encoding).toString('hex')
const base64 = (text: string, encoding: BufferEncoding = 'utf8') => Buffer.from(text, encoding).toString('base64')
const octets = (text: string, as: (octet: number) => string, between: string) =>
  [...Buffer.from(text, 'utf8')].map(as).join(between)
const pair = (octet: number) => octet.toString(16).padStart(2, '0')

/** RFC 4648 section 6. */
function base32(text: string): string {
  const bits = octets(text, (octet) => octet.toString(2).padStart(8, '0'), '')
  const five = bits.padEnd(Math.ceil(bits.length / 5) * 5, '0').match(/.{5}/g) ?? []
  return five.map((one) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'[Number.parseInt(one, 2)]).join('')
}

const forms: Readonly<Record<string, (text: string) => string>> = {
  'as it is': (text) => text,
  capitals: (text) => text.toUpperCase(),
  'a blank between its letters': (text) => [...text].join(' '),
  'a hyphen between them': (text) => [...text].join('-'),
  'zero width between them': (text) => [...text].join('\u200b'),
  'NUL between them': (text) => [...text].join('\0'),
  'a bell in its middle': (text) => `${text.slice(0, 4)}\x07${text.slice(4)}`,
  'composed otherwise': (text) => text.normalize('NFD'),
  'UTF-8 read as latin1': (text) => Buffer.from(text).toString('latin1'),
  'UTF-16 in base64': (text) => base64(text, 'utf16le'),
  'UTF-16 in hexadecimal': (text) => hex(text, 'utf16le'),
  'UTF-16 the other way round': (text) => Buffer.from(text, 'utf16le').swap16().toString('base64'),
  'hexadecimal with hyphens': (text) => octets(text, pair, '-'),
  'hexadecimal as in a program': (text) => octets(text, (octet) => `0x${pair(octet)}`, ', '),
  'decimal octets': (text) => octets(text, String, ' '),
  'binary octets': (text) => octets(text, (octet) => octet.toString(2).padStart(8, '0'), ' '),
  'base64 twice': (text) => base64(base64(text)),
  'base64 of hexadecimal': (text) => base64(hex(text)),
  'hexadecimal of base64': (text) => hex(base64(text)),
  base32,
  'UTF-7 as in IMAP': (text) =>
    text.replace(/[^ -~]+/g, (other) => {
      const utf16 = Buffer.from(other, 'utf16le').swap16().toString('base64')
      return `&${utf16.replace(/=+$/, '').replaceAll('/', ',')}-`
    }),
  'octal numbers': (text) => octets(text, (octet) => `\\${octet.toString(8).padStart(3, '0')}`, ''),
  'code points': (text) => [...text].map((one) => `U+${one.codePointAt(0)?.toString(16).padStart(4, '0')} `).join(''),
}
const passwords = ['hunter22', 'grösse-geheim', 'pa"ss \\w\'d', '日本語のパスワード', 'Correct Horse']
const isRight = (password: string, what: string, form: string) =>
  assert.ok(finder(password)(`no <${form}> here`), `${password}, ${what}: ${form}`)

for (const [what, form] of Object.entries(forms))
  test(`found: ${what}`, () => {
    for (const password of passwords) isRight(password, what, form(password))
  })

test('what real servers say holds no password', () => {
  const said = [
    'mail.relay.example ESMTP Postfix (Debian/GNU)',
    '2.7.0 Authentication successful',
    'Authentication failed: check user and pass phrase, see https://support.example.com/articles/28543815517209-SPF',
    '<me@shop.example>: sender ok, queued as 4XyZabcdEfGhIjKlMnOp',
    'PDE4OTYuNjk3MTcwOTUyQHBvc3RvZmZpY2UucmVzdG9uLm1jaS5uZXQ+',
    'Client host [203.0.113.9] blocked, id aabbccdd-eeff-0011-2233-445566778899',
  ]
  for (const password of passwords) for (const text of said) assert.ok(!finder(password)(text), `${password}: ${text}`)
})

test('a short one is found where one thing stands between its letters, and not in what happens to hold them', () => {
  const isIn = finder('this')
  for (const text of ['this', 'T-h-i-s', 't.h.i.s', Buffer.from('this').toString('base64')]) assert.ok(isIn(text), text)
  assert.ok(!isIn('auth is gone'))
  assert.ok(finder('----')('a ---- b'))
  assert.ok(!finder('----')('a - b'))
  assert.ok(!finder('')('anything'))
})

for (const piece of ['QUJD', '4a', '%25', '&#x0', '=', '12 ', '01', 'aGVsbG8=\n', '\\', 'MFRGG', '\u0301', '&AP-', 'a'])
  test(`64 KB of ${JSON.stringify(piece)} cost no more than two seconds`, () => {
    const begun = performance.now()
    finder('hunter22')(piece.repeat((64 * 1024) / piece.length))
    assert.ok(performance.now() - begun < 2000, `${Math.round(performance.now() - begun)} ms`)
  })
