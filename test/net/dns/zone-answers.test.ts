import assert from 'node:assert/strict'
import test from 'node:test'
import { zoneAnswers } from '../../../src/net/dns/zone-answers.ts'
import type { RecordData, RecordType, ResourceRecord } from '../../../src/records/dns.ts'

const row = <T extends RecordType>(name: string, type: T, data: RecordData[T], ttl = 300): ResourceRecord<T> => ({
  name,
  type,
  ttl,
  data,
})
const soa = (name: string) =>
  row(name, 'SOA', {
    mname: `ns.${name}`,
    rname: `post.${name}`,
    serial: 1,
    refresh: 2,
    retry: 3,
    expire: 4,
    minimum: 60,
  })

// RFC 4592 section 2.2.1's zone in spirit, with aliases, a delegation and a second zone.
const records = [
  soa('example'),
  row('example', 'NS', 'ns.example'),
  row('ns.example', 'A', '192.0.2.53'),
  row('*.example', 'TXT', ['wild']),
  row('*.example', 'MX', { preference: 10, exchange: 'host.example' }),
  row('sub.*.example', 'TXT', ['not a wildcard']),
  row('host.example', 'A', '192.0.2.1'),
  row('deep.empty.example', 'A', '192.0.2.2'),
  row('alias.example', 'CNAME', 'host.example'),
  row('far.example', 'CNAME', 'www.other.test'),
  row('dangling.example', 'CNAME', 'gone.host.example'),
  row('loop.example', 'CNAME', 'pool.example'),
  row('pool.example', 'CNAME', 'loop.example'),
  row('*.star.example', 'CNAME', 'host.example'),
  row('moved.example', 'DNAME', 'other.test'),
  row('child.example', 'NS', 'ns.child.example'),
  row('child.example', 'DS', { keyTag: 1, algorithm: 8, digestType: 2, digest: 'ab' }),
  row('ns.child.example', 'A', '192.0.2.54'),
  soa('other.test'),
  row('www.other.test', 'A', '198.51.100.1'),
]
/** rcode, answers as "name TYPE data", the owner of the SOA or of the NS records in the authority section. */
type Said = [rcode: number, answers: string[], authority?: string]

const said = (response: ReturnType<ReturnType<typeof zoneAnswers>>): Said => [
  response.rcode ?? 0,
  (response.answers ?? []).map(
    (r) => `${r.name} ${r.type} ${typeof r.data === 'string' ? r.data : JSON.stringify(r.data)}`,
  ),
  ...(response.authorities?.length
    ? ([`${response.authorities[0]?.type} ${response.authorities[0]?.name}`] as [string])
    : ([] as [])),
]

const a = ['host.example A 192.0.2.1']
const resolver: [question: string, Said][] = [
  ['host.example A', [0, a]],
  ['host.example AAAA', [0, [], 'SOA example']],
  // An empty non-terminal exists, so no wildcard covers it (RFC 4592 section 2.2.2).
  ['empty.example TXT', [0, [], 'SOA example']],
  ['new.example TXT', [0, ['new.example TXT ["wild"]']]],
  ['a.new.example MX', [0, ['a.new.example MX {"preference":10,"exchange":"host.example"}']]],
  ['new.example A', [0, [], 'SOA example']],
  ['*.example TXT', [0, ['*.example TXT ["wild"]']]],
  // RFC 4592 section 2.2.1: host.example exists, so does empty.example: nothing below them is wild.
  ['x.host.example TXT', [3, [], 'SOA example']],
  ['x.empty.example TXT', [3, [], 'SOA example']],
  ['x.sub.*.example TXT', [3, [], 'SOA example']],
  ['alias.example A', [0, ['alias.example CNAME host.example', ...a]]],
  ['alias.example MX', [0, ['alias.example CNAME host.example'], 'SOA example']],
  ['alias.example CNAME', [0, ['alias.example CNAME host.example']]],
  ['far.example A', [0, ['far.example CNAME www.other.test', 'www.other.test A 198.51.100.1']]],
  // The rcode is that of the last name (RFC 6604).
  ['dangling.example A', [3, ['dangling.example CNAME gone.host.example'], 'SOA example']],
  ['loop.example A', [2, []]],
  ['x.star.example A', [0, ['x.star.example CNAME host.example', ...a]]],
  ['star.example A', [0, [], 'SOA example']],
  [
    'www.moved.example A',
    [0, ['moved.example DNAME other.test', 'www.moved.example CNAME www.other.test', 'www.other.test A 198.51.100.1']],
  ],
  ['moved.example A', [0, [], 'SOA example']],
  // The CNAME made up for the occasion answers a question for CNAME (as NSD has it).
  ['x.moved.example CNAME', [0, ['moved.example DNAME other.test', 'x.moved.example CNAME x.other.test']]],
  ['child.example DS', [0, ['child.example DS {"keyTag":1,"algorithm":8,"digestType":2,"digest":"ab"}']]],
  ['nothing.here A', [3, []]],
  ['example TYPE65', [0, [], 'SOA example']],
]
const authority: [question: string, Said][] = [
  ['host.example A', [0, a]],
  ['alias.example A', [0, ['alias.example CNAME host.example', ...a]]],
  // An alias out of the zones that it serves is where its knowledge ends.
  ['far.example A', [0, ['far.example CNAME www.other.test']]],
  ['loop.example A', [0, ['loop.example CNAME pool.example', 'pool.example CNAME loop.example']]],
  ['child.example NS', [0, [], 'NS child.example']],
  ['x.child.example A', [0, [], 'NS child.example']],
  ['child.example DS', [0, ['child.example DS {"keyTag":1,"algorithm":8,"digestType":2,"digest":"ab"}']]],
  ['www.other.test A', [5, []]],
  ['x.host.example TXT', [3, [], 'SOA example']],
]

