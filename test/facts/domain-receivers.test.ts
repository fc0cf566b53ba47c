import assert from 'node:assert/strict'
import test from 'node:test'
import type { ReceiverId, Receivers, Tested } from '../../src/core/receivers.ts'
import type { Asked } from '../../src/core/target.ts'
import { aboutDomain } from '../../src/facts/about-domain.ts'
import { publicKeys } from '../support/dkim-facts.ts'
import { gatherIn, type MemoryOptions, memoryWorld } from '../support/memory-dns.ts'

const zone = `example SOA ns.example dns.example
  shop.example SOA ns.shop.example dns.shop.example
  shop.example NS ns.shop.example
  ns.shop.example A 198.51.100.53
  mx.shop.example A 198.51.100.10`
const mx = 'shop.example MX 10 mx.shop.example'
const spf = 'shop.example TXT "v=spf1 mx -all"'
const dmarc = '_dmarc.shop.example TXT "v=DMARC1; p=reject"'
const key = `s1._domainkey.shop.example TXT "v=DKIM1; k=rsa; p=${publicKeys.rsa1024}"`
const well = [mx, spf, dmarc, key]
const s1 = { selectors: ['s1'] }

interface Told {
  receivers: Receivers
  /** What came of a rule. */
  of(id: string): Pick<Tested, 'state' | 'says'>
  questions: readonly string[]
}

async function told(lines: readonly string[], asked: Partial<Asked> = {}, options: MemoryOptions = {}): Promise<Told> {
  const world = memoryWorld([zone, ...lines].join('\n'), options)
  const { receivers } = await gatherIn(world, 'shop.example', aboutDomain, asked)
  assert.ok(receivers?.seen)
  const all = receivers.value.found.flatMap(({ rules, bulk }) => [...rules, ...bulk])
  return {
    receivers: receivers.value,
    of: (id) => {
      const found = all.find(({ rule }) => rule.id === id)
      assert.ok(found, id)
      return { state: found.tested.state, says: found.tested.says }
    },
    questions: world.questions,
  }
}
const statesOf = ({ found }: Receivers, id: ReceiverId): Set<string> =>
  new Set(
    found
      .filter(({ receiver }) => receiver === id)
      .flatMap(({ rules, bulk }) => [...rules, ...bulk])
      .map(({ tested }) => tested.state),
  )

test('a domain with SPF, a key and DMARC: what DNS shows holds, and nothing else is claimed', async () => {
  const { receivers, of } = await told(well, s1)
  for (const id of ['gmail', 'yahoo', 'microsoft', 'apple'] as const)
    assert.deepEqual(statesOf(receivers, id), new Set(['holds', 'unobservable']), id)
  assert.equal(of('gmail-auth-both').state, 'holds')
  assert.equal(of('microsoft-alignment').state, 'holds')
  assert.deepEqual(of('gmail-dmarc'), { state: 'holds', says: 'p=reject at _dmarc.shop.example' })
  for (const id of [
    'gmail-ptr',
    'gmail-tls',
    'gmail-rfc5322',
    'gmail-one-click',
    'yahoo-unsubscribe',
    'apple-arc',
    'microsoft-ipv6',
  ])
    assert.equal(of(id).state, 'unobservable', id)
})

test('the rules for bulk senders stand apart, unless the mail is bulk', async () => {
  const plain = (await told(well, s1)).receivers.found[0]
  const bulk = (await told(well, { ...s1, bulk: true })).receivers.found[0]
  assert.ok(plain && bulk)
  assert.ok(plain.bulk.length > 0 && plain.rules.every(({ rule }) => rule.appliesTo === 'all'))
  assert.deepEqual(bulk.bulk, [])
  assert.equal(bulk.rules.length, plain.rules.length + plain.bulk.length)
})

test('nothing is asked of DNS that the other checks of a domain do not ask', async () => {
  const world = memoryWorld([zone, ...well].join('\n'))
  const { receivers: _, ...others } = aboutDomain
  await gatherIn(world, 'shop.example', others)
  const { questions } = await told(well)
  assert.deepEqual(
    questions.filter((question) => !world.questions.includes(question)),
    [],
  )
})

