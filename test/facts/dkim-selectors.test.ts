import assert from 'node:assert/strict'
import test from 'node:test'
import type { Asked } from '../../src/core/target.ts'
import { dkimSelectors } from '../../src/facts/dkim-selectors.ts'
import { mx } from '../../src/facts/mx.ts'
import { spfTexts } from '../../src/facts/spf-texts.ts'
import { wildcards } from '../../src/facts/wildcards.ts'
import { commonSelectors } from '../../src/knowledge/selectors.ts'
import { records } from '../support/answers.ts'
import { gatherIn, type MemoryOptions, memoryWorld } from '../support/memory-dns.ts'
import { memoryMachine } from '../support/memory-machine.ts'

const zone = 'shop.example SOA ns.shop.example dns.shop.example'
const key = 'TXT "v=DKIM1; p=AAAA"'
const all = commonSelectors.length

async function look(lines: string, asked: Partial<Asked> = {}, options: MemoryOptions = {}) {
  const world = memoryWorld(`${zone}\n${lines}`, options)
  const fact = (await gatherIn(world, 'shop.example', { dkimSelectors, wildcards, mx, spfTexts }, asked)).dkimSelectors
  assert.ok(fact?.seen)
  return { world, ...fact.value, names: fact.value.selectors.map(({ selector }) => selector) }
}
const asksForKey = (question: string) => /^TXT (?!nonce).+\._domainkey\.shop\.example$/.test(question)
const bulk = { mostGuesses: 25 } as const

test('selectors: guesses are all asked at once, after the probes, and only those that exist are kept', async () => {
  const { world, names, guessed, notGuessed, domainkey, wildcard } = await look(
    `google._domainkey.shop.example ${key}\ns1._domainkey.shop.example A 192.0.2.1`,
  )
  assert.deepEqual(names, ['google'])
  assert.equal(guessed, all)
  assert.equal(notGuessed, undefined)
  assert.equal(domainkey.kind, 'no-data')
  assert.equal(wildcard.kind, 'no-such-name')
  assert.equal(world.rounds, 2)
  assert.equal(new Set(world.questions).size, world.questions.length)
  assert.equal(world.questions.filter((question) => question.startsWith('TXT nonce')).length, 3)
})

const doubts: Record<string, [lines: string, options: MemoryOptions, guessed: number, notGuessed?: string]> = {
  'is denied, as some servers deny names that only have children': ['', {}, 25],
  'was not seen': ['', { blindAt: { 'TXT _domainkey.shop.example': 'server-failure' } }, 25],
  'was not seen, nor the probe for a wildcard': [
    '',
    {
      blindAt: {
        'TXT _domainkey.shop.example': 'timeout',
        ...Object.fromEntries(
          ['aa', 'ab', 'ac'].map((end) => [`TXT noncenoncenonc${end}._domainkey.shop.example`, 'timeout' as const]),
        ),
      },
    },
    0,
    'unseen',
  ],
}
for (const [name, [lines, options, count, reason]] of Object.entries(doubts))
  test(`selectors: _domainkey ${name}: ${count} are guessed`, async () => {
    const { guessed, notGuessed } = await look(lines, {}, options)
    assert.deepEqual([guessed, notGuessed], [count, reason])
  })

test('selectors: given ones are the truth, and nothing is guessed beside them', async () => {
  const { world, selectors, guessed, notGuessed } = await look(
    `s4711._domainkey.shop.example CNAME dkim.smtp2go.net\ndkim.smtp2go.net ${key}\ngoogle._domainkey.shop.example ${key}`,
    { selectors: ['s4711', 'gone'] },
  )
  assert.deepEqual(
    selectors.map(({ selector, source, provider, usedBy, answer }) => [
      selector,
      source,
      provider,
      usedBy,
      answer.kind,
    ]),
    [
      ['s4711', 'option', 'SMTP2GO', undefined, 'records'],
      ['gone', 'option', undefined, undefined, 'no-such-name'],
    ],
  )
  assert.deepEqual([guessed, notGuessed], [0, 'given'])
  assert.equal(world.questions.filter(asksForKey).length, 2)
  assert.equal(world.rounds, 1)
})

