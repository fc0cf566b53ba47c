import { Buffer } from 'node:buffer'
import type { HeaderRow } from 'mailauth/lib/dkim/dkim-verifier.js'
import type { Breakage } from '../../core/mail-auth.ts'
import type { SignatureTags } from '../../records/mail/signature.ts'
import { rewritings } from './header-rewritings.ts'

type Found = Pick<Breakage, 'proven' | 'field' | 'says'>
/** Whether the signature verifies over these rows, with its own field as given. */
export type Trial = (headers: readonly HeaderRow[], own: HeaderRow) => boolean

/** A header that is not the one that was signed. */
export interface BrokenHeader {
  /** All of it, topmost first. */
  rows: readonly HeaderRow[]
  /** The DKIM-Signature. */
  own: HeaderRow
  tags: SignatureTags
  trial: Trial
}

/** The rows that a signature covers: of each name in `h=` the lowest one that is left (RFC 6376 section 5.4.2). */
export function coveredRows(rows: readonly HeaderRow[], names: readonly string[]): HeaderRow[] {
  const left = new Map<string, HeaderRow[]>()
  for (const row of rows) {
    const same = left.get(row.key)
    if (same) same.push(row)
    else left.set(row.key, [row])
  }
  return names.flatMap((name) => left.get(name)?.pop() ?? [])
}

const mostTrials = 200

/** What was done to the header, where undoing it makes the signature verify; `intact` where nothing was. */
export function headerBreakage(broken: BrokenHeader): Found | 'intact' | undefined {
  const { rows, own, tags, trial } = broken
  const covered = coveredRows(rows, tags.fields)
  if (trial(covered, own)) return 'intact'
  return (
    rewritten(broken, covered) ??
    added(broken, covered) ??
    supplied(broken) ??
    copied(broken, covered) ??
    removed(broken) ??
    folded(broken, covered)
  )
}

/** One field written otherwise. */
function rewritten({ rows, own, trial }: BrokenHeader, covered: readonly HeaderRow[]): Found | undefined {
  let left = mostTrials
  for (const row of covered)
    for (const { value, proven, says } of rewritings(row, rows)) {
      if (left-- === 0) return undefined
      const before = { ...row, line: Buffer.from(`${row.casedKey}: ${value}`, 'latin1') }
      if (
        trial(
          covered.map((each) => (each === row ? before : each)),
          own,
        )
      )
        return { proven, field: row.casedKey, says }
    }
  return undefined
}

/** A field that is there once more than when it was signed. */
function added({ rows, own, tags, trial }: BrokenHeader, covered: readonly HeaderRow[]): Found | undefined {
  for (const row of covered.slice(0, mostTrials)) {
    const without = coveredRows(
      rows.filter((each) => each !== row),
      tags.fields,
    )
    if (trial(without, own))
      return {
        proven: 'field-added',
        field: row.casedKey,
        says: `a field ${row.casedKey} was added, which the signature does not allow`,
      }
  }
  return undefined
}

/** What servers write where it is lacking, all of it at once, though it was signed as absent. */
function supplied({ rows, own, tags, trial }: BrokenHeader): Found | undefined {
  const written = ['date', 'message-id', 'mime-version', 'content-type', 'content-transfer-encoding']
  for (const names of [written.slice(0, 2), written]) {
    const added = coveredRows(rows, tags.fields).filter(({ key }) => names.includes(key))
    const rest = rows.filter(({ key }) => !names.includes(key))
    if (added.length > 1 && trial(coveredRows(rest, tags.fields), own)) {
      const told = added.map(({ casedKey }) => casedKey)
      return {
        proven: 'field-added',
        field: told.join(', '),
        says: `fields were added, which the signature does not allow: ${told.join(', ')}`,
      }
    }
  }
  return undefined
}

/** Fields that the signer copied (`z=`), and that are not there. */
function removed({ rows, own, tags, trial }: BrokenHeader): Found | undefined {
  const there = new Set(rows.map(({ key }) => key))
  const gone = tags.copies.filter(({ name }) => !there.has(name.toLowerCase()))
  if (gone.length === 0) return undefined
  const copies = gone.map(({ name, value }) => ({
    key: name.toLowerCase(),
    casedKey: name,
    line: Buffer.from(`${name}:${value}`, 'latin1'),
  }))
  if (!trial(coveredRows([...rows, ...copies], tags.fields), own)) return undefined
  const field = gone
    .slice(0, 12)
    .map(({ name }) => name.slice(0, 80))
    .join(', ')
  return { proven: 'field-removed', field, says: `what was signed was taken out of the header: ${field}` }
}

/** The fields as the signer copied them (`z=`). */
function copied({ own, tags, trial }: BrokenHeader, covered: readonly HeaderRow[]): Found | undefined {
  const copies = new Map(tags.copies.map(({ name, value }) => [name.toLowerCase(), value]))
  const before = covered.map((row) => {
    const value = copies.get(row.key)
    return value === undefined ? row : { ...row, line: Buffer.from(`${row.casedKey}:${value}`, 'latin1') }
  })
  if (copies.size === 0 || !trial(before, own)) return undefined
  const changed = covered.find((row, i) => plain(row) !== plain(before[i] as HeaderRow))
  return { proven: 'field-changed', ...(changed && { field: changed.casedKey }), says: changedIn(changed) }
}

const changedIn = (row: HeaderRow | undefined): string =>
  row ? `the field ${row.casedKey} was changed` : 'the way in which the header is written was changed'
const plain = ({ line }: HeaderRow): string => line.toString('latin1').replace(/\s+/g, '')

/** Folds put in or moved, which canonicalization "simple" does not forgive. */
function folded({ own, tags, trial }: BrokenHeader, covered: readonly HeaderRow[]): Found | undefined {
  if (tags.canonicalization.header !== 'simple') return undefined
  const unfolded = (row: HeaderRow, by: string): HeaderRow => ({
    ...row,
    line: Buffer.from(row.line.toString('latin1').replace(/\r\n[ \t]+/g, by), 'latin1'),
  })
  const says = (name: string) => `the field ${name} was folded anew, which canonicalization "simple" does not forgive`
  for (const by of [' ', '', '\r\n ', '\r\n\t'])
    for (const row of [...covered.slice(0, mostTrials / 4), own]) {
      const before = unfolded(row, by)
      const rows = covered.map((each) => (each === row ? before : each))
      if (trial(rows, row === own ? before : own))
        return { proven: 'blanks', field: row.casedKey, says: says(row.casedKey) }
    }
  return undefined
}
