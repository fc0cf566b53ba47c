import assert from 'node:assert/strict'
import test from 'node:test'
import { heloName, Misread, mailbox } from '../../../src/plan-values.ts'
import { auth, ehlo, helo, mailFrom, needsUtf8, rcptTo, response } from '../../../src/records/smtp/command.ts'

function read<T>(reading: () => T): T | undefined {
  try {
    return reading()
  } catch (error) {
    if (error instanceof Misread) return undefined
    throw error
  }
}

test('commands are said as RFC 5321 section 4.1.1 writes them', () => {
  assert.equal(ehlo('host.example'), 'EHLO host.example')
  assert.equal(helo('[192.0.2.1]'), 'HELO [192.0.2.1]')
  assert.equal(ehlo('[IPv6:2001:db8::1]'), 'EHLO [IPv6:2001:db8::1]')
  assert.equal(mailFrom(''), 'MAIL FROM:<>')
  assert.equal(mailFrom('a+b@shop.example'), 'MAIL FROM:<a+b@shop.example>')
  assert.equal(mailFrom('грета@shop.example', true), 'MAIL FROM:<грета@shop.example> SMTPUTF8')
  assert.equal(rcptTo('"a \\" b"@[192.0.2.1]'), 'RCPT TO:<"a \\" b"@[192.0.2.1]>')
  assert.equal(rcptTo('postmaster'), 'RCPT TO:<postmaster>')
  assert.equal(auth('PLAIN', 'AGEAYg=='), 'AUTH PLAIN AGEAYg==')
  assert.equal(auth('CRAM-MD5'), 'AUTH CRAM-MD5')
  assert.equal(response(''), '')
})

const broken = ['a\r\nQUIT', 'a\nb', 'a\0b', 'a\x1bb', 'a\x85b', 'a\u2028b', 'a b', 'a>b', 'a<b', '\ud800']
for (const text of broken)
  test(`${JSON.stringify(text)} goes into no command`, () => {
    for (const command of [ehlo, helo, auth, response, (one: string) => auth('PLAIN', one)])
      assert.throws(() => command(text), TypeError)
    for (const command of [mailFrom, rcptTo])
      for (const address of [text, `${text}@shop.example`, `a@${text}`])
        assert.throws(() => command(address), TypeError)
  })

test('what would add a parameter or a second path is no address', () => {
  for (const address of ['a@b> SIZE=1', 'a@b>,<c@d', '@x:a@b', 'a@b@c', '"a"b@c', 'a@', '@b', ''])
    assert.throws(() => rcptTo(address), TypeError)
  assert.throws(() => mailFrom('a'.repeat(5000)), TypeError)
})

test('whatever a person may give as an address or a name can be said', () => {
  const typed = [
    'a,b',
    'a(b)',
    'a;b:c',
    'a\\b',
    '[a]',
    '"a b"',
    '"a\\"> b"',
    'ключ',
    '\u{1f468}\u200d\u{1f469}',
    '"a"b"',
    '"a\\"',
    'a b',
  ]
  const said: string[] = []
  for (const local of typed) {
    const address = read(() => mailbox('--from', `${local}@Bücher.example`))
    if (address === undefined) continue
    assert.equal(mailFrom(address), `MAIL FROM:<${local}@xn--bcher-kva.example>`)
    said.push(local)
  }
  assert.deepEqual(said, typed.slice(0, -3))
  for (const name of [
    'Host.example',
    'bücher.example',
    '[192.0.2.1]',
    '[2001:db8::1]',
    '[IPv6:2001:db8::1]',
    '_x.example',
  ])
    assert.match(ehlo(heloName(name)), /^EHLO \S+$/)
})

test('only what is outside ASCII needs SMTPUTF8', () => {
  assert.equal(needsUtf8('a@xn--bcher-kva.example'), false)
  assert.equal(needsUtf8('bücher@shop.example'), true)
  assert.equal(needsUtf8('a@bücher.example'), true)
})
