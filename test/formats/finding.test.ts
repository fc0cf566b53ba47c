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

const by = (receiver: string, says: string, outcome = 'not-ready'): Finding => ({
  id: `receiver-${receiver.toLowerCase()}/${outcome}`,
  check: `receiver-${receiver.toLowerCase()}`,
  outcome,
  verdict: 'fail',
  says: `${receiver} may refuse mail of shop.example: ${says}.`,
  fix: 'Publish a DMARC record.',
  about: { receiver },
  refs: [],
})

test('what the same breaks with several receivers is told once, with the others', () => {
  const none = 'shop.example has no DMARC record'
  const findings = [by('Gmail', none), by('Yahoo', 'no TLS'), by('Apple', none), by('Microsoft', none, 'ready')]
  assert.deepEqual(
    eachOnce(findings).map(({ finding, also }) => [finding.about.receiver, also]),
    [
      ['Gmail', ['Apple']],
      ['Yahoo', []],
      ['Microsoft', []],
    ],
  )
})

test('where everything is asked for each receiver is told by itself, with its own rules', () =>
  assert.equal(eachOnce([by('Gmail', 'no TLS'), by('Yahoo', 'no TLS')], { verbosity: 'verbose' }).length, 2))
