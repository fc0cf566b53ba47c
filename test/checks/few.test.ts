import assert from 'node:assert/strict'
import test from 'node:test'
import { quoted } from '../../src/checks/few.ts'
import { shortestTime } from '../support/mutate.ts'

const cuts: [text: string, most: number, shown: string][] = [
  ['short', 10, '"short"'],
  ['0123456789', 10, '"0123456789"'],
  ['one two three four', 10, '"one two…"'],
  ['a longwordwithoutblank', 12, '"a longwordwi…"'],
  ['0123456789abcdef', 10, '"0123456789…"'],
  ['see above. [Name=Agent][AGT=PFA][MxId=1]', 34, '"see above. [Name=Agent][AGT=PFA]…"'],
  ['see above. [Name=Agent and more] x', 24, '"see above.…"'],
  ['see (https://a.example/b) and <bob@rcpt.example>', 38, '"see (https://a.example/b) and…"'],
]
for (const [text, most, shown] of cuts)
  test(`quoted: ${text} in ${most}`, () => assert.equal(quoted(text, most), shown))

test('a hostile text is cut at once', () => {
  for (const text of ['['.repeat(100_000), ' '.repeat(100_000), '[a '.repeat(30_000)]) {
    const ms = shortestTime(() => quoted(text, 90_000), 50)
    assert.ok(ms <= 50, `${ms} ms`)
  }
})
