import assert from 'node:assert/strict'
import test from 'node:test'
import { hostIn, plainReply } from '../../../src/mta/queue/reply.ts'

const people = ['bob.smith@far.example', 'news+71@shop.example']
const plain: readonly (readonly [reason: string, reply: string])[] = [
  [
    'host mx.far.example[192.0.2.1] said: 450 4.2.0 <bob.smith@far.example>: Recipient address rejected: Greylisted for 300 seconds (in reply to RCPT TO command)',
    'host mx.far.example said: 450 4.2.0 <…>: Recipient address rejected: Greylisted for … seconds (in reply to RCPT TO command)',
  ],
  [
    'host mx.far.example[2001:db8::1] said: 421-4.7.0 unusual rate from [198.51.100.7      12] d2e1a72fcca58-1234si123.12 - gsmtp',
    'host mx.far.example said: 421-4.7.0 unusual rate from [… 12] … - gsmtp',
  ],
  ['450 mailbox of bob.smith is full, ask Bob.Smith at work', '450 mailbox of … is full, ask … at work'],
  ['see https://far.example/why?who=bob.smith%40far.example&n=1 or bob.smith@far.example.', 'see https:… or …'],
  ['450 4.7.1 for bounce+news=shop.example@far.example, later', '450 4.7.1 for …, later'],
  ['blocked: 192.0.2.77 at 2026-11-30T12:00:01Z (id 4bX2sT0Qz1z1r), 12:00:01', 'blocked: … at … (id …), …'],
  [
    'delivery temporarily suspended: connect to mx.far.example[192.0.2.1]:25: Connection timed out',
    'connect to mx.far.example:25: Connection timed out',
  ],
  ['Cannot start TLS: handshake failure', 'Cannot start TLS: handshake failure'],
  [
    'host mx.far.example[192.0.2.1] said: 451 4.3.0 see https://support.example/answer/81126',
    'host mx.far.example said: 451 4.3.0 see https://support.example/answer/81126',
  ],
  ['450 \u001b[31mred\u202e', '450 \\x1b[31mred\\u{202e}'],
]
for (const [reason, reply] of plain)
  test(`plain: ${JSON.stringify(reply).slice(0, 60)}`, () => assert.equal(plainReply(reason, people), reply))

test('the part of an address before @ stays where it is one that everybody has, or no word of its own', () => {
  assert.equal(plainReply('450 info: no mailbox infos', ['info@far.example']), '450 info: no mailbox infos')
  assert.equal(plainReply('450 no bobsled, bob', ['bob@far.example']), '450 no bobsled, …')
  assert.equal(plainReply('450 no a-b+c/d.(e here', ['a-b+c/d.(e@far.example']), '450 no … here')
})

test('it is bounded, and quick with what was made to be slow', () => {
  assert.equal(plainReply('word '.repeat(400), []).length, 301)
  const began = performance.now()
  for (const unit of ['<', '@', 'a', 'a1', '1.', ':', 'a-', '%40', '<a@', '\u202e', '(x) '])
    for (let i = 0; i < 20; i++) {
      const long = unit.repeat(2000).slice(0, 2000)
      plainReply(long, [long, `${unit.repeat(20)}@x`])
      hostIn(long)
    }
  assert.ok(performance.now() - began < 3000)
})

test('a message to thousands is read in no time', () => {
  const began = performance.now()
  for (let i = 0; i < 5000; i++) assert.equal(plainReply(`450 User${i} waits`, [`user${i}@far.example`]), '450 … waits')
  assert.ok(performance.now() - began < 1500)
})

const hosts: readonly (readonly [reason: string, host: string | undefined])[] = [
  ['host MX.far.example[192.0.2.1] said: 450 no', 'mx.far.example'],
  ['connect to mx.far.example[2001:db8::1]:25: Connection timed out', 'mx.far.example'],
  ['SASL authentication failed; server mail.relay.example[192.0.2.7] said: 535 no', 'mail.relay.example'],
  ['TLS is required, but was not offered by host mail.relay.example[192.0.2.7]', 'mail.relay.example'],
  ['lost connection with mx.far.example[192.0.2.1] while sending RCPT TO', 'mx.far.example'],
  ['delivery temporarily suspended: connect to 192.0.2.1[192.0.2.1]:25: Connection refused', '192.0.2.1'],
  ['unable to look up host nowhere.example: Temporary failure in name resolution', 'nowhere.example'],
  [
    'Host or domain name not found. Name service error for name=nowhere.example type=MX: Host not found, try again',
    'nowhere.example',
  ],
  ['Cannot start TLS: handshake failure', undefined],
  ['Recipient address rejected: ask other.example[192.0.2.9]', undefined],
]
for (const [reason, host] of hosts) test(`host: ${reason.slice(0, 60)}`, () => assert.equal(hostIn(reason), host))
