import assert from 'node:assert/strict'
import test from 'node:test'
import { dnsEvidence } from '../../src/core/evidence.ts'
import type { Evidence } from '../../src/core/finding.ts'
import { records } from '../support/answers.ts'

type Shown = Extract<Evidence, { kind: 'dns' }>
const shownOf = (texts: string[][]) => dnsEvidence(records('shop.example', 'TXT', texts))[0] as Shown

test('an answer of an ordinary size is evidence as it stands', () => {
  const proofs = Array.from({ length: 60 }, (_, i) => [`proof-of-ownership=${i}`])
  const { answer, more } = shownOf([...proofs, ['v=spf1 -all']])
  assert.deepEqual([answer.length, answer.at(-1), more], [61, '"v=spf1 -all"', undefined])
})

test('a key of 8192 bits is shown whole', () => {
  const key = `v=DKIM1; k=rsa; p=${'A'.repeat(1400)}`
  const strings = key.match(/.{1,255}/g) ?? []
  assert.equal(shownOf([strings]).answer[0]?.replaceAll('" "', ''), `"${key}"`)
})

test('of a record of 64 KB its beginning is evidence, and how much is left out', () => {
  const { answer, more } = shownOf([Array(240).fill('x'.repeat(255))])
  assert.match(answer[0] ?? '', /^"x{255}" "x{255}" .* … 59,440 more octets$/)
  assert.equal(more, undefined)
})

test('of thousands of records some are evidence, those that say what they are first, and how many are left out', () => {
  const { answer, more } = shownOf([...Array.from({ length: 3000 }, (_, i) => [`proof=${i}`]), ['v=spf1 -all']])
  assert.deepEqual([answer.length, answer[0], answer.at(-1), more], [100, '"proof=0"', '"v=spf1 -all"', 2901])
})

test('whatever DNS holds, the evidence of one answer stays small', () => {
  const { answer, more = 0 } = shownOf(Array(60).fill(Array(4).fill('\x00'.repeat(255))))
  assert.ok(answer.join('').length < 20_000, `${answer.join('').length} characters`)
  assert.equal(answer.length + more, 60)
})
