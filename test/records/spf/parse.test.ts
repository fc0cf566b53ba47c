import assert from 'node:assert/strict'
import test from 'node:test'
import { isBroken, isSpf, parseSpf } from '../../../src/records/spf/parse.ts'
import type { Mechanism } from '../../../src/records/spf/record.ts'

const octets = (text: string) => Buffer.from(text, 'utf8').toString('latin1')
const parse = (terms: string) => parseSpf(`v=spf1 ${terms}`)

test('isSpf: the version, then a blank or the end (RFC 7208 section 4.5)', () => {
  const rows: [text: string, is: boolean][] = [
    ['v=spf1', true],
    ['v=spf1 -all', true],
    ['V=SpF1 -all', true],
    ['v=spf1  -all', true],
    ['v=spf10', false],
    ['v=spf1mx', false],
    ['v=spf1\t-all', false],
    [' v=spf1 -all', false],
    ['"v=spf1 -all"', false],
    ['v=spf1,-all', false],
    ['spf2.0/pra -all', false],
    ['', false],
  ]
  for (const [text, is] of rows) assert.equal(isSpf(text), is, text)
})

test('parseSpf: mechanisms', () => {
  const plain = { kind: 'mechanism', qualifier: '+', cidr4: 32, cidr6: 128, start: 7 }
  const rows: Record<string, object> = {
    all: { ...plain, name: 'all' },
    '-ALL': { ...plain, name: 'all', qualifier: '-' },
    a: { ...plain, name: 'a' },
    'a/24': { ...plain, name: 'a', cidr4: 24 },
    'a//64': { ...plain, name: 'a', cidr6: 64 },
    '~a:mail.example/0//0': { ...plain, name: 'a', qualifier: '~', domain: 'mail.example', cidr4: 0, cidr6: 0 },
    'a:foo:bar/baz.example.com': { ...plain, name: 'a', domain: 'foo:bar/baz.example.com' },
    'a:mail.example.': { ...plain, name: 'a', domain: 'mail.example.' },
    'a:%{d}/24': { ...plain, name: 'a', domain: '%{d}', cidr4: 24 },
    'mx:xn--bcher-kva.xn--p1ai': { ...plain, name: 'mx', domain: 'xn--bcher-kva.xn--p1ai' },
    '?ptr': { ...plain, name: 'ptr', qualifier: '?' },
    'include:_spf.%{o}': { ...plain, name: 'include', domain: '_spf.%{o}' },
    'exists:%{ir}.%{v}._spf.%{d2}': { ...plain, name: 'exists', domain: '%{ir}.%{v}._spf.%{d2}' },
    'exists:%{l1r+-}.a%%b.example': { ...plain, name: 'exists', domain: '%{l1r+-}.a%%b.example' },
    'ip4:192.0.2.0/24': { ...plain, name: 'ip4', address: '192.0.2.0', cidr4: 24 },
    'ip4:192.0.2.1': { ...plain, name: 'ip4', address: '192.0.2.1' },
    'ip6:2001:DB8::/32': { ...plain, name: 'ip6', address: '2001:DB8::', cidr6: 32 },
    'ip6:::ffff:1.2.3.4': { ...plain, name: 'ip6', address: '::ffff:1.2.3.4' },
  }
  for (const [text, term] of Object.entries(rows))
    assert.deepEqual(parse(text), { text: `v=spf1 ${text}`, terms: [{ ...term, text }], faults: [] }, text)
})

test('parseSpf: modifiers; those that nobody knows are ignored, and may be repeated (section 6)', () => {
  const rows: Record<string, [name: string, value: string]> = {
    'redirect=_spf.example.com': ['redirect', '_spf.example.com'],
    'EXP=%{d}.example.com': ['exp', '%{d}.example.com'],
    'moo.cow-far_out=man:dog/cat': ['moo.cow-far_out', 'man:dog/cat'],
    'x=': ['x', ''],
    'ra=postmaster': ['ra', 'postmaster'],
    'default=+': ['default', '+'],
    'x=%{c}%{t}': ['x', '%{c}%{t}'],
  }
  for (const [text, [name, value]] of Object.entries(rows))
    assert.deepEqual(parse(text).terms, [{ kind: 'modifier', name, value, text, start: 7 }], text)
  assert.deepEqual(parse('foo=1 foo=2').faults, [])
})

