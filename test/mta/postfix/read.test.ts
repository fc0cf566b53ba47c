import assert from 'node:assert/strict'
import { performance } from 'node:perf_hooks'
import test from 'node:test'
import type { Machine } from '../../../src/core/machine.ts'
import type { Postfix, Route } from '../../../src/core/mta.ts'
import { readPostfix } from '../../../src/mta/postfix/read.ts'
import { openMachine } from '../../../src/net/machine.ts'
import { memoryMachine, type Node } from '../../support/memory-machine.ts'
import { type MtaTree, mtaFolder, mtaMachine } from '../../support/mta-tree.ts'

async function value(machine: Machine, senders: readonly string[] = [], options = {}): Promise<Postfix> {
  const read = await readPostfix(machine, senders, options)
  assert.ok(read.seen, JSON.stringify(read))
  return read.value
}
async function instances(machine: Machine, senders: readonly string[] = []): Promise<Postfix[]> {
  const first = await value(machine, senders)
  const others = first.instances.slice(1).map((configDirectory) => value(machine, senders, { configDirectory }))
  return [first, ...(await Promise.all(others))]
}
const main = (text: string, more: Record<string, Node> = {}) =>
  memoryMachine({ '/etc/postfix/main.cf': text, '/etc/postfix/master.cf': 'smtp unix - - n - - smtp\n', ...more })
/** `sender: kind transport hop user level` */
const told = ({ sender, kind, transport, hops, login, tls }: Route) =>
  [
    `${sender || '<>'}:`,
    kind,
    transport,
    hops.map(({ written }) => written).join(' ') || '-',
    (login.seen && login.value.enabled && login.value.user) || '-',
    tls.seen ? tls.value.level : '-',
  ].join(' ')

test("Debian's own configuration: mail goes out directly, from the names in mydestination and /etc/mailname", async () => {
  const { routes, hostname, origin, maps } = await value(mtaMachine('debian'))
  assert.deepEqual(routes.map(told), [
    '<>: direct smtp - - may',
    'root@shop.example: direct smtp - - may',
    'postmaster@web1.shop.example: direct smtp - - may',
    'postmaster@shop.example: direct smtp - - may',
  ])
  assert.deepEqual(hostname, { value: 'web1.shop.example', from: '/etc/postfix/main.cf line 22' })
  assert.deepEqual(origin, { value: 'shop.example', from: '/etc/mailname' })
  assert.deepEqual(maps, [])
})

test('a plain relay whose logins nobody compiled', async () => {
  const { routes, maps } = await value(mtaMachine('plain-relay'), ['ceo@shop.example'])
  assert.equal(
    told(routes[0] as Route),
    'ceo@shop.example: relay smtp [smtp.relay.example]:587 web1@shop.example encrypt',
  )
  assert.deepEqual(maps, [
    {
      written: 'hash:/etc/postfix/sasl_passwd',
      parameter: 'smtp_sasl_password_maps',
      type: 'hash',
      exposed: ['/etc/postfix/sasl_passwd'],
      state: { kind: 'uncompiled', source: '/etc/postfix/sasl_passwd' },
      path: '/etc/postfix/sasl_passwd',
    },
  ])
})

test('Mail-in-a-Box: its relay, its addresses, its filters, what of it is in databases', async () => {
  const { routes, bindAddress, bindAddress6, milters, unread, maps } = await value(mtaMachine('mailinabox'))
  assert.deepEqual(routes.map(told), [
    '<>: relay smtp [mail.smtp2go.com]:2525 box-shop dane',
    'root@box.shop.example: relay smtp [mail.smtp2go.com]:2525 box-shop dane',
  ])
  assert.deepEqual([bindAddress?.value, bindAddress6?.value], ['192.0.2.10', '2001:db8::10'])
  assert.deepEqual(milters.smtpd, ['inet:127.0.0.1:8891', 'inet:127.0.0.1:8893'])
  assert.deepEqual(milters.nonSmtpd, milters.smtpd)
  assert.equal(milters.defaultAction.value, 'accept')
  assert.deepEqual(
    milters.services.map(({ service, milters: own }) => [service, ...own]),
    [
      ['smtps', 'inet:127.0.0.1:8891'],
      ['submission', 'inet:127.0.0.1:8891'],
    ],
  )
  assert.deepEqual(unread, [
    'the domains of virtual_mailbox_domains in sqlite:/etc/postfix/virtual-mailbox-domains.cf',
    'the domains of virtual_alias_domains in sqlite:/etc/postfix/virtual-alias-maps.cf',
  ])
  assert.deepEqual(maps[0]?.exposed, ['/etc/postfix/main.cf'])
})

