import assert from 'node:assert/strict'
import test from 'node:test'
import { relayProfile } from '../../src/facts/relay-profile.ts'
import { gatherRelay, memoryWorld } from '../support/memory-dns.ts'

const idOf = async (host: string) => {
  const { relayProfile: fact } = await gatherRelay(memoryWorld(''), { host }, { relayProfile })
  assert.ok(fact?.seen)
  return fact.value?.id
}

test('relayProfile: by a host that the relay documents, and by nothing that only looks like one', async () => {
  assert.equal(await idOf('mail.smtp2go.com'), 'smtp2go')
  assert.equal(await idOf('mail-eu.smtp2go.com'), 'smtp2go')
  for (const host of [
    'mail.smtp2go.com.evil.example',
    'evilmail.smtp2go.com.example',
    'mail.relay.example',
    '192.0.2.1',
  ])
    assert.equal(await idOf(host), undefined)
})
