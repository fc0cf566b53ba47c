import assert from 'node:assert/strict'
import test from 'node:test'
import { mostReplies, takeApart } from '../../../src/records/reply/lines.ts'
import { shortestTime } from '../../support/mutate.ts'

const texts = (text: string) =>
  takeApart(text).replies.map(({ said, count }) => `${said.text}${count > 1 ? ` x${count}` : ''}`)

const inputs: Record<string, [text: string, replies: string[]]> = {
  'a reply of three lines': ['550-5.7.26 one\n550-5.7.26 two\n550 5.7.26 three', ['550 5.7.26 one two three']],
  'two replies of one line': [
    '550 5.1.1 User unknown\n552 5.2.2 Mailbox full',
    ['550 5.1.1 User unknown', '552 5.2.2 Mailbox full'],
  ],
  'two with the same code': [
    '550 5.1.1 User unknown\n550 5.1.1 No mailbox here',
    ['550 5.1.1 User unknown', '550 5.1.1 No mailbox here'],
  ],
  'the same one twice, for other people': [
    '550 5.1.1 <a@x.example>: unknown\n\n550 5.1.1 <b@y.example>: unknown',
    ['550 5.1.1 <a@x.example>: unknown x2'],
  ],
  'a line that a terminal broke': [
    '554 5.7.1 Client host [192.0.2.1] blocked\n  using zen.spamhaus.org',
    ['554 5.7.1 Client host [192.0.2.1] blocked using zen.spamhaus.org'],
  ],
  'prose around it': [
    'Dear user,\n\nyour mail was refused:\n\n550 5.1.1 User unknown\n\nRegards',
    ['550 5.1.1 User unknown'],
  ],
  'words without a code': ['mailbox full', ['mailbox full']],
  'quoted lines': ['> 550-5.7.1 one\n> 550 5.7.1 two', ['550 5.7.1 one two']],
  'lines of Postfix': [
    [
      'Nov 30 10:00:00 mail postfix/smtp[1]: 4A1B2C: to=<a@x.example>, relay=mx.x.example[203.0.113.5]:25, delay=1, dsn=5.1.1, status=bounced (host mx.x.example[203.0.113.5] said: 550 5.1.1 <a@x.example>: User unknown (in reply to RCPT TO command))',
      'Nov 30 10:00:00 mail postfix/smtp[1]: 4A1B2D: to=<b@x.example>, relay=mx.x.example[203.0.113.5]:25, delay=1, dsn=5.1.1, status=bounced (host mx.x.example[203.0.113.5] said: 550 5.1.1 <b@x.example>: User unknown (in reply to RCPT TO command))',
      'Nov 30 10:00:00 mail postfix/smtp[1]: 4A1B2E: to=<c@x.example>, relay=mx.x.example[203.0.113.5]:25, delay=1, dsn=2.0.0, status=sent (250 2.0.0 Ok)',
      'Nov 30 10:00:00 mail postfix/qmgr[1]: 4A1B2E: removed',
      'Nov 30 10:00:00 mail postfix/submission/smtpd[1]: NOQUEUE: reject: RCPT from unknown[192.0.2.9]: 554 5.7.1 <d@y.example>: Relay access denied; from=<e@z.example> to=<d@y.example> proto=ESMTP helo=<x>',
      'Nov 30 10:00:00 mail postfix/smtp[1]: 4A1B2F: host mx.x.example[203.0.113.5] said: 450 4.2.0 Greylisted (in reply to RCPT TO command)',
    ].join('\n'),
    [
      '550 5.1.1 <a@x.example>: User unknown x2',
      '554 5.7.1 <d@y.example>: Relay access denied',
      '450 4.2.0 Greylisted',
    ],
  ],
  'lines of Exim': [
    [
      '2026-11-30 10:00:00 1rABCD-000123-4X <= news@shop.example U=shop P=local S=500',
      '2026-11-30 10:00:01 1rABCD-000123-4X ** bob@rcpt.example R=dnslookup T=remote_smtp H=mx.rcpt.example [203.0.113.5] X=TLS1.3: SMTP error from remote mail server after RCPT TO:<bob@rcpt.example>: 550 5.1.1 User unknown',
      '2026-11-30 10:00:02 1rABCD-000124-4X == eve@rcpt.example R=dnslookup T=remote_smtp defer (-44) H=mx.rcpt.example [203.0.113.5]: SMTP error from remote mail server after RCPT TO:<eve@rcpt.example>: 451 4.7.1 Greylisting in action',
      '2026-11-30 10:00:03 1rABCD-000123-4X Completed',
      '2026-11-30 10:00:04 H=(x) [192.0.2.9] F=<a@b.example> rejected RCPT <c@d.example>: relay not permitted',
    ].join('\n'),
    ['550 5.1.1 User unknown', '451 4.7.1 Greylisting in action', 'relay not permitted'],
  ],
  'a line of sendmail': [
    'Nov 30 10:00:00 mail sm-mta[1]: 4AUA0: to=<bob@rcpt.example>, delay=00:00:01, mailer=esmtp, relay=mx.rcpt.example. [203.0.113.5], dsn=4.2.0, stat=Deferred: 450 4.2.0 Greylisted',
    ['450 4.2.0 Greylisted'],
  ],
  'a line of qmail': [
    '@4000 delivery 5: failure: 203.0.113.5_does_not_like_recipient./Remote_host_said:_550_5.1.1_no_such_user/Giving_up_on_203.0.113.5./',
    ['550 5.1.1 no such user'],
  ],
  'the part of a bounce for programs': [
    'Reporting-MTA: dns; mail.shop.example\n\nFinal-Recipient: rfc822; bob@rcpt.example\nAction: failed\nStatus: 5.1.1\nRemote-MTA: dns; mx.rcpt.example\nDiagnostic-Code: smtp; 550 5.1.1\n User unknown',
    ['550 5.1.1 User unknown'],
  ],
}
for (const [name, [text, replies]] of Object.entries(inputs))
  test(`taken apart: ${name}`, () => {
    assert.deepEqual(texts(text), replies)
    assert.deepEqual(texts(text.replaceAll('\n', '\r\n')), replies)
  })

