import assert from 'node:assert/strict'
import test from 'node:test'
import { isDmarc, parseDmarc } from '../../../src/records/dmarc/parse.ts'
import type { DmarcFault, DmarcRecord } from '../../../src/records/dmarc/record.ts'

const parse = (tags: string): DmarcRecord => parseDmarc(`v=DMARC1; ${tags}`)
const only = (record: DmarcRecord): DmarcFault => {
  const [fault, ...others] = record.faults
  assert.ok(fault, record.text)
  assert.deepEqual(others, [], record.text)
  return fault
}

/** Records with one fault each: its weight, what it says, and the tags of the record that was meant. */
type Row = readonly [tags: string, weight: DmarcFault['weight'], says: RegExp, meant?: string]
function faulty(rows: readonly Row[]) {
  for (const [tags, weight, says, meant] of rows) {
    const fault = only(parse(tags))
    assert.match(fault.says, says, tags)
    assert.equal(fault.weight, weight, tags)
    assert.equal(fault.meant, meant === undefined ? undefined : `v=DMARC1; ${meant}`, tags)
  }
}

test('a record begins with v=DMARC1, in that case, and a semicolon or the end behind it', () => {
  for (const text of [
    'v=DMARC1',
    'v=DMARC1;',
    'v=DMARC1; p=none',
    'v=DMARC1 ;p=none',
    'v = DMARC1; p=none',
    'V=DMARC1; p=none',
  ])
    assert.ok(isDmarc(text), text)
  for (const text of [
    'v=dmarc1; p=none',
    ' v=DMARC1; p=none',
    '\tv=DMARC1; p=none',
    'v=DMARC1 p=none',
    'v=DMARC1, p=none',
    'v=DMARC10; p=none',
    'p=none; v=DMARC1',
    '"v=DMARC1; p=none"',
    '\xa0v=DMARC1; p=none',
    '',
  ])
    assert.ok(!isDmarc(text), text)
})

test('records in order have no fault, whatever their case, their order and their blanks', () => {
  for (const tags of [
    'p=none',
    'p=Reject; sp=NONE; psd=U',
    'rua=mailto:d@shop.example; p=reject',
    'p=quarantine; sp=none; np=reject; adkim=s; aspf=r; t=y; psd=n; fo=1:d:s; rua=mailto:a@x.example,mailto:b@x.example!5m; ruf=mailto:a@x.example',
    'p = none ; rua = mailto:a@x.example ;',
    'p=none;pct=50;ri=3600;rf=afrf',
    'p=none;; psd=u',
  ])
    assert.deepEqual(parse(tags).faults, [], tags)
})

test('what receivers take from a record', () => {
  const { policy, testing, pct, psd, adkim, aspf, obsolete } = parse(
    'p=reject; sp=Quarantine; t=y; pct=30; psd=n; adkim=S; rf=afrf; ri=1',
  )
  assert.deepEqual(policy, { p: 'reject', sp: 'quarantine' })
  assert.deepEqual({ testing, pct, psd, adkim, aspf }, { testing: true, pct: 30, psd: 'n', adkim: 's', aspf: 'r' })
  assert.deepEqual(obsolete, ['pct', 'rf', 'ri'])
})

test('without a usable p, sp or np a record is p=none where rua holds a URI, and no policy where it does not (RFC 9989 section 4.10.1)', () => {
  const rua = 'rua=mailto:d@shop.example'
  for (const tags of ['', 'p=monitor', 'p=', 'p=reject; sp=bogus', 'p=reject; np=', 'sp=reject']) {
    assert.equal(parse(tags).policy, undefined, tags)
    assert.deepEqual(parse(`${tags}; ${rua}`).policy, { p: 'none' }, tags)
    assert.equal(parse(`${tags}; rua=d@shop.example`).policy, undefined, tags)
    assert.equal(parse(`${tags}; ruf=mailto:d@shop.example`).policy, undefined, tags)
  }
})

test('a policy that is none says what receivers do, with and without an address for reports', () => {
  faulty([
    ['p=quarantaine', 'fatal', /p reads "quarantaine".*see no policy at all/, 'p=quarantine'],
    [
      'p=quarantaine; rua=mailto:d@shop.example',
      'fatal',
      /act on p=none instead/,
      'p=quarantine; rua=mailto:d@shop.example',
    ],
    ['p=reject.', 'fatal', /"reject\."/, 'p=reject'],
    ['p="reject"', 'fatal', /see no policy/, 'p=reject'],
    ['p=\xe2\x80\x9creject\xe2\x80\x9d', 'fatal', /see no policy/, 'p=reject'],
    ['p=reject\\', 'fatal', /see no policy/, 'p=reject'],
    ['p=monitor', 'fatal', /must be none, quarantine or reject/, 'p=none'],
    ['p=rejct', 'fatal', /must be none, quarantine or reject/, 'p=reject'],
    ['p=block', 'fatal', /must be none, quarantine or reject/],
    ['p=', 'fatal', /p is empty/],
    ['p=reject; sp=non', 'fatal', /sp reads "non".*see no policy/, 'p=reject; sp=none'],
    ['p=reject; np=whatever', 'fatal', /np reads "whatever"/],
  ])
})

