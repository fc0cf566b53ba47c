import assert from 'node:assert/strict'
import test from 'node:test'
import { isUri, readUris } from '../../../src/records/dmarc/uris.ts'
import { readTags } from '../../../src/records/tag-list.ts'

function read(value: string) {
  const [tag] = readTags(`rua=${value}`)
  assert.ok(tag)
  return readUris('rua', tag)
}
const one = (value: string) => {
  const [look, ...others] = read(value)
  assert.ok(look)
  assert.equal(others.length, 0)
  return look
}

test('report addresses: the address is read, its domain in A-labels and lower case', () => {
  for (const [value, address, domain] of [
    ['mailto:dmarc@shop.example', 'dmarc@shop.example', 'shop.example'],
    ['MAILTO:Dmarc@Shop.Example', 'Dmarc@shop.example', 'shop.example'],
    ['mailto:a%2Bb@shop.example', 'a+b@shop.example', 'shop.example'],
    ['mailto:a%21b@shop.example', 'a!b@shop.example', 'shop.example'],
    ['mailto:d@b%C3%BCcher.example', 'd@xn--bcher-kva.example', 'xn--bcher-kva.example'],
    ['mailto:d@shop.example?subject=report', 'd@shop.example', 'shop.example'],
    ['mailto:d@shop.example.', 'd@shop.example', 'shop.example'],
  ]) {
    const { uri } = one(value ?? '')
    assert.equal(uri.says, undefined, value)
    assert.deepEqual([uri.address, uri.domain], [address, domain])
  }
})

test('report addresses: a size at the end is no part of the address (RFC 7489 had it), and no fault', () => {
  const { uri } = one('mailto:d@shop.example!10m')
  assert.deepEqual([uri.domain, uri.size, uri.says], ['shop.example', '10m', undefined])
})

test('report addresses: several stand apart by commas, blanks around them do no harm, and each knows its place', () => {
  const looks = read(' mailto:a@x.example ,\tmailto:b@y.example')
  assert.deepEqual(
    looks.map(({ uri }) => [uri.text, uri.start]),
    [
      ['mailto:a@x.example', 5],
      ['mailto:b@y.example', 26],
    ],
  )
})

test('report addresses: what receivers skip says why, and what was meant where the slip is evident', () => {
  for (const [value, says, meant] of [
    ['d@shop.example', /mailto: is missing/, ['mailto:d@shop.example']],
    ['mailto: d@shop.example', /a blank/, ['mailto:d@shop.example']],
    ['mailto:d@shop .example', /a blank/, ['mailto:d@shop.example']],
    ['mailto://d@shop.example', /no mailbox/, ['mailto:d@shop.example']],
    ['mailto:mailto:d@shop.example', /no mailbox/, ['mailto:d@shop.example']],
    ['maito:d@shop.example', /only mailto:/, ['mailto:d@shop.example']],
    ['mailto:<d@shop.example>', /the character </, ['mailto:d@shop.example']],
    ['"mailto:d@shop.example"', /mailto: is missing/, ['mailto:d@shop.example']],
    ['mailto:d@b\xc3\xbccher.example', /outside ASCII/, ['mailto:d@xn--bcher-kva.example']],
    ['mailto:a@x.example mailto:b@x.example', /comma is missing/, ['mailto:a@x.example', 'mailto:b@x.example']],
    ['mailto:a@x.example b@x.example', /a blank/, ['mailto:a@x.example', 'mailto:b@x.example']],
  ] as const) {
    const look = one(value)
    assert.match(look.uri.says ?? '', says, value)
    assert.deepEqual(look.meant, meant, value)
    assert.equal(look.uri.domain, undefined)
  }
})

test('report addresses: an address that nobody can be sure of is not made up', () => {
  for (const value of [
    'https://reports.example/',
    'ftp:x',
    'mailto:',
    'mailto:d',
    'mailto:@shop.example',
    'mailto:d@',
    'mailto:d@localhost',
    'mailto:d@192.0.2.1',
    'mailto:d@[192.0.2.1]',
    'mailto:john doe@shop.example',
    '"john doe"@shop.example',
    'mailto:d@shop.example/x',
    'mailto:%zz@shop.example',
    'mailto:%ff@shop.example',
    'mailto:a@x.example p=reject',
    'mailto:a!b@shop.example',
  ]) {
    const look = one(value)
    assert.ok(look.uri.says, value)
    assert.equal(look.meant, undefined, value)
  }
})

test('report addresses: nothing between two commas is left out', () => {
  const looks = read('mailto:a@x.example,,mailto:b@x.example,')
  assert.deepEqual(
    looks.map(({ meant }) => meant),
    [['mailto:a@x.example'], [], ['mailto:b@x.example'], []],
  )
})

test('any URI is enough for receivers to act on a record without a policy (RFC 9989 section 4.10.1), a bare address is none', () => {
  for (const text of ['mailto:a@x.example', 'https://x.example/r', 'mailto:a@x.example!10m', 'mailto:'])
    assert.ok(isUri(text), text)
  for (const text of ['a@x.example', '', 'mailto:a b@x.example', 'mailto:a@x.example!1z', ':x', 'mailto:%zz'])
    assert.ok(!isUri(text), text)
})
