import assert from 'node:assert/strict'
import test from 'node:test'
import { entriesFor, matches, oddPattern, readDataSet } from '../../../src/mta/signing/datasets.ts'
import { memoryMachine } from '../../support/memory-machine.ts'

const table = `# who signs
*@shop.example\tshop
sales@news.example  sales   # a comment
news.example  news
.example  all

bare
`
const machine = memoryMachine({ '/etc/table': table, '/etc/fifo': { what: 'fifo' } })
const read = async (written: string) => {
  const set = await readDataSet(machine, written, '/etc/opendkim.conf line 3')
  return set.seen ? set.value : set.blind.detail
}

test('lists, files and files of patterns', async () => {
  assert.deepEqual(await read('shop.example, news.example'), {
    kind: 'list',
    entries: [
      { key: 'shop.example', value: '', from: '/etc/opendkim.conf line 3' },
      { key: 'news.example', value: '', from: '/etc/opendkim.conf line 3' },
    ],
  })
  const file = await read('/etc/table')
  assert.ok(typeof file === 'object')
  assert.equal(file.kind, 'file')
  assert.deepEqual(
    file.entries.map(({ key, value, from }) => [key, value, from]),
    [
      ['*@shop.example', 'shop', '/etc/table line 2'],
      ['sales@news.example', 'sales', '/etc/table line 3'],
      ['news.example', 'news', '/etc/table line 4'],
      ['.example', 'all', '/etc/table line 5'],
      ['bare', '', '/etc/table line 7'],
    ],
  )
  assert.equal((await readDataSet(machine, 'refile:/etc/table', '')).seen, true)
})

test('what cannot be read says why', async () => {
  assert.match(
    String(await read('/etc/gone')),
    /^\/etc\/gone, which \/etc\/opendkim\.conf line 3 names, could not be read: there is none$/,
  )
  assert.match(String(await read('file:/etc/fifo')), /it is no file that can be read \(fifo\)$/)
  for (const database of ['dsn:mysql://x/y', 'db:/etc/keys.db', 'ldap://localhost', 'lua:/etc/x.lua'])
    assert.match(String(await read(database)), /^only OpenDKIM itself can look into /, database)
})

test('a table without patterns: the address, its host, then what is above (opendkim.conf(5), SigningTable)', async () => {
  const set = { kind: 'file', entries: [] as { key: string; value: string; from: string }[] } as const
  const order = [
    'user@a.b.example',
    'a.b.example',
    'user@.b.example',
    'user@.example',
    '.b.example',
    '.example',
    'user@*',
    '*',
  ]
  for (let i = 0; i < order.length; i++) {
    const entries = order
      .slice(i)
      .reverse()
      .map((key) => ({ key, value: '', from: '' }))
    assert.deepEqual(
      entriesFor({ ...set, entries }, 'User@A.b.example').map(({ key }) => key),
      order.slice(i),
    )
  }
  const pattern = { key: '*@a.b.example', value: '', from: '' }
  assert.deepEqual(entriesFor({ ...set, entries: [pattern] }, 'user@a.b.example'), [])
})

test('patterns: the first that matches, a star for anything and no other sign for anything else', () => {
  const entries = ['*@other.example', '*@*.example', '*'].map((key) => ({ key, value: '', from: '' }))
  assert.equal(entriesFor({ kind: 'patterns', entries }, 'a@SHOP.example')[0]?.key, '*@*.example')
  assert.equal(entriesFor({ kind: 'patterns', entries }, 'a@shop.test')[0]?.key, '*')
  assert.ok(matches('*@shop.example', 'a@shop.example'))
  assert.ok(!matches('*@shop.example', 'a@shop-example'))
  assert.ok(!matches('*@shop.example', 'a@sub.shop.example'))
  assert.ok(!matches('ab*ba', 'aba'))
  assert.ok(matches('a**c', 'abc'))
  assert.ok(!matches('shop.example', 'a@shop.example'))
})

test('a pattern of nothing but stars costs no time', () => {
  const began = performance.now()
  assert.ok(!matches(`${'*a'.repeat(20_000)}b`, 'a'.repeat(20_000)))
  assert.ok(performance.now() - began < 500)
})

test('signs of regular expressions, which OpenDKIM takes for such in part, are left to it', () => {
  const entries = ['*@shop.example', 'm[ae]@*', '*'].map((key) => ({ key, value: '', from: '' }))
  assert.equal(oddPattern({ kind: 'patterns', entries }, 'a@shop.example'), undefined)
  assert.equal(oddPattern({ kind: 'patterns', entries }, 'a@news.example')?.key, 'm[ae]@*')
  assert.equal(oddPattern({ kind: 'file', entries }, 'a@news.example'), undefined)
})