test('every sender has its own way', async () => {
  const senders = ['news@shop.example', 'x+y@other.example', 'alarm3@shop.example', 'bulk@a.example']
  const { routes, exceptions } = await value(mtaMachine('sender-dependent'), senders)
  assert.deepEqual(routes.map(told), [
    'news@shop.example: relay smtp [news.example]:465 news encrypt',
    'x+y@other.example: relay smtp mx-relay.example half may',
    'alarm3@shop.example: relay smtp [alarm.example]:2525 - may',
    'bulk@a.example: relay bulk [smtp.relay.example]:submission - secure',
    '<>: relay smtp [smtp.relay.example]:submission shop secure',
    'root@mx.shop.example: relay smtp [smtp.relay.example]:submission shop secure',
    'postmaster@mx.shop.example: relay smtp [smtp.relay.example]:submission shop secure',
    'postmaster@shop.example: relay smtp [smtp.relay.example]:submission shop secure',
    'postmaster@other.example: relay smtp mx-relay.example half may',
  ])
  const [news, half, alarm, bulk] = routes
  assert.ok(half?.login.seen && half.login.value.noPassword)
  assert.ok(alarm?.login.seen)
  assert.deepEqual(alarm.login.value.near, ['[alarm.example]:2526'])
  assert.equal(bulk?.bindAddress?.value, '192.0.2.77')
  assert.deepEqual([news?.fallback[0]?.host, bulk?.fallback.length], ['backup.relay.example', 0])
  assert.deepEqual(
    exceptions.map(({ pattern }) => pattern),
    ['partner.example', '.internal.example'],
  )
})

test('two instances: one that sends nothing, one that relays', async () => {
  const [first, second] = await instances(mtaMachine('multi-instance'))
  assert.ok(first && second)
  assert.deepEqual(first.instances, ['/etc/postfix', '/etc/postfix-out'])
  assert.equal(told(first.routes[0] as Route), '<>: other error - - -')
  assert.equal(told(second.routes[0] as Route), '<>: relay relay [smtp.relay.example]:465 out secure')
  const { tls } = second.routes[0] as Route
  assert.ok(tls.seen && tls.value.wrapperMode)
})

test('what postconf says a release takes by itself counts before what Debian 13 takes', async () => {
  const programs = {
    postconf: () => 'mail_version = 3.5.6\nmilter_default_action = tempfail\nsmtp_tls_security_level =\n',
  }
  const machine = mtaMachine('debian', {}, { programs })
  const { version, milters, unread } = await value(machine)
  assert.equal(version, '3.5.6')
  assert.deepEqual(milters.defaultAction, { value: 'tempfail', from: 'default' })
  assert.deepEqual(unread, [])
  assert.deepEqual((await value(mtaMachine('debian'))).unread, [])
  const withMilter = { '/etc/postfix/main.cf': 'smtpd_milters = inet:127.0.0.1:8891\n' }
  assert.match((await value(mtaMachine('debian', withMilter))).unread.join(), /milter_default_action is not set/)
})