test('selectors: for a parked domain nothing is guessed', async () => {
  const { world, names, notGuessed } = await look(`google._domainkey.shop.example ${key}`, { parked: true })
  assert.deepEqual([names, notGuessed], [[], 'parked'])
  assert.equal(world.questions.filter(asksForKey).length, 0)
})

test('selectors: an alias that leads to no key is kept, with who keeps it at any step of the chain', async () => {
  const { selectors } = await look(
    `selector1._domainkey.shop.example CNAME selector1-shop-example._domainkey.shop.onmicrosoft.com
     s1._domainkey.shop.example CNAME s1.relay.example
     s1.relay.example CNAME s1.domainkey.u1.wl1.sendgrid.net
     s1.domainkey.u1.wl1.sendgrid.net ${key}`,
  )
  assert.deepEqual(
    selectors.map(({ selector, provider, usedBy, answer }) => [selector, provider, usedBy, answer.kind]),
    [
      ['selector1', 'Microsoft 365', 'Microsoft 365', 'no-such-name'],
      ['s1', 'Twilio SendGrid', 'Twilio SendGrid', 'records'],
    ],
  )
})

test('selectors: what a wildcard gives to every name is no selector; what differs from it is', async () => {
  const parked = '*._domainkey.shop.example TXT "v=DKIM1; p="'
  assert.deepEqual((await look(parked)).names, [])
  assert.deepEqual((await look(`${parked}\ngoogle._domainkey.shop.example ${key}`)).names, ['google'])
})

test('selectors: nor is an alias that a wildcard gives to every name', async () => {
  assert.deepEqual((await look('*.shop.example CNAME web.shop.example\nweb.shop.example A 192.0.2.1')).names, [])
  assert.deepEqual((await look('*.shop.example CNAME gone.host.example')).names, [])
})

test('selectors: a wildcard shows itself even where its probe was not answered', async () => {
  const question = 'TXT noncenoncenoncaa._domainkey.shop.example'
  const { names, wildcard } = await look(
    `*._domainkey.shop.example TXT "v=spf1 -all"\ngoogle._domainkey.shop.example ${key}`,
    {},
    { blindAt: { [question]: 'timeout' } },
  )
  assert.equal(wildcard.kind, 'blind')
  assert.deepEqual(names, ['google'])
})

test('selectors: a server that makes up an answer for every name has none', async () => {
  const world = memoryWorld(zone)
  const dns = async (name: string) => records(name, 'TXT', [[`v=DKIM1; p=; n=${name}`]])
  const made = { ...world, dns: dns as typeof world.dns }
  const fact = (await gatherIn(made, 'shop.example', { dkimSelectors, wildcards })).dkimSelectors
  assert.deepEqual(fact?.seen && fact.value.selectors, [])
})

test('selectors: a given one that only the wildcard answers for is marked', async () => {
  const { selectors } = await look(`*._domainkey.shop.example ${key}\nown._domainkey.shop.example TXT "p=BBBB"`, {
    selectors: ['s1', 'own'],
  })
  assert.deepEqual(
    selectors.map(({ wildcard }) => wildcard),
    [true, undefined],
  )
})

test('selectors: a DNAME that renames all of _domainkey makes no selector', async () => {
  const moved = '_domainkey.shop.example DNAME keys.host.example\nhost.example SOA a.b c.d'
  assert.deepEqual((await look(moved)).names, [])
  const { selectors } = await look(`${moved}\nmail.keys.host.example ${key}`)
  assert.deepEqual(
    selectors.map(({ selector, answer }) => [selector, answer.kind]),
    [['mail', 'records']],
  )
})

test('selectors: a guess that was not answered is kept, since it may be one', async () => {
  const { selectors } = await look(
    `google._domainkey.shop.example ${key}`,
    {},
    { blindAt: { 'TXT k1._domainkey.shop.example': 'server-failure' } },
  )
  assert.deepEqual(
    selectors.map(({ selector, answer }) => [selector, answer.kind]),
    [
      ['google', 'records'],
      ['k1', 'blind'],
    ],
  )
})

