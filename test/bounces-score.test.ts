import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import test from 'node:test'
import { explainReply } from '../src/knowledge/replies.ts'
import { takeApart } from '../src/records/reply/lines.ts'

// What servers really say, and who has to act: written by somebody who had not seen the patterns.

interface Row {
  text: string
  reasons: string[]
  owners: string[]
}
const rows: Row[] = JSON.parse(readFileSync(new URL('../fixtures/bounces/replies.json', import.meta.url), 'utf8'))

/** The owner that is named decides; where the text says something, "unknown" is no answer. */
function judged({ text, reasons, owners }: Row): 'right' | 'unknown' | 'wrong party' {
  const replies = takeApart(text).replies.map(({ said }) => explainReply(said))
  const known = replies.filter((reply) => reply.class !== 'unknown')
  if (known.some(({ owner }) => owner !== 'unknown' && !owners.includes(owner))) return 'wrong party'
  const isSilent = known.length === 0 || known.some(({ owner }) => owner === 'unknown' && !owners.includes(owner))
  return isSilent && !reasons.includes('unknown') ? 'unknown' : 'right'
}

test('the score over real replies may rise, and not fall', (t) => {
  const score = { right: 0, unknown: 0, 'wrong party': 0 }
  for (const row of rows) score[judged(row)]++
  t.diagnostic(`${rows.length} replies: ${JSON.stringify(score)}`)
  assert.ok(rows.length > 800)
  assert.ok(score.right >= leastRight, `${score.right} right, ${leastRight} before`)
  assert.ok(score['wrong party'] <= mostWrong, `${score['wrong party']} of the wrong party, ${mostWrong} before`)
})
const [leastRight, mostWrong] = [653, 56]