const ask = (line: string, recursionDesired: boolean) => {
  const [name = '', type = ''] = line.split(' ')
  return { name, type: type as RecordType, recursionDesired }
}

for (const [question, expected] of resolver)
  test(`as a resolver: ${question}`, () => {
    const response = zoneAnswers(records)(ask(question, true))
    assert.deepEqual(said(response), expected)
    assert.deepEqual([response.recursionAvailable, response.authoritative], [true, undefined])
  })
for (const [question, expected] of authority)
  test(`as the authority for example: ${question}`, () => {
    const response = zoneAnswers(records, { authoritativeFor: ['example'] })(ask(question, false))
    assert.deepEqual(said(response), expected)
    const refers = expected[2]?.startsWith('NS') || expected[0] === 5
    assert.equal(response.authoritative ?? false, !refers)
  })

test('a denial lives no longer than the SOA says (RFC 2308 section 5)', () =>
  assert.equal(zoneAnswers(records)(ask('x.host.example A', true)).authorities?.[0]?.ttl, 60))

test('a referral brings the glue', () =>
  assert.deepEqual(zoneAnswers(records)(ask('x.child.example A', false)).additionals, [
    row('ns.child.example', 'A', '192.0.2.54'),
  ]))

test('an authority alone offers no recursion', () => {
  const answer = zoneAnswers(records, { authoritativeFor: ['other.test'], recursion: false })
  assert.deepEqual(said(answer(ask('host.example A', true))), [5, []])
  const own = answer(ask('www.other.test A', true))
  assert.deepEqual([own.authoritative, own.recursionAvailable], [true, false])
})

test('a zone and its child on one server: each answers for itself, DS from above (RFC 4035 section 3.1.4.1)', () => {
  const both = [...records, soa('child.example'), row('x.child.example', 'A', '192.0.2.9')]
  const answer = zoneAnswers(both)
  assert.deepEqual(said(answer(ask('x.child.example A', false))), [0, ['x.child.example A 192.0.2.9']])
  assert.deepEqual(said(answer(ask('y.child.example A', false))), [3, [], 'SOA child.example'])
  assert.deepEqual(said(answer(ask('child.example DS', false)))[1].length, 1)
  assert.deepEqual(said(answer(ask('new.example DS', true))), [0, [], 'SOA example'])
})

test('records without any SOA are a world of their own', () => {
  const answer = zoneAnswers([row('shop.example', 'A', '192.0.2.1')])
  assert.deepEqual(said(answer(ask('shop.example A', true))), [0, ['shop.example A 192.0.2.1']])
  assert.deepEqual(said(answer(ask('shop.example MX', true))), [0, []])
  assert.deepEqual(said(answer(ask('example A', true))), [0, []])
  assert.deepEqual(said(answer(ask('x.example A', true))), [3, []])
})