test('parseSpf: blanks of any number part terms; offsets count from the record’s beginning', () => {
  const { terms } = parseSpf('v=spf1   a  -all ')
  assert.deepEqual(
    terms.map(({ text, start }) => [text, start]),
    [
      ['a', 9],
      ['-all', 12],
    ],
  )
  assert.deepEqual(parseSpf('v=spf1').terms, [])
})

test('parseSpf: what the grammar forbids and nobody can mend with certainty', () => {
  const rows: Record<string, RegExp> = {
    'ip4:192.0.2.1/33': /\/33" is over 32/,
    'ip6:2001:db8::/129': /over 128/,
    'a/33': /over 32/,
    'a//129': /over 128/,
    'ip4:300.1.1.1': /not an IPv4 address/,
    'ip4:1.2.3': /not an IPv4 address/,
    'ip6::CAFE::BABE': /not an IPv6 address/,
    'a:museum': /whole domain name/,
    'a:museum.': /whole domain name/,
    'a:abc.123': /"123" cannot be/,
    'mx:example.-com': /"-com" cannot be/,
    'include:x.example/24': /"example\/24" cannot be/,
    'ptr/8': /no prefix length/,
    'all:foobar': /nothing after it/,
    moo: /no mechanism/,
    'moo.cow/far_out=man': /no mechanism/,
    _spf_example: /no mechanism/,
    '1up=foo': /name of a modifier/,
    '=all': /name before =/,
    'exp=-all': /whole domain name/,
    'exists:%(ir).sbl.example': /% must be followed by/,
    'exists:foo%.example': /% must be followed by/,
    'a:%{x}.example': /%\{x\} is no macro/,
    'a:%{d0}.example': /keeps 0 parts/,
    'a:%{d': /not closed/,
    'a:%{c}.example': /only in an explanation/,
    'foo=%abc': /% must be followed by/,
    'a:foo.example\0': /control character \(0x00\)/,
    'a:\xef.example': /octet outside ASCII \(0xEF\)/,
    'constructor:x.example': /no mechanism/,
  }
  for (const [text, says] of Object.entries(rows)) {
    const { faults, terms } = parse(text)
    assert.deepEqual([faults.length, terms.length], [1, 0], text)
    assert.match(faults[0]?.says ?? '', says, text)
    assert.deepEqual([faults[0]?.text, faults[0]?.start, faults[0]?.meant], [text, 7, undefined], text)
    assert.ok(isBroken(parse(text)), text)
  }
})

