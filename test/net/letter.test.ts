import assert from 'node:assert/strict'
import test from 'node:test'
import { type LetterOptions, openLetters } from '../../src/net/letter.ts'
import { parseHeader } from '../../src/records/mail/fields.ts'
import { privatePem } from '../support/letter-keys.ts'
import { keyLine } from '../support/letters.ts'
import { verified } from '../support/mail-verified.ts'

const token = 'abcdefghijklmnop'
const options = (changes: Partial<LetterOptions> = {}): LetterOptions => ({
  from: 'probe@shop.example',
  bulk: false,
  now: () => new Date('2026-11-24T06:00:00Z'),
  nonce: () => token,
  ...changes,
})
const latin1 = (octets: Uint8Array) => Buffer.from(octets).toString('latin1')

async function compose(changes: Partial<LetterOptions> = {}, recipient = 'anna@mail.example') {
  const letters = openLetters(options(changes))
  assert.ok(!('usage' in letters), JSON.stringify(letters))
  const letter = await letters(recipient)
  const text = latin1(letter.message)
  const head = text.slice(0, text.indexOf('\r\n\r\n'))
  const { fields, strays } = parseHeader(head)
  assert.deepEqual(strays, [])
  const value = (key: string) => {
    const found = fields.filter((field) => field.key === key)
    assert.ok(found.length <= 1, `${key} stands there ${found.length} times`)
    return found[0]?.value.replace(/\r\n(?=[ \t])/g, '').trim()
  }
  return { letter, text, value }
}

const refused = (changes: Partial<LetterOptions>): string => {
  const letters = openLetters(options(changes))
  assert.ok('usage' in letters, 'it is taken')
  return letters.usage
}

test('a composed message has every field that a message must have, each once, and says what it is', async () => {
  const { letter, text, value } = await compose()
  assert.equal(value('from'), 'probe@shop.example')
  assert.equal(value('to'), 'anna@mail.example')
  assert.equal(value('subject'), `relaycheck probe ${token}`)
  assert.equal(value('x-relaycheck-probe'), token)
  assert.equal(value('auto-submitted'), 'auto-generated')
  assert.equal(value('date'), 'Tue, 24 Nov 2026 06:00:00 +0000')
  assert.equal(value('mime-version'), '1.0')
  assert.match(value('message-id') ?? '', new RegExp(`^<${token}\\.[^@<>]+@shop\\.example>$`))
  assert.equal(value('message-id'), `<${letter.id}>`)
  assert.match(value('content-type') ?? '', /^multipart\/alternative;/)
  assert.equal(value('list-unsubscribe'), undefined)
  assert.match(text, /\r\nContent-Type: text\/plain/)
  assert.match(text, /\r\nContent-Type: text\/html/)
  assert.match(text, /relaycheck/)
  assert.match(text, /ignore it/)
  assert.deepEqual(
    [letter.token, letter.subject, letter.octets, letter.given],
    [token, `relaycheck probe ${token}`, letter.message.length, false],
  )
})

test('it is in ASCII, its lines end in CRLF and are no longer than 76 characters, whatever the addresses', async () => {
  for (const [from, to] of [
    ['probe@shop.example', 'anna@mail.example'],
    [`${'a'.repeat(64)}@shop.example`, `${'b'.repeat(64)}@${'c'.repeat(60)}.example`],
    ['probe@shop.example', '<script>&"@mail.example'],
  ] as const) {
    const { text } = await compose({ from, bulk: true }, to)
    assert.match(text, /^[\r\n\t -~]*$/)
    assert.doesNotMatch(text, /[^\r]\n|\r[^\n]/)
    const long = text.split('\r\n').filter((line) => line.length > 76 && line.includes(' ', 1))
    assert.deepEqual(long, [])
    assert.doesNotMatch(text, /<script>.*<\/td>/)
  }
})

/** Whatever may stand before the @ (RFC 5321 section 4.1.2). */
const locals = [
  '"a b>,<c"',
  '"()<>;:[]"',
  '"a \\" b"',
  '"a  b"',
  '"=?utf-8?q?x?="',
  "o'neil+x",
  '\u0433\u0440\u0435\u0442\u0430',
  '"$&$1"',
]
for (const local of locals)
  test(`From and To name ${local} as the envelope does`, async () => {
    const { value } = await compose({ from: `${local}@shop.example` }, `${local}@[IPv6:2001:db8::1]`)
    const bare = (key: string) => value(key)?.replace(/^<(.*)>$/, '$1')
    assert.deepEqual([bare('from'), bare('to')], [`${local}@shop.example`, `${local}@[IPv6:2001:db8::1]`])
  })

test('no address can add a field', async () => {
  const { value } = await compose({}, '"x\r\nBcc: y"@mail.example')
  assert.equal(value('bcc'), undefined)
})

test('each recipient has a token and a Message-ID of its own; they are random where nothing else is said', async () => {
  const letters = openLetters({ from: 'probe@shop.example', bulk: false })
  assert.ok(!('usage' in letters))
  const [one, two] = [await letters('a@mail.example'), await letters('a@mail.example')]
  assert.match(one.token, /^[a-z]{16}$/)
  assert.notEqual(one.token, two.token)
  assert.notEqual(one.id, two.id)
})

test('--bulk: List-Unsubscribe with an HTTPS address and One-Click (RFC 8058 section 3.1)', async () => {
  const own = await compose({ bulk: true })
  assert.equal(
    own.value('list-unsubscribe'),
    `<https://shop.example/relaycheck-probe/${token}>, <mailto:probe@shop.example?subject=unsubscribe%20${token}>`,
  )
  assert.equal(own.value('list-unsubscribe-post'), 'List-Unsubscribe=One-Click')
  assert.match(own.text, /No list is behind it/)
})

