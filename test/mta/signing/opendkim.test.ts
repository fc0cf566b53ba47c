import assert from 'node:assert/strict'
import test from 'node:test'
import { readOpenDkim } from '../../../src/mta/signing/opendkim.ts'
import { memoryMachine, type Node } from '../../support/memory-machine.ts'
import { noPermission } from '../../support/mta-facts.ts'

const conf = '/etc/opendkim.conf'
const senders = ['me@shop.example', 'me@sub.shop.example', 'me@news.example']
async function read(files: Record<string, Node>) {
  const found = await readOpenDkim(memoryMachine(files), senders)
  assert.ok(found?.seen, JSON.stringify(found))
  return found.value
}
/** Per sender what signs: `mail@shop.example /key`, or why nothing does. */
async function keysOf(files: Record<string, Node>) {
  const { senders: read_ } = await read(files)
  return read_.map(({ keys, near }) =>
    keys.seen
      ? keys.value.map(({ selector, domain, path }) => `${selector}@${domain} ${path ?? 'no file'}`).join(', ') ||
        (near ?? '')
      : keys.blind.detail,
  )
}
const tables = (signing: string, keys: string, more = '') => ({
  [conf]: `KeyTable /etc/keys\nSigningTable refile:/etc/signing\n${more}`,
  '/etc/signing': signing,
  '/etc/keys': keys,
})

test('not there, and there where nobody may read it', async () => {
  assert.equal(await readOpenDkim(memoryMachine({}), senders), undefined)
  const hidden = await readOpenDkim(memoryMachine({ [conf]: { blind: noPermission } }), senders)
  assert.deepEqual(hidden, { seen: false, blind: noPermission })
  const odd = await readOpenDkim(memoryMachine({ [conf]: { what: 'binary' } }), senders)
  assert.ok(odd && !odd.seen && /no file that can be read \(binary\)/.test(odd.blind.detail))
})

test('names in any letters, comments anywhere, the last of two, an include', async () => {
  const { canonicalization, sockets, postfixSocket } = await read({
    [conf]:
      'CANONICALIZATION simple/simple\ncanonicalization\trelaxed/simple # c\nInclude /etc/more.conf\r\n#Socket inet:1@localhost\n',
    '/etc/more.conf': 'Socket inet:8891@localhost',
  })
  assert.deepEqual(canonicalization, { value: 'relaxed/simple', from: `${conf} line 2` })
  assert.deepEqual(sockets, ['inet:8891@localhost'])
  assert.equal(postfixSocket, 'inet:127.0.0.1:8891')
})

test('the body is signed as it stands unless the second word says relaxed (RFC 6376 section 3.5, c=)', async () => {
  const isSimple = async (line: string) => (await read({ [conf]: line || '#' })).simpleBody
  assert.equal(await isSimple(''), true)
  assert.equal(await isSimple('Canonicalization relaxed'), true)
  assert.equal(await isSimple('Canonicalization relaxed/simple'), true)
  assert.equal(await isSimple('Canonicalization relaxed/relaxed'), false)
  assert.equal(await isSimple('Canonicalization simple/RELAXED'), false)
})

test('why it signs nothing', async () => {
  const off = async (text: string) => (await read({ [conf]: text })).off
  assert.match(
    (await off('Mode v\nKeyFile /k\nSelector s\nDomain a.example')) ?? '',
    /^Mode v in \/etc\/opendkim\.conf line 1 has it verify alone$/,
  )
  assert.match((await off('Domain a.example')) ?? '', /neither KeyTable nor KeyFile/)
  assert.match((await off('KeyFile /k\nDomain a.example')) ?? '', /KeyFile without Selector, and does not start so/)
  assert.match((await off('KeyFile /k\nSelector s')) ?? '', /neither SigningTable nor Domain/)
  assert.equal(await off('Mode sv\nKeyFile /k\nSelector s\nDomain a.example'), undefined)
  assert.equal(await off('KeyFile /k\nSelector s\nDomain a.example'), undefined)
})

test('the socket: by the unit of systemd, else in its file, or as Debian’s script says', async () => {
  const files = {
    [conf]: 'Socket local:/run/opendkim/opendkim.sock',
    '/etc/default/opendkim':
      'RUNDIR=/var/spool/postfix/opendkim\n#SOCKET=inet:1@x\nSOCKET=local:$RUNDIR/opendkim.sock\n',
  }
  assert.deepEqual((await read(files)).sockets, [
    'local:/run/opendkim/opendkim.sock',
    'local:/var/spool/postfix/opendkim/opendkim.sock',
  ])
  const unit = '[Service]\nExecStart=\nExecStart=/usr/sbin/opendkim -x /etc/opendkim.conf -p inet:12301@localhost\n'
  const given = await read({ ...files, '/etc/systemd/system/opendkim.service.d/override.conf': unit })
  assert.deepEqual(given.sockets, ['inet:12301@localhost'])
})

