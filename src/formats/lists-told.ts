import type { Finding } from '../core/finding.ts'
import { written } from '../records/visible.ts'
import { field } from './lists-headline.ts'
import type { Pen } from './paint.ts'

interface Among {
  /** Who acts on it stands in the headline. */
  isHeadline: boolean
  pen: Pen
  /** The fixes told so far; this one joins them. */
  fixes: string[]
}

/** A finding as it reads among others: with its codes and what the list says of it, without what was said above. */
export function retold(finding: Finding, { isHeadline, pen, fixes }: Among): Finding {
  const everything = pen.verbosity === 'verbose'
  return {
    ...finding,
    says: shortened(finding, isHeadline) + reasons(finding),
    ...(!everything && { evidence: finding.evidence?.filter(({ kind }) => kind !== 'dns') ?? [] }),
    ...(finding.fix !== undefined && { fix: fixOnce(finding.fix, fixes) }),
  }
}

const mostCodes = 4

/** `ZEN lists 192.0.2.1: CSS. Big ones refuse.` -> `ZEN (127.0.0.3): CSS.`; who acts is left out where it was said. */
function shortened(finding: Finding, isHeadline: boolean): string {
  const { says, about } = finding
  const list = field(finding, 'list')
  const codes = Array.isArray(about.codes) ? about.codes : []
  const own = `${list} lists ${field(finding, 'ip')}: `
  const head = `${list} (${codes.slice(0, mostCodes).join(', ')}${codes.length > mostCodes ? ', …' : ''})`
  if (!['listed', 'allowed'].includes(field(finding, 'state')) || !says.startsWith(`${list} `)) return says
  const short = says.startsWith(own) ? `${head}: ${says.slice(own.length)}` : head + says.slice(list.length)
  return isHeadline ? short.replace(` ${field(finding, 'acts')}`, '') : short
}

/** The operator's own words, which nobody here vouches for. */
function reasons({ about }: Finding): string {
  const texts = Array.isArray(about.reasons) ? about.reasons : []
  return texts.length === 0 ? '' : ` It says: ${texts.map((text) => `"${written(String(text))}"`).join(', ')}`
}

/** A fix without the sentences that it begins with as one told before did. */
function fixOnce(fix: string, fixes: string[]): string {
  const sentences = sentencesOf(fix)
  const alike = Math.max(0, ...fixes.map((one) => common(sentencesOf(one), sentences)))
  fixes.push(fix)
  if (alike === 0) return fix
  const rest = sentences.slice(alike)
  return [rest.length === 0 ? 'Do what stands above.' : 'First do what stands above.', ...rest].join(' ')
}
const sentencesOf = (text: string): string[] => text.split(/(?<=\.) /)

function common(one: readonly string[], other: readonly string[]): number {
  const differs = one.findIndex((sentence, i) => sentence !== other[i])
  return differs < 0 ? one.length : differs
}