test('the server of a bounce is named without its address, which is not the sender’s', () => {
  const [reply] = takeApart(
    'Final-Recipient: rfc822; bob@rcpt.example\nAction: failed\nStatus: 5.7.1\nRemote-MTA: dns; MX.rcpt.example (203.0.113.5)\nDiagnostic-Code: smtp; 550 5.7.1 203.0.113.5 takes nothing from 198.51.100.7',
  ).replies
  assert.deepEqual([reply?.said.host, reply?.said.about.ip], ['mx.rcpt.example', '198.51.100.7'])
})

test('where the part for programs gives no reason, the words around it may', () => {
  const silent = 'Final-Recipient: rfc822; bob@rcpt.example\nAction: failed\n'
  assert.deepEqual(texts(silent), [])
  assert.deepEqual(texts(`${silent}\nmx.rcpt.example said: 550 5.1.1 User unknown\n`), ['550 5.1.1 User unknown'])
  const told = 'Hi. This is the qmail-send program at a.example.\n\n<bob@rcpt.example>:\n550 5.1.1 User unknown\n\n'
  const [reply] = takeApart(told + silent).replies
  assert.deepEqual([reply?.said.text, reply?.to], ['550 5.1.1 User unknown', ['bob@rcpt.example']])
})

test('recipients of a bounce beyond those that are looked at are counted, for programs as in words', () => {
  const reported = Array.from(
    { length: 150 },
    (_, i) =>
      `Final-Recipient: rfc822; u${i}@rcpt.example\nAction: failed\nDiagnostic-Code: smtp; 550 5.1.1 User unknown`,
  )
  const told = Array.from({ length: 150 }, (_, i) => `<u${i}@rcpt.example>:\n550 5.1.1 User unknown`)
  for (const text of [
    reported.join('\n\n'),
    `Hi. This is the qmail-send program at a.example.\n\n${told.join('\n\n')}`,
  ]) {
    const { replies, unread } = takeApart(text)
    assert.deepEqual([replies[0]?.count, unread], [100, 50])
  }
  assert.equal(takeApart(reported.slice(0, 100).join('\n\n')).unread, undefined)
})

test('a log tells who sent, to whom, and through which server', () => {
  const [reply] = takeApart(
    [
      'Nov 30 10:00:00 mail postfix/qmgr[1]: 4A1B2C: from=<news@shop.example>, size=1, nrcpt=1 (queue active)',
      'Nov 30 10:00:00 mail postfix/smtp[1]: 4A1B2C: to=<bob@rcpt.example>, relay=MX.rcpt.example[203.0.113.5]:25, dsn=5.7.1, status=bounced (host mx.rcpt.example[203.0.113.5] said: 550 No, 203.0.113.5 (in reply to end of DATA command))',
    ].join('\n'),
  ).replies
  assert.deepEqual(reply?.said.about, {
    domain: 'shop.example',
    to: 'rcpt.example',
    host: 'mx.rcpt.example',
    port: '25',
    from: 'news@shop.example',
  })
  assert.equal(reply?.said.gaveUp, true)
  assert.deepEqual([reply?.said.host, reply?.said.enhanced], ['mx.rcpt.example', '5.7.1'])
})

