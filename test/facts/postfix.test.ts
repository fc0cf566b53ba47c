import assert from 'node:assert/strict'
import test from 'node:test'
import { mailInABox } from '../../src/facts/mail-in-a-box.ts'
import { mta } from '../../src/facts/mta.ts'
import { mtaNames } from '../../src/facts/mta-names.ts'
import { postfix } from '../../src/facts/postfix.ts'
import { relayDane } from '../../src/facts/relay-dane.ts'
import { relayOffers } from '../../src/facts/relay-offers.ts'
import { type MemoryOptions, memoryWorld } from '../support/memory-dns.ts'
import { memoryMachine, type Node } from '../support/memory-machine.ts'
import { gatherMachine } from '../support/mta-world.ts'
import { broken, offers, said, sessionFor } from '../support/sessions.ts'

const master = 'smtp unix - - y - - smtp\n'
const tree = (mainCf: string, more: Record<string, Node> = {}) => ({
  '/etc/postfix/main.cf': `myhostname = box.shop.example\n${mainCf}\n`,
  '/etc/postfix/master.cf': master,
  ...more,
})
async function look(files: Record<string, Node>, zone = '', options: MemoryOptions = {}, senders: string[] = []) {
  const world = memoryWorld(zone, { machine: memoryMachine(files), ...options })
  const facts = await gatherMachine(world, { mta, postfix, mailInABox, mtaNames, relayDane, relayOffers }, senders)
  return { facts, world }
}
const inside = <T>(fact: { seen: true; value: T } | { seen: false; blind: object } | undefined): T => {
  assert.ok(fact?.seen, JSON.stringify(fact))
  return fact.value
}

test('postfix: the routes of those that were asked about, the null sender and root', async () => {
  const { facts } = await look(tree('relayhost = [smtp.relay.example]:587'), '', {}, ['news@shop.example'])
  const [first] = inside(facts.postfix)
  assert.deepEqual(
    first?.routes.slice(0, 3).map(({ sender, hops }) => [sender, hops[0]?.written]),
    [
      ['news@shop.example', '[smtp.relay.example]:587'],
      ['', '[smtp.relay.example]:587'],
      ['root@box.shop.example', '[smtp.relay.example]:587'],
    ],
  )
})

test('postfix: every instance; one that cannot be read is named in the first', async () => {
  const { facts } = await look(
    tree('multi_instance_directories = /etc/postfix-out /etc/postfix-gone', {
      '/etc/postfix-out/main.cf': 'relayhost = [out.example]\n',
      '/etc/postfix-out/master.cf': master,
    }),
  )
  const all = inside(facts.postfix)
  assert.deepEqual(
    all.map(({ configDirectory }) => configDirectory),
    ['/etc/postfix', '/etc/postfix-out'],
  )
  assert.ok(all[0]?.unread.some((clause) => /^the instance in \/etc\/postfix-gone: /.test(clause)))
})

test('postfix: instances beyond those that are read are told', async () => {
  const folders = Array.from({ length: 10 }, (_, i) => `/etc/postfix-${i}`)
  const unreadWith = async (named: readonly string[]) => {
    const others = named.map((folder): [string, Node] => [`${folder}/main.cf`, 'relayhost = [out.example]\n'])
    const { facts } = await look(tree(`multi_instance_directories = ${named.join(' ')}`, Object.fromEntries(others)))
    return inside(facts.postfix)[0]?.unread ?? []
  }
  const beyond = /^the instances after the first 10, /
  assert.ok((await unreadWith(folders)).some((clause) => beyond.test(clause)))
  assert.ok(!(await unreadWith(folders.slice(1))).some((clause) => beyond.test(clause)))
})

test('postfix: none without a configuration, and none of another server', async () => {
  assert.deepEqual(inside((await look({ '/usr/sbin/postfix': '' })).facts.postfix), [])
  assert.deepEqual(inside((await look({ '/etc/exim.conf': '' })).facts.postfix), [])
})

