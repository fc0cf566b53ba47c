import assert from 'node:assert/strict'
import test from 'node:test'
import { repliesText } from '../../src/formats/explain-reply.ts'
import { nearestReply } from '../../src/knowledge/replies/nearest.ts'
import { explainReply, replyPatterns } from '../../src/knowledge/replies.ts'
import { readReply } from '../../src/records/reply/read.ts'
import { shortestTime } from '../support/mutate.ts'
import { wordings } from '../support/reply-wordings.ts'

const near: readonly (readonly [reply: string, pattern: string])[] = [
  [
    '550 The from address misses a verified Sender Identity. Mail cannot be sent until this error is resolved.',
    'sg-identity',
  ],
  ['450 4.7.1 Client host rejected: cannot detect your hostname, [192.0.2.1]', 'pf-no-ptr'],
  ['553 Mail from should equal authorized user', 'send-as'],
]
for (const [reply, pattern] of near)
  test(`near: ${reply}`, () => {
    const explained = explainReply(readReply(reply))
    assert.equal(explained.pattern, undefined)
    assert.equal(explained.nearest?.pattern, pattern)
  })

test('codes, addresses, links and one word in common make nothing near', () => {
  for (const reply of [
    '550 5.1.1 Nichts davon',
    '550 5.1.1 <bob@rcpt.example> wie bitte',
    '550 see https://rcpt.example/mailbox/unknown/user',
    '550 mailbox wunderbar',
    'the dog ate it',
    '',
  ])
    assert.equal(nearestReply(reply), undefined, reply)
})

test('a known reply has no nearest one, nor has one that was taken', () => {
  for (const reply of ['550 5.1.1 User unknown', '250 2.0.0 Ok: queued as 4XYZ', '354 Go ahead'])
    assert.equal(explainReply(readReply(reply)).nearest, undefined, reply)
})

test('nearest is offered for what it is: with its words, and without its meaning', () => {
  const [[reply] = ['']] = near
  const said = readReply(`host mx.rcpt.example[203.0.113.9] said: ${reply}`)
  const explained = explainReply(said)
  assert.equal(explained.host, 'mx.rcpt.example')
  assert.equal(explained.reason, 'unknown')
  const text = repliesText(
    {
      replies: [{ reply: explained, count: 1, to: ['bob@rcpt.example'], by: ['mx.rcpt.example'] }],
      more: 0,
      cut: false,
    },
    { color: 0, unicode: true, width: 80, verbosity: 'normal' },
  )
  assert.match(text, /to bob@rcpt\.example/)
  assert.match(text, /said by mx\.rcpt\.example/)
  assert.match(text.replace(/\s+/g, ' '), /The nearest known reply is "[^"]+"; this one may mean something else\./)
})

test('of known wordings with one word spoilt the nearest is of the same reason nine times in ten', () => {
  const reasonOf = new Map(replyPatterns.map(({ id, reason }) => [id, reason]))
  let offered = 0
  let right = 0
  for (const [reason, , , ...texts] of wordings)
    for (const text of texts) {
      const words = text.split(' ')
      for (const [i, word] of words.entries()) {
        if (i === 0 || !/^[a-z]{4,}$/i.test(word)) continue
        const { nearest } = explainReply(readReply(words.with(i, `q${word}q`).join(' ')))
        if (!nearest) continue
        offered++
        if (reasonOf.get(nearest.pattern) === reason) right++
      }
    }
  assert.ok(offered > 50, `${offered}`)
  assert.ok(right / offered > 0.9, `${right} of ${offered}`)
})

test('a long reply takes no long time', () => {
  const text = `550 ${'mailbox quota sender policy '.repeat(200)}`
  nearestReply(text)
  const ms = shortestTime(() => {
    nearestReply(text)
  }, 30)
  assert.ok(ms <= 30, `${ms} ms`)
})
