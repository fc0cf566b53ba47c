import assert from 'node:assert/strict'
import test from 'node:test'
import type { Finding, Verdict } from '../../src/core/finding.ts'
import { text } from '../../src/formats/text.ts'
import { report } from '../support/reports.ts'

const plain = { width: 80, color: 0, unicode: true, explains: false } as const
const table = (row: string, detail: object = {}) =>
  ({ kind: 'table', head: ['rule', 'seen'], rows: [[row, 'yes']], ...detail }) as const

const finding = (verdict: Verdict): Finding => ({
  id: 'mx-record/none',
  check: 'mx-record',
  outcome: 'none',
  verdict,
  says: 'It is so.',
  about: {},
  evidence: [table('first table'), table('second table', { detail: true })],
  ...(verdict === 'fail' && { fix: 'Mend it.' }),
  refs: ['RFC 5321'],
})

for (const verdict of ['fail', 'info'] as const)
  test(`a table of details is shown where everything is asked for, and nowhere else (${verdict})`, () => {
    const said = (verbosity: 'normal' | 'verbose') =>
      text(report({ 'shop.example': { mx: [finding(verdict)] } }), { ...plain, verbosity })
    assert.match(said('verbose'), /first table[\s\S]*second table/)
    assert.match(said('normal'), /first table/)
    assert.doesNotMatch(said('normal'), /second table/)
  })
