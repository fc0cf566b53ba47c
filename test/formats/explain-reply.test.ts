import assert from 'node:assert/strict'
import test from 'node:test'
import { isExplained, type RepliesExplained, repliesJson, repliesText } from '../../src/formats/explain-reply.ts'
import { explainReply } from '../../src/knowledge/replies.ts'
import { readReply } from '../../src/records/reply/read.ts'

const style = { color: 0, width: 80, unicode: true, verbosity: 'normal' } as const
const of = (...texts: readonly string[]): RepliesExplained => ({
  replies: texts.map((text, i) => ({ reply: explainReply(readReply(text)), count: i + 1 })),
  more: 0,
  cut: false,
})

test('a reply for people: what it says, what it means, whose move it is, what to do, what to run', () => {
  assert.equal(
    repliesText(of('554 5.7.1 Service unavailable; Client host [192.0.2.1] blocked using bl.spamcop.net'), style),
    `554 5.7.1 Service unavailable; Client host [192.0.2.1] blocked using
  bl.spamcop.net

  Mail from this address was reported to SpamCop; the listing ends about a day
  after the last report. The next move is up to whoever runs the sending server.

  Find out what was reported, stop it, and wait a day. Where it is a relay's
  address, tell the relay.

    relaycheck ip 192.0.2.1

  reputation
`,
  )
})

test('where it is written: for people in short, each place once; for programs whole', () => {
  const sources = [
    'RFC 7489 section 10.3',
    'https://learn.microsoft.com/exchange/mail-flow/non-delivery-reports-in-exchange-online',
    'https://github.com/sisimai/p5-sisimai: lib/Sisimai/Rhost/Microsoft.pm',
    'https://github.com/sisimai/p5-sisimai/issues/467',
    'https://www.spamhaus.org/faqs',
    'https://github.com/vdukhovni/postfix: postfix/src/smtp/smtp_connect.c, smtp_addr.c',
  ]
  const reply = { ...explainReply(readReply('550 5.1.1 User unknown')), sources }
  const told = { replies: [{ reply, count: 1 }], more: 0, cut: false }
  assert.match(
    repliesText(told, style),
    /^ {2}recipient; RFC 7489 section 10\.3; learn\.microsoft\.com; spamhaus\.org$/m,
  )
  assert.deepEqual(JSON.parse(repliesJson(told, { name: 'relaycheck', version: '1.2.3' })).replies[0].sources, sources)
})

test('an address is corrected by whoever wrote, not by whoever runs a server', () => {
  const told = repliesText(of('550 5.1.1 User unknown'), { ...style, width: 100 })
  assert.match(told, /There is no such mailbox\. The next move is up to whoever sent the message\.$/m)
  assert.doesNotMatch(told, /whoever runs/)
})

test('whom it kept the mail from is told where the reply does not say it', () => {
  const [one] = of('550 5.1.1 <a@x.example>: User unknown').replies
  assert.ok(one)
  const told = (to: readonly string[], toMore = 0) =>
    repliesText({ replies: [{ ...one, to, toMore }], more: 0, cut: false }, style)
  assert.match(told(['a@x.example', 'b@y.example']), /User unknown\n {2}to a@x\.example, b@y\.example\n\n/)
  assert.match(
    told(['a@x.example', 'b@x.example', 'c@x.example', 'd@x.example'], 3),
    /\n {2}to a@x\.example, b@x\.example, c@x\.example and 4 more\n/,
  )
  assert.doesNotMatch(told(['a@x.example']), /\n {2}to /)
  assert.doesNotMatch(told([]), /\n {2}to /)
  assert.match(told(['\u001b[2J@x.example']), /^(?:[^\p{Cc}]|\n)*$/u)
  const programs = (to: readonly string[], toMore: number) =>
    JSON.parse(
      repliesJson(
        { replies: [{ ...one, to, toMore }], more: 0, cut: false, lines: 9, passed: 3 },
        { name: 'relaycheck', version: '1.2.3' },
      ),
    )
  const {
    replies: [json],
    lines,
    passed,
  } = programs(['a@x.example'], 7)
  assert.deepEqual([json.recipients, json.moreRecipients, lines, passed], [['a@x.example'], 7, 9, 3])
})

