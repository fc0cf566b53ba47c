import assert from 'node:assert/strict'
import type { Socket } from 'node:net'
import { PassThrough } from 'node:stream'
import test from 'node:test'
import { noVeil } from '../../src/net/smtp/veil.ts'
import { hear, listenTo, openWire } from '../../src/net/smtp/wire.ts'
import { parseExtensions } from '../../src/records/smtp/extensions.ts'
import { parseReplyLine, type ReplyLine, replyOf } from '../../src/records/smtp/reply.ts'
import { fuzzInputs, mutations, shortestTime } from '../support/mutate.ts'

const seeds = [
  '220 mail.relay.example ESMTP',
  '250-mail.relay.example\n250-SIZE 52428800\n250-AUTH PLAIN LOGIN\n250-AUTH=PLAIN LOGIN\n250 SMTPUTF8',
  '550-5.7.1 no\n550 5.7.1 relaying',
  '334 VXNlcm5hbWU6',
].map((text) => Buffer.from(text))

test(`${fuzzInputs()} mutated replies: nothing throws, nothing is slow, and no line holds a line end`, () => {
  let whole = 0
  for (const input of mutations(seeds, fuzzInputs(), 4)) {
    const lines = Buffer.from(input).toString('latin1').split('\n')
    const ms = shortestTime(() => {
      const parsed = lines.map(parseReplyLine)
      const reply = replyOf(parsed.filter((line): line is ReplyLine => line !== undefined))
      if (!reply) return
      whole++
      assert.ok(reply.code >= 200 && reply.code <= 599)
      const { auth, size, keywords } = parseExtensions(reply.lines)
      assert.equal(keywords.length, reply.lines.length - 1)
      assert.ok(auth.every((word) => /^[A-Z0-9_-]+$/.test(word)))
      assert.ok(size === undefined || size === 'unlimited' || (Number.isSafeInteger(size) && size > 0))
    }, 50)
    assert.ok(ms <= 50, `${ms} ms on ${Buffer.from(input).toString('hex')}`)
  }
  assert.ok(whole > fuzzInputs() / 20, `only ${whole} were whole: the seeds are no good`)
})

const conversations = [
  '220-mail.relay.example ESMTP\r\n220 ready\r\n250-x\r\n250 SIZE 1\r\n250 2.1.0 Ok\r\n550-5.7.1 a\r\n550 b\r\n221 bye\r\n',
  '220 x\n250 y\n421 4.3.2 closing\n',
  `220 ${'a'.repeat(1990)}\r\n250 ${'é'.repeat(20)}\r\n`,
].map((text) => Buffer.from(text))

test(`${fuzzInputs() / 4} mutated conversations: each is read to an end that is told, whole replies before it`, async () => {
  let replies = 0
  for (const input of mutations(conversations, fuzzInputs() / 4, 5)) {
    const socket = new PassThrough()
    const wire = openWire('192.0.2.1 port 587', noVeil)
    listenTo(wire, socket as unknown as Socket)
    const cut = input.length >> 1
    for (const chunk of [input.subarray(0, cut), input.subarray(cut)]) if (chunk.length > 0) socket.write(chunk)
    socket.end()
    for (let turn = 0; ; turn++) {
      assert.ok(turn < 40_000)
      const said = await hear(wire, { what: 'answer', ms: 5000, good: '23' })
      if ('broken' in said) {
        assert.ok(['hung-up', 'not-smtp', 'too-much'].includes(said.broken.trouble), said.broken.trouble)
        assert.match(said.broken.detail, /^[^\p{Cc}]{20,300}$/u)
        break
      }
      replies++
      assert.ok(said.reply.lines.length <= 100 && said.reply.lines.every((line) => line.length <= 2000))
    }
    socket.destroy()
  }
  assert.ok(replies > fuzzInputs() / 8, `only ${replies} were whole: the seeds are no good`)
})
