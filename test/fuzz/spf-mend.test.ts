import assert from 'node:assert/strict'
import test from 'node:test'
import { spfLookalike } from '../../src/records/spf/lookalike.ts'
import { asMeant, deadTerms, mendSpf } from '../../src/records/spf/mend.ts'
import { isSpf, parseSpf } from '../../src/records/spf/parse.ts'
import type { SpfTerm } from '../../src/records/spf/record.ts'
import { repeatedTerms } from '../../src/records/spf/repeats.ts'
import { fuzzInputs, mutations, shortestTime } from '../support/mutate.ts'

const seeds = [
  'v=spf1 a mx ip4:192.0.2.0/24 ip4:192.0.2.7 a:shop.example include:x.example include:X.example. ?all a redirect=r.example',
  'v=spf1 ipv4:192.0.2.1 include=x.example, ip6:2001:db8::/32 ip6:2001:db8:1::1 exists:%{i}.x.example mx',
  ' v=spf1 mx -all',
  '"v=spf1include:x.example -all"',
  'v=spf10 mx ~all',
  'spf1 a -all',
].map((text) => Buffer.from(text, 'latin1'))

/** The record as the repair of all findings would leave it, apart from what DNS has to say. */
function mended(text: string): string | undefined {
  const record = asMeant(parseSpf(text))
  const drop = new Set<SpfTerm>([
    ...deadTerms(record),
    ...repeatedTerms(record, 'shop.example').map(({ term }) => term),
  ])
  return mendSpf(record, { drop, first: [] })
}

test('mending SPF: whatever comes, quick, and what was meant has no fault and nothing left to mend', () => {
  for (const octets of mutations(seeds, fuzzInputs(), 4408)) {
    const text = Buffer.from(octets).toString('latin1')
    const work = () => {
      spfLookalike(text)
      mended(text)
    }
    if (shortestTime(work, 50) > 50) assert.fail(`too slow: ${JSON.stringify(text.slice(0, 2000))}`)
    const meant = spfLookalike(text)?.meant
    if (meant !== undefined && !isSpf(meant)) assert.fail(`no record: ${JSON.stringify(text)} -> ${meant}`)
    if (!isSpf(text)) continue
    const before = asMeant(parseSpf(text))
    const after = mended(text)
    if (after === undefined || before.faults.length > 0) continue
    if (parseSpf(after).faults.length > 0) assert.fail(`faults: ${JSON.stringify(text)} -> ${after}`)
    if (mended(after) !== undefined) assert.fail(`not done: ${JSON.stringify(text)} -> ${after} -> ${mended(after)}`)
  }
})
