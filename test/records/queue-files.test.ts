import assert from 'node:assert/strict'
import test from 'node:test'
import { readDeferFile, readEximEnvelope, readEximLog, readPostfixEnvelope } from '../../src/records/queue-files.ts'
import { shortestTime } from '../support/mutate.ts'

/** A record as Postfix writes it: a letter, a length of seven bits an octet, the text. */
const record = (type: string, text: string): Buffer => {
  const length = Buffer.byteLength(text)
  const octets = length < 0x80 ? [length] : [(length & 0x7f) | 0x80, length >> 7]
  return Buffer.concat([Buffer.from(type), Buffer.from(octets), Buffer.from(text)])
}
const envelope = (...records: Buffer[]) =>
  readPostfixEnvelope(Buffer.concat([record('C', '            328             670'), ...records, record('M', '')]))

test('a queue file of Postfix: when it came, from whom, and whom it still has to go to', () => {
  const read = envelope(
    record('T', '1796643001          113651'),
    record('A', `log_client_name=${'x'.repeat(300)}`),
    record('S', 'news@shop.example'),
    record('O', 'bob'),
    record('R', 'bob@far.example'),
    record('D', 'carol@far.example'),
    record('R', 'dan@far.example'),
  )
  assert.deepEqual(read, {
    arrived: 1_796_643_001,
    sender: 'news@shop.example',
    recipients: ['bob@far.example', 'dan@far.example'],
  })
})

test('the message itself is not looked at, and what is cut off is left', () => {
  const whole = Buffer.concat([record('C', 'x'), record('S', ''), record('R', 'bob@far.example'), record('M', '')])
  const more = Buffer.concat([whole, record('N', 'Subject: x'), record('R', 'eve@far.example')])
  assert.deepEqual(readPostfixEnvelope(more)?.recipients, ['bob@far.example'])
  assert.deepEqual(readPostfixEnvelope(whole.subarray(0, -8)), { sender: '', recipients: [] })
})

test('what is no queue file is none', () => {
  assert.equal(readPostfixEnvelope(Buffer.from('From: a@b\n')), undefined)
  assert.equal(readPostfixEnvelope(Buffer.alloc(0)), undefined)
  assert.equal(readPostfixEnvelope(Buffer.alloc(70_000, 0xff)), undefined)
  assert.equal(readPostfixEnvelope(Buffer.concat([Buffer.from('C'), Buffer.alloc(70_000, 0xff)])), undefined)
})

test('a file of the queue defer, as Postfix writes it, and in the form of former versions', () => {
  const now = `
<carol@near.example>: host mx.near.example[192.0.2.7] said: 450 4.2.0 Later (in reply to RCPT TO command)
recipient=carol@near.example
offset=648
status=4.2.0
action=delayed
reason=host mx.near.example[192.0.2.7] said: 450 4.2.0 Later (in reply to RCPT TO command)

<bob@far.example>: connect to mx.far.example[192.0.2.8]:25: Connection refused
recipient=bob@far.example
reason=connect to mx.far.example[192.0.2.8]:25: Connection refused

`
  assert.deepEqual(readDeferFile(now), [
    {
      recipient: 'carol@near.example',
      reason: 'host mx.near.example[192.0.2.7] said: 450 4.2.0 Later (in reply to RCPT TO command)',
    },
    { recipient: 'bob@far.example', reason: 'connect to mx.far.example[192.0.2.8]:25: Connection refused' },
  ])
  assert.deepEqual(readDeferFile('\n<bob@far.example>: Connection refused\n'), [
    { recipient: 'bob@far.example', reason: 'Connection refused' },
  ])
  assert.deepEqual(readDeferFile('recipient=bob@far.example\n\nreason=x\n'), [])
})

const header = (...lines: string[]) =>
  readEximEnvelope(
    ['1abcDE-000000001jL-0FO7-H', 'root 0 0', '<news@shop.example>', '1796643008 0', ...lines].join('\n'),
  )

test('a header file of Exim: those that have it already are left out', () => {
  assert.deepEqual(
    header(
      '-received_time_usec .58',
      'YN bob@far.example',
      'NN carol@near.example',
      '3',
      'bob@far.example',
      'carol@near.example',
      'dan@far.example news@shop.example 17,0#1',
      '',
      '038  Date: now',
    ),
    { sender: 'news@shop.example', recipients: ['dan@far.example'], arrived: 1_796_643_008 },
  )
})

test('a header file of Exim: frozen, and of nobody', () => {
  assert.deepEqual(header('-frozen 1796643010', 'XX', '1', 'bob@far.example'), {
    sender: 'news@shop.example',
    recipients: ['bob@far.example'],
    arrived: 1_796_643_008,
    frozen: true,
  })
  assert.equal(readEximEnvelope('1abcDE-000000001jL-0FO7-D\nHello\n'), undefined)
  assert.equal(readEximEnvelope(''), undefined)
})

const log = (...lines: string[]) => readEximLog(lines.map((line) => `2026-12-07 11:30:08 ${line}`).join('\n'))

for (const [what, lines, reason] of [
  [
    'no connection: the host stands in the line before',
    [
      'Received from news@shop.example U=root P=local S=299',
      'H=mail.relay.example [192.0.2.7] Connection refused',
      'bob@far.example R=smart T=remote defer (111): Connection refused',
    ],
    'H=mail.relay.example [192.0.2.7]: Connection refused',
  ],
  [
    'a reply: the host stands in the line',
    [
      'bob@far.example R=smart T=remote defer (-44) H=mail.relay.example [2001:db8::7]: SMTP error from remote mail server after RCPT TO:<bob@far.example>: 451 4.7.1 Later',
    ],
    'H=mail.relay.example [2001:db8::7]: SMTP error from remote mail server after RCPT TO:<bob@far.example>: 451 4.7.1 Later',
  ],
  [
    'a reply, as former versions write it',
    ['bob@far.example R=smart T=remote H=mail.relay.example [192.0.2.7] defer (-44): SMTP error: 451 Later'],
    'H=mail.relay.example [192.0.2.7]: SMTP error: 451 Later',
  ],
  [
    'a router: nobody was asked',
    ['bob@far.example R=dnslookup defer (-1): host lookup did not complete'],
    'R=dnslookup: host lookup did not complete',
  ],
  [
    'not tried again yet: the reason is the one before',
    [
      'bob@far.example R=smart T=remote defer (110): Connection timed out',
      'bob@far.example R=smart T=remote defer (-54): retry time not reached for any host',
    ],
    'Connection timed out',
  ],
  [
    'a new reason takes the place of a former one',
    [
      'bob@far.example R=smart T=remote defer (110): Connection timed out',
      'bob@far.example R=smart T=remote defer (111): Connection refused',
    ],
    'Connection refused',
  ],
] as const)
  test(`a log of one message of Exim: ${what}`, () =>
    assert.deepEqual(log(...lines), [{ recipient: 'bob@far.example', reason }]))

test('a hostile file takes no longer than its length', () => {
  const hostile = [
    `2026-12-07 11:30:08 ${' H=x ['.repeat(300)}\n`.repeat(35),
    `2026-12-07 11:30:08 ${' defer (1)'.repeat(200)}\n`.repeat(35),
    '<'.repeat(65_000),
    '\nrecipient='.repeat(6000),
    `a-H\n\n<>\n1 0\n${'YN a\n'.repeat(13_000)}`,
  ]
  for (const text of hostile) {
    const run = () => {
      readEximLog(text)
      readDeferFile(text)
      readEximEnvelope(text)
    }
    assert.ok(shortestTime(run, 100) < 100, text.slice(0, 40))
  }
})