const authentication: Record<string, [readonly string[], Partial<Asked>, string, string, RegExp, MemoryOptions?]> = {
  'SPF alone is enough for everybody, and a key that is not found says nothing': [
    [mx, spf, `unguessable._domainkey.shop.example TXT "v=DKIM1; p=${publicKeys.rsa1024}"`],
    {},
    'holds',
    'unobservable',
    /^no DKIM key was found by guessing$/,
  ],
  'no SPF, and a key: enough for everybody alone': [
    [mx, key],
    s1,
    'holds',
    'broken',
    /^shop\.example has no SPF record$/,
  ],
  'no SPF, and no key can be there': [
    [mx],
    {},
    'broken',
    'broken',
    /^shop\.example has no SPF record, and no DKIM key is published$/,
  ],
  'no SPF, and nobody can know of a key': [
    [mx, `unguessable._domainkey.shop.example TXT "v=DKIM1; p=${publicKeys.rsa1024}"`],
    {},
    'blind',
    'broken',
    /^shop\.example has no SPF record$/,
  ],
  'no SPF, and the key that was given is gone': [
    [mx],
    s1,
    'broken',
    'broken',
    /and no usable DKIM key stands at the selectors given$/,
  ],
  'two SPF records': [
    [mx, spf, 'shop.example TXT "v=spf1 a -all"', key],
    s1,
    'holds',
    'broken',
    /^shop\.example has 2 SPF records, and none counts$/,
  ],
  'an SPF record that is an error': [
    [mx, 'shop.example TXT "v=spf1 foo:bar mx -all"', key],
    s1,
    'holds',
    'broken',
    /^the SPF record of shop\.example is an error$/,
  ],
  'an SPF record that includes what is none': [
    [mx, 'shop.example TXT "v=spf1 mx include:gone.example -all"', key],
    s1,
    'holds',
    'broken',
    /is an error at gone\.example$/,
  ],
  'an SPF record that costs too much': [
    [
      mx,
      `shop.example TXT "v=spf1 ${Array.from({ length: 11 }, (_, i) => `a:h${i}.shop.example`).join(' ')} -all"`,
      key,
    ],
    s1,
    'holds',
    'broken',
    /costs 11 lookups of 10$/,
  ],
  'an SPF record that lets nobody pass, and a key: another return path may be used': [
    [mx, 'shop.example TXT "v=spf1 ~all"', key],
    s1,
    'holds',
    'unobservable',
    /lets nobody pass$/,
  ],
  'SPF was not seen': [
    [mx, spf, `hidden._domainkey.shop.example TXT "v=DKIM1; p=${publicKeys.rsa1024}"`],
    {},
    'blind',
    'blind',
    /SPF was not seen/,
    { blindAt: { 'TXT shop.example': 'timeout' } },
  ],
  'what the SPF record includes was not seen: it may cost too much': [
    [mx, 'shop.example TXT "v=spf1 mx include:deep.example -all"', key],
    s1,
    'holds',
    'blind',
    /^not all of SPF was seen$/,
    { blindAt: { 'TXT deep.example': 'timeout' } },
  ],
  'the key was not seen': [
    [mx, spf, key],
    s1,
    'holds',
    'blind',
    /a DKIM key was not seen/,
    { blindAt: { 'TXT s1._domainkey.shop.example': 'timeout' } },
  ],
  'the address that was asked about passes SPF': [
    [mx, spf, key],
    { ...s1, addresses: ['198.51.100.10'] },
    'holds',
    'holds',
    /^SPF passes for 198\.51\.100\.10, and a DKIM key stands at s1$/,
  ],
  'the name of the address that SPF goes by was not seen': [
    [mx, 'shop.example TXT "v=spf1 ptr ip4:198.51.100.10 -all"', key],
    { ...s1, addresses: ['198.51.100.10'] },
    'holds',
    'blind',
    /^SPF of 198\.51\.100\.10 was not seen$/,
    { blindAt: { 'PTR 10.100.51.198.in-addr.arpa': 'timeout' } },
  ],
  'one of those that were asked about does not': [
    [mx, spf, key],
    { ...s1, addresses: ['198.51.100.10', '192.0.2.9'] },
    'holds',
    'broken',
    /^SPF gives fail for 192\.0\.2\.9$/,
  ],
}
for (const [name, [lines, asked, any, both, says, options]] of Object.entries(authentication))
  test(`SPF and DKIM: ${name}`, async () => {
    const { of } = await told([dmarc, ...lines], asked, options)
    assert.deepEqual([of('gmail-auth-any').state, of('gmail-auth-both').state], [any, both])
    assert.equal(of('microsoft-auth').state, both)
    assert.match(of('gmail-auth-both').says, says)
  })

test('where nobody can tell, it is said how to learn it', async () => {
  const { receivers } = await told([mx, dmarc, `unguessable._domainkey.shop.example TXT "v=DKIM1; p=x"`])
  const tested = receivers.found[0]?.rules.find(({ rule }) => rule.id === 'gmail-auth-any')?.tested
  assert.ok(tested?.state === 'blind')
  assert.match(tested.blind.detail, /no SPF record, and no DKIM key was found by guessing$/)
  assert.match(tested.blind.wayOut ?? '', /--selector NAME/)
})

