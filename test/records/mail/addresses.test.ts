import assert from 'node:assert/strict'
import test from 'node:test'
import { parseAddresses } from '../../../src/records/mail/addresses.ts'
import { shortestTime } from '../../support/mutate.ts'

/** As `display <address> of domain (group)`, where each is there. */
const told = (value: string) =>
  parseAddresses(value).addresses.map(
    ({ display, address, domain, group }) =>
      `${display === undefined ? '' : `${display} `}<${address}> ${domain ?? '-'}${group === undefined ? '' : ` in ${group}`}`,
  )

/** RFC 5322 appendix A, RFC 6854 section 4, RFC 6532. */
const good: Record<string, string[]> = {
  'John Doe <jdoe@machine.example>': ['John Doe <jdoe@machine.example> machine.example'],
  '"Joe Q. Public" <john.q.public@example.com>': ['Joe Q. Public <john.q.public@example.com> example.com'],
  'Mary Smith <mary@x.test>, jdoe@example.org, Who? <one@y.test>': [
    'Mary Smith <mary@x.test> x.test',
    '<jdoe@example.org> example.org',
    'Who? <one@y.test> y.test',
  ],
  '<boss@nil.test>, "Giant; \\"Big\\" Box" <sysservices@example.net>': [
    '<boss@nil.test> nil.test',
    'Giant; "Big" Box <sysservices@example.net> example.net',
  ],
  'A Group:Ed Jones <c@a.test>,joe@where.test,John <jdoe@one.test>;': [
    'Ed Jones <c@a.test> a.test in A Group',
    '<joe@where.test> where.test in A Group',
    'John <jdoe@one.test> one.test in A Group',
  ],
  'Undisclosed recipients:;': [],
  '(Empty list)(start)Hidden recipients  :(nobody(that I know))  ;': [],
  'Pete(A nice \\) chap) <pete(his account)@silly.test(his host)>': ['Pete <pete@silly.test> silly.test'],
  "A Group(Some people)\r\n     :Chris Jones <c@(Chris's host.)public.example>,\r\n         joe@example.org,\r\n  John <jdoe@one.test> (my dear friend); (the end of the group)":
    [
      'Chris Jones <c@public.example> public.example in A Group',
      '<joe@example.org> example.org in A Group',
      'John <jdoe@one.test> one.test in A Group',
    ],
  'Joe Q. Public <john.q.public@example.com>': ['Joe Q. Public <john.q.public@example.com> example.com'],
  'Mary Smith <@node.test:mary@example.net>, , jdoe@test  . example': [
    'Mary Smith <mary@example.net> example.net',
    '<jdoe@test.example> test.example',
  ],
  'John Doe <jdoe@machine(comment).  example>': ['John Doe <jdoe@machine.example> machine.example'],
  '<@a.example,@b.example:c@d.example>': ['<c@d.example> d.example'],
  'Managing Partners:ben@example.com,carol@example.com;, x@y.example': [
    '<ben@example.com> example.com in Managing Partners',
    '<carol@example.com> example.com in Managing Partners',
    '<x@y.example> y.example',
  ],
  'jdoe@example.com (John Doe)': ['John Doe <jdoe@example.com> example.com'],
  '"john doe"@example.com': ['<"john doe"@example.com> example.com'],
  '"a@b"@example.com': ['<"a@b"@example.com> example.com'],
  'postmaster@[192.0.2.1]': ['<postmaster@[192.0.2.1]> -'],
  'Dörte <dörte@bücher.example>': ['Dörte <dörte@bücher.example> xn--bcher-kva.example'],
  'x@XN--BCHER-KVA.EXAMPLE': ['<x@XN--BCHER-KVA.EXAMPLE> xn--bcher-kva.example'],
  '=?UTF-8?Q?D=C3=B6rte?= <d@example.com>': ['=?UTF-8?Q?D=C3=B6rte?= <d@example.com> example.com'],
  'paypal.com <x@shop.example>': ['paypal.com <x@shop.example> shop.example'],
  '': [],
}
for (const [value, addresses] of Object.entries(good))
  test(`addresses: ${JSON.stringify(value)}`, () => {
    assert.deepEqual(told(value), addresses)
    assert.equal(parseAddresses(value).fault, undefined)
  })

