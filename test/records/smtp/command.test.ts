import assert from 'node:assert/strict'
import test from 'node:test'
import { heloName, Misread, mailbox } from '../../../src/plan-values.ts'
import { auth, ehlo, helo, mailFrom, needsUtf8, rcptTo, response } from '../../../src/records/smtp/command.ts'

function faultOf(reading: () => unknown): Misread {
  try {
    reading()
  } catch (error) {
    if (error instanceof Misread) return error
    throw error
  }
  throw new assert.AssertionError({ message: 'nothing was refused' })
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
  for (const local of ["a!#$%&'*+-/=?^_`{|}~.b", '"a b"', '"a\\"> b"', '"a,b"', 'ключ', '\u{1f468}\u200d\u{1f469}']) {
    const address = mailbox('--from', `${local}@Bücher.example`)
    assert.equal(mailFrom(address), `MAIL FROM:<${local}@xn--bcher-kva.example>`)
    assert.equal(rcptTo(address), `RCPT TO:<${local}@xn--bcher-kva.example>`)
  }
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

const quotable = ['a,b', 'a(b)', 'a;b:c', 'a\\b', '[a]', 'a..b', '.a', 'a.', 'a b', 'a@b', 'a<b', '"a"b', '"a\\"', '"']
for (const local of quotable)
  test(`${JSON.stringify(local)} is no local part (RFC 5321 section 4.1.2), and the way in which it is one is said`, () => {
    const address = `${local}@shop.example`
    const { message } = faultOf(() => mailbox('--from', address))
    const [, meant = ''] = /has to be between quotes, '(.+)'\.$/s.exec(message) ?? []
    assert.equal(mailbox('--from', meant), meant, message)
    for (const command of [mailFrom, rcptTo]) {
      assert.throws(() => command(address), TypeError)
      assert.ok(command(meant).includes(`<${meant}>`))
    }
  })

/** What somebody types that is no address -> the advice, by which nobody else is written to. */
const advised: Record<string, string> = {
  'a@x.example,b@y.example': 'give it once for each, --to a@x.example --to b@y.example',
  'a@x.example; b@y.example': 'give it once for each, --to a@x.example --to b@y.example',
  'a@x.example b@y.example': 'give it once for each, --to a@x.example --to b@y.example',
  'Bob <b@y.example>, <a@x.example>': 'give it once for each, --to b@y.example --to a@x.example',
  'Bob <b@y.example>': 'give the address alone, --to b@y.example',
  '"Doe, Bob" <b@y.example>': 'give the address alone, --to b@y.example',
  'bob@old.example <b@y.example>': 'give the address alone, --to b@y.example',
  'mailto:b@y.example': 'give the address alone, --to b@y.example',
}
for (const [typed, advice] of Object.entries(advised))
  test(`--to ${typed}: ${advice}`, () => {
    const { message } = faultOf(() => mailbox('--to', typed))
    assert.equal(message, `--to takes an address (user@example.com), not "${typed}": ${advice}.`)
  })

test('several senders, or a list that cannot be taken apart', () => {
  const one = faultOf(() => mailbox('--envelope-from', 'a@x.example,b@y.example')).message
  assert.match(one, /: that is more than one, give one alone, --envelope-from a@x\.example\.$/)
  for (const typed of ["o'a@x.example,b@y.example", 'a@,b@y.example', 'Bob <b@y.example', 'mailto: x@b@y.example'])
    assert.doesNotMatch(faultOf(() => mailbox('--to', typed)).message, /quotes/)
})

test('what quotes do not make a local part is refused without advice, and blanks are no null sender', () => {
  for (const typed of [
    'a\tb@shop.example',
    'a\u0085b@shop.example',
    'a\u2028b@shop.example',
    'a\u202eb@shop.example',
    'a\u200bb@shop.example',
    '@shop.example',
    'a',
    ' ',
    '',
  ])
    assert.match(faultOf(() => mailbox('--from', typed)).message, /takes an address .*, not "[^"]*"\.$/s)
  assert.equal(mailbox('--from', ' <> '), '')
  assert.throws(() => mailbox('--from', '"a\u200eb"@shop.example'), Misread)
})

test('a response of a login is as long as RFC 4954 section 4 lets it be', () => {
  assert.equal(response('A'.repeat(12_286)).length, 12_286)
  assert.throws(() => response('A'.repeat(12_287)), TypeError)
})

test('only what is outside ASCII needs SMTPUTF8', () => {
  assert.equal(needsUtf8('a@xn--bcher-kva.example'), false)
  assert.equal(needsUtf8('bücher@shop.example'), true)
  assert.equal(needsUtf8('a@bücher.example'), true)
})