test('the name of the machine is its own where main.cf has none', async () => {
  const self = { uid: 0, hostname: 'box.example.com', addresses: [] }
  const tree = { '/etc/postfix/main.cf': '' }
  const here = await value(memoryMachine(tree, { self }))
  assert.deepEqual(
    [here.hostname.value, here.domain.value, here.hostname.from],
    ['box.example.com', 'example.com', 'default'],
  )
  const there = await value(memoryMachine({ ...tree, '/etc/hostname': 'web1\n' }, { root: '/backup' }))
  assert.deepEqual([there.hostname.value, there.domain.value], ['web1.localdomain', 'localdomain'])
})

test('without master.cf routes are told, and that it was not read', async () => {
  const { routes, unread } = await value(memoryMachine({ '/etc/postfix/main.cf': 'relayhost = [r.example]' }))
  assert.equal(told(routes[0] as Route), '<>: relay smtp [r.example] - none')
  assert.match(unread.join(), /master\.cf could not be read: there is none/)
})

test('filters with a word of their own on what happens when they are down', async () => {
  const text =
    'smtpd_milters = { inet:localhost:1, default_action=accept, { connect_timeout = 5s } } unix:/s\nnon_smtpd_milters ='
  const { milters } = await value(main(text))
  assert.deepEqual(milters.smtpd, ['inet:localhost:1', 'unix:/s'])
  assert.deepEqual(milters.nonSmtpd, [])
  assert.deepEqual(milters.ownActions, [{ milter: 'inet:localhost:1', action: 'accept' }])
})

test('plug-ins are mechanisms, not databases of passwords', async () => {
  const folder = '/usr/lib/x86_64-linux-gnu/sasl2'
  const plugins = async (...names: string[]) =>
    (await value(main('', Object.fromEntries(names.map((name) => [`${folder}/${name}`, ''])))))?.plugins
  assert.deepEqual(await plugins('libplain.so', 'libplain.so.2', 'liblogin.so.2.0.25', 'libsasldb.so', 'readme'), [
    'LOGIN',
    'PLAIN',
  ])
  assert.deepEqual(await plugins('libsasldb.so'), [])
  assert.equal(await plugins(), undefined)
})

test('what else changes mail is told', async () => {
  const text =
    'canonical_maps = hash:/c\ncontent_filter = scan:[127.0.0.1]:10024\nsmtp_generic_maps = hash:/g\nsoft_bounce = yes\ndefer_transports = smtp'
  const { unread } = await value(main(`${text}\nmilter_default_action = accept`))
  for (const word of [
    'canonical_maps',
    'content_filter (/etc/postfix/main.cf line 2)',
    'smtp_generic_maps',
    'soft_bounce',
    'defer_transports',
  ])
    assert.ok(
      unread.some((clause) => clause.startsWith(word)),
      word,
    )
  assert.equal(unread.length, 5)
})

test('a line that stops Postfix, and a reference that goes in a circle, are told with their place', async () => {
  const { faults, relayhost } = await value(main('relayhost\nrelayhost = $a\na = $b\nb = $a'))
  assert.deepEqual(faults, [
    '/etc/postfix/main.cf line 1 has no "=" after the name',
    'relayhost (/etc/postfix/main.cf line 2) refers to itself, or through more than 100 parameters',
  ])
  assert.equal(relayhost.value, '')
})

const blind = { reason: 'refused', detail: '/etc/postfix/main.cf belongs to root' } as const
const unreadable: Record<string, [Node | undefined, RegExp]> = {
  'not there': [undefined, /there is none/],
  'for root alone': [{ blind }, /belongs to root/],
  'a folder': [{ folder: true }, /no file \(folder\)/],
  'a FIFO': [{ what: 'fifo' }, /no file \(fifo\)/],
  'too large': [{ what: 'too-large' }, /too large/],
  'no text': [{ what: 'binary' }, /no text/],
}
for (const [what, [node, why]] of Object.entries(unreadable))
  test(`main.cf is ${what}: nothing can be told`, async () => {
    const read = await readPostfix(memoryMachine(node === undefined ? {} : { '/etc/postfix/main.cf': node }), [])
    assert.ok(!read.seen)
    assert.match(read.blind.detail, why)
  })