test('whom a reply kept the mail from, each once, and how many lines tell of nothing', () => {
  const line = (to: string, rest: string) => `Nov 30 10:00:00 mail postfix/smtp[1]: 4A1B2C: to=<${to}>, ${rest}`
  const bounced = 'dsn=5.1.1, status=bounced (host mx.x.example[203.0.113.5] said: 550 5.1.1 User unknown)'
  const names = Array.from({ length: 14 }, (_, i) => `u${i}@x.example`)
  const { replies, lines, passed } = takeApart(
    [
      ...[...names, ...names].map((to) => line(to, bounced)),
      '',
      line('c@x.example', 'dsn=2.0.0, status=sent (250 2.0.0 Ok)'),
      'Nov 30 10:00:00 mail postfix/qmgr[1]: 4A1B2E: removed',
      '550-5.7.1 one',
      '550 5.7.1 two',
      'and its rest',
    ].join('\n'),
  )
  assert.deepEqual(
    replies.map(({ count, to, toMore }) => [count, to, toMore]),
    [
      [28, names.slice(0, 10), 4],
      [1, [], 0],
    ],
  )
  assert.deepEqual([lines, passed], [33, 2])
})

test('the recipient stands in the reply itself, too', () => {
  const { replies, lines, passed } = takeApart('550 5.1.1 <a@x.example>: unknown\n\n550 5.1.1 <b@y.example>: unknown')
  assert.deepEqual(
    replies.map(({ to }) => to),
    [['a@x.example', 'b@y.example']],
  )
  assert.deepEqual([lines, passed], [2, 0])
  assert.deepEqual(takeApart('<me@shop.example>: Sender address rejected: not owned by user x').replies[0]?.to, [])
})

const pasted: Record<string, [text: string, replies: (readonly [text: string, to?: string])[]]> = {
  'of Postfix': [
    `This is the mail system at host mail.shop.example.

I'm sorry to have to inform you that your message could not
be delivered to one or more recipients. It's attached below.

<bob@rcpt.example>: host mx.rcpt.example[203.0.113.5] said: 550-5.7.26 This
    mail has been blocked. 550-5.7.26 Gmail requires all senders to
    authenticate 550 5.7.26 Done (in reply to end of DATA command)

<eve@other.example>: connect to mx.other.example[203.0.113.9]:25: Connection
    timed out

<ann@third.example>: Host or domain name not found. Name service error for
    name=third.example type=AAAA: Host not found
`,
    [
      ['550 5.7.26 This mail has been blocked. Gmail requires all senders to authenticate Done', 'bob@rcpt.example'],
      ['connect to mx.other.example[203.0.113.9]:25: Connection timed out', 'eve@other.example'],
      [
        'Host or domain name not found. Name service error for name=third.example type=AAAA: Host not found',
        'ann@third.example',
      ],
    ],
  ],
  'of Exim': [
    `This message was created automatically by mail delivery software.

A message that you sent could not be delivered to one or more of its
recipients. This is a permanent error. The following address(es) failed:

  bob@rcpt.example
    host mx.rcpt.example [203.0.113.5]
    SMTP error from remote mail server after RCPT TO:<bob@rcpt.example>:
    550 5.1.1 User unknown
  eve@other.example
    retry timeout exceeded
`,
    [
      ['550 5.1.1 User unknown', 'bob@rcpt.example'],
      ['retry timeout exceeded', 'eve@other.example'],
    ],
  ],
  'a paragraph of Postfix alone': [
    '<eve@other.example> (expanded from <all@shop.example>): connect to mx.other.example[203.0.113.9]:25: Connection timed out',
    [['connect to mx.other.example[203.0.113.9]:25: Connection timed out', 'eve@other.example']],
  ],
  'words of Postfix as a server, without a code': [
    '<bob@rcpt.example>: Recipient address rejected: User unknown',
    [['<bob@rcpt.example>: Recipient address rejected: User unknown', 'bob@rcpt.example']],
  ],
}
for (const [name, [text, replies]] of Object.entries(pasted))
  test(`a bounce that was pasted: ${name}`, () =>
    assert.deepEqual(
      takeApart(text).replies.map(({ said, to }) => [said.text, ...to]),
      replies,
    ))