test('selectors: with many domains, few guesses, after the probes, and first those of whom MX and SPF show', async () => {
  const { world, names, guessed } = await look(
    `shop.example MX 10 route1.mx.cloudflare.net
     shop.example TXT "v=spf1 include:spf.messagingengine.com -all"
     fm4._domainkey.shop.example ${key}`,
    bulk,
  )
  assert.equal(guessed, 12)
  assert.deepEqual(names, ['fm4'])
  assert.equal(world.rounds, 2)
  const guesses = world.questions.filter(asksForKey)
  assert.equal(guesses.length, 12)
  for (const selector of ['cf2024-1', 'fm1', 'google'])
    assert.ok(guesses.includes(`TXT ${selector}._domainkey.shop.example`), selector)
})

test('selectors: with many domains, more are guessed where the first bring none', async () => {
  const { world, names, guessed } = await look(`sig1._domainkey.shop.example ${key}`, bulk)
  assert.equal(guessed, 25)
  assert.deepEqual(names, ['sig1'])
  assert.equal(world.rounds, 3)
  assert.equal(world.questions.filter(asksForKey).length, 25)
})

test('selectors: with many domains, what was not seen among the first hides none behind them', async () => {
  const { names, guessed } = await look(`sig1._domainkey.shop.example ${key}`, bulk, {
    blindAt: { 'TXT google._domainkey.shop.example': 'timeout' },
  })
  assert.equal(guessed, 25)
  assert.deepEqual(names, ['google', 'sig1'])
})

const useless: Record<string, [lines: string, options: MemoryOptions, notGuessed: string]> = {
  'nothing is there': ['shop.example A 192.0.2.1', {}, 'no-domainkey'],
  'a wildcard answers': ['*._domainkey.shop.example TXT "v=DKIM1; p="', {}, 'wildcard'],
  'a wildcard of the whole domain answers': ['*.shop.example TXT "v=spf1 -all"', {}, 'wildcard'],
  'it was not seen': [key, { blindAt: { 'TXT _domainkey.shop.example': 'timeout' } }, 'unseen'],
}
for (const [name, [lines, options, why]] of Object.entries(useless))
  test(`selectors: with many domains, none is guessed where ${name}`, async () => {
    const { world, notGuessed, guessed, names } = await look(
      lines === key ? `google._domainkey.shop.example ${key}` : lines,
      bulk,
      options,
    )
    assert.deepEqual([notGuessed, guessed, names], [why, 0, []])
    assert.equal(world.questions.filter(asksForKey).length, 0)
  })

test('selectors: an alias at _domainkey that leads nowhere denies nothing below it', async () => {
  const { names } = await look(
    `_domainkey.shop.example CNAME gone.host.example\ngoogle._domainkey.shop.example ${key}`,
    bulk,
  )
  assert.deepEqual(names, ['google'])
})

test('selectors: what would make a name too long is not guessed', async () => {
  const domain = `${'a'.repeat(63)}.${'b'.repeat(63)}.${'c'.repeat(63)}.${'d'.repeat(30)}.example`
  const world = memoryWorld(`example SOA a.b c.d\nx._domainkey.${domain} A 192.0.2.1`)
  const fact = (await gatherIn(world, domain, { dkimSelectors, wildcards })).dkimSelectors
  assert.ok(fact?.seen)
  assert.ok(fact.value.guessed > 25 && fact.value.guessed < all, `${fact.value.guessed}`)
  for (const question of world.questions.filter((one) => !one.includes('nonce')))
    assert.ok(question.length <= 253 + 'TXT '.length, question)
})

test('selectors: those of the relay that was named are tried as well, as its profile and the return path tell them', async () => {
  const { names, guessed, selectors } = await look(
    `s4711._domainkey.shop.example CNAME dkim.smtp2go.net\ndkim.smtp2go.net ${key}`,
    {
      relay: { id: 'smtp2go' },
      returnPath: 'em4711',
    },
  )
  assert.deepEqual(names, ['s4711'])
  const [{ source, usedBy, madeFrom } = assert.fail('none was found')] = selectors
  assert.deepEqual([source, usedBy, madeFrom], ['relay', 'SMTP2GO', 'em4711'])
  assert.equal(guessed, all + 1)
  const ovh = await look(`ovhmo-selector-1._domainkey.shop.example ${key}`, { relay: { host: 'ssl0.ovh.net' } })
  assert.deepEqual(
    ovh.selectors.map(({ selector, source, madeFrom }) => [selector, source, madeFrom]),
    [['ovhmo-selector-1', 'relay', undefined]],
  )
})