test('hostile files come to an end, and to a report', async () => {
  const long = 'x'.repeat(1_000_000)
  const texts = [
    `relayhost = ${long}`,
    `relayhost = ${'[a.example], '.repeat(70_000)}`,
    `mydestination = ${'a.example, '.repeat(80_000)}`,
    `transport_maps = ${'hash:/m '.repeat(100_000)}`,
    `transport_maps = ${'unionmap:{'.repeat(90_000)}`,
    `relayhost = ${'${a?'.repeat(200_000)}`,
    `relayhost = ${'${{'.repeat(200_000)}`,
    Array.from({ length: 30 }, (_, i) => `a${i} = $a${i + 1}$a${i + 1}$a${i + 1}`)
      .join('\n')
      .concat('\nrelayhost = $a0'),
    'relayhost = \u001b[31m\u202e[r.example]\u0007',
    '__proto__ = x\nconstructor = y\nrelayhost = $__proto__$constructor$hasOwnProperty',
    '\n'.repeat(900_000),
    `smtpd_milters = ${'{ '.repeat(300_000)}`,
    `multi_instance_directories = ${'/etc/x '.repeat(100_000)}relative -c`,
  ]
  for (const text of texts) {
    const before = performance.now()
    const { instances } = await value(main(text))
    assert.ok(performance.now() - before < 5000, text.slice(0, 40))
    assert.ok(instances.length <= 20 && instances.every((one) => one.startsWith('/')))
  }
  await value(
    memoryMachine({
      '/etc/postfix/main.cf': '',
      '/etc/postfix/master.cf': `${'{'.repeat(500_000)}\n${'a '.repeat(400_000)}`,
    }),
  )
  await value(
    main('transport_maps = texthash:/m', { '/m': Array.from({ length: 60_000 }, (_, i) => `k${i} v`).join('\n') }),
  )
})

const secrets: Partial<Record<MtaTree, string[]>> = {
  'plain-relay': ['correct-horse-battery'],
  mailinabox: ['swordfish-17'],
  'sender-dependent': ['first-secret', 'second-secret', 'third-secret'],
  'multi-instance': ['fourth-secret'],
}
for (const [tree, passwords] of Object.entries(secrets))
  test(`no password of fixtures/mta/${tree} is in what is told, and each is where a login says`, async () => {
    const opened = openMachine({ root: mtaFolder(tree as MtaTree) })
    assert.ok('machine' in opened)
    const read = await instances(opened.machine, ['news@shop.example'])
    const text = JSON.stringify(read)
    for (const password of passwords)
      for (const form of [password, Buffer.from(password).toString('base64').slice(0, -4)])
        assert.ok(!text.includes(form), form)
    const logins = read.flatMap(({ routes }) => routes.flatMap(({ login }) => (login.seen ? [login.value] : [])))
    const found = logins.flatMap(({ secret }) => (secret ? [opened.passwordFor(secret)] : []))
    assert.ok(found.length > 0)
    for (const password of found) assert.ok(password && passwords.includes(password), String(password))
  })

test('many senders cost a few runs of postmap', async () => {
  const runs: string[] = []
  const table = (text: string) => ({ text, modified: '2026-03-01T00:00:00.000Z' })
  const tree = {
    '/etc/postfix/main.cf': `relayhost = [r.example]
sender_dependent_relayhost_maps = hash:/s
transport_maps = hash:/t
smtp_sasl_password_maps = hash:/p
smtp_tls_policy_maps = hash:/v
`,
    '/etc/postfix/master.cf': 'smtp unix - - n - - smtp\n',
    ...Object.fromEntries(
      ['/s', '/t', '/p', '/v'].flatMap((path) => [
        [path, ''],
        [`${path}.db`, table('')],
      ]),
    ),
  }
  const programs = {
    postmap: (args: readonly string[]) => {
      runs.push(args.at(-1) ?? '')
      return ''
    },
  }
  const senders = Array.from({ length: 90 }, (_, i) => `user${i}@shop${i}.example`)
  const { routes } = await value(memoryMachine(tree, { programs }), senders)
  assert.equal(routes.length, 93)
  assert.deepEqual(runs.sort(), ['hash:/p', 'hash:/s', 'hash:/s', 'hash:/t', 'hash:/v'])
})

