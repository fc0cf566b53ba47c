import assert from 'node:assert/strict'
import test from 'node:test'
import type { LogLine } from '../../../src/records/log/line.ts'
import { parsePostfixLine } from '../../../src/records/log/postfix.ts'
import { shortestTime } from '../../support/mutate.ts'

const clock = { now: new Date('2026-11-30T19:05:00Z'), minutesEast: () => 0 }
const read = (words: string) => parsePostfixLine(`Nov 30 19:02:25 box ${words}`, clock)
const about = (words: string): Partial<LogLine> | undefined => {
  const line = read(words)
  if (!line) return undefined
  const { at: _, text: __, id: ___, ...rest } = line
  return rest
}
const to = 'to=<a@b.example>, relay=mx.b.example[192.0.2.1]:25, delay=1.2, delays=0.1/0/0.5/0.6, '
const by = { to: 'mx.b.example[192.0.2.1]:25' }
const recipients = ['a@b.example']

const told: Record<string, Partial<LogLine> | undefined> = {
  'postfix/smtpd[12]: 4XyZ01: client=c.example[192.0.2.9], sasl_method=PLAIN, sasl_username=a': {
    event: { state: 'queued' },
  },
  'postfix-out/submission/smtpd[12]: 4XyZ01: client=c.example[192.0.2.9]': { event: { state: 'queued' } },
  'postfix/pickup[12]: 4XyZ01: uid=0 from=<root>': { event: { state: 'queued' } },
  'postfix/cleanup[12]: 4XyZ01: message-id=<t.1@c.example>': { messageId: 't.1@c.example' },
  'postfix/cleanup[12]: 4XyZ01: resent-message-id=<t.1@c.example>': {},
  'postfix/qmgr[12]: 4XyZ01: from=<x@c.example>, size=532, nrcpt=1 (queue active)': {},
  'postfix/qmgr[12]: 4XyZ01: removed': { ends: true },
  'postfix/qmgr[12]: 4XyZ01: from=<x@c.example>, status=expired, returned to sender': { event: { state: 'bounced' } },
  'postfix/postsuper[12]: 4XyZ01: removed': { event: { state: 'dropped' }, ends: true },
  [`postfix/smtp[12]: 4XyZ01: ${to}dsn=2.0.0, status=sent (250 2.0.0 Ok: queued as 9AbC02)`]: {
    recipients,
    event: { state: 'sent', answer: '250 2.0.0 Ok: queued as 9AbC02', ...by },
    next: { id: '9AbC02', here: false },
  },
  [`postfix/relay/smtp[12]: 4XyZ01: ${to}dsn=4.7.1, status=deferred (host mx.b.example[192.0.2.1] said: 450 4.7.1 <a@b.example>: Greylisted (in reply to RCPT TO command))`]:
    {
      recipients,
      event: {
        state: 'deferred',
        answer: 'host mx.b.example[192.0.2.1] said: 450 4.7.1 <a@b.example>: Greylisted (in reply to RCPT TO command)',
        ...by,
      },
    },
  'postfix/smtp[12]: 4XyZ01: to=<a@b.example>, relay=none, delay=30, delays=0.1/0/30/0, dsn=4.4.1, status=deferred (connect to mx.b.example[192.0.2.1]:25: Connection timed out)':
    {
      recipients,
      event: { state: 'deferred', answer: 'connect to mx.b.example[192.0.2.1]:25: Connection timed out' },
    },
  [`postfix/smtp[12]: 4XyZ01: ${to}dsn=5.1.1, status=bounced (host mx.b.example[192.0.2.1] said: 550 5.1.1 User unknown (in reply to RCPT TO command))`]:
    {
      recipients,
      event: {
        state: 'bounced',
        answer: 'host mx.b.example[192.0.2.1] said: 550 5.1.1 User unknown (in reply to RCPT TO command)',
        ...by,
      },
    },
  // Handed over on the machine itself, to a filter: the name that it has behind it.
  'postfix/smtp[12]: 4XyZ01: to=<a@b.example>, relay=127.0.0.1[127.0.0.1]:10024, delay=1, delays=0/0/0/1, dsn=2.0.0, status=sent (250 2.0.0 from MTA(smtp:[127.0.0.1]:10025): 250 2.0.0 Ok: queued as 9AbC02)':
    {
      recipients,
      event: {
        state: 'sent',
        answer: '250 2.0.0 from MTA(smtp:[127.0.0.1]:10025): 250 2.0.0 Ok: queued as 9AbC02',
        to: '127.0.0.1[127.0.0.1]:10024',
      },
      next: { id: '9AbC02', here: true },
    },
  'postfix/local[12]: 4XyZ01: to=<root@c.example>, orig_to=<root>, relay=local, delay=0, delays=0/0/0/0, dsn=2.0.0, status=sent (forwarded as 9AbC02)':
    {
      recipients: ['root@c.example', 'root'],
      event: { state: 'sent', answer: 'forwarded as 9AbC02', to: 'local' },
      next: { id: '9AbC02', here: true },
    },
  'postfix/local[12]: 4XyZ01: to=<a@b.example>, relay=local, delay=0, delays=0/0/0/0, dsn=2.0.0, status=sent (delivered to command: procmail)':
    { recipients, event: { state: 'sent', answer: 'delivered to command: procmail', to: 'local' } },
  // Verification of an address is no delivery (verify(8)).
  [`postfix/smtp[12]: 4XyZ01: ${to}dsn=2.1.5, status=deliverable (250 2.1.5 Ok)`]: { recipients },
  'postfix/cleanup[12]: 4XyZ01: milter-reject: END-OF-MESSAGE from c.example[192.0.2.9]: 5.7.1 rejected by DMARC policy; from=<x@c.example> to=<a@b.example> proto=ESMTP helo=<c>':
    { recipients, event: { state: 'bounced', answer: '5.7.1 rejected by DMARC policy' }, ends: true },
  // Whoever hands it in keeps it, and tries again.
  'postfix/cleanup[12]: 4XyZ01: milter-reject: END-OF-MESSAGE from c.example[192.0.2.9]: 4.7.1 Service unavailable - try again later; from=<x@c.example> to=<a@b.example> proto=ESMTP helo=<c>':
    {
      recipients,
      event: { state: 'deferred', answer: '4.7.1 Service unavailable - try again later' },
      ends: true,
    },
  'postfix/cleanup[12]: 4XyZ01: discard: header Subject: x from c.example[192.0.2.9]; from=<x@c.example> to=<a@b.example> proto=ESMTP helo=<c>':
    { recipients, event: { state: 'dropped' }, ends: true },
  'postfix/cleanup[12]: 4XyZ01: hold: header Subject: x from local; from=<x@c.example> to=<a@b.example>': {
    recipients,
    event: { state: 'deferred' },
  },
  'postfix/smtpd[12]: NOQUEUE: reject: RCPT from c.example[192.0.2.9]: 450 4.7.1 x': {},
  'postfix/smtpd[12]: connect from c.example[192.0.2.9]': undefined,
  'postfix/master[12]: daemon started -- version 3.10': undefined,
  'sshd[12]: 4XyZ01: client=x': undefined,
}
for (const [words, expected] of Object.entries(told)) test(words, () => assert.deepEqual(about(words), expected))

