import assert from 'node:assert/strict'
import test from 'node:test'
import { openAsker } from '../../../src/mta/postfix/door.ts'
import { find } from '../../../src/mta/postfix/find.ts'
import { openTables } from '../../../src/mta/postfix/tables.ts'
import { type MemoryProgram, memoryMachine, type Node } from '../../support/memory-machine.ts'

const old = '2026-01-01T00:00:00.000Z'
const later = '2026-02-01T00:00:00.000Z'
const source = 'relay.example  user:[password]\n'

async function open(written: string, tree: Record<string, Node> = {}, postmap?: MemoryProgram, root?: string) {
  const machine = memoryMachine(tree, { ...(postmap && { programs: { postmap } }), ...(root && { root }) })
  const tables = await openTables(openAsker(machine, '/etc/postfix'), written, { parameter: 'p', logins: true })
  return { tables, state: tables[0]?.state, find: (key: string, part = false) => find(tables, [{ key, part }]) }
}
const blindOf = async (opened: Awaited<ReturnType<typeof open>>, key = 'x') => {
  const found = await opened.find(key)
  return 'blind' in found ? found.blind : undefined
}

test('a compiled table is asked through postmap, of its own configuration', async () => {
  const asked: unknown[] = []
  const opened = await open('hash:/m', { '/m': source, '/m.db': { text: 'x', modified: later } }, (args, input) => {
    asked.push(args, input)
    return 'relay.example\tuser:[password]\n'
  })
  assert.deepEqual(await opened.find('relay.example'), {
    value: 'user:[password]',
    key: 'relay.example',
    table: 'hash:/m',
    at: { path: 'hash:/m', key: 'relay.example' },
  })
  assert.deepEqual(asked, [['-c', '/etc/postfix', '-q', '-', 'hash:/m'], 'relay.example\n'])
  assert.deepEqual(opened.state?.state, { kind: 'fresh', source: '/m', compiled: '/m.db' })
})

test('what the compiled table has counts, not what stands in a newer source', async () => {
  const tree = { '/m': { text: source, modified: later }, '/m.db': { text: 'x', modified: old } }
  const opened = await open('hash:/m', tree, () => '')
  assert.equal(opened.state?.state.kind, 'stale')
  assert.deepEqual(await opened.find('relay.example'), { none: true })
})

for (const [type, suffix] of [
  ['hash', 'db'],
  ['btree', 'db'],
  ['lmdb', 'lmdb'],
  ['cdb', 'cdb'],
])
  test(`${type}: the source stands for it where no program is run, and for one that was not made yet`, async () => {
    const made = await open(`${type}:/m`, { '/m': source, [`/m.${suffix}`]: 'x' }, undefined, '/backup')
    assert.deepEqual(made.state?.state.kind, 'fresh')
    assert.equal(made.state?.sourceRead, true)
    const raw = await open(`${type}:/m`, { '/m': source })
    assert.deepEqual(raw.state?.state, { kind: 'uncompiled', source: '/m' })
    for (const opened of [made, raw]) {
      const found = await opened.find('Relay.Example')
      assert.equal('value' in found && found.value, 'user:[password]')
      assert.deepEqual('value' in found && found.at, { path: '/m', key: 'relay.example' })
    }
  })

test('a table that is not there at all, or cannot be looked at, has no answer', async () => {
  const missing = await open('hash:/m')
  assert.equal(missing.state?.state.kind, 'missing')
  assert.match((await blindOf(missing))?.detail ?? '', /no table hash:\/m/)
  const blind = { reason: 'refused', detail: '/m belongs to root' } as const
  const hidden = await open('texthash:/m', { '/m': { blind } })
  assert.deepEqual(hidden.state?.state, { kind: 'unreadable', blind })
  assert.deepEqual(await blindOf(hidden), blind)
})

test('trouble that postmap tells of is no "not found"', async () => {
  const tree = { '/m': source, '/m.db': { text: 'x', modified: later } }
  const fatal = 'postmap: fatal: open database /m.db: Permission denied'
  const failing = await open('hash:/m', tree, () => ({ kind: 'ran', code: 1, out: '', err: fatal }))
  assert.match((await blindOf(failing))?.detail ?? '', /Permission denied/)
  const empty = await open('hash:/m', tree, () => ({ kind: 'ran', code: 1, out: '', err: '' }))
  assert.deepEqual(await empty.find('x'), { none: true })
})

for (const type of [
  'mysql:/m',
  'ldap:/m',
  'pgsql:/m',
  'sqlite:/m',
  'tcp:host:1',
  'socketmap:unix:/s:x',
  'proxy:ldap:/m',
  'memcache:/m',
])
  test(`${type} cannot be told`, async () => {
    const opened = await open(type)
    assert.equal(opened.state?.state.kind, 'unsupported')
    assert.equal((await blindOf(opened))?.reason, 'not-attempted')
  })

for (const [written, why] of Object.entries({
  '#': /^it has no path, and \/var\/spool\/postfix has no such table$/,
  'shopuser:x': /^Postfix knows no type of table that is called "shopuser"$/,
  'hash:': /^no name stands behind the type$/,
}))
  test(`${written} is no table, and says so`, async () => {
    const { state, ...opened } = await open(written)
    assert.ok(state?.state.kind === 'no-table')
    assert.match(state.state.says, why)
    const blind = await blindOf({ state, ...opened })
    assert.deepEqual([blind?.reason, blind?.detail.includes(written)], ['malformed', true])
  })

