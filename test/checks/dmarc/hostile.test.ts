import assert from 'node:assert/strict'
import test from 'node:test'
import { dmarcChecks } from '../../../src/checks/dmarc/index.ts'
import { judge } from '../../../src/judge.ts'
import type { ResourceRecord } from '../../../src/records/dns.ts'
import { dmarcGatherers, dmarcRecords } from '../../support/dmarc-facts.ts'
import { gatherIn, memoryWorld } from '../../support/memory-dns.ts'

const txt = (name: string, ...texts: string[]): ResourceRecord[] =>
  texts.map((text) => ({ name, type: 'TXT', ttl: 300, data: [text] }))
const many = (count: number, make: (i: number) => string, separator = '; ') =>
  Array.from({ length: count }, (_, i) => make(i)).join(separator)
const home = '_dmarc.shop.example'
const evil = '\u001b[2J\n  ✗ fail forged\r\n::error::forged \u202e\0'

/** Records that somebody made to hurt whoever reads them, as large as DNS can carry. */
const worlds: Record<string, ResourceRecord[]> = {
  'thousands of tags': txt(home, `v=DMARC1; p=reject; ${many(8000, (i) => `x${i}=${i}`)}`),
  'one tag, thousands of times': txt(home, `v=DMARC1; ${many(8000, () => 'p=none')}`),
  'thousands of addresses': txt(home, `v=DMARC1; p=none; rua=${many(3000, (i) => `mailto:d@r${i}.example`, ',')}`),
  'thousands of broken addresses': txt(home, `v=DMARC1; p=none; rua=${many(6000, (i) => `d@@r${i}`, ',')}`),
  'addresses of many labels': txt(
    home,
    `v=DMARC1; p=none; rua=${many(300, (i) => `mailto:d@${'a.'.repeat(60)}r${i}.example`, ',')}`,
  ),
  'one endless value': txt(home, `v=DMARC1; p=${'none '.repeat(12_000)}`),
  'nothing but semicolons': txt(home, `v=DMARC1${';'.repeat(60_000)}`),
  'nothing but blanks': txt(home, `v=DMARC1;${' '.repeat(60_000)}p=none`),
  'thousands of records': txt(home, ...Array.from({ length: 2000 }, (_, i) => `v=DMARC1; p=none; ri=${i}`)),
  'thousands of lookalikes': txt(home, ...Array.from({ length: 2000 }, (_, i) => `v=DMARC; p=none; ri=${i}`)),
  'lookalikes everywhere': ['shop.example', 'dmarc.shop.example', `${home}.shop.example`].flatMap((name) =>
    txt(name, ...Array.from({ length: 500 }, (_, i) => `v=DMARC1; p=reject; ri=${i}`)),
  ),
  'texts that move the cursor': [
    ...txt(home, `v=DMARC1; p=${evil}; ${evil}=x; rua=${evil}`),
    ...txt('dmarc.shop.example', `v=DMARC1; p=none; x=${evil}`),
  ],
  'a lookalike that moves the cursor': txt(home, `v=DMARC1 ${evil}; p=none`),
}

for (const [name, records] of Object.entries(worlds))
  test(`hostile DMARC: ${name}`, async () => {
    const began = performance.now()
    const world = memoryWorld([...dmarcRecords('news.shop.example A 192.0.2.1'), ...records])
    for (const domain of ['shop.example', 'news.shop.example']) {
      const gathered = await gatherIn(world, domain, dmarcGatherers, { selectors: ['s1'] })
      const findings = dmarcChecks.flatMap((check) => judge(check, gathered))
      assert.deepEqual(
        findings.filter((f) => f.blind?.reason === 'bug').map((f) => f.says),
        [],
      )
      for (const { says } of findings) assert.doesNotMatch(says, /[\u0000-\u001f\u202e]/)
      // Whole DNS answers stay whole in the evidence, and records in repairs; all else is short.
      const rest = findings.map(({ evidence, repair, ...finding }) => [
        finding,
        evidence?.filter(({ kind }) => kind !== 'dns'),
      ])
      assert.ok(JSON.stringify(rest).length < 60_000, `${JSON.stringify(rest).length} characters`)
    }
    // Generous, for slow machines: none takes a second on a fast one.
    assert.ok(performance.now() - began < 8000, `${Math.round(performance.now() - began)} ms`)
    assert.ok(world.questions.length <= 600, `${world.questions.length} questions`)
  })
