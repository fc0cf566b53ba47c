import type { Evidence } from '../core/finding.ts'
import type { MailField, MailLine } from '../core/mail.ts'
import { grouped } from '../records/number.ts'
import { visible } from '../records/visible.ts'

const mostRows = 10
const mostCharacters = 60

/** Fields as evidence: the line each begins on, its name, and how it begins. */
export function fieldsEvidence(fields: readonly Pick<MailField, 'line' | 'name' | 'value'>[]): Evidence[] {
  const rows = fields.slice(0, mostRows).map(({ line, name, value }) => [line, visible(cut(name)), visible(cut(value))])
  return fields.length === 0 ? [] : [{ kind: 'table', head: ['line', 'field', 'says'], rows }]
}

/** Lines as evidence: where they stand and how long they are. */
export function linesEvidence(lines: readonly MailLine[]): Evidence[] {
  const rows = lines.slice(0, mostRows).map(({ line, octets, part }) => [line, part, octets])
  return lines.length === 0 ? [] : [{ kind: 'table', head: ['line', 'part', 'octets'], rows }]
}

const cut = (text: string): string => (text.length > mostCharacters ? `${text.slice(0, mostCharacters)}…` : text)

const units = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
] as const

/** A span in the largest unit that it fills: `3 hours`, `1 day`. */
export function spanInWords(ms: number): string {
  const [unit, length] = units.find(([, length]) => ms >= length) ?? (['second', 1000] as const)
  const count = Math.floor(ms / length)
  return `${grouped(count)} ${unit}${count === 1 ? '' : 's'}`
}

/** A point in time as a person reads it: `2026-11-24 06:00:00 UTC`. */
export const timeInWords = (at: Date): string =>
  at
    .toISOString()
    .replace('T', ' ')
    .replace(/\.\d+Z$/, ' UTC')
