import assert from 'node:assert/strict'
import test from 'node:test'
import type { DmarcWalk } from '../../src/core/dmarc.ts'
import { dmarcWalk } from '../../src/facts/dmarc-walk.ts'
import { gatherIn, type MemoryOptions, memoryWorld } from '../support/memory-dns.ts'

async function walk(zone: string, domain: string, options?: MemoryOptions) {
  const world = memoryWorld(zone, options)
  const { dmarcWalk: fact } = await gatherIn(world, domain, { dmarcWalk })
  assert.ok(fact?.seen)
  return { ...told(fact.value), steps: fact.value.steps, world }
}

/** Names and values only; `?` and the reason where something was not seen. */
function told({ policy, organization, steps }: DmarcWalk) {
  return {
    at: policy.seen ? policy.value?.domain : `? ${policy.blind.reason}`,
    organization: organization.seen ? organization.value : `? ${organization.blind.reason}`,
    says: steps.map(({ domain, says }) => `${domain}: ${says}`),
  }
}

const org = '_dmarc.shop.example TXT "v=DMARC1; p=reject"'

test('the walk shows every name with what stood there', async () => {
  const { at, organization, says } = await walk(org, 'mail.shop.example')
  assert.deepEqual([at, organization], ['shop.example', 'shop.example'])
  assert.deepEqual(says, ['mail.shop.example: no record', 'shop.example: its record applies', 'example: no record'])
})

test('all names are asked at once, at most eight, and none twice', async () => {
  const { world, steps } = await walk(org, 'a.b.c.d.e.f.g.h.i.shop.example')
  assert.equal(world.rounds, 1)
  assert.deepEqual(
    world.questions,
    steps.map(({ domain }) => `TXT _dmarc.${domain}`),
  )
  assert.deepEqual(
    steps.map(({ domain }) => domain.split('.').length),
    [11, 7, 6, 5, 4, 3, 2, 1],
  )
})

test('a record between the domain and its organizational domain is not inherited', async () => {
  const { at, says } = await walk(`${org}\n_dmarc.b.shop.example TXT "v=DMARC1; p=none"`, 'a.b.shop.example')
  assert.equal(at, 'shop.example')
  assert.ok(says.includes('b.shop.example: a record, but not for this domain'))
})

test('psd=n ends the walk, and what stands above is not shown', async () => {
  const { at, organization, says } = await walk(
    `${org}\n_dmarc.b.shop.example TXT "v=DMARC1; p=none; psd=n"`,
    'a.b.shop.example',
  )
  assert.deepEqual([at, organization], ['b.shop.example', 'b.shop.example'])
  assert.deepEqual(says, ['a.b.shop.example: no record', 'b.shop.example: its record applies; psd=n ends the walk'])
})

test('psd=y makes the name below it the organizational domain, whose policy it is where that has none', async () => {
  const { at, organization } = await walk('_dmarc.example TXT "v=DMARC1; p=reject; psd=y"', 'mail.shop.example')
  assert.deepEqual([at, organization], ['example', 'shop.example'])
  const own = await walk('_dmarc.shop.example TXT "v=DMARC1; p=reject; psd=y"', 'shop.example')
  assert.deepEqual([own.at, own.organization], ['shop.example', 'shop.example'])
})

test('several records at a name are all thrown away, and the walk goes on', async () => {
  const { at, says, steps } = await walk(
    `${org}\n_dmarc.mail.shop.example TXT "v=DMARC1; p=none"\n_dmarc.mail.shop.example TXT "v=DMARC1; p=reject"`,
    'mail.shop.example',
  )
  assert.equal(at, 'shop.example')
  assert.equal(says[0], 'mail.shop.example: 2 records: none of them counts')
  assert.equal(steps[0]?.records.length, 2)
})

test('other texts at the name are no records, and strings are joined', async () => {
  const { at, steps } = await walk(
    '_dmarc.shop.example TXT "v=DMARC1; p=re" "ject"\n_dmarc.shop.example TXT "v=spf1 -all"\n_dmarc.shop.example TXT "v=dmarc1; p=none"',
    'shop.example',
  )
  assert.equal(at, 'shop.example')
  assert.deepEqual(
    steps[0]?.records.map(({ text }) => text),
    ['v=DMARC1; p=reject'],
  )
})

test('the domain’s own record counts though a name above was not seen; the organizational domain is then unknown', async () => {
  const { at, organization, says } = await walk(
    '_dmarc.mail.shop.example TXT "v=DMARC1; p=reject"',
    'mail.shop.example',
    {
      blindAt: { 'TXT _dmarc.shop.example': 'timeout' },
    },
  )
  assert.deepEqual([at, organization], ['mail.shop.example', '? timeout'])
  assert.deepEqual(says, ['mail.shop.example: its record applies', 'shop.example: no answer'])
})

test('psd=n at the domain settles the organizational domain, whatever was not seen above', async () => {
  const { at, organization } = await walk('_dmarc.shop.example TXT "v=DMARC1; p=reject; psd=n"', 'shop.example', {
    blindAt: { 'TXT _dmarc.example': 'refused' },
  })
  assert.deepEqual([at, organization], ['shop.example', 'shop.example'])
})

test('where the domain itself was not seen, nobody knows its policy, whatever stands above', async () => {
  const { at, organization } = await walk(org, 'mail.shop.example', {
    blindAt: { 'TXT _dmarc.mail.shop.example': 'server-failure' },
  })
  assert.deepEqual([at, organization], ['? server-failure', '? server-failure'])
})

test('a name above that was not seen may hold the record that applies: then there is no "no record"', async () => {
  const { at } = await walk('shop.example A 192.0.2.1', 'mail.shop.example', {
    blindAt: { 'TXT _dmarc.example': 'timeout' },
  })
  assert.equal(at, '? timeout')
})

test('no record anywhere: the domain is its own organizational domain', async () => {
  const { at, organization } = await walk('shop.example A 192.0.2.1', 'mail.shop.example')
  assert.deepEqual([at, organization], [undefined, 'mail.shop.example'])
})

test('a record in which no policy can be read is found all the same, and says so', async () => {
  const { at, says } = await walk(`${org}\n_dmarc.mail.shop.example TXT "v=DMARC1; p=bogus"`, 'mail.shop.example')
  assert.equal(at, 'mail.shop.example')
  assert.equal(says[0], 'mail.shop.example: its record applies; no policy can be read in it')
})

test('a name too long for _dmarc in front of it is not asked about', async () => {
  const long = `${Array.from({ length: 4 }, () => 'x'.repeat(59)).join('.')}.shop.example`
  assert.equal(long.length, 252)
  const { world, at } = await walk(org, long)
  assert.equal(at, 'shop.example')
  assert.ok(world.questions.every((question) => question.length <= 'TXT '.length + 253))
})
