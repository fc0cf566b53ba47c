import assert from 'node:assert/strict'
import test from 'node:test'
import { readBounceText } from '../../../src/records/mail/bounce-text.ts'
import * as bounces from '../../support/bounces.ts'
import { shortestTime } from '../../support/mutate.ts'

const body = (message: string): string => message.slice(message.indexOf('\r\n\r\n') + 4)

const told: Record<string, [message: string, program: string, delayed: boolean, recipients: string[]]> = {
  qmail: [
    body(bounces.qmail),
    'qmail',
    false,
    [
      'bob@rcpt.example: 203.0.113.5 does not like recipient. Remote host said: 550 5.1.1 <bob@rcpt.example>: Recipient address rejected: User unknown',
      'eve@rcpt.example: Sorry, no mailbox here by that name. (#5.1.1)',
    ],
  ],
  Exim: [
    body(bounces.exim),
    'Exim',
    false,
    [
      'bob@rcpt.example: host mx.rcpt.example [203.0.113.5] SMTP error from remote mail server after RCPT TO:<bob@rcpt.example>: 552 5.2.2 <bob@rcpt.example>: Mailbox full',
    ],
  ],
  'Exim that still tries': [
    body(bounces.eximDelay),
    'Exim',
    true,
    [
      'bob@rcpt.example: host mx.rcpt.example [203.0.113.5] SMTP error from remote mail server after RCPT TO:<bob@rcpt.example>: 451 4.7.1 Greylisting in action, please come back later',
    ],
  ],
  sendmail: [
    body(bounces.sendmail),
    'sendmail',
    false,
    ['bob@rcpt.example: 550 5.1.1 <bob@rcpt.example>... User unknown'],
  ],
  Gmail: [
    body(bounces.gmail),
    'Gmail',
    false,
    [
      'bob@rcpt.example: 550 5.1.1 <bob@rcpt.example>: Recipient address rejected: User unknown in virtual mailbox table',
    ],
  ],
  'Exim as GMX has it': [
    'This message was created automatically by mail delivery software.\n\nA message that you sent could not be delivered to one or more of its recipients. This is a permanent error.\n\nThe following address(es) failed:\n\nbob@rcpt.example:\nSMTP error from remote server for RCPT TO command, host: mx.rcpt.example (203.0.113.5) reason: 550 5.1.1 User unknown\n\neve@rcpt.example:\nMailbox full\n\n--- The header of the original message is following. ---\n',
    'Exim',
    false,
    [
      'bob@rcpt.example: SMTP error from remote server for RCPT TO command, host: mx.rcpt.example (203.0.113.5) reason: 550 5.1.1 User unknown',
      'eve@rcpt.example: Mailbox full',
    ],
  ],
  Postfix: [
    "This is the mail system at host mail.shop.example.\n\nI'm sorry to have to inform you that your message could not\nbe delivered to one or more recipients.\n\n<bob@rcpt.example>: host mx.rcpt.example[203.0.113.5] said: 550 5.1.1\n    User unknown (in reply to RCPT TO command)\n\n<eve@rcpt.example> (expanded from <all@shop.example>): mail for rcpt.example loops back to myself\n",
    'Postfix',
    false,
    [
      'bob@rcpt.example: host mx.rcpt.example[203.0.113.5] said: 550 5.1.1 User unknown (in reply to RCPT TO command)',
      'eve@rcpt.example: mail for rcpt.example loops back to myself',
    ],
  ],
}
for (const [name, [text, program, delayed, recipients]] of Object.entries(told))
  test(`the words of ${name}`, () => {
    for (const ended of [text, text.replaceAll('\r\n', '\n')]) {
      const read = readBounceText(ended)
      assert.deepEqual([read?.program, read?.delayed, read?.count], [program, delayed, recipients.length])
      assert.deepEqual(
        read?.recipients.map(({ recipient, reason }) => `${recipient}: ${reason}`),
        recipients,
      )
    }
  })

