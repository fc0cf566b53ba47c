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
  'v=spf1ipv4:192.0.2.1 -all',
  'v=spf1\xc2\xa0mx -all',
].map((text) => Buffer.from(text, 'latin1'))

/** The record as the repair of all findings would leave it, apart from what DNS has to say. */
function mended(text: string): string | undefined {
  const record = asMeant(parseSpf(text))
  const drop = new Set<SpfTerm>([
    ...deadTerms(record),
    ...repeatedTerms(record, 'shop.example').map(({ term }) => term),
  ])
  return mendSpf(record, { drop })
}

/** All that the text says is in the record, too, but for what may be a version. */
function keepsTerms(text: string, meant: string): boolean {
  const [said, kept] = [text, meant.slice('v=spf1'.length)].map((t) => t.toLowerCase().replace(/[^a-z0-9]/g, ''))
  return (
    !!said?.endsWith(kept ?? '') && !/(?:a|all|mx|ptr|\d{6,})$/.test(said.slice(0, said.length - (kept?.length ?? 0)))
  )
}

test('mending SPF: a term glued to the version is not lost', () => {
  const glues = ['', '.', '=', '|', ',', ';', ':', '\xc2\xa0', '\xa0', '\t', '. ', '" ', '/']
  const firsts = 'mx a +a ip4:192.0.2.1 ipv4:192.0.2.1 192.0.2.1 include:x.example includ:x.example redirect=x.example'
  for (const glue of glues)
    for (const first of firsts.split(' ')) {
      const { meant } = spfLookalike(`v=spf1${glue}${first} -all`) ?? {}
      if (meant === undefined) continue
      const [term] = asMeant(parseSpf(meant)).terms
      assert.ok(term && term.name !== 'all', `v=spf1${glue}${first} -> ${meant}`)
    }
})

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
    if (meant !== undefined && !keepsTerms(text, meant)) assert.fail(`terms lost: ${JSON.stringify(text)} -> ${meant}`)
    if (!isSpf(text)) continue
    const before = asMeant(parseSpf(text))
    const after = mended(text)
    if (after === undefined || before.faults.length > 0) continue
    if (parseSpf(after).faults.length > 0) assert.fail(`faults: ${JSON.stringify(text)} -> ${after}`)
    if (mended(after) !== undefined) assert.fail(`not done: ${JSON.stringify(text)} -> ${after} -> ${mended(after)}`)
  }
})
