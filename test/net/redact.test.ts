import assert from 'node:assert/strict'
import { Buffer } from 'node:buffer'
import test from 'node:test'
import { passwordRedactor } from '../../src/net/redact.ts'

const user = 'shop@example.com'
const password = 'S3cr^t+pä"ß w😀rd'
const redact = passwordRedactor(password, user)

const utf8 = (text: string) => Buffer.from(text, 'utf8')
const base64 = (text: string) => utf8(text).toString('base64')
const octets = (as: (octet: number) => string) => [...utf8(password)].map(as).join('')
const points = (as: (code: number) => string) => [...password].map((one) => as(one.codePointAt(0) ?? 0)).join('')
const units = (as: (code: number) => string) =>
  Array.from({ length: password.length }, (_, i) => as(password.charCodeAt(i))).join('')
const hex = (code: number, digits = 2) => code.toString(16).padStart(digits, '0')

/** The password as somebody may say it back. */
const encodings: Record<string, string> = {
  'as it is': password,
  'in capitals': password.toUpperCase(),
  'in small letters': password.toLowerCase(),
  'its UTF-8 read as latin1': utf8(password).toString('latin1'),
  'in a URL': encodeURIComponent(password),
  'in a URL, as little as can be': encodeURI(password),
  'in a URL in a URL': encodeURIComponent(encodeURIComponent(password)),
  'in a form': new URLSearchParams({ '': password }).toString().slice(1),
  'in a URL, all of it, small letters': octets((one) => `%${hex(one)}`),
  'quoted-printable': octets((one) => `=${hex(one).toUpperCase()}`),
  'quoted-printable, broken': octets((one) => `=${hex(one).toUpperCase()}`).replace('=33', '=33=\r\n'),
  xtext: octets((one) => `+${hex(one).toUpperCase()}`),
  'in a string of JSON': JSON.stringify(password).slice(1, -1),
  '\\x': octets((one) => `\\x${hex(one)}`),
  '\\x{}': points((one) => `\\x{${hex(one)}}`),
  '\\u': units((one) => `\\u${hex(one, 4)}`),
  '\\u{}': points((one) => `\\u{${one.toString(16)}}`),
  '\\U': points((one) => `\\U${hex(one, 8)}`),
  decimal: octets((one) => `\\${String(one).padStart(3, '0')}`),
  octal: octets((one) => `\\${one.toString(8).padStart(3, '0')}`),
  'HTML, decimal': points((one) => `&#${one};`),
  'HTML, hexadecimal': points((one) => `&#x${one.toString(16)};`),
  'HTML, by name': password.replace('"', '&quot;'),
  'in several ways': password.replace('S', '%53').replace('c', '&#99;').replace('r', '\\x72').replace('w', '=77'),
  hexadecimal: utf8(password).toString('hex'),
  'hexadecimal, in capitals': utf8(password).toString('hex').toUpperCase(),
  'hexadecimal, as a dump': octets((one) => `${hex(one)} `).trim(),
  'hexadecimal, with colons': octets((one) => `${hex(one)}:`).slice(0, -1),
  base64: base64(password),
  'base64, an octet on': base64(`1${password}`),
  'base64, two octets on': base64(`12${password}.`),
  'base64, of capitals': base64(password.toUpperCase()),
  'base64, broken': base64(`the password was ${password}, which is wrong`).replace(/.{20}/g, '$&\r\n '),
  base64url: utf8(`?>${password}?>`).toString('base64url'),
  'base64 in a URL': encodeURIComponent(base64(`?>${password}`)),
  'AUTH PLAIN': base64(`\0${user}\0${password}`),
  'AUTH PLAIN for somebody': base64(`${user}\0${user}\0${password}`),
  XOAUTH2: base64(`user=${user}\x01auth=Bearer ${password}\x01\x01`),
  OAUTHBEARER: base64(`n,a=${user},\x01host=relay.example\x01port=587\x01auth=Bearer ${password}\x01\x01`),
}
for (const [how, text] of Object.entries(encodings))
  test(`a password is taken out: ${how}`, () => {
    const clean = redact(`535 5.7.8 before ${text} between <${text}> after`)
    const around = /^535 5\.7\.8 before (.*)\[password\](.*) between <\1\[password\]\2> after$/s.exec(clean)
    assert.ok(around, clean)
    for (const rest of around.slice(1)) assert.doesNotMatch(`${rest} ${Buffer.from(rest, 'base64')}`, /s3c|cr\^t|\+p/i)
  })