test('a missing p, and what was meant to be it', () => {
  faulty([
    ['', 'fatal', /p is missing, and there is no address in rua/, 'p=none'],
    [
      'rua=mailto:d@shop.example',
      'strict',
      /p is missing: receivers take it as p=none/,
      'p=none; rua=mailto:d@shop.example',
    ],
    // Nothing that slept may wake up because p was put in.
    ['sp=reject; rua=mailto:d@shop.example', 'strict', /p is missing/],
    ['P=reject', 'strict', /P must be written p: strict receivers see no p/, 'p=reject'],
    ['p:reject', 'fatal', /p takes an equals sign/, 'p=reject'],
    ['policy=reject', 'fatal', /do not know a tag "policy", p they do: receivers see no policy/, 'p=reject'],
  ])
})

test('other values that do not fit are taken as their default', () => {
  faulty([
    [
      'p=none; adkim=relaxed',
      'ignored',
      /adkim reads "relaxed", and must be r or s: receivers take r/,
      'p=none; adkim=r',
    ],
    ['p=none; aspf=strict', 'ignored', /aspf reads "strict"/, 'p=none; aspf=s'],
    ['p=none; fo=1,d', 'ignored', /fo reads "1,d".*receivers take 0/, 'p=none; fo=1:d'],
    ['p=none; fo=2', 'ignored', /fo reads "2"/],
    ['p=none; pct=100%', 'ignored', /pct reads "100%"/, 'p=none; pct=100'],
    ['p=none; pct=101', 'ignored', /a number from 0 to 100/],
    ['p=none; t=yes', 'ignored', /t reads "yes".*receivers take n/, 'p=none; t=y'],
    ['p=none; psd=yes', 'ignored', /psd reads "yes".*receivers take u/],
  ])
})

test('mending never asks for less than receivers act on today', () => {
  faulty([
    ['p=reject; t=yes', 'ignored', /t reads "yes"/],
    ['p=reject; sp:none', 'ignored', /sp takes an equals sign/],
    ['p=quarantine; SP=none', 'strict', /SP must be written sp/],
    ['p=none; sp:reject', 'ignored', /sp takes an equals sign/, 'p=none; sp=reject'],
  ])
})

test('repeated tags: strict receivers see no record, others take one of the two', () => {
  assert.equal(parse('p=reject; p=reject').policy, undefined)
  faulty([
    ['p=reject; p=reject', 'strict', /"p" stands twice/, 'p=reject'],
    ['p=none; p=reject', 'strict', /strict receivers throw the whole record away, others take one of the two/],
    [
      'p=none; rua=mailto:a@x.example; rua=mailto:b@x.example',
      'strict',
      /"rua" stands twice/,
      'p=none; rua=mailto:a@x.example,mailto:b@x.example',
    ],
    ['v=DMARC1; p=none', 'strict', /"v" stands twice/, 'p=none'],
  ])
  assert.equal(parse('p=reject; psd=n; p=reject').psd, 'u')
})

test('tags that nobody knows, and what they may have been meant to be', () => {
  faulty([
    ['p=none; foo=bar', 'ignored', /do not know a tag "foo": they pass over it/, 'p=none'],
    ['p=none; ruua=mailto:a@x.example', 'ignored', /"ruua", rua they do/, 'p=none; rua=mailto:a@x.example'],
    ['p=none; rau=mailto:a@x.example', 'ignored', /"rau", rua they do/, 'p=none; rua=mailto:a@x.example'],
    ['p=none; rux=mailto:a@x.example', 'ignored', /"rux": they pass over it/, 'p=none'],
    ['p=none; dkim=s', 'ignored', /"dkim", adkim they do/, 'p=none; adkim=s'],
    ['p=none; rua=mailto:a@x.example; ruaa=mailto:b@x.example', 'ignored', /"ruaa"/],
    ['p=none; =x', 'ignored', /no name stands before the equals sign/, 'p=none'],
  ])
})

