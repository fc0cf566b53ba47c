import { allOf } from './mend.ts'
import type { SpfRecord, SpfTerm } from './record.ts'

/**
 * Several records of one domain as one (RFC 7208 section 4.5 lets none of several count), where that is plain: no
 * faults, no modifiers, mechanisms that let pass, and the same `all` at the end of each.
 */
export function mergeSpf(records: readonly SpfRecord[]): string | undefined {
  const all = allOf(records[0] ?? { terms: [] })
  if (!all || !records.every((record) => isPlain(record, all.qualifier))) return undefined
  const terms = records.flatMap(({ terms: [...each] }) => each.slice(0, -1)).map(({ text }) => text)
  return ['v=spf1', ...terms, all.text].join(' ')
}

function isPlain({ terms, faults }: SpfRecord, qualifier: string): boolean {
  const lets = (term: SpfTerm) => term.kind === 'mechanism' && term.name !== 'all' && term.qualifier === '+'
  const last = terms.at(-1)
  const ends = last?.kind === 'mechanism' && last.name === 'all' && last.qualifier === qualifier
  return faults.length === 0 && ends && terms.slice(0, -1).every(lets)
}
