import assert from 'node:assert/strict'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import type { Route } from '../../src/core/mta.ts'
import { readPostfix } from '../../src/mta/postfix/read.ts'
import { configuration, hostMachine, quietEnv, run } from '../support/host-machine.ts'
import { numbers } from '../support/main-cf-texts.ts'
import { describeWith, removeFolder } from '../support/real-server.ts'

let daemons: string | undefined

/** Postfix's own resolver, asked one question on its standard input: which transport, which next hop. */
function resolve(folder: string, sender: string, recipient: string) {
  daemons ??= run('postconf', ['-dh', 'daemon_directory']).stdout.trim()
  const attributes = ['request', 'resolve', 'sender', sender, 'address', recipient, '', '']
  const asked = run(join(daemons, 'trivial-rewrite'), ['-S', '-n', 'rewrite', '-t', 'unix'], attributes.join('\0'), {
    ...quietEnv,
    MAIL_CONFIG: folder,
  })
  const fields = asked.stdout.split('\0')
  const after = (name: string) => fields[fields.lastIndexOf(name) + 1] ?? ''
  const failed = asked.status !== 0 || fields.length < 10 || (Number(after('flags')) & 8) !== 0
  return { failed, transport: after('transport'), hop: after('nexthop'), said: asked.stderr }
}

/** A configuration that decides on routes in every way that there is. */
function randomRouting(seed: number): { main: string; pattern: string } {
  const next = numbers(seed)
  const one = <T>(of: readonly T[]): T => of[Math.floor(next() * of.length)] as T
  const hop = () => one(['[r.example]', 'r.example:587', '[a.example], b.example', '[192.0.2.1]:26', 'dunno'])
  const transport = () =>
    one([
      'smtp',
      'relay:',
      'bulk',
      'relay:[d.example]',
      'bulk:d.example:2525',
      ':',
      ':[c.example]',
      'DUNNO',
      'error:no',
    ])
  const table = (keys: readonly string[], value: () => string) => {
    const pairs = keys.filter(() => next() < 0.3).map((key) => `{ ${key} = ${value()} }`)
    return one([
      '',
      '',
      `static:{${value()}}`,
      'regexp:$config_directory/pattern',
      'texthash:$config_directory/nowhere',
      ...Array(5).fill(`inline:{ ${pairs.join(', ')} }`),
    ]).replace('inline:{  }', '')
  }
  const senders = [
    'a@shop.example',
    'a+b@shop.example',
    '@shop.example',
    'a',
    'root',
    '"a b"@shop.example',
    '<>',
    '@mx.shop.example',
    'null',
  ]
  const recipients = [
    'x@outside.example',
    'outside.example',
    '.example',
    'example',
    '*',
    '.outside.example',
    'x+y@in.outside.example',
    '@outside.example',
  ]
  const main = [
    'compatibility_level = 3.6',
    'myhostname = mx.shop.example',
    'queue_directory = $config_directory/queue',
    'data_directory = $config_directory/data',
    `relayhost = ${one(['', '', hop()])}`,
    `default_transport = ${one(['smtp', 'relay:', 'bulk:[d.example]', 'relay:d.example:26'])}`,
    `recipient_delimiter = ${one(['', '+', '+-'])}`,
    `sender_dependent_relayhost_maps = ${table(senders, hop)}`,
    `sender_dependent_default_transport_maps = ${table(senders, () => transport().replace(/^:.*/, 'smtp'))}`,
    `transport_maps = ${table(recipients, transport)}`,
    ...(next() < 0.3 ? ['parent_domain_matches_subdomains = transport_maps'] : []),
    ...(next() < 0.2 ? ['empty_address_relayhost_maps_lookup_key = null'] : []),
  ]
  return {
    main: main.join('\n'),
    pattern: `${one(['/^a@/', '/example$/', '!/^a/', '/^\\*$/', '/^"/'])} ${one(['smtp', 'bulk:[p.example]'])}\n`,
  }
}

const senders = [
  '',
  'a@shop.example',
  'a+b@shop.example',
  'A@Shop.Example',
  'root@mx.shop.example',
  'a b@shop.example',
  'z@other.example',
]
const recipients = ['x@outside.example', 'x+y@in.outside.example']
const master = ['smtp', 'relay', 'bulk'].map((name) => `${name} unix - - n - - smtp`).join('\n')

/** The next hop of a route as Postfix writes it. */
const hopOf = ({ kind, hops }: Route, outside: string) =>
  kind === 'direct' ? outside : hops.map(({ written }) => written).join(' ')

describeWith(['postconf', 'postmap'], 'routes are those that trivial-rewrite chooses', () => {
  test('configurations made at random', async () => {
    const count = { same: 0, failed: 0, hops: new Set<string>(), by: new Set<string>() }
    for (let seed = 1; seed <= 150; seed++) {
      const { main, pattern } = randomRouting(seed)
      const folder = configuration({ 'main.cf': main, 'master.cf': master, pattern })
      for (const name of ['queue', 'queue/pid', 'queue/private', 'queue/public', 'data']) mkdirSync(join(folder, name))
      const sender = senders[seed % senders.length] ?? ''
      const recipient = recipients[seed % recipients.length] ?? ''
      const real = resolve(folder, sender, recipient)
      const read = await readPostfix(hostMachine(seed % 2 === 0), [sender], { configDirectory: folder, recipient })
      removeFolder(folder)
      assert.ok(read.seen)
      const route = read.value.routes[0] as Route
      const where = `seed ${seed} <${sender}> <${recipient}>\n${main}\n${pattern}${JSON.stringify(real)} ${JSON.stringify(route)}`
      assert.equal(route.kind === 'unknown', real.failed, where)
      if (real.failed) {
        count.failed++
        continue
      }
      assert.equal(route.transport, real.transport, where)
      if (route.kind === 'other') continue
      const outside = recipient.slice(recipient.indexOf('@') + 1)
      assert.equal(hopOf(route, outside), real.hop.replaceAll(',', ''), where)
      count.same++
      count.hops.add(real.hop)
      count.by.add(route.by.replace(/ .*/, ''))
    }
    assert.ok(
      count.same > 80 && count.failed > 10 && count.hops.size > 7 && count.by.size >= 5,
      `${count.same} ${count.failed} ${[...count.hops]} ${[...count.by]}`,
    )
  })
})