test('how much of a log was passed over', () => {
  const log = { ...of('550 5.1.1 User unknown'), lines: 1234, passed: 1200 }
  assert.match(repliesText(log, style), /\n1,234 lines were read, of which 1,200 tell of no refusal\.\n$/)
  assert.match(
    repliesText({ ...log, lines: 3, passed: 1 }, style),
    /^3 lines were read, of which 1 tells of no refusal\.$/m,
  )
  assert.doesNotMatch(repliesText({ ...log, lines: 1, passed: 0 }, style), /read/)
})

test('recipients of a bounce who were not looked at are told', () => {
  const bounce = of('550 5.1.1 User unknown')
  assert.match(
    repliesText({ ...bounce, unread: 1200 }, style),
    /^1,200 more recipients of the bounce were not looked at\.$/m,
  )
  assert.match(repliesText({ ...bounce, unread: 1 }, style), /^1 more recipient of the bounce was not looked at\.$/m)
  const { unread } = JSON.parse(repliesJson({ ...bounce, unread: 3 }, { name: 'relaycheck', version: '1.2.3' }))
  assert.equal(unread, 3)
})

test('the last line says nothing twice, and nothing where nothing is known', () => {
  assert.match(repliesText(of('mailbox full'), style), /\n {2}mailbox-full\n$/)
  assert.match(repliesText(of('the dog ate it'), style), /in the\n {2}bounce or in the log\.\n$/)
  assert.match(repliesText(of('250 2.0.0 Ok'), style), /\n {2}RFC 5321 section 4\.2\.1\n$/)
})

test('several replies, and how often each stands there', () => {
  const text = repliesText({ ...of('550 5.1.1 User unknown', '550 5.7.1 SPF fail'), more: 1234, cut: true }, style)
  assert.match(text, /^550 5\.7\.1 SPF fail \(2 times\)$/m)
  assert.match(text, /^1,234 more different replies are left out\.$/m)
  assert.match(text, /^The input is larger than 1 MB: its beginning was read\.$/m)
  assert.match(text, /^ {4}relaycheck domain DOMAIN --ip ADDRESS --only 'spf-\*'$/m)
  assert.match(text, /^Words in capitals in a command stand for what the reply does not tell\.$/m)
  assert.doesNotMatch(repliesText(of('550 5.1.1 User unknown'), style), /capitals/)
})

test('whatever a server says moves no cursor, gives no orders, and fits the page', () => {
  const hostile = `550 5.1.1 \u001b[2J\u202e ##[error]x <a@b.example>: User unknown ${'word '.repeat(900)}`
  for (const unicode of [true, false]) {
    const text = repliesText(of(hostile), { ...style, unicode })
    assert.match(text, /^(?:[^\p{Cc}\u202e]|\n)*$/u)
    assert.doesNotMatch(text, /##\[/)
    assert.ok(text.length < 3000)
    for (const line of text.split('\n')) assert.ok(line.length <= 80, line)
  }
  assert.doesNotMatch(repliesJson(of(hostile), { name: 'relaycheck', version: '1.2.3' }), /\u001b|\u202e|##\[/)
})

test('a reply for programs', () => {
  const { replies, ...rest } = JSON.parse(
    repliesJson(of('550 5.1.1 <bob@rcpt.example>: Recipient address rejected: User unknown'), {
      name: 'relaycheck',
      version: '1.2.3',
    }),
  )
  assert.deepEqual(rest, {
    schema: 1,
    tool: { name: 'relaycheck', version: '1.2.3' },
    command: 'explain',
    more: 0,
    cut: false,
  })
  assert.deepEqual(replies, [
    {
      text: '550 5.1.1 <bob@rcpt.example>: Recipient address rejected: User unknown',
      code: 550,
      enhanced: '5.1.1',
      enhancedMeans: 'there is no such mailbox, for good',
      class: 'recipient',
      owner: 'sender',
      reason: 'no-such-mailbox',
      means: 'There is no such mailbox.',
      fix: 'Correct the address, or take it off your list.',
      next: [],
      pattern: 'user-unknown',
      sources: ['RFC 5321 section 4.2.2', 'https://github.com/zone-eu/zone-mta: config/bounces.txt'],
      count: 1,
      names: ['bob@rcpt.example'],
      recipients: [],
      moreRecipients: 0,
    },
  ])
})

test('an unknown reply is called unknown', () => {
  for (const [text, known] of [
    ['the dog ate it', false],
    ['550 Nein', false],
    ['451 Nein', true],
    ['550 5.7.23 Nein', true],
    ['250 2.0.0 Ok', true],
    ['550 User unknown', true],
  ] as const)
    assert.equal(isExplained(explainReply(readReply(text))), known, text)
})
