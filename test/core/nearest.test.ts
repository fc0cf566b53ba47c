import assert from 'node:assert/strict'
import test from 'node:test'
import { nearest } from '../../src/core/nearest.ts'

const ids = ['mx-record', 'spf-record', 'spf-lookups', 'spf-void-lookups', 'zone-dnssec']
const meant: Record<string, string | undefined> = {
  'mx-recrod': 'mx-record',
  'spf-lookup': 'spf-lookups',
  'spf-records': 'spf-record',
  lookups: 'spf-lookups',
  dnssec: 'zone-dnssec',
  'zone-dnsec': 'zone-dnssec',
  bimi: undefined,
  '': undefined,
  m: undefined,
  ['x'.repeat(100_000)]: undefined,
}
for (const [typed, word] of Object.entries(meant))
  test(`"${typed.slice(0, 20)}" means ${word ?? 'nothing we know'}`, () => assert.equal(nearest(typed, ids), word))
