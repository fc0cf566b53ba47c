import assert from 'node:assert/strict'
import test from 'node:test'
import { takeApart } from '../../../src/records/reply/lines.ts'
import { transcriptIn } from '../../../src/records/reply/transcript.ts'
import { shortestTime } from '../../support/mutate.ts'

const session = `220 mx.example.org ESMTP
EHLO mail.shop.example
250-mx.example.org
250 STARTTLS
MAIL FROM:<bounce@shop.example>
250 2.1.0 Ok
RCPT TO:<ann@example.org>
550-5.1.1 No such user
550 5.1.1 here
RCPT TO:<eve@example.org>
452 4.2.2 Mailbox full
QUIT
221 2.0.0 Bye`

const repliesIn = (text: string) =>
  takeApart(text).replies.map(({ said }) => [said.recipient, said.host, said.about.from, said.text])

test('of a session what the server refused, each to its recipient; nothing of what it took', () => {
  const rows = [
    ['ann@example.org', 'mx.example.org', 'bounce@shop.example', '550 5.1.1 No such user here'],
    ['eve@example.org', 'mx.example.org', 'bounce@shop.example', '452 4.2.2 Mailbox full'],
  ]
  const marked = (client: string, server: string) =>
    session.replace(/^/gm, client).replace(new RegExp(`^${client}(?=\\d)`, 'gm'), server)
  for (const text of [
    session,
    marked('C: ', 'S: '),
    marked('>>> ', '<<< '),
    marked('--> ', '<-- '),
    marked('> ', '< '),
  ])
    assert.deepEqual(repliesIn(text), rows, text)
})

test('a session as swaks prints it', () => {
  const text = `=== Trying mx.example.org:25...
=== Connected to mx.example.org.
<-  220 mx.example.org ESMTP
 -> EHLO mail.shop.example
<-  250 HELP
 -> MAIL FROM:<bounce@shop-typo.example>
<-  250 2.1.0 Ok
 -> RCPT TO:<ann@example.org>
<** 550 5.1.8 <bounce@shop-typo.example>: Sender address rejected: Domain not found
 -> QUIT
<-  221 2.0.0 Bye
=== Connection closed with remote host.`
  assert.deepEqual(
    repliesIn(text).map(([to, host, , said]) => [to, host, said]),
    [
      [
        'ann@example.org',
        'mx.example.org',
        '550 5.1.8 <bounce@shop-typo.example>: Sender address rejected: Domain not found',
      ],
    ],
  )
})

test('the message that is sent is no reply, and what is said of it is said to all', () => {
  const text = `HELO mail.shop.example
250 mx.example.org
MAIL FROM:<bounce@shop.example>
250 Ok
RCPT TO:<ann@example.org>
250 Ok
RCPT TO:<eve@example.org>
250 Ok
DATA
354 Go ahead
Subject: a story

550 5.1.1 no such user
.
554 5.7.1 Message rejected as spam
QUIT`
  assert.deepEqual(
    repliesIn(text).map(([to, , , said]) => [to, said]),
    [[undefined, '554 5.7.1 Message rejected as spam']],
  )
})

test('no session, and one that refuses nothing, are not read as one', () => {
  assert.equal(transcriptIn(['550 5.1.1 No such user', 'QUIT']), undefined)
  assert.equal(transcriptIn(session.split('\n').filter((line) => !/^[45]/.test(line))), undefined)
})

test('long lines take no longer than they are long', () => {
  const long = 200_000
  const lines = ['EHLO a', `RCPT TO:<${'a'.repeat(long)}`, `550 ${' '.repeat(long)}x`, '> '.repeat(long), 'QUIT']
  assert.ok(shortestTime(() => transcriptIn(lines), 200) < 200)
})
