import assert from 'node:assert/strict'
import test from 'node:test'
import { receiverIds, ruleTests } from '../../src/core/receivers.ts'
import { receiverRules } from '../../src/knowledge/receivers.ts'

const all = receiverIds.flatMap((id) => receiverRules[id])

test("receivers' rules: ids are unique, and begin with whose they are", () => {
  assert.equal(new Set(all.map(({ id }) => id)).size, all.length)
  for (const receiver of receiverIds)
    for (const rule of receiverRules[receiver]) {
      assert.equal(rule.receiver, receiver)
      assert.ok(rule.id.startsWith(`${receiver}-`), rule.id)
    }
})

test("receivers' rules: each has a source, an order, and a few words that fit into a table", () => {
  for (const { id, asks, fix, sources } of all) {
    assert.ok(sources.length > 0, id)
    for (const source of sources)
      assert.match(source, /^(?:https:\/\/|github:)\S+(?: \S+)?(?: \(as of \d{4}-\d\d-\d\d\))?$/)
    assert.match(fix, /^[A-Z].*\.$/, id)
    assert.ok(asks.length <= 24, `${id}: ${asks}`)
  }
})

test("receivers' rules: what cannot be tested says where it shows, and nothing else does", () => {
  for (const { id, by, shows } of all) assert.equal(by === undefined, shows !== undefined, id)
})

test("receivers' rules: every test is used, and none twice by the same receiver", () => {
  assert.deepEqual(
    ruleTests.filter((one) => !all.some(({ by }) => by === one)),
    [],
  )
  for (const id of receiverIds) {
    const tests = receiverRules[id].flatMap(({ by }) => by ?? [])
    assert.equal(new Set(tests).size, tests.length, id)
  }
})

test("receivers' rules: replies are SMTP codes, with an enhanced one where there is one (RFC 5321, RFC 3463)", () => {
  for (const code of all.flatMap(({ codes }) => codes))
    assert.match(code, /^[45]\d\d(?: [45]\.\d\.\d{1,3}| [A-Z]{2}-\d{3})?$/)
})

test('Microsoft asks for SPF and DKIM of bulk senders, and for one of them aligned', () => {
  const bulk = receiverRules.microsoft.filter(({ appliesTo }) => appliesTo === 'bulk').map(({ by }) => by)
  assert.deepEqual(bulk, ['spf-and-dkim', 'dmarc-record', 'alignment'])
})

test('Gmail asks everybody for SPF or DKIM, and for both of bulk senders alone', () => {
  const of = (applies: string) => receiverRules.gmail.filter((one) => one.appliesTo === applies).map(({ by }) => by)
  assert.ok(of('all').includes('spf-or-dkim') && !of('all').includes('spf-and-dkim'))
  for (const one of ['spf-and-dkim', 'dmarc-record', 'alignment', 'one-click', 'tls'] as const)
    assert.ok(of('bulk').includes(one), one)
})