test('groups are told, the empty ones too', () => {
  assert.deepEqual(parseAddresses('A:;, B: x@y.example, z@y.example;').groups, [
    { name: 'A', members: 0 },
    { name: 'B', members: 2 },
  ])
})

test('a quoted local part is told as it is meant', () => {
  assert.equal(parseAddresses('"john \\"x\\" doe"@example.com').addresses[0]?.local, 'john "x" doe')
})

const faulty: Record<string, [fault: RegExp, addresses: string[]]> = {
  'user@shop.example <user@other.example>': [
    /^@ stands in a display name without quotes$/,
    ['user@shop.example <user@other.example> other.example'],
  ],
  'Doe, John <john@example.com>': [/^"Doe" has no @$/, ['<Doe> -', 'John <john@example.com> example.com']],
  'John <john@example.com': [/^an angle bracket is not closed$/, ['John <john@example.com> example.com']],
  'john@example.com> x': [/stands in the local part|is no domain/, ['<john@example.com>x> -']],
  '"John <john@example.com>': [/^a quotation mark is not closed$/, ['<"John <john@example.com>> -']],
  'John (x <john@example.com>': [/^a comment is not closed$/, ['x <john@example.com> <John> -']],
  '<john@example.com> x': [/^"x" stands behind an address$/, ['<john@example.com> example.com']],
  'john doe@example.com': [/^the local part "john doe" has a blank inside$/, ['<johndoe@example.com> example.com']],
  'john..doe@example.com': [
    /^the local part "john\.\.doe" has a dot where none may be$/,
    ['<john..doe@example.com> example.com'],
  ],
  '.john@example.com': [/a dot where none may be$/, ['<.john@example.com> example.com']],
  'john@localhost': [/^"localhost" is no domain$/, ['<john@localhost> -']],
  'john@example.com.': [/^the domain "example\.com\." ends with a dot$/, ['<john@example.com.> example.com']],
  'john@': [/^"" is no domain$/, ['<john@> -']],
  '@example.com': [/^nothing stands before an @$/, ['<@example.com> example.com']],
  'a@b@example.com': [/^"@" stands in the local part "a@b"$/, ['<a@b@example.com> example.com']],
  '<>': [/^an address in it is empty$/, ['<> -']],
  root: [/^"root" has no @$/, ['<root> -']],
  'A: x@y.example': [/^a group in it is not closed$/, ['<x@y.example> y.example in A']],
  'x@y.example;': [/^a ; stands in it where it may not$/, ['<x@y.example> y.example']],
  'a\\b@example.com': [/^\\ stands in it where it may not$/, ['<a\\b@example.com> example.com']],
}
for (const [value, [fault, addresses]] of Object.entries(faulty))
  test(`faulty addresses: ${JSON.stringify(value)}`, () => {
    assert.match(parseAddresses(value).fault ?? '', fault)
    assert.deepEqual(told(value), addresses)
  })

test('10,000 addresses, and fields made to hurt', () => {
  const { addresses, fault } = parseAddresses('a@b.example, '.repeat(10_000))
  assert.equal(addresses.length, 1000)
  assert.match(fault ?? '', /too long|more than 1,000/)
  for (const piece of [
    '(',
    ')',
    '"',
    '"\\',
    '<',
    '>',
    '[',
    ':',
    ';',
    '@',
    'a ',
    'a.',
    ' ',
    ',',
    '\xff',
    'a:',
    '<a@b>',
  ]) {
    const value = piece.repeat(Math.ceil(1e6 / piece.length))
    const ms = shortestTime(() => assert.ok(parseAddresses(value).addresses.length <= 1000), 300)
    assert.ok(ms <= 300, `${ms} ms on ${JSON.stringify(piece)}`)
  }
})
