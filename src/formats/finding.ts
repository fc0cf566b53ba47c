import type { Finding, Verdict } from '../core/finding.ts'
import { evidence } from './evidence.ts'
import { causesSay, type Following, followSays } from './following.ts'
import type { Pen } from './paint.ts'
import { repair } from './repair.ts'
import { ends, hang, indented, readable } from './wrap.ts'

/** What a block has shown already, and need not show again; and what follows from what in it. */
export interface Told {
  evidence: Set<string>
  changes: Set<string>
  from: Following
}

/** Sign, verdict word and sentence: `  ✗ fail     shop.example costs …`, hanging. */
export function opening(verdict: Verdict, says: string, pen: Pen): string[] {
  const head = `  ${pen.sign[verdict]} ${verdict}`
  const [first = '', ...rest] = hang(head, readable(says), pen.width, pen.column)
  return [pen.verdict(verdict, head) + first.slice(head.length), ...rest]
}

/** A sentence, with the other servers that it holds for. */
export const withOthers = (says: string, also: readonly string[]): string =>
  also.length === 0 ? says : `${says} The same at ${also.join(', ')}.`

/** A blank at which no line ends: a citation is looked for as one. */
const bound = '\u00a0'
const citation = /^RFC \d+ section [\d.]+$/

/** A finding that needs hands, or one that everything is asked of: the whole story, in paragraphs. `also`: the other servers that it holds for. */
export function story(finding: Finding, pen: Pen, told: Told, also: readonly string[] = []): string[] {
  const refs = finding.refs.map((ref) => (citation.test(ref) ? ref.replaceAll(' ', bound) : readable(ref)))
  const source = ends(refs.join('; '), finding.id, pen.width, pen.column).map((line) =>
    pen.dim(line.replaceAll(bound, ' ')),
  )
  const paragraphs = [
    opening(finding.verdict, withOthers(finding.says, also), pen),
    ...evidence(finding, pen, told.evidence),
    ...repair(finding.fix, finding.repair ?? [], pen, told.changes),
    ...fromIt(finding, pen, told.from),
  ]
  return close(paragraphs, source)
}

/** What follows from it, where that is not told by itself; where it is, what it follows from. */
function fromIt(finding: Finding, pen: Pen, from: Following): string[][] {
  const says = pen.verbosity === 'verbose' ? causesSay(finding, from) : followSays(finding, from)
  return says === undefined ? [] : [indented(says, pen.width, pen.column).map(pen.dim)]
}

/**
 * Findings that say the same of several servers or, unless everything is asked for, of several receivers, told of the
 * first; `also` are the others.
 */
export const eachOnce = (
  findings: readonly Finding[],
  { verbosity }: Partial<Pick<Pen, 'verbosity'>> = {},
): { finding: Finding; also: string[] }[] =>
  [
    ...Map.groupBy(
      findings,
      (finding) => (verbosity === 'verbose' ? undefined : apartFromReceiver(finding)) ?? apartFromServer(finding),
    ).values(),
  ].flatMap(([finding, ...others]) =>
    finding ? [{ finding, also: others.map(({ about }) => String(about.receiver ?? about.server)) }] : [],
  )

/** What a finding says apart from the receiver that it is about; nothing where it is about none. */
export function apartFromReceiver({ outcome, says, fix = '', about: { receiver } }: Finding): string | undefined {
  if (typeof receiver !== 'string') return undefined
  return [outcome, says, fix].map((text) => text.replaceAll(receiver, '')).join('\n')
}

/** What a finding says apart from the server that it is about; one without a server stands alone. */
function apartFromServer(finding: Finding): string | Finding {
  const { id, says, fix = '', about } = finding
  const { server, address } = about
  if (typeof server !== 'string' || typeof address !== 'string') return finding
  return [id, says, fix].map((text) => text.replaceAll(server, '').replaceAll(address, '')).join('\n')
}

/** The stories; of those that end alike the first ten, since a hostile zone can have hundreds. */
export function stories(findings: readonly Finding[], pen: Pen, told: Told): string[][] {
  const most = pen.verbosity === 'verbose' ? Number.POSITIVE_INFINITY : 10
  const tales: string[][] = []
  const counts = new Map<string, number>()
  for (const { finding, also } of eachOnce(findings, pen)) {
    const count = (counts.get(finding.id) ?? 0) + 1
    counts.set(finding.id, count)
    if (count <= most) tales.push(story(finding, pen, told, also))
  }
  for (const [id, count] of counts)
    if (count > most)
      tales.push([pen.dim(`${' '.repeat(pen.column)}… ${count - most} more of ${id}: --verbose shows them`)])
  return tales
}

/** A finding in its sentence alone; dim, since nothing is to be done. */
export function aside({ verdict, says }: Finding, pen: Pen, also: readonly string[] = []): string[] {
  const lines = hang(`  ${pen.sign[verdict]} ${verdict}`, readable(withOthers(says, also)), pen.width, pen.column)
  return lines.map((line) => pen.verdict(verdict, line))
}

/** Paragraphs with a blank line between them; the last line follows prose at once, and a line to be pasted after a gap. */
export function close(paragraphs: readonly string[][], last: readonly string[]): string[] {
  const lines = paragraphs.flatMap((paragraph, i) => (i === 0 ? paragraph : ['', ...paragraph]))
  const pasted = lines.at(-1)?.startsWith(' ') === false
  return [...lines, ...(pasted && last.length > 0 ? [''] : []), ...last]
}
