import assert from 'node:assert/strict'
import test from 'node:test'
import { parseMailDate } from '../../../src/records/mail/date.ts'
import { shortestTime } from '../../support/mutate.ts'

const good: Record<string, string> = {
  'Fri, 21 Nov 1997 09:55:06 -0600': '1997-11-21T15:55:06.000Z',
  'Tue, 1 Jul 2003 10:52:37 +0200': '2003-07-01T08:52:37.000Z',
  'Thu, 13 Feb 1969 23:32:54 -0330': '1969-02-14T03:02:54.000Z',
  'Mon, 24 Nov 1997 14:22:01 -0800': '1997-11-24T22:22:01.000Z',
  // Appendix A.5 and A.6.2: folds, comments, the obsolete year and zone.
  'Thu,\r\n      13\r\n        Feb\r\n          1969\r\n      23:32\r\n               -0330 (Newfoundland Time)':
    '1969-02-14T03:02:00.000Z',
  '21 Nov 97 09:55:06 GMT': '1997-11-21T09:55:06.000Z',
  'Fri, 21 Nov 1997 09(comment):   55  :  06 -0600': '1997-11-21T15:55:06.000Z',
  // Section 4.3.
  '1 Jan 49 00:00:00 UT': '2049-01-01T00:00:00.000Z',
  '1 Jan 50 00:00:00 UT': '1950-01-01T00:00:00.000Z',
  '1 Jan 126 00:00:00 UT': '2026-01-01T00:00:00.000Z',
  '24 Nov 2026 01:00:00 EST': '2026-11-24T06:00:00.000Z',
  '24 Nov 2026 01:00:00 pdt': '2026-11-24T08:00:00.000Z',
  '24 Nov 2026 06:00:00 Z': '2026-11-24T06:00:00.000Z',
  '24 Nov 2026 06:00:00 A': '2026-11-24T06:00:00.000Z',
  '24 Nov 2026 06:00:00 -0000': '2026-11-24T06:00:00.000Z',
  'Tue, 24 Nov 2026 06:00:00 +0000 (UTC)': '2026-11-24T06:00:00.000Z',
  'tue, 24 NOV 2026 06:00:00 +0000 (a (comment) in "one\\) still)': '2026-11-24T06:00:00.000Z',
  'Sat, 31 Dec 2016 23:59:60 +0000': '2017-01-01T00:00:00.000Z',
  '29 Feb 2024 12:00 +1400': '2024-02-28T22:00:00.000Z',
}
for (const [text, at] of Object.entries(good))
  test(`a date: ${JSON.stringify(text)}`, () => {
    assert.deepEqual(parseMailDate(text), { at: new Date(at) })
  })

const odd: Record<string, [at: string, why: RegExp]> = {
  'Mon, 21 Nov 1997 09:55:06 -0600': [
    '1997-11-21T15:55:06.000Z',
    /^the day of the week is Mon, and that date is a Fri$/,
  ],
  // The weekday is that of the date where it was written, not of UTC.
  'Fri, 14 Feb 1969 23:32:00 -0330': ['1969-02-15T03:02:00.000Z', /^$/],
  'Lun, 24 Nov 2026 06:00:00 +0000': ['2026-11-24T06:00:00.000Z', /^"lun" is no day of the week$/],
  '24 Nov 2026 06:00:00': ['2026-11-24T06:00:00.000Z', /^it has no time zone$/],
  'Tue 24 Nov 2026 06:00:00 +0000': ['2026-11-24T06:00:00.000Z', /^there is no comma behind the day/],
  'Tue, 24 Nov 2026 06:00:00 +05:30': ['2026-11-24T00:30:00.000Z', /^the time zone \+05:30 has a colon$/],
  '24 Nov 2026 06:00:00 CET': ['2026-11-24T06:00:00.000Z', /^the time zone CET says nothing/],
}
for (const [text, [at, why]] of Object.entries(odd))
  test(`a date that can be read: ${text}`, () => {
    const read = parseMailDate(text)
    assert.ok('at' in read)
    assert.equal(read.at.toISOString(), at)
    assert.match(read.odd ?? '', why)
  })

const bad: Record<string, RegExp> = {
  '': /^it is empty$/,
  '(only a comment)': /^it is empty$/,
  '2026-11-24T06:00:00Z': /not written as/,
  'Tue Nov 24 06:00:00 2026': /not written as/,
  'Tue, 24 November 2026 06:00:00 +0000': /not written as/,
  'Di, 24 Nov 2026 06:00:00 +0000': /not written as/,
  '24 Dez 2026 06:00:00 +0000': /^"dez" is no month$/,
  '31 Nov 2026 06:00:00 +0000': /^there is no day 31 in November 2026$/,
  '29 Feb 2026 06:00:00 +0000': /^there is no day 29 in February 2026$/,
  '0 Nov 2026 06:00:00 +0000': /^there is no day 0 in/,
  '24 Nov 2026 24:00:00 +0000': /^there is no time 24:00:00$/,
  '24 Nov 2026 06:60:00 +0000': /^there is no time 6:60:00$/,
  '24 Nov 2026 06:00:00 +0060': /^there is no time zone \+0060$/,
  '24 Nov 1899 06:00:00 +0000': /^it is of the year 1899$/,
  '24 Nov 20260 06:00:00 +0000': /^it is of the year 20260$/,
  '24 Nov 2026 06:00:00 +0000 and more': /not written as/,
  'Tue, 24 Nov 2026 06:00:00 GMT+0100': /not written as/,
  'constructor, 24 Nov 2026 06:00:00 +0000': /not written as/,
}
for (const [text, fault] of Object.entries(bad))
  test(`no date: ${JSON.stringify(text)}`, () => {
    const read = parseMailDate(text)
    assert.ok('fault' in read, JSON.stringify(read))
    assert.match(read.fault, fault)
  })

test('a date made to hurt takes no time', () => {
  for (const text of [' '.repeat(1e6), '('.repeat(1e6), '1'.repeat(1e6), `24 Nov 2026 ${' '.repeat(180)}x`]) {
    const ms = shortestTime(() => assert.ok('fault' in parseMailDate(text)), 20)
    assert.ok(ms <= 20, `${ms} ms`)
  }
})
