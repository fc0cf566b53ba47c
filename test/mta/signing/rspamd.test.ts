import assert from 'node:assert/strict'
import test from 'node:test'
import { readRspamd } from '../../../src/mta/signing/rspamd.ts'
import { memoryMachine, type Node } from '../../support/memory-machine.ts'
import { noPermission } from '../../support/mta-facts.ts'

const home = '/etc/rspamd'
const local = `${home}/local.d/dkim_signing.conf`
const main = { [`${home}/rspamd.conf`]: '.include "$CONFDIR/common.conf"' }
/** The two last labels, as for names below `.example`. */
const above = (name: string) => name.split('.').slice(-2).join('.')
const senders = ['me@shop.example', 'root@box.shop.example', 'me@news.example']

async function read(files: Record<string, Node>) {
  const found = await readRspamd(memoryMachine({ ...main, ...files }), senders, above)
  assert.ok(found?.seen, JSON.stringify(found))
  return found.value
}
const keysOf = async (files: Record<string, Node>) =>
  (await read(files)).senders.map(({ keys, near }) =>
    keys.seen
      ? keys.value.map(({ selector, domain, path }) => `${selector}@${domain} ${path}`).join(', ') || (near ?? '')
      : keys.blind.detail,
  )
const key = (name: string) => ({ [`/var/lib/rspamd/dkim/${name}`]: '' })

test('not there; there, and without a key or a word on signing', async () => {
  assert.equal(await readRspamd(memoryMachine({}), senders, above), undefined)
  assert.match((await read({})).off ?? '', /it scans mail, and has no key for any sender here/)
  assert.equal((await read(key('shop.example.dkim.key'))).off, undefined)
  for (const reason of ['no-permission', 'not-recorded'] as const)
    assert.equal(
      (await read({ '/var/lib/rspamd/dkim/shop.example.dkim.key': { blind: { ...noPermission, reason } } })).off,
      undefined,
      reason,
    )
  assert.equal((await read({ [local]: 'selector = "x";' })).off, undefined)
  assert.match((await read({ [local]: 'enabled = false;' })).off ?? '', /turns signing off/)
})

test('what its own settings include is not read, and so nothing is said of who is signed', async () => {
  const files = { [local]: '.include "$CONFDIR/own.conf"\n', [`${home}/own.conf`]: 'selector = "mail";' }
  const found = await readRspamd(memoryMachine({ ...main, ...files }), senders, above)
  assert.equal(found?.seen, false)
  const shipped = 'dkim_signing {\n  .include(try=true,priority=5) "$LOCAL_CONFDIR/local.d/dkim_signing.conf"\n}\n'
  await read({ [`${home}/modules.d/dkim_signing.conf`]: shipped })
})

test('a folder of keys that may not be looked at may hold some', async () => {
  const machine = memoryMachine(main)
  const look: typeof machine.look = async (path) =>
    path.startsWith('/var/lib/rspamd/') ? { kind: 'blind', blind: noPermission } : machine.look(path)
  const found = await readRspamd({ ...machine, look }, senders, above)
  assert.ok(found?.seen)
  assert.equal(found.value.off, undefined)
  assert.deepEqual(found.value.senders[0]?.keys, { seen: false, blind: noPermission })
})

test('by itself it signs for the organizational domain, with the key at the usual path', async () => {
  assert.deepEqual(await keysOf(key('shop.example.dkim.key')), [
    'dkim@shop.example /var/lib/rspamd/dkim/shop.example.dkim.key',
    'dkim@shop.example /var/lib/rspamd/dkim/shop.example.dkim.key',
    'there is no /var/lib/rspamd/dkim/news.example.dkim.key',
  ])
  assert.equal(
    (await keysOf({ ...key('box.shop.example.dkim.key'), [local]: 'use_esld = false' }))[1],
    'dkim@box.shop.example /var/lib/rspamd/dkim/box.shop.example.dkim.key',
  )
})

test('what is said in override.d counts more than local.d, and that more than modules.d', async () => {
  const files = {
    [`${home}/modules.d/dkim_signing.conf`]: 'dkim_signing {\n  selector = "one";\n  path = "/k/$selector";\n}',
    '/k/one': '',
    '/k/two': '',
    '/k/three': '',
  }
  assert.equal((await keysOf(files))[0], 'one@shop.example /k/one')
  const second = { ...files, [local]: 'selector = "two";' }
  assert.equal((await keysOf(second))[0], 'two@shop.example /k/two')
  assert.equal(
    (await keysOf({ ...second, [`${home}/override.d/dkim_signing.conf`]: 'selector = "three";' }))[0],
    'three@shop.example /k/three',
  )
})

