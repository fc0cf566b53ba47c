import { expandMacros, type MacroPart, parseMacros, targetName, usesMacro } from '../../records/spf/macro.ts'
import type { Modifier, SpfRecord } from '../../records/spf/record.ts'
import type { Inquiry, Place } from './inquiry.ts'
import { askable, canExpand, chooseName, validatedNames } from './mechanisms.ts'

const mostCharacters = 2000

/**
 * What the domain says to those it refuses (RFC 7208 section 6.2): printable ASCII from a stranger. Whatever goes wrong,
 * there is simply none. Costs no lookup.
 */
export async function explain(inquiry: Inquiry, record: SpfRecord, place: Place): Promise<string | undefined> {
  const exp = record.terms.find((term): term is Modifier => term.kind === 'modifier' && term.name === 'exp')
  const spec = exp && parseMacros(exp.value, 'name')
  const specValues = spec && 'parts' in spec ? await valuesFor(inquiry, spec.parts, place) : undefined
  if (!spec || 'says' in spec || !specValues) return undefined
  const { name } = askable(targetName(spec.parts, specValues))
  const answer = name === undefined ? undefined : await inquiry.ask(name, 'TXT')
  if (answer?.kind !== 'records') return undefined
  const [only, another] = answer.records.map(({ data }) => data.join(''))
  const text = only === undefined || another !== undefined ? undefined : parseMacros(only, 'explanation')
  if (!text || 'says' in text) return undefined
  const values = await valuesFor(inquiry, text.parts, place)
  const explanation = values && expandMacros(text.parts, values, mostCharacters)
  return explanation && /^[ -~]+$/.test(explanation) ? explanation : undefined
}

async function valuesFor(inquiry: Inquiry, parts: readonly MacroPart[], { domain }: Place) {
  if (!canExpand(inquiry, parts)) return undefined
  const found = usesMacro(parts, 'p') ? await validatedNames(inquiry) : { names: [] }
  const validated = 'names' in found ? chooseName(found.names, domain) : undefined
  return { ...inquiry.values, domain, ...(validated !== undefined && { validated }) }
}
