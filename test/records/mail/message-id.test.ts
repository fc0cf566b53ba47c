import assert from 'node:assert/strict'
import test from 'node:test'
import { parseMessageId } from '../../../src/records/mail/message-id.ts'
import { shortestTime } from '../../support/mutate.ts'

/** RFC 5322 section 3.6.4 and appendix A, and what mail programs write. */
for (const [value, id] of Object.entries({
  '<1234@local.machine.example>': '1234@local.machine.example',
  ' <5678.21-Nov-1997@example.com> (a comment)': '5678.21-Nov-1997@example.com',
  '<testabcd.1234@silly.example>': 'testabcd.1234@silly.example',
  '<CAJ+b=x_y/z@mail.gmail.com>': 'CAJ+b=x_y/z@mail.gmail.com',
  '<!&!AAAAAAAAAAAYAAA=@shop.example>': '!&!AAAAAAAAAAAYAAA=@shop.example',
  '<a@[192.0.2.1]>': 'a@[192.0.2.1]',
  '<"a b\\"c"@x.example>': '"a b\\"c"@x.example',
  '<"a.b@c"@x.example>': '"a.b@c"@x.example',
  '<a@localhost>': 'a@localhost',
  '<dörte@bücher.example>': 'dörte@bücher.example',
}))
  test(`a Message-ID: ${value}`, () => {
    const read = parseMessageId(value)
    assert.equal('id' in read && read.id, id)
  })

for (const [value, fault] of Object.entries({
  '': /^it is empty$/,
  '(only a comment)': /^it is empty$/,
  '1234@example.com': /^it does not stand in angle brackets$/,
  '<1234@example.com': /^it does not stand in angle brackets$/,
  '<1@example.com> <2@example.com>': /^it is more than one$/,
  '<1234>': /^it has no @$/,
  '<@example.com>': /^nothing stands before its @$/,
  '<1234@>': /^nothing stands behind its @$/,
  '<12 34@example.com>': /^it has a blank inside$/,
  '<a..b@example.com>': /^what stands before its @ has a dot where none may be$/,
  '<a@example..com>': /^what stands behind its @ has a dot where none may be$/,
  '<a:b@example.com>': /^what stands before its @ holds the character :$/,
  '<a@b@example.com>': /^what stands before its @ holds the character @$/,
  '<"a@example.com>': /^what stands before its @ holds a quotation mark$/,
}))
  test(`no Message-ID: ${value}`, () => {
    const read = parseMessageId(value)
    assert.match('fault' in read ? read.fault : '', fault)
  })

test('those made to hurt', () => {
  for (const piece of ['a', '.', 'a.', '"', '\\', '"\\', '<', '@', '(', '[', 'é']) {
    const value = `<${piece.repeat(300_000)}@${piece.repeat(300_000)}>`
    const ms = shortestTime(() => parseMessageId(value), 200)
    assert.ok(ms <= 200, `${ms} ms on ${piece}`)
  }
})

test('Message-ID: a quoted left side may hold a blank (RFC 5322 section 4.5.4), and nothing else may', () => {
  assert.deepEqual(parseMessageId('<"a b"@c.example>'), { id: '"a b"@c.example', left: '"a b"', right: 'c.example' })
  assert.deepEqual(parseMessageId('<a b@c.example>'), { fault: 'it has a blank inside' })
  assert.deepEqual(parseMessageId('<"a b"@c. example>'), { fault: 'it has a blank inside' })
})
