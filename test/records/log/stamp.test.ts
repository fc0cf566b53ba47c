import assert from 'node:assert/strict'
import test from 'node:test'
import type { LogClock } from '../../../src/records/log/line.ts'
import { stampOf } from '../../../src/records/log/stamp.ts'

const clock = (now: string, minutesEast = 0): LogClock => ({ now: new Date(now), minutesEast: () => minutesEast })
const utc = clock('2026-11-30T19:00:00Z')

const told: [line: string, clock: LogClock, at: string | undefined][] = [
  ['Nov 30 19:02:25 box x', utc, '2026-11-30T19:02:25.000Z'],
  ['Nov  3 09:02:25 box x', utc, '2026-11-03T09:02:25.000Z'],
  ['Nov 30 19:02:25.123456 box x', utc, '2026-11-30T19:02:25.000Z'],
  // The year that is nearest: a log of New Year's Eve read in January, and one that is ahead of the clock.
  ['Dec 31 23:59:59 box x', clock('2027-01-01T00:00:05Z'), '2026-12-31T23:59:59.000Z'],
  ['Jan  1 00:00:02 box x', clock('2026-12-31T23:59:59Z'), '2027-01-01T00:00:02.000Z'],
  // Only a leap year has that day.
  ['Feb 29 12:00:00 box x', clock('2029-03-01T00:00:00Z'), '2028-02-29T12:00:00.000Z'],
  ['Feb 29 12:00:00 box x', clock('2026-03-01T00:00:00Z'), undefined],
  // Local time.
  ['Nov 30 20:02:25 box x', clock('2026-11-30T19:02:30Z', 60), '2026-11-30T19:02:25.000Z'],
  ['Jan  1 00:30:00 box x', clock('2026-12-31T23:31:00Z', 60), '2026-12-31T23:30:00.000Z'],
  ['2026-11-30 20:02:25 1rABCD x', clock('2026-11-30T19:02:30Z', 60), '2026-11-30T19:02:25.000Z'],
  // With a zone of its own, that counts.
  ['2026-11-30T19:02:25.123456+00:00 box x', clock('2026-11-30T19:02:30Z', 60), '2026-11-30T19:02:25.123Z'],
  ['2026-11-30T19:02:25-0330 box x', utc, '2026-11-30T22:32:25.000Z'],
  ['2026-11-30T19:02:25Z box x', utc, '2026-11-30T19:02:25.000Z'],
  ['2026-11-30 19:02:25 +0100 1rABCD x', utc, '2026-11-30T18:02:25.000Z'],
  ['2026-11-30 19:02:25.5 1rABCD x', utc, '2026-11-30T19:02:25.500Z'],
  ['2016-12-31T23:59:60Z box x', utc, '2017-01-01T00:00:00.000Z'],
  ['2026-02-30T00:00:00Z box x', utc, undefined],
  ['Nov 31 00:00:00 box x', utc, undefined],
  ['Nov 30 24:00:00 box x', utc, undefined],
  ['Nov 30 23:60:00 box x', utc, undefined],
  ['Okt 30 19:02:25 box x', utc, undefined],
  ['-- No entries --', utc, undefined],
  ['', utc, undefined],
]
for (const [line, clock, at] of told)
  test(`"${line}" read at ${clock.now.toISOString()}, ${clock.minutesEast(clock.now)} minutes east`, () => {
    const stamp = stampOf(line, clock)
    assert.equal(stamp?.at.toISOString(), at)
    if (stamp) assert.match(stamp.rest, /^(?:box|1rABCD) x$/)
  })

test('where clocks are changed, the zone of that very time counts', () => {
  // Berlin, 25 October 2026: at 01:00 UTC it becomes one hour east instead of two.
  const change = Date.parse('2026-10-25T01:00:00Z')
  const berlin = {
    now: new Date('2026-10-25T12:00:00Z'),
    minutesEast: (at: Date) => (at.getTime() < change ? 120 : 60),
  }
  const at = (line: string) => stampOf(line, berlin)?.at.toISOString()
  assert.equal(at('Oct 25 01:30:00 box x'), '2026-10-24T23:30:00.000Z')
  assert.equal(at('Oct 25 03:30:00 box x'), '2026-10-25T02:30:00.000Z')
})
