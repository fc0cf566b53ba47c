import assert from 'node:assert/strict'
import test from 'node:test'
import { parseReplyLine, replyOf } from '../../../src/records/smtp/reply.ts'

const reply = (...lines: string[]) => replyOf(lines.map((line) => parseReplyLine(line) ?? assert.fail(line)))

test('a line has a code, a mark and a text (RFC 5321 section 4.2)', () => {
  assert.deepEqual(parseReplyLine('250 Ok'), { code: 250, last: true, text: 'Ok' })
  assert.deepEqual(parseReplyLine('250-mail.example'), { code: 250, last: false, text: 'mail.example' })
  assert.deepEqual(parseReplyLine('250'), { code: 250, last: true, text: '' })
  assert.deepEqual(parseReplyLine('250-'), { code: 250, last: false, text: '' })
  assert.deepEqual(parseReplyLine('550  two\rblanks'), { code: 550, last: true, text: ' two\rblanks' })
})

for (const line of [
  '',
  '25',
  '2500 x',
  '250x',
  '250\tx',
  ' 250 x',
  '150 x',
  '650 x',
  '2.0 x',
  'HTTP/1.1 400 Bad',
  '٢٥٠ x',
])
  test(`"${line}" is no line of a reply`, () => assert.equal(parseReplyLine(line), undefined))

test('lines of one code make a reply, the last one ends it', () => {
  assert.deepEqual(reply('250-a', '250-b', '250 c'), { code: 250, lines: ['a', 'b', 'c'] })
  assert.equal(reply('250-a', '250-b'), undefined)
  assert.equal(reply('250-a', '550 b'), undefined)
  assert.equal(reply('250 a', '250 b'), undefined)
  assert.equal(replyOf([]), undefined)
})

test('an enhanced code stands by itself, if its class is the one of the code (RFC 2034 section 4)', () => {
  assert.deepEqual(reply('550 5.7.1 no'), { code: 550, enhanced: '5.7.1', lines: ['no'] })
  assert.deepEqual(reply('550 5.7.1'), { code: 550, enhanced: '5.7.1', lines: [''] })
  assert.deepEqual(reply('550-5.1.1 no', '550-such', '550 5.1.1 user'), {
    code: 550,
    enhanced: '5.1.1',
    lines: ['no', 'such', 'user'],
  })
  for (const text of ['4.7.1 no', '5.7 no', '5.7.1234 no', '5.7.1x no', '3.0.0 no', 'x 5.7.1 no'])
    assert.deepEqual(reply(`550 ${text}`), { code: 550, lines: [text] })
})
