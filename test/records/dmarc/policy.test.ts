import assert from 'node:assert/strict'
import test from 'node:test'
import { parseDmarc } from '../../../src/records/dmarc/parse.ts'
import { type DmarcWho, policyInEffect } from '../../../src/records/dmarc/policy.ts'

/** `p:reject>quarantine`: the tag that decides, what it says, and what it comes to where that differs. */
function effect(record: string, where: 'own' | 'inherited', who: DmarcWho): string | undefined {
  const found = policyInEffect(parseDmarc(`v=DMARC1; ${record}`), where, who)
  if (!found) return undefined
  const { tag, published, effective } = found
  return `${tag}:${published}${effective === published ? '' : `>${effective}`}`
}

test('the domain’s own record speaks of the domain by p, whatever sp and np say', () => {
  assert.equal(effect('p=reject; sp=none; np=none', 'own', 'domain'), 'p:reject')
})

test('names below go by np, then sp, then p, as they exist or not', () => {
  const all = 'p=none; sp=quarantine; np=reject'
  assert.equal(effect(all, 'own', 'subdomain'), 'sp:quarantine')
  assert.equal(effect(all, 'own', 'nonexistent'), 'np:reject')
  assert.equal(effect('p=none; sp=quarantine', 'own', 'nonexistent'), 'sp:quarantine')
  assert.equal(effect('p=reject', 'own', 'nonexistent'), 'p:reject')
  assert.equal(effect('p=reject; np=none', 'own', 'subdomain'), 'p:reject')
})

test('a domain that inherits its record is a subdomain to it', () => {
  assert.equal(effect('p=reject; sp=none', 'inherited', 'domain'), 'sp:none')
  assert.equal(effect('p=reject; sp=none; np=quarantine', 'inherited', 'nonexistent'), 'np:quarantine')
})

test('t=y makes every policy work one step lower', () => {
  assert.equal(effect('p=reject; t=y', 'own', 'domain'), 'p:reject>quarantine')
  assert.equal(effect('p=none; sp=quarantine; t=y', 'own', 'subdomain'), 'sp:quarantine>none')
  assert.equal(effect('p=none; t=y', 'own', 'domain'), 'p:none')
})

test('pct changes nothing for receivers that follow RFC 9989', () => {
  assert.equal(effect('p=reject; pct=0', 'own', 'domain'), 'p:reject')
})

test('a record in which no policy can be read has none for anybody', () => {
  assert.equal(effect('p=monitor', 'own', 'domain'), undefined)
  assert.equal(effect('p=reject; sp=bogus', 'own', 'domain'), undefined)
})