test('a semicolon that is missing makes one tag part of another', () => {
  faulty([
    [
      'p=none rua=mailto:a@x.example',
      'fatal',
      /no semicolon stands before rua, so that it is taken as part of p: receivers see no policy/,
      'p=none; rua=mailto:a@x.example',
    ],
    ['p=none, rua=mailto:a@x.example', 'fatal', /no semicolon stands before rua/, 'p=none; rua=mailto:a@x.example'],
    ['adkim=s p=reject', 'fatal', /no semicolon stands before p/, 'adkim=s; p=reject'],
    [
      'p=reject; adkim=s aspf=s',
      'ignored',
      /no semicolon stands before aspf.*pass over it/,
      'p=reject; adkim=s; aspf=s',
    ],
    [
      'p=none; rua=mailto:a@x.example fo=1',
      'ignored',
      /no semicolon stands before fo/,
      'p=none; rua=mailto:a@x.example; fo=1',
    ],
  ])
  // Two strings of the TXT record, put together without a semicolon.
  const glued = only(parse('p=nonerua=mailto:a@x.example'))
  assert.deepEqual([glued.weight, glued.start, glued.meant], ['fatal', 16, 'v=DMARC1; p=none; rua=mailto:a@x.example'])
  const { faults } = parse('p=none rua=mailto:a@x.example pct=5')
  assert.deepEqual(
    faults.map(({ tag, start }) => [tag, start]),
    [
      ['rua', 17],
      ['pct', 40],
    ],
  )
})

test('addresses behind a semicolon, and pieces that are no tag', () => {
  faulty([
    [
      'p=none; rua=mailto:a@x.example; mailto:b@x.example',
      'ignored',
      /a semicolon stands before "mailto:b@x\.example"/,
      'p=none; rua=mailto:a@x.example,mailto:b@x.example',
    ],
    [
      'p=none; rua=mailto:a@x.example; b@x.example; fo=1',
      'ignored',
      /a semicolon stands before "b@x\.example"/,
      'p=none; rua=mailto:a@x.example,mailto:b@x.example; fo=1',
    ],
    ['p=none; b@x.example', 'ignored', /no tag, an equals sign is missing/],
    ['p=none; "', 'ignored', /is no tag/, 'p=none'],
    ['p=none; ru', 'ignored', /"ru" is no tag, an equals sign is missing, as if the record were cut off there/],
    ['p=none; ru; fo=1', 'ignored', /"ru" is no tag, an equals sign is missing: receivers/],
    ['p=none; reject', 'ignored', /"reject" is no tag/],
  ])
})

test('addresses that receivers skip are faults of the record too', () => {
  faulty([
    [
      'p=none; rua=d@shop.example',
      'ignored',
      /in rua, "d@shop\.example": mailto: is missing.*receivers skip it/,
      'p=none; rua=mailto:d@shop.example',
    ],
    ['p=none; ruf=https://x.example/', 'ignored', /in ruf.*web address/],
    ['p=none; rua=', 'ignored', /no address stands there/, 'p=none'],
    ['p=none; rua=mailto:a@x.example,', 'ignored', /no address stands there/, 'p=none; rua=mailto:a@x.example'],
  ])
  assert.deepEqual(
    parse('p=none; ruf=mailto:b@x.example; rua=a@x.example,,mailto:c@x.example').reports.map(
      ({ tag, text, domain }) => [tag, text, domain],
    ),
    [
      ['rua', 'a@x.example', undefined],
      ['rua', 'mailto:c@x.example', 'x.example'],
      ['ruf', 'mailto:b@x.example', 'x.example'],
    ],
  )
})

test('the version written in another way is a record for some receivers only', () => {
  for (const [text, says] of [
    ['V=DMARC1; p=reject', /must be written v=DMARC1/],
    ['v =DMARC1; p=reject', /blanks stand inside v=DMARC1/],
  ] as const) {
    const record = parseDmarc(text)
    const fault = only(record)
    assert.match(fault.says, says)
    assert.deepEqual([fault.weight, fault.meant, record.policy?.p], ['strict', 'v=DMARC1; p=reject', 'reject'])
  }
})

test('one fault that nobody can mend keeps the others from being mended by halves', () => {
  const { faults } = parse('p=reject.; sp=whatever')
  assert.deepEqual(
    faults.map(({ tag, meant }) => [tag, meant]),
    [
      ['p', undefined],
      ['sp', undefined],
    ],
  )
})

test('a record of any size is read in bounded words', () => {
  const { faults, reports, tags } = parse(`p=none; ${'x;'.repeat(20_000)}rua=${'a,'.repeat(10_000)}`)
  assert.equal(faults.length, 50)
  assert.equal(reports.length, 100)
  assert.ok(tags.length > 20_000)
  const [long] = parse(`p=${'x'.repeat(60_000)}`).faults
  assert.ok(long && long.says.length < 200 && long.text.length <= 300)
})

test('a mended record loses no address', () => {
  const text = 'v=DMARC1; p=none; rua=mailto:a@shop.example rf=afrf,mailto:b@shop.example'
  const { faults } = parseDmarc(text)
  assert.ok(faults.length > 0)
  for (const { meant } of faults) assert.equal(meant, undefined)
})
