import assert from 'node:assert/strict'
import test from 'node:test'
import { readUcl } from '../../../src/mta/signing/ucl.ts'

const read = (text: string) => {
  const found = readUcl(text)
  return found && JSON.parse(JSON.stringify(found.object))
}

test('names and values, with both signs, quotes, comments and ends', () => {
  assert.deepEqual(read('a = 1;\nb: "two # no comment"; c = three # comment\n/* d = 4 */ "e" = \'five\''), {
    a: '1',
    b: 'two # no comment',
    c: 'three',
    e: 'five',
  })
  assert.deepEqual(read('path: /var/lib/rspamd/dkim/$domain.key\nuse_esld = false'), {
    path: '/var/lib/rspamd/dkim/$domain.key',
    use_esld: 'false',
  })
  assert.deepEqual(read('bind_socket = /run/rspamd/milter.sock mode=0660 owner=_rspamd;'), {
    bind_socket: '/run/rspamd/milter.sock mode=0660 owner=_rspamd',
  })
})

test('objects, objects by name, and lists', () => {
  const domain = {
    'shop.example': {
      selectors: [
        { path: '/a.key', selector: 'ds' },
        { path: '/b.key', selector: 'ed' },
      ],
    },
  }
  const inner = 'selectors [\n { path = "/a.key"; selector = "ds"; },\n { path: /b.key\n selector: ed }\n ]'
  assert.deepEqual(read(`domain {\n shop.example {\n ${inner}\n }\n}`), { domain })
  assert.deepEqual(read(`domain "shop.example" { ${inner} }`), { domain })
  assert.deepEqual(read(`domain shop.example { ${inner} }`), { domain })
  assert.deepEqual(read(`domain: { "shop.example": { ${inner} } }`), { domain })
  assert.deepEqual(read('a {\n}\n'), { a: {} })
})

test('what comes twice: one object, or a list', () => {
  assert.deepEqual(read('d { a = 1 }\nd { b = 2 }'), { d: { a: '1', b: '2' } })
  assert.deepEqual(read('s = x\ns = y'), { s: ['x', 'y'] })
})

test('macros are passed over and told', () => {
  const found = readUcl('a = 1\n.include(try=true,priority=5) "$LOCAL_CONFDIR/dkim_signing.conf"\nb = 2')
  assert.deepEqual(found && { ...found.object }, { a: '1', b: '2' })
  assert.equal(found?.macros.length, 1)
})

test('what cannot be followed is nothing, and names of objects are names', () => {
  for (const odd of ['a = {', 'a = ]', '}', 'a', 'a = "', '= 1', 'a [', '{'.repeat(2000), 'a {'.repeat(2000)])
    assert.equal(readUcl(odd), undefined, odd.slice(0, 20))
  const found = readUcl('__proto__ { enabled = false }\nconstructor = 1\ndomain "__proto__" { path = "/x" }')
  assert.equal(Object.hasOwn(found?.object ?? {}, '__proto__'), true)
  assert.equal(({} as { enabled?: string }).enabled, undefined)
})

test('a megabyte of anything ends soon', () => {
  const began = performance.now()
  for (const piece of [' ', '"', 'a', 'a:', 'a = b\n', '{', '[', '\\', '/*', '#', '.x ', 'a b ', "'\\"])
    readUcl(piece.repeat(1_000_000 / piece.length))
  assert.ok(performance.now() - began < 3000, `${performance.now() - began} ms`)
})
