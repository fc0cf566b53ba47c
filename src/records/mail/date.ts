import { withoutComments } from './comments.ts'
import { trimBlanks } from './fields.ts'

/** A date of a message. `odd` is a clause: what RFC 5322 does not allow, though the time can be told. */
export type MailDate = { at: Date; odd?: string } | { fault: string }

const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']
const weekdays = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat']
/** Minutes east of UTC (RFC 5322 section 4.3). One letter says nothing that can be relied on: UTC, as the RFC has it. */
const zones: Readonly<Record<string, number>> = {
  ut: 0,
  gmt: 0,
  utc: 0,
  edt: -240,
  est: -300,
  cdt: -300,
  cst: -360,
  mdt: -360,
  mst: -420,
  pdt: -420,
  pst: -480,
}
const mostCharacters = 200
const shape =
  /^(?:([a-z]{3})(?: ?(,) ?| ))?(\d{1,2}) ([a-z]{3}) (\d{2,5}) (\d{1,2}) ?: ?(\d{1,2})(?: ?: ?(\d{1,2}))?(?: ?([+-]\d\d:?\d\d|[a-z]{1,5}))?$/

/** Reads a date-time (RFC 5322 section 3.3, the obsolete zones and years of section 4.3 too). A fault is a clause ("there is no day 31 in November"). */
export function parseMailDate(text: string): MailDate {
  if (text.length > mostCharacters) return { fault: `it has ${text.length} characters` }
  const bare = trimBlanks(withoutComments(text)).replace(/[ \t\r\n]+/g, ' ')
  if (bare === '') return { fault: 'it is empty' }
  const parts = shape.exec(bare.toLowerCase())
  if (!parts) return { fault: 'it is not written as "Tue, 24 Nov 2026 06:00:00 +0000"' }
  const [, weekday, comma, day = '', monthName = '', yearText = '', hour = '', minute = '', second = '0', writtenZone] =
    parts
  const zone = writtenZone?.replace(':', '')
  const month = months.indexOf(monthName)
  const year = fullYear(yearText)
  const fault = faultIn({ month, monthName, year, day: +day, hour: +hour, minute: +minute, second: +second, zone })
  if (fault !== undefined) return { fault }
  const shapeless =
    (weekday !== undefined && comma === undefined && 'there is no comma behind the day of the week') ||
    (zone !== writtenZone && `the time zone ${writtenZone} has a colon`)
  const odd = shapeless || oddity(new Date(Date.UTC(year, month, +day)), weekday, zone)
  const at = new Date(Date.UTC(year, month, +day, +hour, +minute, +second) - minutesEast(zone) * 60_000)
  return { at, ...(odd !== undefined && { odd }) }
}

/** Two digits: 1950 to 2049; three: since 1900 (RFC 5322 section 4.3). */
function fullYear(text: string): number {
  const year = Number(text)
  if (text.length === 2) return year < 50 ? 2000 + year : 1900 + year
  return text.length === 3 ? 1900 + year : year
}

interface Parts {
  month: number
  monthName: string
  year: number
  day: number
  hour: number
  minute: number
  second: number
  zone: string | undefined
}

function faultIn({ month, monthName, year, day, hour, minute, second, zone }: Parts): string | undefined {
  if (month < 0) return `"${monthName}" is no month`
  if (year < 1900 || year > 9999) return `it is of the year ${year}`
  if (day < 1 || day > new Date(Date.UTC(year, month + 1, 0)).getUTCDate())
    return `there is no day ${day} in ${new Date(Date.UTC(year, month)).toLocaleString('en', { month: 'long', timeZone: 'UTC' })} ${year}`
  if (hour > 23 || minute > 59 || second > 60) return `there is no time ${hour}:${pad(minute)}:${pad(second)}`
  if (zone && /^[+-]/.test(zone) && Number(zone.slice(3)) > 59) return `there is no time zone ${zone}`
  return undefined
}

const pad = (number: number): string => String(number).padStart(2, '0')

function minutesEast(zone: string | undefined): number {
  if (zone && /^[+-]/.test(zone)) {
    const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(3))
    return zone.startsWith('-') ? -minutes : minutes
  }
  return (zone !== undefined && Object.hasOwn(zones, zone) && zones[zone]) || 0
}

function oddity(date: Date, weekday: string | undefined, zone: string | undefined): string | undefined {
  const right = weekdays[date.getUTCDay()] as string
  if (weekday !== undefined && !weekdays.includes(weekday)) return `"${weekday}" is no day of the week`
  if (weekday !== undefined && weekday !== right)
    return `the day of the week is ${capital(weekday)}, and that date is a ${capital(right)}`
  if (zone === undefined) return 'it has no time zone'
  if (/^[a-z]{2,}$/.test(zone) && !Object.hasOwn(zones, zone))
    return `the time zone ${zone.toUpperCase()} says nothing that can be relied on`
  return undefined
}

const capital = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1)