test('the whole response of a login goes, not the password in it alone', () => {
  for (const response of [
    `\0${user}\0${password}`,
    `${user}\0${user}\0${password}`,
    `user=${user}\x01auth=Bearer ${password}\x01\x01`,
  ])
    assert.equal(redact(`334 ${base64(response)}`), '334 [password]')
})

test('what stands before a password does not hide it', () => {
  const odd = passwordRedactor('34 c/d', 'shop')
  for (const text of [
    '34 c/d',
    '34%20c%2Fd',
    '34%2520c%252Fd',
    Buffer.from('34 c/d').toString('hex'),
    base64('34 c/d'),
  ])
    for (const before of ['=', 'password=', '+', '9', 'f', 'x:', 'ab/', '&', '\\ '])
      assert.ok(odd(`${before}${text}`).endsWith('[password]'), `${before}${text}`)
})

test('a password in the middle of a word is one; twice over is twice', () => {
  const clean = passwordRedactor('tr0ub4dor', 'shop')
  assert.equal(clean('xtr0ub4dorx tr0ub4dortr0ub4dor'), 'x[password]x [password][password]')
  assert.equal(passwordRedactor('abab', 'shop')('xababab-'), 'x[password]-', 'occurrences that overlap')
})

test('a text without it stays what it is', () => {
  for (const text of [
    '',
    '250-SIZE 52428800',
    '220 mail.example.com ESMTP =3D %41 \\x41 &amp; 00:ff:10 dGhlIHF1aWNrIGJyb3du',
    '535 5.7.8 \u{1f600} \ud83d S3cr^t',
  ])
    assert.equal(redact(text), text)
  assert.equal(passwordRedactor('', 'shop')('535 no'), '535 no')
})

test('no character of a password means anything to us', () => {
  for (const odd of [
    '.*.*',
    '(((((',
    '[a-z]+$',
    '\\\\\\\\',
    '%41%42',
    '$&$1',
    '&amp;&',
    '=3D=3D',
    '+41+41',
    'a\u0000b\u0007',
    'tab\t\b\f',
  ])
    for (const text of [odd, encodeURIComponent(odd), JSON.stringify(odd).slice(1, -1), base64(odd)])
      assert.equal(passwordRedactor(odd, 'shop')(`no ${text}, said I`), 'no [password], said I', text)
})

test('a password that the label holds does not make it longer each time', () => {
  for (const odd of ['password', 'pass', '[password]', 'word]']) {
    const clean = passwordRedactor(odd, 'shop')
    const once = clean(`no ${odd} and ${base64(odd)}`)
    assert.equal(once, 'no [password] and [password]')
    assert.equal(clean(once), once)
  }
  assert.equal(passwordRedactor('] and', 'shop')('[password] and'), '[password[password]')
})

test('a password of less than four characters is replaced as a word and in the response of a login alone', () => {
  const clean = passwordRedactor('hi', 'shop')
  assert.equal(clean('535 5.7.8 hi: this is high, hi-fi'), '535 5.7.8 [password]: this is high, hi-fi')
  assert.equal(clean(`334 ${base64('hi')} ${base64('\0shop\0hi')}`), '334 [password] [password]')
  assert.equal(passwordRedactor('5', 'shop')('535 5.7.5 5'), '535 5.7.5 [password]')
  assert.equal(passwordRedactor('ä€😀', 'shop')('no ä€😀. xä€😀'), 'no [password]. xä€😀')
  assert.equal(passwordRedactor('ä€😀x', 'shop')('xä€😀xx'), 'x[password]x', 'four characters, not octets')
})

/** Passwords and what of them a server may say without end. */
const patient: Record<string, [password: string, piece: string]> = {
  'nearly the password': ['aaaab', 'a'],
  'the password, overlapping': ['x'.repeat(4000), 'x'],
  'backslashes, each escaped or not': ['\\'.repeat(101), '\\'],
  'per cent, each escaped or not': [`${'%25'.repeat(100)}!`, '%25'],
  'hexadecimal and base64': ['abababab', '61'],
  labels: ['word', '[password]'],
  'what begins an escape': ['secret', '&#x0'],
  'what ends none': ['secret', '%='],
}
for (const [what, [odd, piece]] of Object.entries(patient))
  test(`64 KB cost no more than their length: ${what}`, () => {
    const clean = passwordRedactor(odd, 'shop')
    const [short, long] = [4, 64].map((size) => `${piece.repeat((size * 1024) / piece.length)}.`)
    clean(short ?? '')
    const begun = performance.now()
    clean(long ?? '')
    assert.ok(performance.now() - begun < 2000, `${Math.round(performance.now() - begun)} ms`)
  })
