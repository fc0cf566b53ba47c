import { parseSpf } from './parse.ts'
import type { Mechanism, SpfRecord, SpfTerm } from './record.ts'

/** The record as it was meant: every slip whose right form is plain put right. Other faults stay. */
export function asMeant(record: SpfRecord): SpfRecord {
  const slips = record.faults.filter((fault) => fault.meant !== undefined)
  if (slips.length === 0) return record
  let text = ''
  let from = 0
  for (const { start, text: slip, meant } of slips.toSorted((a, b) => a.start - b.start)) {
    text += record.text.slice(from, start) + meant
    from = start + slip.length
  }
  return parseSpf(text + record.text.slice(from))
}

/** The mechanism that ends the record (RFC 7208 section 5.1). */
export const allOf = ({ terms }: Pick<SpfRecord, 'terms'>): Mechanism | undefined =>
  terms.find((term): term is Mechanism => term.kind === 'mechanism' && term.name === 'all')

const isRedirect = (term: SpfTerm): boolean => term.kind === 'modifier' && term.name === 'redirect'

/** The terms that no receiver evaluates: mechanisms after `all`, and a redirect beside one (RFC 7208 sections 5.1 and 6.1). */
export function deadTerms(record: SpfRecord): ReadonlySet<SpfTerm> {
  const all = allOf(record)
  if (!all) return none
  const end = record.terms.indexOf(all)
  const dead = record.terms.filter((term, i) => isRedirect(term) || (term.kind === 'mechanism' && i > end))
  return dead.length === 0 ? none : new Set(dead)
}

const none: ReadonlySet<SpfTerm> = new Set()

/** What to change in a record: the terms to leave out, and what it is to end in. */
export interface Mending {
  drop: ReadonlySet<SpfTerm>
  /** Takes the place of `all`, or stands at the end where there is none. */
  all?: '~all' | '-all'
}

/** The record with these changes and no other, single blanks between its terms; undefined where nothing changes. */
export function mendSpf(record: Pick<SpfRecord, 'text' | 'terms'>, { drop, all }: Mending): string | undefined {
  const end = allOf(record)
  const kept = record.terms.filter((term) => !drop.has(term) && !(all && term === end)).map((term) => term.text)
  if (drop.size === 0 && !all) return undefined
  return [record.text.slice(0, 6), ...kept, ...(all ? [all] : [])].join(' ')
}

/** The record with more terms before all others, where nothing can keep a receiver from reaching them. */
export const beginWith = (terms: readonly string[], record: string): string =>
  [record.slice(0, 6), ...terms].join(' ') + record.slice(6)
