import assert from 'node:assert/strict'
import test from 'node:test'
import { parseQueueJson } from '../../../src/mta/queue/json.ts'

const line = (changes: object = {}) =>
  JSON.stringify({
    queue_name: 'deferred',
    queue_id: '4bX2sT0Qz1z1r',
    arrival_time: 1_796_057_246,
    message_size: 327,
    forced_expire: false,
    sender: 'news@shop.example',
    recipients: [
      { address: 'bob@far.example', delay_reason: 'connect to mx.far.example[192.0.2.1]:25: Connection refused' },
    ],
    ...changes,
  })

test('a message a line (postqueue(1))', () => {
  assert.deepEqual(
    parseQueueJson(`${line()}\n${line({ queue_name: 'active', recipients: [{ address: 'a@b.example' }] })}\n`),
    {
      messages: [
        {
          queue: 'deferred',
          arrived: 1_796_057_246_000,
          sender: 'news@shop.example',
          recipients: [
            { address: 'bob@far.example', reason: 'connect to mx.far.example[192.0.2.1]:25: Connection refused' },
          ],
        },
        {
          queue: 'active',
          arrived: 1_796_057_246_000,
          sender: 'news@shop.example',
          recipients: [{ address: 'a@b.example' }],
        },
      ],
      unread: false,
    },
  )
})

test('an empty queue says nothing', () => {
  assert.deepEqual(parseQueueJson(''), { messages: [], unread: false })
})

test('the null sender is called MAILER-DAEMON', () => {
  assert.equal(parseQueueJson(line({ sender: 'MAILER-DAEMON' })).messages[0]?.sender, '')
})

for (const [name, text] of [
  ['no JSON', '{"queue_name": "defer'],
  ['no object', '[]'],
  ['no queue', line({ queue_name: 7 })],
  ['no recipients', line({ recipients: 'bob' })],
] as const)
  test(`a line that is ${name} is passed over, and told`, () => {
    const read = parseQueueJson(`${text}\n${line()}\n`)
    assert.deepEqual([read.messages.length, read.unread], [1, true])
  })

test('what is no recipient and no time is left out; long texts are cut', () => {
  const read = parseQueueJson(
    line({
      arrival_time: 1e300,
      recipients: [null, 7, { address: 9 }, { address: 'a@b.example', delay_reason: 'x'.repeat(100_000) }],
    }),
  )
  const [message] = read.messages
  assert.equal(message?.arrived, undefined)
  assert.deepEqual(
    message?.recipients.map(({ address, reason }) => [address, reason?.length]),
    [['a@b.example', 2000]],
  )
})
