import assert from 'node:assert/strict'
import test from 'node:test'
import { openDns } from '../../../src/net/dns/client.ts'
import { type SystemFiles, systemResolvers } from '../../../src/net/dns/system.ts'

const system = (files: Record<string, string>, more: Partial<SystemFiles> = {}): SystemFiles => ({
  platform: 'linux',
  read: (path) => files[path],
  configured: () => [],
  ...more,
})
/** The resolvers as `address:port`, with what is known of them. */
const found = (files: Record<string, string>, more?: Partial<SystemFiles>): string[] =>
  systemResolvers(system(files, more)).map(({ address, port, program, upstreams }) =>
    [`${address}:${port}`, program, upstreams && `asks ${upstreams.join(' ')}`].filter(Boolean).join(', '),
  )

const conf = '/etc/resolv.conf'
const cases: [what: string, resolvers: string[], expected: string[]][] = [
  [
    'nameserver lines alone count',
    found({
      [conf]:
        '# nameserver 192.0.2.9\nsearch corp.example\nnameserver 192.0.2.1\n\tnameserver 192.0.2.8\nnameserver\t2001:db8::1 # second\noptions ndots:5\n',
    }),
    ['192.0.2.1:53', '2001:db8::1:53'],
  ],
  [
    'three at most, in order, each once',
    found({ [conf]: [1, 2, 1, 3, 4].map((n) => `nameserver 192.0.2.${n}`).join('\r\n') }),
    ['192.0.2.1:53', '192.0.2.2:53', '192.0.2.3:53'],
  ],
  ['a zone id stays', found({ [conf]: 'nameserver fe80::1%eth0\n' }), ['fe80::1%eth0:53']],
  [
    'what is no address is passed over',
    found({ [conf]: 'nameserver dns.example\nnameserver 192.0.2.1\n' }),
    ['192.0.2.1:53'],
  ],
  ['no file', found({}), []],
  ['a file without resolvers', found({ [conf]: 'search example\n' }), []],
  [
    'systemd-resolved and whom it asks',
    found({
      [conf]: 'nameserver 127.0.0.53\n',
      '/run/systemd/resolve/resolv.conf': 'nameserver 192.0.2.1\nnameserver 192.0.2.2\n',
    }),
    ['127.0.0.53:53, systemd-resolved, asks 192.0.2.1 192.0.2.2'],
  ],
  [
    'systemd-resolved with nothing to tell',
    found({ [conf]: 'nameserver 127.0.0.53\n' }),
    ['127.0.0.53:53, systemd-resolved'],
  ],
  [
    'a stub of NetworkManager',
    found({ [conf]: 'nameserver 127.0.0.1\n', '/run/NetworkManager/no-stub-resolv.conf': 'nameserver 192.0.2.7\n' }),
    ['127.0.0.1:53, NetworkManager, asks 192.0.2.7'],
  ],
  ['a local resolver of its own', found({ [conf]: 'nameserver 127.0.0.1\n' }), ['127.0.0.1:53']],
  [
    'Docker',
    found({ [conf]: 'nameserver 127.0.0.11\noptions ndots:0\n' }),
    ["127.0.0.11:53, Docker's embedded resolver"],
  ],
  [
    'Windows and macOS tell through node:dns',
    found(
      { [conf]: 'nameserver 192.0.2.9\n' },
      { platform: 'win32', configured: () => ['192.0.2.1', '192.0.2.2:5353', '[2001:db8::1]:53', '2001:db8::2'] },
    ),
    ['192.0.2.1:53', '192.0.2.2:5353', '2001:db8::1:53'],
  ],
]
for (const [what, resolvers, expected] of cases) test(what, () => assert.deepEqual(resolvers, expected))

test('this system is looked at without trouble, whatever it has', () => {
  assert.ok(Array.isArray(systemResolvers()))
  const { resolvers, close } = openDns({ timeoutMs: 1000 })
  close()
  assert.ok(resolvers.every((resolver) => resolver.from === 'system'))
})

test('a stub is named with whom it asks', async () => {
  const [resolver] = systemResolvers(
    system({ [conf]: 'nameserver 127.0.0.53\n', '/run/systemd/resolve/resolv.conf': 'nameserver 192.0.2.1\n' }),
  )
  assert.ok(resolver)
  const { dns, resolvers, close } = openDns({
    resolvers: [resolver],
    timeoutMs: 2000,
    reach: () => ({ address: '127.0.0.1', port: 1 }),
  })
  const answer = await dns('shop.example', 'A')
  close()
  assert.equal(
    answer.kind === 'blind' && answer.blind.detail,
    'nothing listens at 127.0.0.53 (systemd-resolved, asks 192.0.2.1)',
  )
  assert.deepEqual(resolvers, [
    { address: '127.0.0.53', from: 'option', program: 'systemd-resolved', upstreams: ['192.0.2.1'] },
  ])
})
