import assert from 'node:assert/strict'
import test from 'node:test'
import { knownProviders } from '../../../src/facts/dkim/providers.ts'
import { mx } from '../../../src/facts/mx.ts'
import { spfTexts } from '../../../src/facts/spf-texts.ts'
import { spfTree } from '../../../src/facts/spf-tree.ts'
import { gatherIn, type MemoryOptions, memoryWorld } from '../../support/memory-dns.ts'

async function look(records: string, options: MemoryOptions = {}) {
  const world = memoryWorld(`shop.example SOA a.b c.d\n${records}`, options)
  const facts = await gatherIn(world, 'shop.example', { mx, spfTexts, spfTree })
  return [...(await knownProviders({ look: async (name) => facts[name] as never }))].sort()
}

const exchange = 'shop.example MX 10 aspmx.l.google.com'
const spf = 'shop.example TXT "v=spf1 Include:spf.mailjet.com redirect=_spf.mailersend.net"'
const rows: Record<string, [records: string, ids: string[], options?: MemoryOptions]> = {
  'by MX': [exchange, ['google']],
  'by the includes and the redirect of SPF': [spf, ['mailersend', 'mailjet']],
  'by both, each once': [
    `${exchange}\n${spf.replace('v=spf1', 'v=spf1 include:_spf.google.com')}`,
    ['google', 'mailersend', 'mailjet'],
  ],
  'nobody, by names of their own': ['shop.example MX 10 mx.shop.example\nshop.example TXT "v=spf1 mx -all"', []],
  'nobody, where nothing is published': ['shop.example A 192.0.2.80', []],
  'by MX alone, where SPF was not seen': [exchange, ['google'], { blindAt: { 'TXT shop.example': 'timeout' } }],
  'by SPF alone, where MX was not seen': [
    spf,
    ['mailersend', 'mailjet'],
    { blindAt: { 'MX shop.example': 'timeout' } },
  ],
}
for (const [name, [records, ids, options]] of Object.entries(rows))
  test(`known providers: ${name}`, async () => assert.deepEqual(await look(records, options), ids))