test('parseSpf: the usual slips, each with what was meant', () => {
  const rows: [wrong: string, meant: string][] = [
    ['ipv4:192.0.2.1', 'ip4:192.0.2.1'],
    ['ip:192.0.2.1', 'ip4:192.0.2.1'],
    ['ip:2001:db8::1', 'ip6:2001:db8::1'],
    ['ip4:2001:db8::1', 'ip6:2001:db8::1'],
    ['ip6:192.0.2.0/24', 'ip4:192.0.2.0/24'],
    ['ip4:mail.shop.example', 'a:mail.shop.example'],
    ['a:192.0.2.1', 'ip4:192.0.2.1'],
    ['-a:192.0.2.0/24', '-ip4:192.0.2.0/24'],
    ['mx:2001:db8::/32', 'ip6:2001:db8::/32'],
    ['include:192.0.2.1', 'ip4:192.0.2.1'],
    ['192.0.2.1', 'ip4:192.0.2.1'],
    ['2001:db8::/32', 'ip6:2001:db8::/32'],
    ['ip4192.0.2.1', 'ip4:192.0.2.1'],
    ['ip4::192.0.2.1', 'ip4:192.0.2.1'],
    ['ip4:192.0.2.1:25', 'ip4:192.0.2.1'],
    ['ip4:192.0.2.0/255.255.255.0', 'ip4:192.0.2.0/24'],
    ['ip4:192.0.2/24', 'ip4:192.0.2.0/24'],
    ['ip4:192.0.*.*', 'ip4:192.0.0.0/16'],
    ['ip4:192.0.2.0\\24', 'ip4:192.0.2.0/24'],
    ['ip4:192.0.2.0/024', 'ip4:192.0.2.0/24'],
    ['ip4:192.0.2.1/', 'ip4:192.0.2.1'],
    ['ip4:192.0.2.0//24', 'ip4:192.0.2.0/24'],
    ['ip4:[192.0.2.1]', 'ip4:192.0.2.1'],
    ['ip4:192.0.2.1,', 'ip4:192.0.2.1'],
    ['ip4:192.0.2.1,192.0.2.2', 'ip4:192.0.2.1 ip4:192.0.2.2'],
    ['ip4:192.0.2.1;ip4:192.0.2.2;', 'ip4:192.0.2.1 ip4:192.0.2.2'],
    ['ip4:192.0.2.1-all', 'ip4:192.0.2.1 -all'],
    ['ip4:192.0.2.1ip4:192.0.2.2', 'ip4:192.0.2.1 ip4:192.0.2.2'],
    ['a/24/64', 'a/24//64'],
    ['mx:', 'mx'],
    ['mx:shop.example:25', 'mx:shop.example'],
    ['inlcude:_spf.example.com', 'include:_spf.example.com'],
    ['include_spf.example.com', 'include:_spf.example.com'],
    ['-include=_spf.example.com', '-include:_spf.example.com'],
    ['include:https://_spf.example.com/', 'include:_spf.example.com'],
    ['include:', ''],
    ['redirect=', ''],
    ['redirect:_spf.example.com', 'redirect=_spf.example.com'],
    ['+redirect=_spf.example.com', 'redirect=_spf.example.com'],
    ['exp:e.example.com', 'exp=e.example.com'],
    ['-all.', '-all'],
    ['~all;', '~all'],
    ['--all', '-all'],
    ['all~', '~all'],
    ['-al', '-all'],
    ['-a11', '-all'],
    ['all:', 'all'],
    ['"-all"', '-all'],
    [octets('“-all”'), '-all'],
    [octets('–all'), '-all'],
    ['\x96all', '-all'],
    [octets('include:_spf.example.com\u00a0-all'), 'include:_spf.example.com -all'],
    [octets('\u200binclude:_spf.example.com'), 'include:_spf.example.com'],
    ['include:_spf.example.com\r', 'include:_spf.example.com'],
    [';', ''],
    // Torn apart by a blank: one fault over both.
    ['include _spf.example.com', 'include:_spf.example.com'],
    ['include: _spf.example.com', 'include:_spf.example.com'],
    ['ip4 192.0.2.1', 'ip4:192.0.2.1'],
    ['ip4: 192.0.2.1', 'ip4:192.0.2.1'],
    ['ip4:192.0.2.0 /24', 'ip4:192.0.2.0/24'],
    ['redirect= _spf.example.com', 'redirect=_spf.example.com'],
    ['a mail.shop.example', 'a:mail.shop.example'],
    ['include:_spf.example. com', 'include:_spf.example.com'],
    ['- all', '-all'],
    ['-a ll', '-all'],
  ]
  for (const [wrong, meant] of rows) {
    const { faults, terms } = parse(wrong)
    assert.deepEqual(
      faults.map(({ text, start, meant, legal }) => ({ text, start, meant, legal })),
      [{ text: wrong, start: 7, meant, legal: undefined }],
      wrong,
    )
    assert.deepEqual(terms, [], wrong)
  }
})

test('parseSpf: a range of addresses is one fault, and nobody can tell which network was meant', () => {
  const rows = [
    'ip4:192.0.2.10 - 192.0.2.20',
    'ip4:192.0.2.10-192.0.2.20',
    'ip4:192.0.2.10 -192.0.2.20',
    'ip4:192.0.2.10- 192.0.2.20',
    'ip4:192.0.2.10 - ip4:192.0.2.20',
    'ip4:192.0.2.10..192.0.2.20',
    'ip4:192.0.2.10-20',
    '192.0.2.10 - 192.0.2.20',
    octets('ip4:192.0.2.10–192.0.2.20'),
    octets('ip4:192.0.2.10 – 192.0.2.20'),
    'ip6:2001:db8::1-2001:db8::9',
  ]
  for (const text of rows) {
    const { faults, terms } = parse(`a ${text} -all`)
    assert.deepEqual(
      faults.map(({ text, start, meant, legal }) => ({ text, start, meant, legal })),
      [{ text, start: 9, meant: undefined, legal: undefined }],
      text,
    )
    assert.match(faults[0]?.says ?? '', /^SPF knows no ranges/)
    assert.deepEqual(
      terms.map(({ text }) => text),
      ['a', '-all'],
      text,
    )
  }
  const others = [
    'ip4:192.0.2.10 -ip4:192.0.2.20',
    'ip4:192.0.2.10 -all',
    'a:1-2.shop.example',
    'a:192.0.2.1-20',
    'x=192.0.2.1-20',
    'x=192.0.2.1- ip4:192.0.2.9',
    'ip4:192.0.2.10 ip4:192.0.2.20',
  ]
  for (const text of others) assert.deepEqual(parse(text).faults, [], text)
})

