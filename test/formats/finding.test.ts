import assert from 'node:assert/strict'
import test from 'node:test'
import type { Finding } from '../../src/core/finding.ts'
import { eachOnce } from '../../src/formats/finding.ts'

const at = (address: string, says: string, fix = 'Renew it.'): Finding => ({
  id: 'relay-certificate/expired',
  check: 'relay-certificate',
  outcome: 'expired',
  verdict: 'fail',
  says: `The certificate of mail.example [${address}] port 587 ${says}.`,
  fix,
  about: { server: `mail.example [${address}] port 587`, address },
  refs: [],
})

test('what is the same at several servers is told once, with the others', () => {
  const findings = [at('192.0.2.1', 'is over'), at('192.0.2.2', 'is over'), at('192.0.2.3', 'is not yet good')]
  assert.deepEqual(
    eachOnce(findings).map(({ finding, also }) => [finding.about.address, also]),
    [
      ['192.0.2.1', ['mail.example [192.0.2.2] port 587']],
      ['192.0.2.3', []],
    ],
  )
})

test('another order is another finding, and what is about no server stands alone', () => {
  const { about: _, ...rest } = at('192.0.2.1', 'is over')
  const plain = { ...rest, about: { domain: 'shop.example' } }
  assert.equal(eachOnce([at('192.0.2.1', 'is over'), at('192.0.2.2', 'is over', 'Load it.')]).length, 2)
  assert.equal(eachOnce([plain, { ...plain }]).length, 2)
})
