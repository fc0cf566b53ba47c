import { nearest } from '../core/nearest.ts'
import { type FormatName, formatNames, type Output } from '../core/request.ts'

/** A value that cannot be meant. The message is one sentence that says what to change. */
export class WrongValue extends Error {}

/** One of a few words. */
export function choice<W extends string>(option: string, typed: string, words: readonly W[]): W {
  const found = words.find((word) => word === typed)
  if (found !== undefined) return found
  const meant = nearest(typed.toLowerCase(), words)
  const hint = meant === undefined ? '' : ` Did you mean ${meant}?`
  throw new WrongValue(`${option} takes ${words.join(', ').replace(/, (?=[^,]*$)/, ' or ')}, not "${typed}".${hint}`)
}

/** Seconds as typed (`5`, `0.5`) -> milliseconds. */
export function seconds(option: string, typed: string, most: number): number {
  const number = /^\d{1,9}(\.\d{1,9})?$/.test(typed) ? Number(typed) : Number.NaN
  if (number > 0 && number <= most) return Math.max(1, Math.round(number * 1000))
  const bare = /^(\d{1,9}(?:\.\d{1,9})?) ?s(?:ec(?:onds?)?)?$/.exec(typed)?.[1]
  const hint = bare !== undefined && Number(bare) <= most ? bare : '15'
  throw new WrongValue(`${option} takes seconds above 0 and up to ${most}, not "${typed}": ${option} ${hint}`)
}

const iso =
  /^(\d{4})-(\d\d)-(\d\d)(?:[T ]([01]\d|2[0-3]):([0-5]\d)(?::([0-5]\d)(\.\d{1,9})?)?(Z|[+-](?:[01]\d|2[0-3]):?[0-5]\d)?)?$/i

/** ISO 8601: a date, or a date and a time; without a zone it is UTC. */
export function time(option: string, typed: string): Date {
  const [whole, year, month, day, hour = '00', minute = '00', second = '00', fraction = '', zone = 'Z'] =
    iso.exec(typed) ?? []
  const date = `${year}-${month}-${day}`
  const offset = zone.toUpperCase().replace(/^([+-]\d\d)(\d\d)$/, '$1:$2')
  const at = new Date(`${date}T${hour}:${minute}:${second}${fraction.slice(0, 4)}${offset}`)
  if (whole !== undefined && isDay(date) && !Number.isNaN(at.getTime())) return at
  throw new WrongValue(`${option} takes a time as 2026-11-24 or 2026-11-24T06:00:00Z, not "${typed}".`)
}

/** A day that the calendar has: Date makes 2 March of 30 February. */
function isDay(date: string): boolean {
  const day = new Date(`${date}T00:00:00Z`)
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(date)
}

/** `--format` and `--output` in the order typed. */
export type Writing = { option: 'format' | 'output'; value: string }

/** Each format with the file that follows it; text to standard output where nothing is said. */
export function outputs(typed: readonly Writing[], formats: readonly FormatName[] = formatNames): Output[] {
  const found: Output[] = []
  for (const { option, value } of typed) {
    const last = found.at(-1)
    if (option === 'format') found.push({ format: choice('--format', value, formats) })
    else if (value === '') throw new WrongValue('--output wants the name of a file.')
    else if (last === undefined) found.push({ format: 'text', file: value })
    else if (last.file === undefined) last.file = value
    else throw new WrongValue(`--output ${value} has no --format of its own: write --format before it.`)
  }
  if (found.length === 0) return [{ format: 'text' }]
  if (typed[0]?.option === 'output' && found.length > 1) throw tooEarly(typed[0].value, found[1]?.format)
  return distinct(found.map(({ format, file }) => (file === undefined || file === '-' ? { format } : { format, file })))
}

const tooEarly = (file: string, format: FormatName = 'json') =>
  new WrongValue(
    `--output stands after the format that it is for: --format text --output ${file}, or --format ${format} --output ${file}.`,
  )

function distinct(found: Output[]): Output[] {
  if (found.length > 1 && found.some(({ format }) => format === 'jsonl'))
    throw new WrongValue('--format jsonl is the only report of its run: leave out the other formats.')
  const [, second] = found.filter(({ file }) => file === undefined)
  if (second)
    throw new WrongValue(
      `Only one report can go to standard output: give the other a file, as --format ${second.format} --output report.${second.format}.`,
    )
  const twice = found.find(({ file }, i) => file !== undefined && found.findIndex((o) => o.file === file) !== i)
  if (twice) throw new WrongValue(`Two reports cannot go to the same file: give ${twice.file} to one of them only.`)
  return found
}

/** A value that was left out shows as the option that follows it. */
export function present(option: string, value: string): string {
  if (!/^--[a-z]/.test(value)) return value
  throw new WrongValue(`${option} wants a value, but ${value} follows it.`)
}