test('an author in another script: the domain in A-labels in Message-ID', async () => {
  const { value } = await compose({ from: 'probe@bücher.example' })
  assert.match(value('message-id') ?? '', /@xn--bcher-kva\.example>$/)
  assert.equal(value('from'), 'probe@xn--bcher-kva.example')
})

test('without an author nothing is composed', () => {
  assert.match(refused({ from: '' }), /author/)
})

const dkim = { key: privatePem('rsa2048'), selector: 's1', called: 'key.pem' }
const zone = keyLine({ domain: 'shop.example', selector: 's1', key: 'rsa2048' })

test('a signature verifies, for the domain of From, over the fields that tell what it is', async () => {
  const { text, value } = await compose({ dkim, bulk: true })
  assert.match(text, /^DKIM-Signature: /)
  const { signatures } = await verified(text, zone)
  assert.deepEqual(
    signatures.signatures.map(({ result, domain, selector }) => [result, domain, selector]),
    [['pass', 'shop.example', 's1']],
  )
  const signature = value('dkim-signature') ?? ''
  assert.match(signature, /c=relaxed\/relaxed/)
  const h = /[ \t]h=([^;]*)/.exec(signature)?.[1]?.replace(/\s/g, '').split(':') ?? []
  for (const name of ['from', 'to', 'subject', 'date', 'message-id', 'list-unsubscribe', 'list-unsubscribe-post'])
    assert.ok(h.includes(name), `${name} is not signed`)
})

test('a key that cannot sign is one sentence, without the key', () => {
  assert.match(refused({ dkim: { ...dkim, key: privatePem('ed25519') } }), /RSA/)
  const broken = privatePem('rsa2048').replace(/[A-Z]/g, 'x')
  const usage = refused({ dkim: { ...dkim, key: broken } })
  assert.match(usage, /key\.pem/)
  assert.ok(!usage.includes(broken.slice(40, 60)))
  assert.match(refused({ dkim: { ...dkim, selector: 'a;d=b.example' } }), /selector/)
  assert.match(refused({ from: 'probe@[192.0.2.1]', dkim }), /sign/)
})

const given = (text: string) => ({ given: { octets: Buffer.from(text, 'latin1'), called: 'own.eml' } })
const own =
  'From: Anna <anna@shop.example>\r\nSubject: =?x?=\todd  \r\nMessage-ID: <7@shop.example>\r\n\r\n.dot\r\n\xe4\r\n'

test('a given message goes out byte for byte, and is known by its own Message-ID', async () => {
  const { letter, text } = await compose(given(own))
  assert.equal(text, own)
  assert.deepEqual([letter.id, letter.token, letter.given, letter.octets], ['7@shop.example', '', true, own.length])
  const again = await compose(given(`X-Relaycheck-Probe: ${token}\r\n${own}`))
  assert.equal(again.letter.token, token)
})

test('a file with LF throughout has its CRs again', async () => {
  const { text } = await compose(given(own.replaceAll('\r\n', '\n')))
  assert.equal(text, own)
})

test('what SMTP cannot carry as it stands is not sent', () => {
  for (const text of [
    `${own}\nRCPT TO:<x@y.example>\r\n`,
    `${own}.\n`,
    `${own}a\rb\r\n`,
    own.replace('\r\n', '\r'),
    own.replaceAll('\r\n', '\r'),
  ])
    assert.match(refused(given(text)), /2\.3\.8/)
  assert.match(refused(given('')), /empty/)
  assert.match(refused(given('<html>\r\n')), /no message/)
  assert.match(refused(given(`From anna@shop.example Mon\r\n${own}`)), /mailbox file/)
})

test('a line that servers break, and a NUL, are told by their place', () => {
  const long = (octets: number) => given(`${own}${'x'.repeat(octets)}\r\nend\r\n`)
  assert.match(refused(long(999)), /^relaycheck: own\.eml line 7 is 999 octets long, and SMTP carries 998 /)
  assert.match(refused(given(`${own}end\r\n${'x'.repeat(5000)}`)), /line 8 is 5,000 octets long/)
  assert.ok(!('usage' in openLetters(options(long(998)))))
  // What is doubled on the way does not count (RFC 5321 section 4.5.3.1.6).
  assert.ok(!('usage' in openLetters(options(given(`${own}.${'x'.repeat(997)}\r\n`)))))
  assert.match(refused(given(`${own}a\0b\r\n`)), /^relaycheck: own\.eml has a NUL in line 7, /)
})

test('a signature on a given message is in front of it, and changes nothing', async () => {
  for (const text of [own, own.replace(/\.dot[\s\S]*$/, ''), `${own}no end`]) {
    const { text: sent } = await compose({ ...given(text), dkim })
    assert.ok(sent.endsWith(text))
    const { signatures } = await verified(sent, zone)
    assert.deepEqual(
      signatures.signatures.map(({ result, domain }) => [result, domain]),
      [['pass', 'shop.example']],
    )
  }
  const other = { ...given(own.replace('anna@shop.example', 'anna@Other.example')), dkim }
  assert.match((await compose(other)).value('dkim-signature') ?? '', /d=other\.example;/)
  assert.match(refused({ ...given(own.replace(/^From.*\r\n/, 'Date: x\r\n')), dkim }), /sign/)
})