test('a bounce of nobody known, with the reply in a sentence', () => {
  const read = readBounceText(
    'The delivery to this recipient failed permanently: bob@rcpt.example\n\nThe error was: 550 5.1.1 User unknown',
  )
  assert.deepEqual(read?.recipients, [{ recipient: 'bob@rcpt.example', reason: '550 5.1.1 User unknown' }])
  assert.equal(read?.program, undefined)
})

test('letters, and answers to bounces, are none', () => {
  for (const text of ['', 'Hello', 'I am away.', body(bounces.qmail).replace(/^/gm, '> ')])
    assert.equal(readBounceText(text), undefined)
})

test('a bounce with very many recipients is bounded', () => {
  const many = Array.from({ length: 500 }, (_, i) => `<u${i}@rcpt.example>:\nSorry, no mailbox here by that name.\n`)
  const read = readBounceText(`Hi. This is the qmail-send program at a.example.\n\n${many.join('\n')}`)
  assert.deepEqual([read?.recipients.length, read?.count], [100, 500])
  const more = Array.from({ length: 5000 }, (_, i) => `<u${i}@rcpt.example>:\nSorry, no mailbox here by that name.\n`)
  assert.equal(readBounceText(`Hi. This is the qmail-send program at a.example.\n\n${more.join('\n')}`)?.count, 5000)
  assert.equal(
    readBounceText(`Hi. This is the qmail-send program at a.example.\n\n${[...many, ...many].join('\n')}`)?.count,
    500,
  )
})

const begins = {
  qmail: 'This is the qmail-send program\n\n',
  Exim: 'This message was created automatically by mail delivery software\n\n',
  sendmail: '----- The following addresses had permanent fatal errors -----\n',
  Exchange: 'Diagnostic information for administrators:\n',
  Gmail: "Your message wasn't delivered to\n",
  anybody: 'Delivery failed\n',
  'the newer Exchange': 'Delivery has failed to these recipients\n',
  'the older Exchange': 'did not reach the following recipient(s):\n\n',
  Domino: 'Your message\n\nwas not delivered to:\n  a@b.example\nbecause:\n',
  Notes: '------- Failure Reasons  --------\n\n',
  GroupWise: 'The message that you sent was undeliverable to the following:\n',
  OpenSMTPD: 'message for the following list of recipients:\n',
  Courier: 'running the Courier mail server\n',
  InterMail: 'Each of the following recipients was rejected by a remote mail server\n',
  KDDI: 'Your mail sent on: 30 Nov 2026\n Could not be delivered to: <\n',
  MDaemon: 'The following addresses did NOT receive a copy of your message:\n--- Session Transcript ---\n',
  'sendmail 5': '   ----- Transcript of session follows -----\n',
  IMail: 'Unknown user: a@b.example\n',
}
const pieces = [
  '<a@b.example>:\n\n',
  '  a@b.example\n',
  '\n',
  ' ',
  '----- The following addresses had x\n',
  'a@',
  '@a.',
  'a@b.example Remote Server returned ',
  '550 5.1.1 ',
  'said: ',
  '\n\t',
  '<',
  '(reason: ',
  ' a@b.example on 30 ',
  'a@b.example: x\n',
  "a@b.example '",
  'a@b.example #<',
  'Received: x\n y\n',
  'A: b\n',
  'From: a@b.example\n',
  '-----Original Message-----\nx\n',
  '<<< 550 a\n>>> RCPT To:<a@b.example>\n',
  '550 <a@b.example>... User unknown\n',
  'Recipient: a@b.example\n',
  'Reason: ',
  '[ (',
  '** ',
  'host a.example [203.0.113.5]: ',
  ' '.repeat(60).concat('x'),
]
for (const [program, beginning] of Object.entries(begins))
  test(`hostile words after those of ${program} are read in time`, () => {
    for (const piece of pieces) {
      const text = beginning + piece.repeat(Math.ceil(262_144 / piece.length))
      const ms = shortestTime(() => readBounceText(text), 400)
      assert.ok(ms <= 400, `${ms} ms on ${JSON.stringify(piece)}`)
    }
  })