test('postfix: a main.cf that may not be read blinds what needs it', async () => {
  const detail = '/etc/postfix/main.cf belongs to root'
  const files: Record<string, Node> = {
    '/usr/sbin/postfix': '',
    '/etc/postfix/main.cf': { blind: { reason: 'no-permission', detail } },
  }
  const { facts } = await look(files)
  for (const fact of [facts.postfix, facts.mtaNames, facts.relayDane, facts.relayOffers])
    assert.deepEqual(fact, { seen: false, blind: { reason: 'no-permission', detail } })
})

test('mailInABox: by its file, with its name where that can be read', async () => {
  const at = (node: Node) => look({ '/etc/mailinabox.conf': node }).then(({ facts }) => inside(facts.mailInABox))
  const path = '/etc/mailinabox.conf'
  assert.deepEqual(await at('STORAGE_USER=user-data\nPRIMARY_HOSTNAME=box.shop.example\n'), {
    path,
    hostname: 'box.shop.example',
  })
  assert.deepEqual(await at({ blind: { reason: 'no-permission', detail: 'no' } }), { path })
  assert.equal(inside((await look({})).facts.mailInABox), undefined)
})

test('mtaNames: nobody is asked about a name that stands in no DNS', async () => {
  const zone = 'shop.example SOA ns h 1\nbox.shop.example A 192.0.2.10'
  const { facts } = await look(tree(''), zone)
  const [name] = inside(facts.mtaNames)
  assert.deepEqual([name?.name, name?.answers.map(({ kind }) => kind)], ['box.shop.example', ['records', 'no-data']])
  for (const local of ['box', 'box.local', 'b x']) {
    const { facts, world } = await look({ ...tree(''), '/etc/postfix/main.cf': `myhostname = ${local}\n` })
    assert.deepEqual(inside(facts.mtaNames)[0]?.answers, [])
    assert.deepEqual(world.questions, [])
  }
})

const dane = tree(
  'relayhost = [smtp.relay.example]:587\nsmtp_tls_security_level = dane\nsmtp_dns_support_level = dnssec',
)
const signed = 'relay.example SOA ns h 1\nsmtp.relay.example A 192.0.2.1\n'
const tlsa = `${signed}_587._tcp.smtp.relay.example TLSA 3 1 1 ab\n`
const secure = { secure: ['relay.example'] }
const daneStates: Record<
  string,
  [files: Record<string, Node>, zone: string, options: MemoryOptions, RegExp | true | 'blind']
> = {
  usable: [dane, tlsa, secure, true],
  'no TLSA record': [dane, signed, secure, /there is no TLSA record at _587\._tcp\.smtp\.relay\.example/],
  'a zone that is not signed': [dane, tlsa, {}, /the addresses of smtp\.relay\.example are not signed/],
  'DNS says nothing': [
    dane,
    tlsa,
    { ...secure, blindAt: { 'TLSA _587._tcp.smtp.relay.example +resolver': 'timeout' } },
    'blind',
  ],
  'DNS says nothing of its addresses': [
    dane,
    tlsa,
    {
      ...secure,
      blindAt: { 'A smtp.relay.example +resolver': 'timeout', 'AAAA smtp.relay.example +resolver': 'timeout' },
    },
    'blind',
  ],
  'by an MX record that says no mail is taken': [
    tree('relayhost = relay.example:587\nsmtp_tls_security_level = dane\nsmtp_dns_support_level = dnssec'),
    `relay.example MX 0 .\n${tlsa}`,
    secure,
    /relay\.example takes no mail/,
  ],
  'without DNSSEC in Postfix': [
    tree('relayhost = [smtp.relay.example]:587\nsmtp_tls_security_level = dane'),
    tlsa,
    secure,
    /smtp_dns_support_level is not dnssec/,
  ],
  'an address': [
    tree('relayhost = [192.0.2.1]:587\nsmtp_tls_security_level = dane\nsmtp_dns_support_level = dnssec'),
    '',
    {},
    /an address has no TLSA/,
  ],
  'by MX records that are signed': [
    tree('relayhost = relay.example:587\nsmtp_tls_security_level = dane\nsmtp_dns_support_level = dnssec'),
    `relay.example MX 10 smtp.relay.example\n${tlsa}`,
    secure,
    true,
  ],
  'by MX records that are not': [
    tree('relayhost = other.example:587\nsmtp_tls_security_level = dane\nsmtp_dns_support_level = dnssec'),
    `other.example SOA ns h 1\nother.example MX 10 smtp.relay.example\n${tlsa}`,
    secure,
    /the MX records of other\.example are not signed/,
  ],
}
for (const [name, [files, zone, options, expected]] of Object.entries(daneStates))
  test(`relayDane: ${name}`, async () => {
    const { facts } = await look(files, zone, options)
    const [relay] = inside(facts.relayDane)
    if (expected === 'blind') return assert.equal(relay?.state.seen, false)
    const state = inside(relay?.state)
    if (expected === true) assert.deepEqual(state, { usable: true })
    else assert.match('why' in state ? state.why : '', expected)
  })