const conf = `Domain shop.example
Selector Box2026
KeyFile /etc/dkimkeys/box.private`
const signs = { '/etc/opendkim.conf': conf }
/** A machine that may be looked at, whose private keys may not. */
function machineOf(tree: Parameters<typeof memoryMachine>[0]) {
  const machine = memoryMachine(tree)
  return { ...machine, publicKeyOf: () => assert.fail('a private key was opened') }
}

test('selectors: those of this machine’s signer are tried, known or not, and so are those in common use', async () => {
  const { selectors, guessed, world } = await look(
    `google._domainkey.shop.example ${key}`,
    {},
    { machine: machineOf(signs) },
  )
  assert.deepEqual(
    selectors.map(({ selector, source, answer }) => [selector, source, answer.kind]),
    [
      ['box2026', 'signer', 'no-such-name'],
      ['google', 'guess', 'records'],
    ],
  )
  assert.equal(guessed, all)
  assert.equal(new Set(world.questions).size, world.questions.length)
})

test('selectors: one of the signer’s that is in common use is the signer’s', async () => {
  const tables = {
    '/etc/opendkim.conf': 'KeyTable refile:/etc/opendkim/KeyTable\nSigningTable refile:/etc/opendkim/SigningTable',
    '/etc/opendkim/KeyTable': 'shop shop.example:mail:/k/mail.private\nnews news.example:news:/k/mail.private',
    '/etc/opendkim/SigningTable': '*@shop.example shop\n*@shop.example news',
  }
  const { selectors, guessed } = await look(
    `mail._domainkey.shop.example ${key}`,
    {},
    {
      machine: machineOf({
        ...tables,
        '/etc/opendkim.conf': `${tables['/etc/opendkim.conf']}\nMultipleSignatures yes`,
      }),
    },
  )
  assert.deepEqual(
    selectors.map(({ selector, source }) => [selector, source]),
    [['mail', 'signer']],
  )
  assert.equal(guessed, all - 1)
})

test('selectors: Rspamd’s, where the file of the key is there', async () => {
  const tree = {
    '/etc/rspamd/rspamd.conf': '',
    '/etc/rspamd/local.d/dkim_signing.conf':
      'selector = "s2026";\npath = "/var/lib/rspamd/dkim/$domain.$selector.key";',
    '/var/lib/rspamd/dkim/shop.example.s2026.key': 'x',
  }
  const { selectors } = await look(`a._domainkey.shop.example ${key}`, {}, { machine: machineOf(tree) })
  assert.deepEqual(
    selectors.map(({ selector, source }) => [selector, source]),
    [['s2026', 'signer']],
  )
})

const silent: Record<string, [tree: Parameters<typeof memoryMachine>[0], asked?: Partial<Asked>]> = {
  'signs for others': [{ '/etc/opendkim.conf': conf.replace('shop', 'news') }],
  'verifies alone': [{ '/etc/opendkim.conf': `${conf}\nMode v` }],
  'may not be looked into': [
    { '/etc/opendkim.conf': { blind: { reason: 'no-permission', detail: 'it belongs to root' } } },
  ],
  'has a selector that cannot stand in DNS': [{ '/etc/opendkim.conf': conf.replace('Box2026', 'x'.repeat(70)) }],
  'is not asked where a selector is given': [signs, { selectors: ['mail'] }],
  'is not asked about one of many': [signs, bulk],
  'is not asked about a domain without mail': [signs, { parked: true }],
}
for (const [name, [tree, asked]] of Object.entries(silent))
  test(`selectors: a signer that ${name} is passed over in silence`, async () => {
    const { selectors } = await look('', asked, { machine: machineOf(tree) })
    assert.deepEqual(
      selectors.filter(({ source }) => source === 'signer'),
      [],
    )
  })

test('selectors: a machine without a signer is looked at three times, and nothing of it is read', async () => {
  const looked: string[] = []
  const bare = machineOf({ '/etc/hostname': 'box' })
  const machine = {
    ...bare,
    look: (path: string) => {
      looked.push(path)
      return bare.look(path)
    },
    read: () => assert.fail('a file was read'),
  }
  await look('', {}, { machine })
  assert.deepEqual(looked.sort(), ['/etc/opendkim', '/etc/opendkim.conf', '/etc/rspamd'])
})