const laid: [daemon: string, relay: string, answer: string, state: string][] = [
  ['local', 'local', 'delivered to maildir', 'delivered'],
  ['local', 'local', 'delivered to mailbox', 'delivered'],
  ['virtual', 'virtual', 'delivered to maildir', 'delivered'],
  ['lmtp', 'box[private/dovecot-lmtp]', '250 2.0.0 <a@b.example> x Saved', 'delivered'],
  ['lmtp', '127.0.0.1[127.0.0.1]:10024', '250 2.0.0 Ok: queued as 9AbC02', 'sent'],
  ['pipe', 'dovecot', 'delivered via dovecot service', 'delivered'],
  ['pipe', 'mlmmj', 'delivered via mlmmj service', 'sent'],
  // Taken and thrown away, in the words of one that is delivered.
  ['discard', 'none', 'a rule of ours', 'dropped'],
]
for (const [daemon, relay, answer, state] of laid)
  test(`sent by ${daemon} (${answer}) is ${state}`, () => {
    const line = `postfix/${daemon}[12]: 4XyZ01: to=<a@b.example>, relay=${relay}, delay=1, delays=0/0/0/1, dsn=2.0.0, status=sent (${answer})`
    assert.equal(read(line)?.event?.state, state)
  })

test('a line tells its time, its name and itself', () => {
  const text = '2026-11-30T19:02:25.000000+00:00 box postfix/qmgr[12]: 3rTq8w0Zz2z9xZ: removed'
  assert.deepEqual(parsePostfixLine(text, clock), {
    at: new Date('2026-11-30T19:02:25Z'),
    id: '3rTq8w0Zz2z9xZ',
    text,
    ends: true,
  })
  // To a file of its own Postfix writes the host as well; a container's log may have none.
  assert.equal(parsePostfixLine('Nov 30 19:02:25 postfix/qmgr[12]: 4XyZ01: removed', clock)?.ends, true)
})

test('lines that are made to hurt cost no more than others', () => {
  const hostile = [
    `postfix/smtp[12]: 4XyZ01: to=<${'>, relay='.repeat(100_000)}`,
    `postfix/cleanup[12]: 4XyZ01: reject: ${': 5.7.1 '.repeat(100_000)}`,
    `${'/a'.repeat(100_000)}[1]: 4XyZ01: x`,
    `postfix/smtp[12]: 4XyZ01: to=<a>, relay=b, ${'status='.repeat(100_000)}`,
  ]
  for (const words of hostile) assert.ok(shortestTime(() => read(words), 20) < 20, words.slice(0, 60))
})
