import assert from 'node:assert/strict'
import test from 'node:test'
import { parseQueueListing } from '../../../src/mta/queue/listing.ts'

const listing = `-Queue ID-  --Size-- ----Arrival Time---- -Sender/Recipient-------
AD217AC4979     327 Mon Nov 30 16:47:26  alice@relay.example
(SASL authentication failed; server mail.relay.example[192.0.2.7] said: 535 5.7.8 Error: authentication failed)
                                         bob@far.example

4bX2sT0Qz1z1r*  1024 Tue Dec  1 06:00:00  MAILER-DAEMON
                                         carol@near.example

4bX2sT0Qz1z2r!   512 Tue Dec  1 06:00:01  news@shop.example
                                         dan@far.example

BD217AC4979     900 Tue Dec  1 06:00:02  news@shop.example
                (connect to mx.far.example[192.0.2.1]:25: Connection timed out)
                                         erin@far.example
                                         fred@far.example
   (host mx.near.example[192.0.2.2] said: 450 4.2.0 (later) (in reply to RCPT TO command))
                                         gina@near.example
                                         (a).b@near.example

-- 3 Kbytes in 4 Requests.
`

test('messages, their marks, and each reason before the recipients that it is of (postqueue(1))', () => {
  const { messages, unread } = parseQueueListing(listing)
  assert.equal(unread, false)
  assert.deepEqual(
    messages.map(({ queue, sender, recipients }) => [queue, sender, ...recipients.map((one) => one.address)]),
    [
      ['deferred', 'alice@relay.example', 'bob@far.example'],
      ['active', '', 'carol@near.example'],
      ['hold', 'news@shop.example', 'dan@far.example'],
      [
        'deferred',
        'news@shop.example',
        'erin@far.example',
        'fred@far.example',
        'gina@near.example',
        '(a).b@near.example',
      ],
    ],
  )
  assert.deepEqual(
    messages.map(({ recipients }) => recipients.map(({ reason }) => reason?.slice(0, 22))),
    [
      ['SASL authentication fa'],
      [undefined],
      [undefined],
      ['connect to mx.far.exam', 'connect to mx.far.exam', 'host mx.near.example[1', 'host mx.near.example[1'],
    ],
  )
})

test('an empty queue', () => {
  assert.deepEqual(parseQueueListing('Mail queue is empty\n'), { messages: [], unread: false })
})

test('what is no line of it is told: the list of another program, half a line', () => {
  assert.equal(
    parseQueueListing('25m  2.9K 1rSxyz-0001Ab-2C <news@shop.example>\n          bob@far.example\n').unread,
    true,
  )
  assert.equal(parseQueueListing(`${listing}AD217AC4979     327 Mon N`).unread, true)
})
