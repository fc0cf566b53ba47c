import assert from 'node:assert/strict'
import { test } from 'node:test'
import { messagesIn as read } from '../../../src/records/mail/mbox.ts'

const messagesIn = (text: string, isWhole: boolean) => {
  const { messages, used } = read(text, isWhole)
  return { messages: messages.map((one) => one.text), used }
}
const from = 'From anna@shop.example Tue Nov 24 06:00:00 2026\n'

test('messages are parted at their From lines, which are none of theirs', () => {
  const text = `${from}Subject: a\n\none\n\n${from}Subject: b\n\ntwo\n\n`
  assert.deepEqual(messagesIn(text, true), {
    messages: ['Subject: a\n\none\n', 'Subject: b\n\ntwo\n'],
    used: text.length,
  })
})

test('where each stands', () => {
  const text = `${from}Subject: a\n\none\n\n${from}Subject: b\n\ntwo\n\n`
  const half = text.length / 2
  assert.deepEqual(
    read(text, true).messages.map((one) => [one.from, one.to]),
    [
      [0, half],
      [half, text.length],
    ],
  )
})

test('the last one waits where it may still be written', () => {
  const first = `${from}Subject: a\n\none\n\n`
  assert.deepEqual(messagesIn(`${first}${from}Subject: b\n\nhal`, false), {
    messages: ['Subject: a\n\none\n'],
    used: first.length,
  })
  assert.deepEqual(messagesIn(`${from}Subject: a\n`, false), { messages: [], used: 0 })
})

test('the quoting of From is taken back by one step (mboxrd)', () => {
  const [message] = messagesIn(`${from}Subject: a\n\n>From here\n>>From there\n> From nowhere\n\n`, true).messages
  assert.equal(message, 'Subject: a\n\nFrom here\n>From there\n> From nowhere\n')
})

test('From within a text begins no message', () => {
  const text = `${from}Subject: a\n\nhello\nFrom anna@shop.example Tue Nov 24 06:00:00 2026\n\nFrom me to you\n\nFrom January to May 2026\n\n`
  assert.equal(messagesIn(text, true).messages.length, 1)
})

test('line ends with CR, a zone behind the year, an empty file', () => {
  const text = 'From - Tue Nov 24 06:00:00 2026 +0100\r\nSubject: a\r\n\r\none\r\n\r\n'
  assert.deepEqual(messagesIn(text, true).messages, ['Subject: a\r\n\r\none\r\n'])
  assert.deepEqual(messagesIn('', true), { messages: [], used: 0 })
  assert.deepEqual(messagesIn('no mailbox at all\n', true).messages, [])
})

test('a file made to hurt is read in time', () => {
  const begun = performance.now()
  messagesIn(`${from}\n${'\nFrom '.repeat(200_000)}`, true)
  messagesIn(`${from}\n${'>'.repeat(1_000_000)}`, true)
  messagesIn(`${from}\n${'\n\nFrom x 1 '.repeat(100_000)}`, true)
  assert.ok(performance.now() - begun < 3000)
})