test('relayDane: only where Postfix is to use it', async () => {
  const { facts, world } = await look(tree('relayhost = [smtp.relay.example]:587\nsmtp_tls_security_level = may'), tlsa)
  assert.deepEqual(inside(facts.relayDane), [])
  assert.ok(!world.questions.some((question) => question.startsWith('TLSA')))
})

const logins = { '/etc/postfix/sasl_passwd': 'smtp.relay.example me:[password]\n' }
const forbidding = tree(
  'relayhost = [smtp.relay.example]:587\nsmtp_sasl_auth_enable = yes\nsmtp_sasl_password_maps = texthash:/etc/postfix/sasl_passwd\nsmtp_tls_security_level = encrypt',
  logins,
)

test('relayOffers: a relay is asked where plain mechanisms are forbidden, inside TLS, and by name', async () => {
  const { facts, world } = await look(forbidding, signed, {
    source: '192.0.2.10',
    smtp: (ask) => sessionFor(ask, { helloAgain: { ...said(250), offers: offers({ auth: ['PLAIN', 'CRAM-MD5'] }) } }),
  })
  assert.deepEqual(inside(facts.relayOffers), [
    { written: '[smtp.relay.example]:587', auth: { seen: true, value: ['PLAIN', 'CRAM-MD5'] } },
  ])
  assert.deepEqual(world.asks, [
    { address: '192.0.2.1', port: 587, tls: 'starttls', servername: 'smtp.relay.example', envelopes: [] },
  ])
})

test('relayOffers: a relay that says nothing, or has no address, blinds', async () => {
  const silent = await look(forbidding, signed)
  const inClear = await look(forbidding, signed, {
    smtp: (ask) => sessionFor(ask, { encrypted: broken('tls'), helloAgain: undefined }),
  })
  const gone = await look(forbidding, 'relay.example SOA ns h 1')
  const unheard = await look(forbidding, '', {
    blindAt: { 'A smtp.relay.example': 'timeout', 'AAAA smtp.relay.example': 'timeout' },
  })
  for (const { facts } of [silent, inClear, gone, unheard]) assert.equal(inside(facts.relayOffers)[0]?.auth.seen, false)
})

test('relayOffers: nobody is asked where they are allowed, or where no login is wanted', async () => {
  const allowed = {
    ...forbidding,
    '/etc/postfix/main.cf': `${forbidding['/etc/postfix/main.cf']}smtp_sasl_security_options = noanonymous\n`,
  }
  for (const files of [allowed, tree('relayhost = [smtp.relay.example]:587')]) {
    const { facts, world } = await look(files, signed)
    assert.deepEqual([inside(facts.relayOffers), world.asks], [[], []])
  }
})