test('tables: patterns, % for the domain, the name that is missing', async () => {
  const keys =
    'shop shop.example:mail:/etc/dkim/shop.private\nany %:m2:/etc/dkim/%.private\nraw news.example:mail:MIIEow\n'
  assert.deepEqual(await keysOf(tables('*@shop.example shop\n*@*.shop.example any\n*@news.example raw', keys)), [
    'mail@shop.example /etc/dkim/shop.private',
    'm2@sub.shop.example /etc/dkim/sub.shop.example.private',
    'mail@news.example no file',
  ])
  assert.deepEqual(await keysOf(tables('*@shop.example gone\n* bad', `${keys}bad nothing\n`)), [
    '/etc/signing line 1 names the key "gone", which KeyTable does not have',
    '/etc/keys line 4 is no "domain:selector:/path"',
    '/etc/keys line 4 is no "domain:selector:/path"',
  ])
})

test('measured on OpenDKIM 2.11: names of keys letter for letter, what stands behind a colon is for i=', async () => {
  const keys = 'Shop shop.example:mail:/k\n'
  assert.equal((await keysOf(tables('* Shop:me@shop.example', keys)))[0], 'mail@shop.example /k')
  for (const wrong of ['shop', 'Shop me'])
    assert.equal(
      (await keysOf(tables(`* ${wrong}`, keys)))[0],
      `/etc/signing line 1 names the key "${wrong}", which KeyTable does not have`,
    )
  const { senders: kept } = await read(tables('* shop', keys))
  assert.deepEqual(
    kept.map(({ stops }) => stops),
    [true, true, true],
  )
  assert.match((await keysOf(tables('m[ae]@* Shop', keys)))[0] ?? '', /is for OpenDKIM alone to follow$/)
})

test('measured on OpenDKIM 2.11: Domain takes a star for all, and no pattern', async () => {
  const one = 'KeyFile /k\nSelector s\n'
  assert.deepEqual(await keysOf({ [conf]: `${one}Domain *\n` }), [
    's@shop.example /k',
    's@sub.shop.example /k',
    's@news.example /k',
  ])
  assert.deepEqual(await keysOf({ [conf]: `${one}Domain *.shop.example\n` }), ['', '', ''])
})

test('only the first entry that matches signs, unless all are to (MultipleSignatures)', async () => {
  const both = '*@shop.example one\n* two\n'
  const keys = 'one shop.example:a:/a\ntwo all.example:b:/b\n'
  assert.equal((await keysOf(tables(both, keys)))[0], 'a@shop.example /a')
  assert.equal((await keysOf(tables(both, keys, 'MultipleSignatures yes')))[0], 'a@shop.example /a, b@all.example /b')
})

test('a pattern in a table that is not read as patterns', async () => {
  const files = {
    [conf]: 'KeyTable /etc/keys\nSigningTable /etc/signing',
    '/etc/signing': '*@shop.example shop\nnews.example shop',
    '/etc/keys': 'shop shop.example:mail:/k',
  }
  const [shop, , news] = await keysOf(files)
  assert.match(
    shop ?? '',
    /^\/etc\/signing line 1 has "\*@shop\.example", which is a pattern only where SigningTable begins with "refile:"$/,
  )
  assert.equal(news, 'mail@shop.example /k')
})

test('tables that cannot be read hide who is signed', async () => {
  const hidden = await keysOf({ ...tables('* a', ''), '/etc/keys': { blind: noPermission } })
  assert.deepEqual(hidden, Array(3).fill(noPermission.detail))
  assert.match(
    (
      await keysOf({ [conf]: 'KeyTable dsn:mysql://h/d\nSigningTable refile:/etc/signing', '/etc/signing': '* a' })
    )[0] ?? '',
    /only OpenDKIM itself/,
  )
})

test('one key for a list of domains, and those below where that is said', async () => {
  const one = 'KeyFile /k\nSelector 2026\nDomain shop.example, other.example\n'
  assert.deepEqual(await keysOf({ [conf]: one }), ['2026@shop.example /k', '', ''])
  assert.deepEqual(await keysOf({ [conf]: `${one}SubDomains yes\n` }), [
    '2026@shop.example /k',
    '2026@shop.example /k',
    '',
  ])
  assert.deepEqual(
    await keysOf({ [conf]: 'KeyFile /k\nSelector s\nDomain /etc/domains', '/etc/domains': 'news.example\n' }),
    ['', '', 's@news.example /k'],
  )
})

