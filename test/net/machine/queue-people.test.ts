import assert from 'node:assert/strict'
import test from 'node:test'
import { groupQueue } from '../../../src/mta/queue/group.ts'
import { parseQueueJson } from '../../../src/mta/queue/json.ts'
import { parseQueueListing } from '../../../src/mta/queue/listing.ts'
import { withoutPeople } from '../../../src/net/machine/queue-people.ts'

const reason =
  'host mx.far.example[192.0.2.1] said: 450 4.2.0 <bob.smith@far.example>: mailbox of Bob.Smith is full, ask carol%40far.example (in reply to RCPT TO command)'
const plain = 'connect to mx.far.example[192.0.2.1]:25: Connection timed out'
const message = (address: string, sender = 'news+7@shop.example', why = plain) =>
  JSON.stringify({
    queue_name: 'deferred',
    queue_id: '4bX2sT0Qz1',
    arrival_time: 1_790_000_000,
    message_size: 99,
    forced_expire: false,
    sender,
    recipients: [{ address, delay_reason: why }],
  })
const json = [
  message('bob.smith@far.example', undefined, reason),
  message('"bob smith"@far.example', 'MAILER-DAEMON'),
  message('root'),
].join('\n')

const listing = `-Queue ID-  --Size-- ----Arrival Time---- -Sender/Recipient-------
4bX2sT0Qz1      350 Mon Nov 30 12:00:00  news+7@shop.example
 (${reason})
                                         bob.smith@far.example
 (${plain})
                                         "bob smith"@far.example

4bX2sT0Qz2*     350 Mon Nov 30 12:00:00  MAILER-DAEMON
                                         carol@far.example

-- 1 Kbytes in 2 Requests.
`
const relay = { names: new Set<string>(), always: false, mx: false }
const now = new Date('2026-11-30T12:00:00Z')

test('of every address in a queue the domain alone is left', () => {
  for (const [args, text] of [
    [['-j'], json],
    [['-p'], listing],
  ] as const) {
    const left = withoutPeople('postqueue', args, text)
    assert.doesNotMatch(left, /bob|smith|carol|news/i)
    assert.match(left, /…@far\.example/)
    assert.match(left, /…@shop\.example/)
  }
  assert.equal(withoutPeople('mailq', [], listing), withoutPeople('postqueue', ['-p'], listing))
})

test('a sender in quotes is left out as a whole', () => {
  const line = '4bX2sT0Qz1      350 Mon Nov 30 12:00:00  "bob smith"@far.example'
  const why = ` (host mx.far.example[192.0.2.1] said: 450 4.2.0 <"bob smith"@far.example>: mailbox full)`
  const left = withoutPeople('postqueue', ['-p'], `${line}\n${why}\n`)
  assert.equal(left, `${line}\n${why}\n`.replaceAll('"bob smith"', '…'))
})

test('and what is told of the queue is the same', () => {
  const told = (text: string) => groupQueue(parseQueueJson(text), relay, now, false)
  assert.deepEqual(told(withoutPeople('postqueue', ['-j'], json)), told(json))
  const listed = (text: string) => groupQueue(parseQueueListing(text), relay, now, false)
  const before = listed(listing)
  assert.deepEqual([before.messages, before.deferred, before.cut], [2, 1, undefined])
  assert.deepEqual(listed(withoutPeople('postqueue', ['-p'], listing)), before)
})

test('what is no JSON loses its addresses too, and other programs are left alone', () => {
  assert.equal(withoutPeople('postqueue', ['-j'], '{"sender": "bob@far.example"'), '{"sender": "…@far.example"')
  assert.equal(withoutPeople('postmap', ['-q', 'a'], 'bob@far.example'), 'bob@far.example')
})

test('a queue that was made to be slow is read to its end', { timeout: 120_000 }, () => {
  for (const unit of ['a', '@', 'a@', '<', '%40', ' ', '\n', '(', '"'])
    for (const args of [['-j'], ['-p']])
      assert.equal(typeof withoutPeople('postqueue', args, unit.repeat(300_000)), 'string')
})
