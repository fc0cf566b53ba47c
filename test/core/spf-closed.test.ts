import assert from 'node:assert/strict'
import test from 'node:test'
import { saysNobodySends } from '../../src/core/spf-closed.ts'
import { growTree } from '../../src/facts/spf/grow.ts'
import { memoryWorld } from '../support/memory-dns.ts'

/** The record of shop.example, what else there is, and whether that says that nobody sends (RFC 7208 section 10.1.2). */
const table: [record: string, others: string, closed: boolean | 'unseen'][] = [
  ['v=spf1 -all', '', true],
  ['V=SPF1  -ALL ', '', true],
  ['v=spf1 -all exp=why.shop.example', '', true],
  ['v=spf1 v=spf1 -all', '', true],
  ['v=spf1 -all mx', '', true],
  ['v=spf1 redirect=_s.shop.example', '_s.shop.example TXT "v=spf1 -all"', true],
  ['v=spf1 redirect=_s.shop.example -all', '_s.shop.example TXT "v=spf1 mx ~all"', true],
  ['v=spf1 include:_s.shop.example -all', '_s.shop.example TXT "v=spf1 -all"', true],
  ['v=spf1 -ip4:192.0.2.1 -all', '', true],
  ['v=spf1', '', false],
  ['v=spf1 ~all', '', false],
  ['v=spf1 ?all', '', false],
  ['v=spf1 +all', '', false],
  ['v=spf1 mx -all', '', false],
  ['v=spf1 ~ip4:192.0.2.1 -all', '', false],
  ['v=spf1 exists:%{i}.ok.example -all', '', false],
  ['v=spf1 redirect=%{o}.example', '', false],
  ['v=spf1 redirect=gone.example', '', false],
  ['v=spf1 redirect=_s.shop.example', '_s.shop.example TXT "v=spf1 ~all"', false],
  ['v=spf1 redirect=shop.example', '', false],
  ['v=spf1 include:_s.shop.example -all', '_s.shop.example TXT "v=spf1 ip4:192.0.2.1 -all"', false],
  ['v=spf1 include:gone.example -all', '', false],
  ['v=spf1 -all moo.x', '', false],
  ['v=spf1 redirect=deaf.example', '', 'unseen'],
  ['v=spf1 include:deaf.example mx -all', '', false],
]
for (const [record, others, closed] of table)
  test(`"${record}"${others && ` with ${others}`}: ${closed === true ? 'nobody sends' : closed || 'somebody may'}`, async () => {
    const world = memoryWorld(`shop.example TXT "${record}"\n${others}`, { blindAt: { 'TXT deaf.example': 'timeout' } })
    const said = saysNobodySends(await growTree(world.dns, 'shop.example'))
    assert.equal(said.seen ? said.value : 'unseen', closed)
  })

test('without a record nothing is said', async () => {
  const said = saysNobodySends(await growTree(memoryWorld('shop.example A 192.0.2.1').dns, 'shop.example'))
  assert.deepEqual(said, { seen: true, value: false })
})