test('senders beyond those whose routes are looked at are told', async () => {
  const senders = Array.from({ length: 130 }, (_, i) => `user${i}@shop.example`)
  const { routes, unread } = await value(main('relayhost = [r.example]'), senders)
  assert.equal(routes.length, 100)
  // The null sender, root and the local ones count as well.
  assert.match(unread.join(), /the routes of 3\d senders beyond the first 100/)
})

test('of many local domains some are looked at, and the others counted', async () => {
  const names = Array.from({ length: 45 }, (_, i) => `d${i}.example`)
  const { routes, unread } = await value(
    main(`mydestination = ${names.join(' ')} localhost.shop.example\nmilter_default_action = accept`),
  )
  assert.equal(routes.filter(({ sender }) => sender.startsWith('postmaster@')).length, 20)
  assert.deepEqual(unread, ['the routes of 25 more of the local domains'])
})

test('domains in files and in tables are read', async () => {
  const text = 'mydestination = /d, !not.example\nvirtual_alias_domains = hash:/v\nvirtual_mailbox_domains = mysql:/x'
  const { routes, unread } = await value(main(text, { '/d': 'one.example\ntwo.example\n', '/v': 'three.example x\n' }))
  assert.deepEqual(
    routes.map(({ sender }) => sender).filter((sender) => sender.startsWith('postmaster@')),
    ['postmaster@one.example', 'postmaster@two.example', 'postmaster@three.example'],
  )
  assert.ok(unread.includes('the domains of virtual_mailbox_domains in mysql:/x'))
})

test('a Postfix that was built to look elsewhere is read there', async () => {
  const tree = { '/usr/local/etc/postfix/main.cf': 'relayhost = [r.example]' }
  const postconf = (args: readonly string[]) =>
    args.includes('-dh') ? '/usr/local/etc/postfix\n' : 'mail_version = 3.9.0\n'
  const read = await value(memoryMachine(tree, { programs: { postconf } }))
  assert.equal(read.configDirectory, '/usr/local/etc/postfix')
  assert.equal(read.relayhost.from, '/usr/local/etc/postfix/main.cf line 1')
})

test('a file that myorigin names and that is not there stops every program of Postfix', async () => {
  const text = 'myorigin = /etc/mailname\nmydestination = localhost\n'
  const read = await value(main(text))
  assert.deepEqual(read.faults, [
    'myorigin (/etc/postfix/main.cf line 1) names /etc/mailname, and there is no such file',
  ])
  assert.deepEqual(
    read.routes.map(({ sender }) => sender),
    [''],
  )
  assert.deepEqual((await value(main(text, { '/etc/mailname': 'shop.example\n' }))).faults, [])
})

test('a parameter that is set twice has the last value, and says what it is over', async () => {
  const { relayhost } = await value(main('relayhost = [a.example]\nrelayhost =\n'))
  const over = { value: '[a.example]', from: '/etc/postfix/main.cf line 1' }
  assert.deepEqual(relayhost, { value: '', from: '/etc/postfix/main.cf line 2', over })
  assert.equal((await value(main('relayhost = [a.example]\nrelayhost = [a.example]\n'))).relayhost.over, undefined)
})

test('where postconf did not end, what Postfix takes by itself is not known', async () => {
  const late = { kind: 'blind', blind: { reason: 'timeout', detail: 'postconf did not end within 10 s' } } as const
  const tree = { '/etc/postfix/main.cf': 'relayhost = [r.example]' }
  const { unread } = await value(memoryMachine(tree, { programs: { postconf: () => late } }))
  assert.ok(
    unread.some((clause) => /^what Postfix takes where main\.cf says nothing \(postconf did not end/.test(clause)),
  )
  assert.ok(!(await value(memoryMachine(tree))).unread.some((clause) => /says nothing/.test(clause)))
})