test('a table without a type is of the type that is meant then', async () => {
  const opened = await open('/m', { '/m': source, '/m.db': 'x' }, undefined, '/backup')
  assert.deepEqual([opened.state?.type, opened.state?.path, opened.state?.state.kind], ['hash', '/m', 'fresh'])
  const queue = await open(
    'm',
    { '/var/spool/postfix/m': source, '/var/spool/postfix/m.db': 'x' },
    undefined,
    '/backup',
  )
  assert.deepEqual([queue.state?.path, queue.state?.state.kind], ['/var/spool/postfix/m', 'fresh'])
})

test('a compiled table without its source, and nothing to look into it with: the way out is that machine', async () => {
  const blind = await blindOf(await open('hash:/m', { '/m.db': 'x' }, undefined, '/backup'))
  assert.match(blind?.detail ?? '', /^there is no \/m, and no program is run here/)
  assert.equal(blind?.wayOut, 'Run it on that machine itself, without --mta-root.')
})

test('texthash: of two equal keys the first counts, as postmap answers', async () => {
  const found = await (await open('texthash:/m', { '/m': 'a x\nA y\n' })).find('a')
  assert.equal('value' in found && found.value, 'x')
})

test('files that others may read are named, source and compiled', async () => {
  const tree = { '/m': { text: source, mode: 0o644 }, '/m.db': { text: 'x', mode: 0o604 } }
  assert.deepEqual((await open('hash:/m', tree)).state?.exposed, ['/m', '/m.db'])
  const closed = { '/m': { text: source, mode: 0o640 }, '/m.db': { text: 'x', mode: 0o600 } }
  assert.deepEqual((await open('hash:/m', closed)).state?.exposed, [])
})

test('static, inline, pipemap, unionmap', async () => {
  const value = async (written: string, key: string) => {
    const found = await (await open(written, { '/m': 'b c\n' })).find(key)
    return 'value' in found ? found.value : Object.keys(found)[0]
  }
  assert.equal(await value('static:a:b', 'x'), 'a:b')
  assert.equal(await value('static:{ a b }', 'x'), 'a b')
  assert.equal(await value('inline:{a=b, a=c}', 'A'), 'c')
  assert.equal(await value('pipemap:{inline:{a=b},texthash:/m}', 'a'), 'c')
  assert.equal(await value('pipemap:{inline:{a=b},texthash:/m}', 'b'), 'none')
  assert.equal(await value('unionmap:{static:1,inline:{a=2}}', 'a'), '1,2')
  assert.equal(await value('unionmap:{static:1,inline:{a=2}}', 'b'), '1')
  assert.equal(await value('unionmap:{static:1,mysql:/x}', 'a'), 'blind')
  assert.equal(await value('proxy:texthash:/m', 'b'), 'c')
})

test('tables are asked in order, and one that cannot answer stops the search', async () => {
  const first = await open('inline:{a=1} mysql:/x')
  assert.equal('value' in (await first.find('a')), true)
  assert.ok(await blindOf(first, 'b'))
})

test('patterns are asked for whole addresses only', async () => {
  const opened = await open('regexp:/m', { '/m': '/./ all\n' })
  assert.equal('value' in (await opened.find('a@b')), true)
  assert.deepEqual(await opened.find('@b', true), { none: true })
})

test('an empty value is an error to Postfix', async () => {
  assert.match((await blindOf(await open('regexp:/m', { '/m': '/x/\n' })))?.detail ?? '', /an empty value for x/)
})

test('what only Postfix can try is tried by it where it may be run', async () => {
  const tree = { '/m': '/^[[:alpha:]]+$/ letters\n' }
  const asked = await open('regexp:/m', tree, () => 'x\tletters\n')
  assert.equal('value' in (await asked.find('x')), true)
  assert.match((await blindOf(await open('regexp:/m', tree)))?.detail ?? '', /line 1 is for Postfix alone/)
})

test('tables in tables, and many of them, come to an end', async () => {
  const deep = `${'unionmap:{'.repeat(200)}static:x${'}'.repeat(200)}`
  assert.ok(await blindOf(await open(deep)))
  assert.equal((await open('static:x '.repeat(5000))).tables.length, 50)
})

test('a key that would break the lines of postmap is not asked', async () => {
  const inputs: unknown[] = []
  const tree = { '/m': source, '/m.db': { text: 'x', modified: later } }
  const opened = await open('hash:/m', tree, (_, input) => {
    inputs.push(input)
    return ''
  })
  assert.deepEqual(await opened.find('a\nb'), { none: true })
  assert.deepEqual(inputs, [])
})

test('a source that may not be read: when it was changed tells all the same; what is no file tells nothing', async () => {
  const source: Node = { blind: { reason: 'no-permission', detail: 'it belongs to root' } }
  const stateWith = async (of: Node, modified: string) =>
    (await open('hash:/etc/postfix/x', { '/etc/postfix/x': of, '/etc/postfix/x.db': { text: '', modified } })).state
      ?.state.kind
  assert.equal(await stateWith(source, '2025-12-31T00:00:00.000Z'), 'stale')
  assert.equal(await stateWith(source, '2026-01-02T00:00:00.000Z'), 'fresh')
  assert.equal(await stateWith({ what: 'fifo' }, '2026-01-02T00:00:00.000Z'), 'unreadable')
})
