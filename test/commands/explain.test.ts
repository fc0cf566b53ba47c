import assert from 'node:assert/strict'
import test from 'node:test'
import { isReply } from '../../src/commands/explain.ts'
import { repliesIn } from '../../src/commands/explain-input.ts'
import { isExplained } from '../../src/formats/explain-reply.ts'
import * as bounces from '../support/bounces.ts'
import { relaycheck } from '../support/tool.ts'

const octets = (latin1: string) => Buffer.from(latin1, 'latin1')
const explained = (input: Buffer) => {
  const read = repliesIn(input)
  assert.ok(!('usage' in read), JSON.stringify(read))
  return read
}

const words: Record<string, boolean> = {
  'spf-lookups': false,
  'spf-lookups/too-many': false,
  'MX-Record': false,
  Greylisted: false,
  'mail.log': false,
  'mx-4': false,
  '550': true,
  '5.7.26': true,
  '550-5.7.26': true,
  'mailbox full': true,
  '550 5.1.1 User unknown': true,
}
for (const [what, is] of Object.entries(words))
  test(`${what} is ${is ? 'a reply' : 'an id'}`, () => assert.equal(isReply(what), is))

test('a reply on the command line: code 0, and 3 where nothing of it is known', async () => {
  for (const argv of [['550 5.1.1 User unknown'], ['550', '5.1.1', 'User', 'unknown']]) {
    const { code, out, err } = await relaycheck(['explain', ...argv])
    assert.deepEqual([code, err], [0, ''])
    assert.match(out, /^550 5\.1\.1 User unknown\n\n {2}There is no such mailbox\./)
  }
  const unknown = await relaycheck(['explain', 'the dog ate it'])
  assert.deepEqual([unknown.code, unknown.err], [3, ''])
  assert.match(unknown.out, /is not known here/)
  const json = await relaycheck(['explain', '--format', 'json', '550 5.1.1 User unknown'])
  assert.equal(JSON.parse(json.out).replies[0].pattern, 'user-unknown')
})

test('what was taken is known, by the enhanced code alone as well', () => {
  const { replies } = explained(octets('2.0.0 Nichts'))
  assert.ok(replies.every(({ reply }) => isExplained(reply)))
  assert.equal(replies.length, 1)
})

test('a bounce without a reason is no blank line, given as words either', async () => {
  const { code, out, err } = await relaycheck(['explain', 'Final-Recipient: rfc822; bob@rcpt.example\nAction: failed'])
  assert.deepEqual([code, out], [2, ''])
  assert.match(err, /^relaycheck: This is a bounce that does not say why the mail came back/)
})

test('checks are explained as ever', async () => {
  const { code, out } = await relaycheck(['explain', 'spf-lookups'])
  assert.equal(code, 0)
  assert.match(out, /^spf-lookups /)
})

test('a bounce as a message: each reply once, with how often it stands there', () => {
  const [gmail, ...more] = explained(octets(bounces.dsn(bounces.gmailRefusal))).replies
  assert.deepEqual([gmail?.reply.pattern, gmail?.count, more.length], ['gmail-unauth', 1, 0])
  const status = ['a', 'b', 'c'].flatMap((name) => [
    '',
    `Final-Recipient: rfc822; ${name}@rcpt.example`,
    'Action: failed',
    'Status: 5.1.1',
    `Diagnostic-Code: smtp; 550 5.1.1 <${name}@rcpt.example>: User unknown`,
  ])
  const [unknown, ...rest] = explained(octets(bounces.dsn(status))).replies
  assert.deepEqual([unknown?.reply.pattern, unknown?.count, rest.length], ['user-unknown', 3, 0])
  assert.deepEqual(unknown?.to, ['a@rcpt.example', 'b@rcpt.example', 'c@rcpt.example'])
})