test('no SPF record of its own, and a return path that leads to the relay: SPF is judged there', async () => {
  const { of } = await told(
    [
      mx,
      dmarc,
      'em4711.shop.example CNAME return.smtp2go.net',
      'return.smtp2go.net TXT "v=spf1 ip4:203.0.113.0/24 ~all"',
      's4711._domainkey.shop.example CNAME dkim.smtp2go.net',
      `dkim.smtp2go.net TXT "v=DKIM1; k=rsa; p=${publicKeys.rsa1024}"`,
    ],
    { selectors: ['s4711'], relay: { id: 'smtp2go' }, returnPath: 'em4711' },
  )
  assert.deepEqual(of('microsoft-auth'), {
    state: 'holds',
    says: 'SPF is judged at em4711.shop.example, and a DKIM key stands at s4711',
  })
  assert.equal(of('microsoft-alignment').state, 'holds')
})

const policies: Record<string, [string[], string, string, RegExp]> = {
  'no record: missed by bulk senders alone': [[], 'broken', 'holds', /^shop\.example has no DMARC record$/],
  'a record for all below': [
    ['_dmarc.example TXT "v=DMARC1; p=none"'],
    'unobservable',
    'holds',
    /^only example has one/,
  ],
  'a record that nobody can read': [
    ['_dmarc.shop.example TXT "v=DMARC1; p=often"'],
    'broken',
    'holds',
    /^no policy can be read at _dmarc\.shop\.example$/,
  ],
  'p=none is enough': [['_dmarc.shop.example TXT "v=DMARC1; p=none"'], 'holds', 'holds', /^p=none at/],
}
for (const [name, [lines, record, obeyed, says]] of Object.entries(policies))
  test(`DMARC: ${name}`, async () => {
    const { of } = await told([mx, spf, key, ...lines], s1)
    assert.deepEqual([of('gmail-dmarc').state, of('gmail-dmarc-policy').state], [record, obeyed])
    assert.match(of('apple-dmarc').says, says)
  })

test('DMARC: a policy that refuses, and nothing that could pass', async () => {
  const { of } = await told([mx, dmarc])
  assert.equal(of('microsoft-dmarc-policy').state, 'broken')
  assert.equal(of('yahoo-dmarc-pass').state, 'broken')
})

test('DMARC: what was not seen is neither there nor missing', async () => {
  const { of } = await told([mx, spf, key], s1, { blindAt: { 'TXT _dmarc.shop.example': 'server-failure' } })
  assert.equal(of('gmail-dmarc').state, 'blind')
  assert.equal(of('gmail-dmarc-policy').state, 'blind')
})

const keys: Record<string, [string[], Partial<Asked>, string]> = {
  'a key of 1024 bits is long enough': [[key], s1, 'holds'],
  'Ed25519 has no bits to count': [
    [`s1._domainkey.shop.example TXT "v=DKIM1; k=ed25519; p=${publicKeys.ed25519}"`],
    s1,
    'holds',
  ],
  'a short one that was given': [[`s1._domainkey.shop.example TXT "v=DKIM1; p=${publicKeys.rsa512}"`], s1, 'broken'],
  'a short one that was guessed, beside a longer one': [
    [
      `default._domainkey.shop.example TXT "v=DKIM1; p=${publicKeys.rsa512}"`,
      `mail._domainkey.shop.example TXT "v=DKIM1; p=${publicKeys.rsa1024}"`,
    ],
    {},
    'holds',
  ],
  'a short one that was guessed, and no other': [
    [`default._domainkey.shop.example TXT "v=DKIM1; p=${publicKeys.rsa512}"`],
    {},
    'broken',
  ],
  none: [[], {}, 'unobservable'],
}
test('DKIM keys: one that was given and not seen may be short', async () => {
  const options = { blindAt: { 'TXT s2._domainkey.shop.example': 'timeout' } } as const
  assert.equal((await told(well, { selectors: ['s1', 's2'] }, options)).of('yahoo-dkim-key').state, 'blind')
})
for (const [name, [lines, asked, state]] of Object.entries(keys))
  test(`DKIM keys: ${name}`, async () =>
    assert.equal((await told([mx, spf, dmarc, ...lines], asked)).of('yahoo-dkim-key').state, state))

test('a null MX: Yahoo takes no mail from a domain that takes none (RFC 7505)', async () => {
  const { of } = await told(['shop.example MX 0 .', spf, dmarc, key], s1)
  assert.deepEqual(of('yahoo-sender-exists'), {
    state: 'broken',
    says: 'shop.example says that it takes no mail (null MX)',
  })
})

test('no MX at all: the domain exists', async () =>
  assert.equal((await told([spf, dmarc, key], s1)).of('yahoo-sender-exists').state, 'holds'))

test('who sends nothing is not judged', async () => {
  const closed = await told(['shop.example TXT "v=spf1 -all"'])
  assert.match(closed.receivers.nobody ?? '', /^shop\.example sends nothing/)
  const parked = await told(well, { parked: true })
  assert.match(parked.receivers.nobody ?? '', /--parked/)
  assert.deepEqual([...closed.receivers.found, ...parked.receivers.found], [])
})
