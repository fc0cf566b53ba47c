import { allOf } from './mend.ts'
import { parseSpf } from './parse.ts'
import type { SpfTerm } from './record.ts'

/**
 * The record with one more include, behind all terms that name somebody and before `all` and the modifiers, without the
 * terms that it takes the place of.
 */
export function withInclude(text: string, name: string, isReplaced: (term: SpfTerm) => boolean = () => false): string {
  const record = parseSpf(text)
  const kept = record.terms.filter((term) => !isReplaced(term))
  const all = allOf({ terms: kept })
  const end = kept.findIndex((term) => term === all || term.kind === 'modifier')
  const at = end < 0 ? kept.length : end
  const texts = kept.map((term) => term.text)
  return [record.text.slice(0, 6), ...texts.slice(0, at), `include:${name}`, ...texts.slice(at)].join(' ')
}