test('parseSpf: what the grammar allows and nobody means: receivers take it literally', () => {
  const rows: [wrong: string, meant: string][] = [
    ['include=_spf.example.com', 'include:_spf.example.com'],
    ['ip4=192.0.2.1', 'ip4:192.0.2.1'],
    ['redirct=_spf.example.com', 'redirect=_spf.example.com'],
    ['v=spf1', ''],
    ['include:a.example,include:b.example', 'include:a.example include:b.example'],
    ['include:a.exampleinclude:b.example', 'include:a.example include:b.example'],
    ['include:_spf.example.com-all', 'include:_spf.example.com -all'],
    ['include:include:_spf.example.com', 'include:_spf.example.com'],
    ['include::_spf.example.com', 'include:_spf.example.com'],
    ['include:postmaster@example.com', 'include:example.com'],
  ]
  for (const [wrong, meant] of rows) {
    const record = parse(wrong)
    assert.deepEqual(
      record.faults.map(({ text, start, meant, legal }) => ({ text, start, meant, legal })),
      [{ text: wrong, start: 7, meant, legal: true }],
      wrong,
    )
    assert.deepEqual([record.terms.length, isBroken(record)], [1, false], wrong)
  }
})

test('parseSpf: ordinary records have no fault', () => {
  for (const terms of [
    'include:_spf.google.com include:spf.protection.outlook.com include:servers.mcsv.net ~all',
    'ip4:192.0.2.0/24 ip6:2001:db8::/32 a:mail.shop.example mx/24//64 -all',
    'exists:%{i}._spf.mta.salesforce.com include:%{ir}.%{v}.%{d}.spf.has.pphosted.com -all',
    'redirect=_spf.mail.ru',
    'ra=postmaster rp=100 rr=all -all',
    'a:all.example.com include:spf-all.example.com -all',
    'mx:mx-all.de ?all',
  ])
    assert.deepEqual(parse(terms).faults, [], terms)
})

test('parseSpf: redirect and exp stand once (section 6); all faults are told, in order', () => {
  const twice = parse('exp=e.example redirect=r.example EXP=E.example redirect=other.example')
  assert.deepEqual(
    twice.faults.map(({ text, start, meant }) => ({ text, start, meant })),
    [
      { text: 'EXP=E.example', start: 40, meant: '' },
      { text: 'redirect=other.example', start: 54, meant: undefined },
    ],
  )
  const many = parse('moo ip4:192.0.2.1 include=x.example a:museum')
  assert.deepEqual(
    many.faults.map(({ text, legal }) => [text, legal]),
    [
      ['moo', undefined],
      ['include=x.example', true],
      ['a:museum', undefined],
    ],
  )
  assert.deepEqual(
    many.terms.map(({ text }) => text),
    ['ip4:192.0.2.1', 'include=x.example'],
  )
})

test('parseSpf: 64 KB of anything is read in good time', () => {
  const records = [
    'x ',
    'ip4:192.0.2.1 ',
    'a:%{s}',
    ';',
    'a,',
    'ip4:',
    'exp=a.bc ',
    'include ',
    '/1',
    '-',
    `${'a,'.repeat(140)} `,
  ]
  for (const part of records) {
    const record = parseSpf(`v=spf1 ${part.repeat(Math.ceil(64_000 / part.length))}`)
    assert.ok(record.terms.length + record.faults.length > 0, part)
    for (const { says } of record.faults) assert.ok(says.length < 200, says)
  }
  assert.equal((parse('ip4:192.0.2.1 '.repeat(5000)).terms.at(-1) as Mechanism).address, '192.0.2.1')
})

test('what is put in the place of a faulty term is not a fault itself', () => {
  for (const text of ['exp=e.example\nexp=e.example', 'redirect=r.example,redirect=r.example'])
    assert.equal(parseSpf(`v=spf1 ${text}`).faults[0]?.meant, undefined, text)
})
