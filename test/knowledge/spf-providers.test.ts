import assert from 'node:assert/strict'
import test from 'node:test'
import { spfProviderOf, spfProviders } from '../../src/knowledge/spf-providers.ts'
import { parseName } from '../../src/records/name.ts'

test('every include of a known sender is a name in this project’s form, and belongs to one sender', () => {
  const names = spfProviders.flatMap(({ includes }) => includes)
  for (const name of names) assert.deepEqual(parseName(name), { name })
  assert.equal(new Set(names).size, names.length)
})

test('every known sender has a source, and an id of its own', () => {
  for (const { id, source } of spfProviders) assert.ok(source, id)
  assert.equal(new Set(spfProviders.map(({ id }) => id)).size, spfProviders.length)
})

test('a sender is found by its include', () => {
  assert.equal(spfProviderOf('spf.smtp2go.com')?.name, 'SMTP2GO')
  assert.equal(spfProviderOf('spf.smtp2go.com')?.judgedAt?.unless, 'the account is set to keep your own return path')
  assert.equal(spfProviderOf('spf.smtp2go.com.shop.example'), undefined)
})

test('and by the names of its parts', () => {
  const names = ['_netblocks2.google.com', 'u123.wl.sendgrid.net', '_spf-a.protection.outlook.com', 'google.com']
  assert.deepEqual(
    names.map((name) => spfProviderOf(name)?.id),
    ['google', 'sendgrid', 'microsoft', 'google'],
  )
  assert.equal(spfProviderOf('notgoogle.com'), undefined)
  assert.equal(spfProviderOf('outlook.com'), undefined)
})