const spf = 'google.com: domain of news@shop.example does not designate 192.0.2.1 as permitted sender'
const below: Record<string, [text: string, replies: string[]]> = {
  'an original message': [
    `mx.rcpt.example said: 550 5.1.1 User unknown\n\n----- Original message -----\n\nSubject: x\n\n550 5.7.1 no\n${spf}`,
    ['550 5.1.1 User unknown'],
  ],
  'its header': [
    `550 5.1.1 User unknown\n\nReturn-Path: <a@b.example>\nReceived-SPF: fail (${spf})\nSubject: 550 5.7.1 no\n`,
    ['550 5.1.1 User unknown'],
  ],
  'its header, quoted': [
    `> 550 5.1.1 User unknown\n>\n> Return-Path: <a@b.example>\n> Received: from x\n> Subject: 550 5.7.1 no\n`,
    ['550 5.1.1 User unknown'],
  ],
  'what somebody forwarded': [
    '-----Original Message-----\nFrom: MAILER-DAEMON@mail.shop.example\nSent: Monday\n\n550 5.1.1 User unknown\n',
    ['550 5.1.1 User unknown'],
  ],
  'words above what somebody forwarded': [
    'What is this?\n\n-----Original Message-----\nFrom: a@b.example\n\n550 5.1.1 User unknown\n',
    ['550 5.1.1 User unknown'],
  ],
  'a comment on SPF alone': [spf, []],
  'a header alone': [`Received-SPF: fail (${spf})\n client-ip=192.0.2.1`, []],
  'a reply about SPF': [`550 5.7.23 ${spf}`, [`550 5.7.23 ${spf}`]],
}
for (const [name, [text, replies]] of Object.entries(below))
  test(`never reply text: ${name}`, () => assert.deepEqual(texts(text), replies))

test('a log that a program wrapped in JSON', () => {
  const line =
    '{"log":"Nov 30 10:00:00 mail postfix/smtp[1]: 4A1: to=<a@b.example>, relay=none, status=deferred (connect to mx.b.example[203.0.113.1]:25: Connection timed out)\\n","stream":"stdout"}'
  assert.deepEqual(texts(line), ['connect to mx.b.example[203.0.113.1]:25: Connection timed out'])
})

test('no more different replies are told than anybody reads', () => {
  const text = Array.from(
    { length: mostReplies + 20 },
    (_, i) =>
      `550 5.1.1 reason ${String.fromCharCode(97 + (i % 26), 97 + (Math.floor(i / 26) % 26), 97 + Math.floor(i / 676))}`,
  ).join('\n\n')
  const { replies, more } = takeApart(text)
  assert.deepEqual([replies.length, more], [mostReplies, 20])
})

const megabyte = 1_048_576
const hostile: Record<string, string> = {
  'codes without end': '550-5.7.26 ',
  'lines without end': '550 x\n',
  'one line of letters': 'a',
  blanks: ' ',
  'line ends': '\n',
  mailboxes: 'a@b.example ',
  'at signs': '@',
  brackets: 'host a[1.2.3.4] said: ',
  logs: 'postfix/smtp[1]: ABCDEF: to=<a@b>, status=bounced (',
  Exim: '2026-11-30 10:00:00 1rABCD-000123-4X ** ',
  'RFC 3464': 'Final-Recipient: rfc822; a@b\n\n',
  digits: '1.2.3.4.',
  'fields of a header': 'Received: from a\n by b\n',
  'fields of nobody': 'X-A: b\n c\n',
  'forwarded mail': 'a\n-----Original Message-----\n',
  'quoted lines': '> > 550 x\n',
  'results of authentication': 'Received-SPF: pass\n x\n',
  'lists of lists': '[',
  JSON: '{"notificationType":"Bounce"}\n',
  'an SPF comment': 'domain of a designates b as permitted sender ',
  'recipients without an end': 'Final-Recipient: rfc822; a@b\nAction: failed\nDiagnostic-Code: smtp; 550\n\n',
}
for (const [name, piece] of Object.entries(hostile))
  test(`a megabyte of ${name} is read in time`, () => {
    const text = piece.repeat(Math.ceil(megabyte / piece.length))
    const ms = shortestTime(() => takeApart(text), 2500)
    assert.ok(ms <= 2500, `${ms} ms`)
  })
