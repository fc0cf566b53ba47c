import type { LogClock } from './line.ts'

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']
/** `Nov  3 19:02:25`, as syslog has it (RFC 3164 section 4.1.2): without year and zone. */
const old = /^([A-Z][a-z]{2}) {1,2}(\d{1,2}) (\d\d):(\d\d):(\d\d)(?:\.\d{1,9})? /
/** `2026-11-03T19:02:25.123456+01:00` (RFC 5424 section 6.2.3), as the journal has it, and Exim's `2026-11-03 19:02:25 +0100`. */
const full = /^(\d{4})-(\d\d)-(\d\d)[T ](\d\d):(\d\d):(\d\d)(?:[.,](\d{1,3})\d{0,6})?(?: ?(Z|[+-]\d\d:?\d\d))? /

/** The time that a line begins with, and what stands behind it. Where a year is not told it is the one nearest to the clock. */
export function stampOf(line: string, clock: LogClock): { at: Date; rest: string } | undefined {
  const found = full.exec(line)
  if (found) {
    const [head, year, month, day, hour, minute, second, fraction = '', zone] = found
    const local = utc([Number(year), Number(month) - 1, Number(day), Number(hour), Number(minute), Number(second)])
    if (local === undefined) return undefined
    const ms = local + Number(fraction.padEnd(3, '0'))
    const at = zone === undefined ? inZone(ms, clock) : ms - minutesOf(zone) * 60_000
    return { at: new Date(at), rest: line.slice(head.length) }
  }
  const short = old.exec(line)
  const month = short ? months.indexOf(short[1] ?? '') : -1
  if (!short || month < 0) return undefined
  const [head, , day, hour, minute, second] = short
  const at = nearest([month, Number(day), Number(hour), Number(minute), Number(second)], clock)
  return at === undefined ? undefined : { at: new Date(at), rest: line.slice(head.length) }
}

type Fields = readonly [year: number, month: number, day: number, hour: number, minute: number, second: number]

/** As if it were UTC; nothing where no calendar has that day. */
function utc([year, month, day, hour, minute, second]: Fields): number | undefined {
  const at = new Date(Date.UTC(year, month, day))
  if (at.getUTCMonth() !== month || at.getUTCDate() !== day || hour > 23 || minute > 59 || second > 60) return undefined
  return Date.UTC(year, month, day, hour, minute, second)
}

/** Once more with the zone's offset at that time, which may have changed since what UTC would be. */
function inZone(local: number, { minutesEast }: LogClock): number {
  const first = local - minutesEast(new Date(local)) * 60_000
  return local - minutesEast(new Date(first)) * 60_000
}

function nearest(fields: readonly [number, number, number, number, number], clock: LogClock): number | undefined {
  const now = clock.now.getTime()
  const year = clock.now.getUTCFullYear()
  const all = [year - 1, year, year + 1].flatMap((one) => {
    const local = utc([one, ...fields])
    return local === undefined ? [] : [inZone(local, clock)]
  })
  const [best] = all.sort((a, b) => Math.abs(a - now) - Math.abs(b - now))
  return best
}

function minutesOf(zone: string): number {
  if (zone === 'Z') return 0
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(-2))
  return zone.startsWith('-') ? -minutes : minutes
}
