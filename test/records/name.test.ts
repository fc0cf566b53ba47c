import assert from 'node:assert/strict'
import test from 'node:test'
import {
  ancestorsOf,
  isBelow,
  isWithin,
  joinNames,
  labelsOf,
  neverAsk,
  parentOf,
  parseLabels,
  parseName,
} from '../../src/records/name.ts'

// RFC 1035 section 5.1 for the escapes.
const good: [text: string, name: string][] = [
  ['.', '.'],
  ['example', 'example'],
  ['Example.COM.', 'example.com'],
  ['a\\.b.example', 'a\\.b.example'],
  ['a\\046b.example', 'a\\.b.example'],
  ['a\\\\b.example', 'a\\\\b.example'],
  ['a\\\\.b.example', 'a\\\\.b.example'],
  ['\\065\\x.example', 'ax.example'],
  ['a b.example', 'a\\032b.example'],
  ['\\000\\027[2J.example', '\\000\\027[2j.example'],
  ['b\xfccher.example', 'b\\252cher.example'],
  ['\\255.example', '\\255.example'],
  ['a\nb.example', 'a\\010b.example'],
  ['*._domainkey.example', '*._domainkey.example'],
  [`${'a'.repeat(63)}.example`, `${'a'.repeat(63)}.example`],
  // 253 octets are 255 on the wire.
  [`${'a.'.repeat(126)}b`, `${'a.'.repeat(126)}b`],
  ['\\046'.repeat(63), '\\.'.repeat(63)],
]
for (const [text, name] of good)
  test(`${JSON.stringify(text.slice(0, 40))} is a name`, () => {
    assert.deepEqual(parseName(text), { name })
    assert.deepEqual(parseName(name), { name }, 'the one form is its own')
  })

const bad: [text: string, fault: RegExp][] = [
  ['', /empty/],
  ['..', /two dots in a row/],
  ['.example', /empty label/],
  ['a..example', /two dots in a row/],
  ['example..', /empty label/],
  ['a\\', /backslash/],
  ['a\\12.example', /backslash/],
  ['a\\256.example', /backslash/],
  [`${'a'.repeat(64)}.example`, /a label of 64 octets, where 63 is the most/],
  ['\\046'.repeat(64), /a label of 64 octets/],
  [`${'a.'.repeat(126)}bc`, /254 octets, where 253 is the most/],
  ['\u0142.example', /no octet/],
]
for (const [text, fault] of bad)
  test(`${JSON.stringify(text.slice(0, 40))} is no name`, () => {
    const parsed = parseName(text)
    assert.ok('fault' in parsed)
    assert.match(parsed.fault, fault)
  })

test('every octet of a label survives being written, in lower case', () => {
  for (let octet = 0; octet < 256; octet++) {
    const parsed = parseName(`a\\${String(octet).padStart(3, '0')}b.example`)
    assert.ok('name' in parsed)
    assert.match(parsed.name, /^[!-~]+$/)
    const raw = String.fromCharCode(octet >= 65 && octet <= 90 ? octet + 32 : octet)
    assert.deepEqual(parseLabels(parsed.name), { labels: [`a${raw}b`, 'example'] })
  }
})

test('labels, parents, ancestors', () => {
  assert.deepEqual(labelsOf('a\\.b.c\\\\.example'), ['a\\.b', 'c\\\\', 'example'])
  assert.deepEqual(labelsOf('.'), [])
  assert.deepEqual(labelsOf('\\000.\\046x'), ['\\000', '\\046x'])
  assert.equal(parentOf('a.b.example'), 'b.example')
  assert.equal(parentOf('a\\.b.example'), 'example')
  assert.equal(parentOf('example'), '.')
  assert.equal(parentOf('.'), undefined)
  assert.deepEqual(ancestorsOf('a.b.c.example'), ['b.c.example', 'c.example', 'example'])
  assert.deepEqual(ancestorsOf('example'), [])
  assert.deepEqual(ancestorsOf('.'), [])
  assert.equal(joinNames('_dmarc', 'shop.example'), '_dmarc.shop.example')
  assert.equal(joinNames('example', '.'), 'example')
  assert.equal(joinNames('.', '.'), '.')
})

const places: [name: string, zone: string, below: boolean][] = [
  ['a.example', 'example', true],
  ['example', 'example', false],
  ['notexample', 'example', false],
  ['b.notexample', 'example', false],
  ['example', '.', true],
  ['.', '.', false],
  ['.', 'example', false],
  // One label, "a.example", that only looks like a name below example.
  ['a\\.example', 'example', false],
  ['a\\\\.example', 'example', true],
]
for (const [name, zone, below] of places)
  test(`${name} is ${below ? '' : 'not '}below ${zone}`, () => {
    assert.equal(isBelow(name, zone), below)
    assert.equal(isWithin(name, zone), below || name === zone)
  })

test('names that are not asked of DNS', () => {
  for (const name of ['localhost', 'a.localhost', 'printer.local', 'x.invalid', 'abc.onion', 'x.alt', 'a.home.arpa'])
    assert.match(neverAsk(name) ?? '', /RFC \d+/)
  for (const name of ['shop.example', 'shop.test', 'local.example', 'notlocal', 'arpa', '2.0.192.in-addr.arpa', '.'])
    assert.equal(neverAsk(name), undefined)
})
