import assert from 'node:assert/strict'
import test from 'node:test'
import type { Asked } from '../../src/core/target.ts'
import { gatherIn, type MemoryOptions, memoryWorld } from '../support/memory-dns.ts'
import { lookAtRelays, relayGatherers, relayWorld, smtp2go } from '../support/relay-facts.ts'

async function inUse(lines: string, asked: Partial<Asked> = {}, options: MemoryOptions = {}) {
  const { gathered, world } = await lookAtRelays(lines, asked, options)
  assert.ok(gathered.relaysInUse?.seen)
  const { relays, unknown, unseen } = gathered.relaysInUse.value
  return {
    world,
    unknown,
    unseen,
    relays: relays.map(({ profile, by, sign }) => `${profile.id} ${by}${sign ? ` by ${sign}` : ''}`),
  }
}

const recognised: Record<string, [lines: string, relays: string[]]> = {
  'nothing there': ['', []],
  'an include in the own record': [
    'shop.example TXT "v=spf1 include:spf.smtp2go.com. -all"',
    ['smtp2go recognised by include:spf.smtp2go.com in the SPF record'],
  ],
  'what others include is theirs': [
    'shop.example TXT "v=spf1 include:partner.example -all"\npartner.example TXT "v=spf1 include:spf.smtp2go.com -all"',
    [],
  ],
  'two SPF records, of which none counts': [
    'shop.example TXT "v=spf1 include:spf.smtp2go.com -all"\nshop.example TXT "v=spf1 -all"',
    [],
  ],
  'an include that Amazon SES and Resend share': ['shop.example TXT "v=spf1 include:amazonses.com -all"', []],
  'mailboxes are no relay': ['shop.example TXT "v=spf1 include:_spf.google.com -all"', []],
  'the alias of a key': [
    's1._domainkey.shop.example CNAME s1.domainkey.u1.wl1.sendgrid.net',
    ['sendgrid recognised by s1._domainkey.shop.example, which leads to s1.domainkey.u1.wl1.sendgrid.net'],
  ],
  'the usual name for links': [
    smtp2go.link,
    ['smtp2go recognised by link.shop.example, which leads to track.smtp2go.net'],
  ],
  'the usual name of a return path': [
    'pm-bounces.shop.example CNAME pm.mtasv.net',
    ['postmark recognised by pm-bounces.shop.example, which leads to pm.mtasv.net'],
  ],
  'a name that only looks like it': ['link.shop.example CNAME track.smtp2go.net.evil.example', []],
  'the MX of a return path': [
    'emailit.shop.example MX 10 feedback-smtp.eu.emailit.com',
    ['emailit recognised by emailit.shop.example, which leads to feedback-smtp.eu.emailit.com'],
  ],
  'an MX that two relays share tells nothing': ['send.shop.example MX 10 feedback-smtp.eu-west-1.amazonses.com', []],
  'with the key of one of them it does': [
    'send.shop.example MX 10 feedback-smtp.eu-west-1.amazonses.com\nresend._domainkey.shop.example TXT "p=MFwwDQYJKoZIhvcNAQEBBQADSwAwSAJBANc5Uzv0AHj2uAb10/yVhxOCriI9xyQWBUphzEABIjSFWNofMLubff+c3ACPNzaD5++3TzAQsCzoUKVIpFqPbBUCAwEAAQ=="',
    ['resend recognised by send.shop.example, which leads to feedback-smtp.eu-west-1.amazonses.com'],
  ],
  'what a wildcard gives to every name is no sign': ['*.shop.example CNAME track.smtp2go.net', []],
  'beside a wildcard a name of its own is one': [
    `*.shop.example CNAME web.shop.example\n${smtp2go.link}`,
    ['smtp2go recognised by link.shop.example, which leads to track.smtp2go.net'],
  ],
  several: [
    `shop.example TXT "v=spf1 include:spf.brevo.com -all"\n${smtp2go.link}`,
    [
      'brevo recognised by include:spf.brevo.com in the SPF record',
      'smtp2go recognised by link.shop.example, which leads to track.smtp2go.net',
    ],
  ],
  'one by several signs is one': [
    `shop.example TXT "v=spf1 include:spf.smtp2go.com -all"\n${smtp2go.link}`,
    ['smtp2go recognised by include:spf.smtp2go.com in the SPF record'],
  ],
}
for (const [name, [lines, relays]] of Object.entries(recognised))
  test(`relays in use: ${name}`, async () => assert.deepEqual((await inUse(lines)).relays, relays))

