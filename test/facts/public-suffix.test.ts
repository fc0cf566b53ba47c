import assert from 'node:assert/strict'
import test from 'node:test'
import { dmarcWalk } from '../../src/facts/dmarc-walk.ts'
import { publicSuffix } from '../../src/facts/public-suffix.ts'
import { gatherIn, type MemoryOptions, memoryWorld } from '../support/memory-dns.ts'

async function look(zone: string, domain: string, options?: MemoryOptions) {
  const world = memoryWorld(zone, options)
  const { publicSuffix: fact } = await gatherIn(world, domain, { publicSuffix })
  assert.ok(fact?.seen)
  const { suffix, organization, policy } = fact.value
  return { suffix, organization, at: policy.seen ? policy.value?.domain : `? ${policy.blind.reason}`, world }
}

test('the organizational domain is one label below the public suffix, in both parts of the list', async () => {
  for (const [domain, suffix, organization] of [
    ['mail.shop.co.uk', 'co.uk', 'shop.co.uk'],
    ['shop.com', 'com', 'shop.com'],
    ['a.tenant.github.io', 'github.io', 'tenant.github.io'],
    ['github.io', 'github.io', 'github.io'],
    ['a.b.shop.example', 'example', 'shop.example'],
    ['a.b.city.kawasaki.jp', 'kawasaki.jp', 'city.kawasaki.jp'],
    ['a.b.shop.kawasaki.jp', 'shop.kawasaki.jp', 'b.shop.kawasaki.jp'],
    ['_x.shop.com', 'com', 'shop.com'],
  ]) {
    const found = await look('', domain ?? '')
    assert.deepEqual([found.suffix, found.organization], [suffix, organization], domain)
  }
})

test('the domain’s own record counts, else that of the organizational domain; none between them or above', async () => {
  const zone = `
    _dmarc.shop.co.uk TXT "v=DMARC1; p=reject"
    _dmarc.b.shop.co.uk TXT "v=DMARC1; p=none"
    _dmarc.uk TXT "v=DMARC1; p=reject; psd=y"`
  assert.equal((await look(zone, 'b.shop.co.uk')).at, 'b.shop.co.uk')
  assert.equal((await look(zone, 'a.b.shop.co.uk')).at, 'shop.co.uk')
  assert.equal((await look(zone, 'other.co.uk')).at, undefined)
})

test('several records at one name end the search (RFC 7489 section 6.6.3)', async () => {
  const { at } = await look(
    `_dmarc.mail.shop.com TXT "v=DMARC1; p=none"
    _dmarc.mail.shop.com TXT "v=DMARC1; p=reject"
    _dmarc.shop.com TXT "v=DMARC1; p=reject"`,
    'mail.shop.com',
  )
  assert.equal(at, undefined)
})

test('what was not seen leaves the policy unknown, but not where the domain has its own', async () => {
  const zone = '_dmarc.mail.shop.com TXT "v=DMARC1; p=none"'
  const blindAt = { 'TXT _dmarc.shop.com': 'timeout' } as const
  assert.equal((await look(zone, 'mail.shop.com', { blindAt })).at, 'mail.shop.com')
  assert.equal((await look(zone, 'www.shop.com', { blindAt })).at, '? timeout')
  assert.equal((await look('', 'shop.com', { blindAt })).at, '? timeout')
})

test('beside the tree walk it asks nothing', async () => {
  const world = memoryWorld('_dmarc.shop.com TXT "v=DMARC1; p=none"')
  await gatherIn(world, 'a.mail.shop.com', { publicSuffix, dmarcWalk })
  assert.deepEqual([...world.questions].sort(), [
    'TXT _dmarc.a.mail.shop.com',
    'TXT _dmarc.com',
    'TXT _dmarc.mail.shop.com',
    'TXT _dmarc.shop.com',
  ])
})
