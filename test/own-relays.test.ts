import assert from 'node:assert/strict'
import test from 'node:test'
import type { NextHop, Postfix, Route } from '../src/core/mta.ts'
import { seen } from '../src/core/observation.ts'
import { ownRelays } from '../src/own-relays.ts'

const hop = (changes: Partial<NextHop> = {}): NextHop => ({
  written: '[smtp.relay.example]:587',
  host: 'smtp.relay.example',
  port: '587',
  bracketed: true,
  mx: false,
  ...changes,
})
const route = (changes: Partial<Route> = {}): Route => ({
  sender: 'me@shop.example',
  kind: 'relay',
  transport: 'smtp',
  hops: [hop()],
  fallback: [],
  by: 'relayhost',
  login: seen({
    enabled: true,
    by: 'main.cf',
    user: 'shop',
    secret: { path: '/etc/postfix/sasl_passwd', key: '[smtp.relay.example]:587' },
    near: [],
    securityOptions: { inTls: [], inClear: [] },
    mechanismFilter: [],
    saslType: { value: 'cyrus', from: 'default' },
    from: { inTls: 'default', inClear: 'default', filter: 'default' },
  }),
  tls: seen({ level: 'encrypt', by: 'main.cf', wrapperMode: false }),
  ...changes,
})
const postfix = (routes: Route[], protocols = 'all') =>
  [
    {
      routes,
      heloName: { value: 'web1.shop.example', from: 'main.cf' },
      inetProtocols: { value: protocols, from: 'main.cf' },
    } as unknown as Postfix,
  ] as const

test('a relay is tried once for all whose mail goes there', () => {
  const [relay, ...more] = ownRelays([], postfix([route(), route({ sender: '' })]))
  assert.deepEqual(more, [])
  assert.deepEqual(relay, {
    host: 'smtp.relay.example',
    port: 587,
    mx: false,
    tls: 'starttls',
    senders: ['me@shop.example', ''],
    helo: 'web1.shop.example',
    login: { user: 'shop', secret: { path: '/etc/postfix/sasl_passwd', key: '[smtp.relay.example]:587' } },
  })
})

test('wrapper mode is TLS from the first octet; one family of addresses is that family', () => {
  const tls = seen({ level: 'encrypt', by: 'main.cf', wrapperMode: true })
  const bindAddress = { value: '192.0.2.9', from: 'main.cf' }
  const [relay] = ownRelays([], postfix([route({ tls, bindAddress, hops: [hop({ port: '465' })] })], 'ipv4'))
  assert.deepEqual([relay?.tls, relay?.port, relay?.family, relay?.source], ['implicit', 465, 4, '192.0.2.9'])
})

test('a filter on this machine is talked to in clear', () => {
  const tls = (host: string) => ownRelays([], postfix([route({ hops: [hop({ host })] })]))[0]?.tls
  assert.deepEqual(['127.0.0.1', '::1', 'localhost', '198.20.69.5'].map(tls), ['none', 'none', 'none', 'starttls'])
})

test('nobody logs in where Postfix would not', () => {
  const without = [
    route({ login: { seen: false, blind: { reason: 'no-permission', detail: 'not readable' } } }),
    route({
      login: seen({
        enabled: false,
        by: 'default',
        near: [],
        securityOptions: { inTls: [], inClear: [] },
        mechanismFilter: [],
        saslType: { value: 'cyrus', from: 'default' },
        from: { inTls: 'default', inClear: 'default', filter: 'default' },
      }),
    }),
  ]
  for (const one of without) assert.equal(ownRelays([], postfix([one]))[0]?.login, undefined)
})

test('a hop behind the first is told its own password, never that of another', () => {
  const hops = ['a', 'b', 'c'].map((name) => hop({ written: `[${name}.example]:587`, host: `${name}.example` }))
  const { login } = route()
  assert.ok(login.seen)
  const { secret: _, user: __, ...without } = login.value
  const secret = { path: '/etc/postfix/sasl_passwd', key: '[c.example]:587' }
  const nextLogins = [seen(without), seen({ ...login.value, user: 'c', secret })]
  const users = (routes: Route[]) => ownRelays([], postfix(routes)).map((relay) => relay.login?.user)
  assert.deepEqual(users([route({ hops, nextLogins })]), ['shop', undefined, 'c'])
  assert.deepEqual(users([route({ hops })]), ['shop', undefined, undefined])
})

test('no relay: mail that goes out directly, a next hop that is none, a port that is a name nobody knows', () => {
  const routes = [
    route({ kind: 'direct', hops: [] }),
    route({ hops: [hop({ malformed: 'a ] is missing' })] }),
    route({ hops: [hop({ port: 'submision' })] }),
    route({ hops: [hop({ host: 'mailhub', oneLabel: 'system' })] }),
  ]
  assert.deepEqual(ownRelays([], postfix(routes)), [])
})

test('every relay, and at most ten senders of each', () => {
  const hosts = Array.from({ length: 9 }, (_, i) => hop({ host: `r${i}.example` }))
  const senders = Array.from({ length: 30 }, (_, i) => route({ sender: `s${i}@shop.example`, hops: hosts }))
  const relays = ownRelays([], postfix(senders))
  assert.equal(relays.length, 9)
  assert.deepEqual([...new Set(relays.map((relay) => relay.senders.length))], [10])
})

test('without Postfix the smarthost of another', () => {
  const exim = {
    kind: 'exim',
    files: [],
    smarthost: { host: 'smtp.relay.example', port: 465 },
    otherSmarthosts: [{ host: 'smtp.other.example' }],
  } as const
  assert.deepEqual(ownRelays([exim], []), [
    { host: 'smtp.relay.example', port: 465, mx: false, tls: 'implicit', senders: [] },
    { host: 'smtp.other.example', port: 25, mx: false, tls: 'starttls', senders: [] },
  ])
})

test('a name of one label that DNS is asked for is tried, and what stands behind a mark of comments is not', () => {
  const one = { written: '[mailhub]:587', host: 'mailhub', oneLabel: 'dns' } as const
  const mark = hop({ written: '#', host: '', malformed: 'has no host name' })
  const word = hop({ written: 'our', host: 'our', oneLabel: 'dns' })
  assert.deepEqual(
    ownRelays([], postfix([route({ hops: [hop(one), mark, word] })])).map(({ host }) => host),
    ['mailhub'],
  )
})
