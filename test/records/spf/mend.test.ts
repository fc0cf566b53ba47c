import assert from 'node:assert/strict'
import test from 'node:test'
import { asMeant, beginWith, deadTerms, mendSpf } from '../../../src/records/spf/mend.ts'
import { parseSpf } from '../../../src/records/spf/parse.ts'
import { repeatedTerms } from '../../../src/records/spf/repeats.ts'

const dead: Record<string, [record: string, dead: string[]]> = {
  'nothing after all': ['v=spf1 mx -all', []],
  'mechanisms after all': ['v=spf1 mx -all include:_spf.example a', ['include:_spf.example', 'a']],
  'a redirect after all': ['v=spf1 -all redirect=_spf.example', ['redirect=_spf.example']],
  'a redirect before all': ['v=spf1 redirect=_spf.example -all', ['redirect=_spf.example']],
  'exp after all counts': ['v=spf1 -all exp=why.shop.example', []],
  'a second all': ['v=spf1 ~all -all', ['-all']],
  'a redirect alone lives': ['v=spf1 mx redirect=_spf.example', []],
}
for (const [name, [record, terms]] of Object.entries(dead))
  test(`dead terms: ${name}`, () =>
    assert.deepEqual(
      [...deadTerms(parseSpf(record))].map((term) => term.text),
      terms,
    ))

const repeats: Record<string, [record: string, repeats: [term: string, by: string][]]> = {
  'all different': ['v=spf1 a mx ip4:192.0.2.1 ip4:192.0.2.2 -all', []],
  'the same include': [
    'v=spf1 include:a.example include:b.example include:A.example. -all',
    [['include:A.example.', 'include:a.example']],
  ],
  'a is a:its own domain': [
    'v=spf1 a mx a:shop.example a:%{d} -all',
    [
      ['a:shop.example', 'a'],
      ['a:%{d}', 'a'],
    ],
  ],
  'another prefix is another term': ['v=spf1 a a/24 mx//64 mx -all', []],
  'an address inside an earlier network': [
    'v=spf1 ip4:192.0.2.0/24 ip4:192.0.2.77 -all',
    [['ip4:192.0.2.77', 'ip4:192.0.2.0/24']],
  ],
  'an address before its network may matter': ['v=spf1 -ip4:192.0.2.77 ip4:192.0.2.0/24 -all', []],
  'the qualifier is no matter: the first one decides': [
    'v=spf1 ip4:192.0.2.1 -ip4:192.0.2.1/32 -all',
    [['-ip4:192.0.2.1/32', 'ip4:192.0.2.1']],
  ],
  'neighbours are not inside': ['v=spf1 ip4:192.0.2.0/25 ip4:192.0.2.128/25 -all', []],
  'IPv6 in two spellings': [
    'v=spf1 ip6:2001:db8::1 ip6:2001:DB8:0:0::1 -all',
    [['ip6:2001:DB8:0:0::1', 'ip6:2001:db8::1']],
  ],
  'IPv6 inside an earlier network': [
    'v=spf1 ip6:2001:db8::/32 ip6:2001:db8:77::/48 -all',
    [['ip6:2001:db8:77::/48', 'ip6:2001:db8::/32']],
  ],
  'a network of all': ['v=spf1 ip4:0.0.0.0/0 ip4:192.0.2.1 -all', [['ip4:192.0.2.1', 'ip4:0.0.0.0/0']]],
  'after all nothing is looked at': ['v=spf1 a -all a', []],
}
for (const [name, [record, expected]] of Object.entries(repeats))
  test(`repeats: ${name}`, () =>
    assert.deepEqual(
      repeatedTerms(parseSpf(record), 'shop.example').map(({ term, by }) => [term.text, by.text]),
      expected,
    ))

test('repeats: ten thousand networks in no time', () => {
  const networks = Array.from({ length: 10_000 }, (_, i) => `ip4:10.${i >> 8}.${i & 255}.0/24`)
  const began = performance.now()
  assert.equal(repeatedTerms(parseSpf(`v=spf1 ${networks.join(' ')} -all`), 'shop.example').length, 0)
  assert.ok(performance.now() - began < 1000)
})

test('mending changes what it is told and nothing else', () => {
  const record = parseSpf('v=spf1  mx include:gone.example  ?all')
  const [mx, gone] = record.terms
  assert.ok(mx && gone)
  assert.equal(mendSpf(record, { drop: new Set() }), undefined)
  assert.equal(mendSpf(record, { drop: new Set([gone]) }), 'v=spf1 mx ?all')
  assert.equal(mendSpf(record, { drop: new Set([gone]), all: '~all' }), 'v=spf1 mx ~all')
  assert.equal(mendSpf(parseSpf('V=SPF1 mx'), { drop: new Set(), all: '~all' }), 'V=SPF1 mx ~all')
})

test('terms before all others', () => {
  assert.equal(beginWith(['ip4:192.0.2.1', 'a'], 'V=SPF1  mx -all'), 'V=SPF1 ip4:192.0.2.1 a  mx -all')
  assert.equal(beginWith(['a'], 'v=spf1'), 'v=spf1 a')
})

test('slips are put right in their places', () => {
  const plain = parseSpf('v=spf1 mx -all')
  const [fault] = [{ text: 'mx', start: 7, says: 'x', meant: 'a mx' }]
  assert.ok(fault)
  assert.equal(asMeant({ ...plain, faults: [fault] }).text, 'v=spf1 a mx -all')
  assert.equal(asMeant({ ...plain, faults: [{ text: 'mx', start: 7, says: 'x' }] }).text, 'v=spf1 mx -all')
})