test('settings of a domain, maps, and what is for all', async () => {
  const files = {
    [local]:
      'path = "/k/$domain.$selector";\nselector_map = "/etc/rspamd/selectors.map";\npath_map = "$LOCAL_CONFDIR/paths.map";\ntry_fallback = false;\ndomain {\n  news.example {\n    selectors [ { path = "/k/n1"; selector = "n1"; }, { path = "/k/n2"; selector = "n2"; } ]\n  }\n}',
    [`${home}/selectors.map`]: '# c\nshop.example s1\n',
    [`${home}/paths.map`]: 'shop.example /k/shop\n',
    '/k/shop': '',
    '/k/n1': '',
    '/k/n2': '',
  }
  assert.deepEqual(await keysOf(files), [
    's1@shop.example /k/shop',
    's1@shop.example /k/shop',
    'n1@news.example /k/n1, n2@news.example /k/n2',
  ])
  assert.deepEqual(await keysOf({ [local]: 'try_fallback = false' }), ['', '', ''])
})

test('what stands behind the last line that is read of a map is not said to be missing', async () => {
  const lines = Array.from({ length: 10_000 }, (_, i) => `x${i}.example s1`).join('\n')
  const files = {
    [local]: `selector_map = "${home}/selectors.map"; try_fallback = false;`,
    [`${home}/selectors.map`]: `${lines}\nshop.example s1\n`,
  }
  assert.match((await keysOf(files))[0] ?? '', /has more than 10000 entries, and the others were not read/)
})

test('tables as OpenDKIM has them', async () => {
  const files = {
    [local]: 'signing_table = "/etc/rspamd/signing";\nkey_table = "/etc/rspamd/keys";',
    [`${home}/signing`]: '*@shop.example shop\n',
    [`${home}/keys`]: 'shop shop.example:mail:/k\n',
  }
  assert.deepEqual(await keysOf(files), ['mail@shop.example /k', '', ''])
})

test('keys that are in no file, maps that are none, and settings that cannot be read', async () => {
  assert.match(
    (await keysOf({ [local]: 'use_redis = true' }))[0] ?? '',
    /its keys elsewhere than in files \(use_redis\)/,
  )
  assert.match(
    (await keysOf({ [local]: 'selector_map = "https://x.example/map"' }))[0] ?? '',
    /only Rspamd itself can look into the map/,
  )
  assert.match((await keysOf({ [local]: 'use_domain = "recipient"' }))[0] ?? '', /by the domain of the recipient/)
  assert.equal(
    (await keysOf({ [local]: 'use_domain = "relay.example"', '/var/lib/rspamd/dkim/relay.example.dkim.key': '' }))[2],
    'dkim@relay.example /var/lib/rspamd/dkim/relay.example.dkim.key',
  )
  const broken = await readRspamd(memoryMachine({ ...main, [local]: 'domain {' }), senders, above)
  assert.ok(broken && !broken.seen && broken.blind.reason === 'malformed')
  const hidden = await readRspamd(memoryMachine({ ...main, [local]: { blind: noPermission } }), senders, above)
  assert.deepEqual(hidden, { seen: false, blind: noPermission })
})

test('where it answers', async () => {
  const sockets = async (files: Record<string, Node>) => (await read(files)).sockets
  assert.deepEqual(await sockets({}), ['localhost:11332'])
  assert.deepEqual(
    await sockets({
      [`${home}/local.d/worker-proxy.inc`]: 'bind_socket = "/run/rspamd/milter.sock mode=0660 owner=_rspamd";\n',
    }),
    ['/run/rspamd/milter.sock mode=0660 owner=_rspamd'],
  )
  assert.deepEqual(
    await sockets({ [`${home}/local.d/worker-proxy.inc`]: 'bind_socket = "*:11332"; bind_socket = "[::1]:11333";' }),
    ['*:11332', '[::1]:11333'],
  )
})

test('a root without the folder of keys, as a backup of /etc is, does not tell that there are none', async () => {
  const backup = async (more: Record<string, Node>) => {
    const found = await readRspamd(memoryMachine({ ...main, ...more }, { root: '/mnt' }), senders, above)
    assert.ok(found?.seen)
    return found.value
  }
  const [hidden] = (await backup({ [local]: 'selector = "x";' })).senders
  assert.ok(hidden && !hidden.keys.seen && /neither is its folder/.test(hidden.keys.blind.detail))
  const [none] = (await backup({ [local]: 'selector = "x";', '/var/lib/rspamd/dkim/other.key': '' })).senders
  assert.equal(none?.near, 'there is no /var/lib/rspamd/dkim/shop.example.x.key')
  assert.match((await backup({})).off ?? '', /it scans mail, and nothing in its files says that it signs/)
})

test('a worker whose file may not be read answers at nobody knows what', async () => {
  const { sockets, unread } = await read({ [`${home}/local.d/worker-proxy.inc`]: { blind: noPermission } })
  assert.deepEqual([sockets, unread], [[], [noPermission]])
})

test('tables that stand in the configuration itself', async () => {
  const text = 'signing_table = [ "*@news.example news" ];\nkey_table = [ "news news.example:n1:/k/news.key" ];'
  assert.deepEqual(await keysOf({ [local]: text }), ['', '', 'n1@news.example /k/news.key'])
  assert.deepEqual((await read({ [local]: text })).tables, { kind: 'other' })
})
