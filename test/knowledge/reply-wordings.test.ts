import assert from 'node:assert/strict'
import test from 'node:test'
import { explainReply } from '../../src/knowledge/replies.ts'
import { readReply } from '../../src/records/reply/read.ts'
import { lookalikes, wordings } from '../support/reply-wordings.ts'
import { moreWordings } from '../support/reply-wordings-more.ts'

const rows = [...wordings, ...moreWordings].flatMap(([reason, kind, owner, ...texts]) =>
  texts.map((text) => ({ text, reason, kind, owner })),
)

test('the table is broad, and no wording stands in it twice', () => {
  assert.ok(rows.length >= 250, `${rows.length}`)
  assert.equal(new Set(rows.map(({ text }) => text)).size, rows.length)
})

for (const { text, reason, kind, owner } of rows)
  test(`wording: ${text.slice(0, 90)}`, () => {
    const { pattern, ...explained } = explainReply(readReply(text))
    assert.deepEqual([explained.reason, explained.class, explained.owner], [reason, kind, owner], `by ${pattern}`)
  })

for (const [text, reason] of lookalikes)
  test(`lookalike: ${text.slice(0, 90)}`, () => {
    const explained = explainReply(readReply(text))
    assert.equal(explained.reason, reason, `by ${explained.pattern}`)
  })
