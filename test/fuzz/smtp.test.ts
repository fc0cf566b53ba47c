import assert from 'node:assert/strict'
import test from 'node:test'
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