test('relays in use: one that was named is the one, by its id or by a host, and nothing is guessed', async () => {
  for (const relay of [{ id: 'brevo' }, { host: 'smtp-relay.brevo.com' }]) {
    const { relays, unknown, world } = await inUse(smtp2go.link, { relay })
    assert.deepEqual([relays, unknown], [['brevo named'], undefined])
    assert.ok(!world.questions.includes('CNAME link.shop.example'))
  }
})

test('relays in use: a host that nobody here knows', async () => {
  const { relays, unknown } = await inUse(smtp2go.link, { relay: { host: 'mail.host.example' } })
  assert.deepEqual([relays, unknown], [[], 'mail.host.example'])
})

test('relays in use: a wildcard that was not seen leaves no name a sign', async () => {
  const { relays, unseen } = await inUse(smtp2go.link, {}, { blindAt: { 'CNAME *.shop.example': 'timeout' } })
  assert.deepEqual([relays, unseen], [[], true])
})

test('relays in use: what was not seen shows no relay, and is no blindness', async () => {
  for (const question of ['TXT shop.example', 'CNAME link.shop.example', 'TXT mail._domainkey.shop.example']) {
    const lines = 'google._domainkey.shop.example TXT "v=DKIM1; p="'
    const { relays, unseen } = await inUse(lines, {}, { blindAt: { [question]: 'timeout' } })
    assert.deepEqual([relays, unseen], [[], true], question)
  }
  assert.equal((await inUse('')).unseen, undefined)
})

test('relays in use: a parked domain is asked nothing more', async () => {
  const { relays, world } = await inUse(smtp2go.link, { parked: true })
  assert.deepEqual(relays, [])
  assert.ok(!world.questions.some((question) => question.startsWith('CNAME')))
})

test('relays in use: a domain that does not exist is asked for no names', async () => {
  const world = memoryWorld('example SOA ns.example dns.example')
  await gatherIn(world, 'gone.example', relayGatherers)
  assert.ok(!world.questions.some((question) => question.startsWith('CNAME')))
})

test('relays in use: of one of many domains nothing is asked that is not asked without relays', async () => {
  const asked = { mostGuesses: 25 }
  const { relaysInUse: _, relayRecords: __, ...others } = relayGatherers
  const without = memoryWorld(relayWorld(''))
  await gatherIn(without, 'shop.example', others, asked)
  const { world } = await lookAtRelays('', asked)
  assert.deepEqual([...world.questions].sort(), [...without.questions].sort())
  const byInclude = await inUse('shop.example TXT "v=spf1 include:spf.smtp2go.com -all"', asked)
  assert.deepEqual(byInclude.relays, ['smtp2go recognised by include:spf.smtp2go.com in the SPF record'])
})

test('relays in use: the usual names are asked about at once, beside the guessed selectors', async () => {
  const { world } = await inUse('mail._domainkey.shop.example TXT "v=DKIM1; p="')
  assert.equal(world.rounds, 2)
})

test('relays: the return path that was given shows whose it is, and what was not seen of it is said', async () => {
  const asked = { returnPath: 'em4711' }
  const found = await inUse(smtp2go.path, asked)
  assert.deepEqual(found.relays, ['smtp2go recognised by em4711.shop.example, which leads to return.smtp2go.net'])
  const none = await inUse('em4711.shop.example CNAME web.shop.test', asked)
  assert.deepEqual([none.relays, none.unseen], [[], undefined])
  const deaf = await inUse(smtp2go.path, asked, { blindAt: { 'CNAME em4711.shop.example': 'timeout' } })
  assert.equal(deaf.unseen, true)
})