test('a bounce of more recipients than are looked at: how many were not', () => {
  const bounce = (recipients: number) =>
    bounces.dsn(
      Array.from({ length: recipients }, (_, i) => [
        '',
        `Final-Recipient: rfc822; ${i}@rcpt.example`,
        'Action: failed',
        'Status: 5.1.1',
        `Diagnostic-Code: smtp; 550 5.1.1 <${i}@rcpt.example>: User unknown`,
      ]).flat(),
    )
  const { replies, unread } = explained(octets(bounce(103)))
  assert.deepEqual([replies[0]?.count, unread], [100, 3])
  assert.equal(explained(octets(bounce(100))).unread, undefined)
})

test('the same words to a recipient who was given up and to one who is tried again are two replies', () => {
  const status = ['failed', 'delayed'].flatMap((action) => [
    '',
    `Final-Recipient: rfc822; ${action}@rcpt.example`,
    `Action: ${action}`,
    'Status: 4.7.1',
    'Diagnostic-Code: smtp; 450 4.7.1 Greylisted, try again later',
  ])
  const told = explained(octets(bounces.dsn(status))).replies.map(({ reply, to }) => [to?.[0], reply.owner])
  assert.deepEqual(told, [
    ['failed@rcpt.example', 'sender'],
    ['delayed@rcpt.example', 'nobody'],
  ])
})

for (const [name, action] of Object.entries({
  'of no known Action': 'Action: zzz',
  'without an Action': 'X-Action: none',
}))
  test(`a report ${name} says nothing good by its Status alone`, async () => {
    const report = bounces.dsn(['', 'Final-Recipient: rfc822; bob@rcpt.example', action, 'Status: 2.0.0'])
    const [one] = explained(octets(report)).replies
    assert.equal(one?.reply.owner, 'unknown')
    assert.match(one?.reply.means ?? '', /^What became of the mail does not stand in the report: it/)
    assert.equal((await relaycheck(['explain', '-'], { input: [report] })).code, 3)
  })

/** What a bounce has for its reason -> what is said of it. */
const unexplained: Record<string, [diagnostic: string, means: RegExp]> = {
  'words that are not known': ['550 Nein', /^The server refuses it for good/],
  'a reply that took the mail': ['250 2.0.0 Ok: queued as 4XyZ', /given up all the same/],
}
for (const [name, [diagnostic, means]] of Object.entries(unexplained))
  test(`a bounce whose reason is ${name} is a bounce, and why it came back is not known`, async () => {
    const bounce = bounces.dsn([
      '',
      'Final-Recipient: rfc822; bob@rcpt.example',
      'Action: failed',
      'Status: 5.0.0',
      `Diagnostic-Code: smtp; ${diagnostic}`,
    ])
    const [one, ...more] = explained(octets(bounce)).replies
    assert.deepEqual([one?.reply.text, one?.reply.owner, more.length], [diagnostic, 'unknown', 0])
    assert.match(one?.reply.means ?? '', means)
    assert.equal((await relaycheck(['explain', '-'], { input: [bounce] })).code, 3)
  })

for (const [program, message] of Object.entries({
  qmail: bounces.qmail,
  Exim: bounces.exim,
  sendmail: bounces.sendmail,
  Exchange: bounces.exchange,
}))
  test(`a bounce of ${program}`, () =>
    assert.ok(explained(octets(message)).replies.every(({ reply }) => reply.pattern)))

test('standard input, and what it is wrong to put there', async () => {
  const read = await relaycheck(['explain', '-'], { input: ['550-5.1.1 User\n', '550 5.1.1 unknown\n'] })
  assert.equal(read.code, 0)
  assert.match(read.out, /^550 5\.1\.1 User unknown\n/)
  const empty = await relaycheck(['explain', '-'])
  assert.deepEqual([empty.code, empty.out], [2, ''])
  assert.match(empty.err, /^relaycheck: Standard input is empty/)
})

test('a file is read from standard input, and that is said', async () => {
  for (const what of ['mail.log', './bounce', '/tmp/bounce.eml']) {
    const { code, out, err } = await relaycheck(['explain', what])
    assert.deepEqual([code, out], [2, ''])
    assert.match(err, /^relaycheck: There is no check .* relaycheck explain - < FILE\n$/)
  }
})