test('hosts that it signs for: this machine among them or not', async () => {
  const strange = async (hosts: string) =>
    (await read({ [conf]: 'InternalHosts refile:/etc/hosts.dkim', '/etc/hosts.dkim': hosts })).strange
  assert.equal(await strange('127.0.0.1\n::1\n'), undefined)
  assert.equal(await strange('# us\nlocalhost\n'), undefined)
  assert.equal(await strange('127.0.0.0/8\n'), undefined)
  assert.deepEqual(await strange('192.0.2.0/24\n'), {
    value: 'refile:/etc/hosts.dkim',
    from: `${conf} line 1`,
    path: '/etc/hosts.dkim',
  })
  assert.equal((await read({ [conf]: 'Syslog yes' })).strange, undefined)
  assert.equal((await read({ [conf]: 'InternalHosts /etc/gone' })).strange, undefined)
})

test('keys that everybody may read are taken only where that is said (RequireSafeKeys)', async () => {
  const safe = async (line: string) => (await read({ [conf]: line })).safeKeys
  assert.equal(await safe('Syslog yes'), true)
  assert.equal(await safe('RequireSafeKeys yes'), true)
  assert.equal(await safe('RequireSafeKeys false'), undefined)
})

test('tables of many thousand lines cost no time', async () => {
  const began = performance.now()
  const signing = Array.from({ length: 20_000 }, (_, i) => `*x${i}@*.example k${i}`).join('\n')
  await read(
    tables(
      `${signing}\n`,
      Array.from({ length: 20_000 }, (_, i) => `k${i} a.example:s:/k`).join('\n'),
      'MultipleSignatures yes',
    ),
  )
  assert.ok(performance.now() - began < 2000)
})

test('what stands behind the last entry that is read is not said to be missing', async () => {
  const many = (line: (i: number) => string) => Array.from({ length: 10_000 }, (_, i) => line(i)).join('\n')
  const more = /has more than 10000 entries, and the others were not read/
  const [signing, keys] = ['*@shop.example k', 'k shop.example:s:/k']
  const others = [many((i) => `*@x${i}.example k`), many((i) => `x${i} a.example:s:/k`)]
  assert.match((await keysOf(tables(`${others[0]}\n${signing}`, keys)))[0] ?? '', more)
  assert.match((await keysOf(tables(signing, `${others[1]}\n${keys}`)))[0] ?? '', more)
  assert.equal((await keysOf(tables(`${signing}\n${others[0]}`, `${keys}\n${others[1]}`)))[0], 's@shop.example /k')
  const domains = { '/etc/domains': `${many((i) => `x${i}.example`)}\nshop.example\n` }
  assert.match((await keysOf({ [conf]: 'Domain /etc/domains\nSelector s\nKeyFile /k', ...domains }))[0] ?? '', more)
  const hosts = { '/etc/hosts.dkim': `${many((i) => `x${i}.example`)}\n127.0.0.1\n` }
  const { strange, unread } = await read({ [conf]: 'InternalHosts /etc/hosts.dkim', ...hosts })
  assert.equal(strange, undefined)
  assert.match(unread?.[0]?.detail ?? '', more)
})

test('what may not be read of whom it signs for, or of where it answers, is told', async () => {
  const hidden = { blind: noPermission }
  const signer = (files: Record<string, Node>) => read({ [conf]: 'Syslog yes', ...files })
  const unread = async (files: Record<string, Node>) => (await signer(files)).unread
  assert.equal(await unread({}), undefined)
  assert.deepEqual(await unread({ [conf]: 'InternalHosts /etc/hosts.dkim', '/etc/hosts.dkim': hidden }), [noPermission])
  assert.deepEqual(await unread({ '/etc/default/opendkim': hidden }), [noPermission])
  assert.deepEqual(await unread({ '/etc/systemd/system/opendkim.service.d/socket.conf': hidden }), [noPermission])
  const drops = Array.from({ length: 12 }, (_, i) => [
    `/etc/systemd/system/opendkim.service.d/${i}.conf`,
    '[Service]\n',
  ])
  const [cut, ...others] = (await unread(Object.fromEntries(drops))) ?? []
  assert.match(cut?.detail ?? '', /^only 10 of the 12 files in/)
  assert.match(cut?.wayOut ?? '', /systemctl cat opendkim/)
  assert.deepEqual(others, [])
  assert.equal((await signer({ '/etc/default/opendkim': hidden })).elsewhere, true)
  assert.equal(
    (await signer({ [conf]: 'InternalHosts /etc/hosts.dkim', '/etc/hosts.dkim': hidden })).elsewhere,
    undefined,
  )
})