const wrong: Record<string, [input: Buffer, says: RegExp]> = {
  nothing: [Buffer.alloc(0), /^relaycheck: Standard input is empty: .*\n$/],
  'blanks and line ends': [Buffer.from(' \r\n\n'), /is empty/],
  'what is no text': [Buffer.from([0x7f, 0x45, 0x4c, 0x46, 0, 1]), /is no text/],
  'a letter': [
    octets('From: a@b.example\r\nTo: c@d.example\r\nSubject: Hello\r\n\r\nHello\r\n'),
    /relaycheck message - judges it/,
  ],
  'a letter of more than a megabyte, of which the rest may say it': [
    octets(`From: a@b.example\r\nSubject: Hello\r\n\r\n${'Hello there\r\n'.repeat(100_000)}`),
    /of more than 1 MB, in the beginning of which nothing says that mail could not be delivered/,
  ],
  'a bounce without a reason': [
    octets(bounces.dsn(['', 'Final-Recipient: rfc822; bob@rcpt.example', 'Action: failed'])),
    /is a bounce that does not say why the mail to bob@rcpt\.example came back: relaycheck message - judges it/,
  ],
  'the part of a bounce for programs, without a reason': [
    octets('Final-Recipient: rfc822; bob@rcpt.example\nAction: failed\n'),
    /is a bounce that does not say why the mail came back: look in the log of the sending server/,
  ],
  'a complaint': [octets(bounces.arf(bounces.abuse)), /relaycheck message - judges it/],
}
for (const [name, [input, says]] of Object.entries(wrong))
  test(`asked wrongly: ${name}`, () => {
    const read = repliesIn(input)
    assert.ok('usage' in read)
    assert.match(read.usage, says)
    assert.equal(read.exitCode, 2)
  })

test('of a log what somebody has to act on comes first, and what is most frequent', () => {
  const line = (reply: string, i: number) =>
    `Nov 30 10:00:00 mail postfix/smtp[1]: 4A1B2C: to=<u${i}@x.example>, dsn=5.0.0, status=deferred (host mx.x.example[203.0.113.5] said: ${reply})`
  const replies = [
    '450 4.7.1 Greylisted',
    '552 5.2.2 Mailbox full',
    '450 4.7.1 Greylisted',
    '450 4.7.1 Greylisted',
    '550 5.1.1 User unknown',
    '550 5.1.1 User unknown',
  ]
  const read = explained(
    Buffer.from([...replies.map(line), 'Nov 30 10:00:00 mail postfix/qmgr[1]: 4A1B2C: removed'].join('\n')),
  )
  assert.deepEqual(
    read.replies.map(({ reply, count, to }) => [reply.pattern, count, to]),
    [
      ['user-unknown', 2, ['u4@x.example', 'u5@x.example']],
      ['mailbox-full', 1, ['u1@x.example']],
      ['greylist', 3, ['u0@x.example', 'u2@x.example', 'u3@x.example']],
    ],
  )
  assert.deepEqual([read.lines, read.passed], [7, 1])
})

test('of a bounce without any code that was pasted, what is known is told, and the rest passed over', () => {
  const { replies, lines, passed } = explained(
    Buffer.from(`** Address not found **

Your message wasn't delivered to bob@rcpt.example.

The response was:

The email account that you tried to reach does not exist.
`),
  )
  assert.deepEqual(
    replies.map(({ reply, to }) => [reply.text, reply.pattern, to]),
    [['The email account that you tried to reach does not exist.', 'user-unknown', ['bob@rcpt.example']]],
  )
  assert.deepEqual([lines, passed], [4, 0])
  const codes = explained(Buffer.from('550 Nein\n550 5.1.1 User unknown'))
  assert.deepEqual([codes.replies.length, codes.passed], [2, 0])
})

test('more than a megabyte: its beginning is read, and that is said', () => {
  const line = '550 5.1.1 User unknown\n'
  const { replies, cut } = explained(Buffer.from(line.repeat(100_000)))
  assert.deepEqual([cut, replies.length, replies[0]?.reply.pattern], [true, 1, 'user-unknown'])
})
