import type { Change } from '../core/finding.ts'
import { visible } from '../records/visible.ts'
import { textColumn } from './evidence.ts'
import type { Pen } from './paint.ts'
import { columns, indented } from './wrap.ts'

/**
 * A fix in paragraphs: prose wrapped; what begins with four blanks, and every record to publish or remove, alone on its
 * line from the first column, whole. A change that was shown before (`told` remembers) is only referred to.
 */
export function repair(fix: string | undefined, changes: readonly Change[], pen: Pen, told: Set<string>): string[][] {
  const fresh = changes.filter((change) => !told.has(JSON.stringify(change)))
  for (const change of fresh) told.add(JSON.stringify(change))
  const introduced = fix?.endsWith(':') && grouped(changes).length === 1
  const order = fresh.length < changes.length ? fix?.replace(/:$/, '.') : fix
  return [
    ...prose(order ?? '', pen),
    ...grouped(fresh).flatMap(({ lead, lines }) => [
      ...(introduced ? [] : [indented(lead, pen.width, textColumn)]),
      lines,
    ]),
    ...reference(fresh.length, changes.length, pen),
  ]
}

function reference(fresh: number, all: number, pen: Pen): string[][] {
  if (fresh === all) return []
  const says =
    fresh === 0 ? 'What is to be published above mends this too.' : 'The rest is in what is to be published above.'
  return [indented(says, pen.width, textColumn)]
}

function prose(fix: string, pen: Pen): string[][] {
  const paragraphs: string[][] = []
  let before: boolean | undefined
  for (const line of fix.split('\n').filter((one) => one.trim() !== '')) {
    const pasted = line.startsWith('    ')
    const lines = pasted ? [visible(line.slice(4))] : indented(visible(line), pen.width, textColumn)
    if (before === pasted) paragraphs.at(-1)?.push(...lines)
    else paragraphs.push(lines)
    before = pasted
  }
  return paragraphs
}

/** Changes of one kind that follow each other, under one line that says what to do with them. */
function grouped(changes: readonly Change[]): { lead: string; lines: string[] }[] {
  const groups: { lead: string; lines: string[] }[] = []
  for (const change of changes) {
    const lead = leadOf(change)
    const last = groups.at(-1)
    if (last?.lead === lead && change.change !== 'replace') last.lines.push(zoneLine(change))
    else groups.push({ lead, lines: [zoneLine(change)] })
  }
  return groups
}

function leadOf(change: Change): string {
  if (change.change === 'add') return 'Publish:'
  if (change.change === 'remove') return 'Remove:'
  const [, tag] = /^"(v=\w+)/i.exec(change.was) ?? []
  if (columns(change.was) <= 40) return `Publish this in place of ${visible(`${change.type} ${change.was}`)}:`
  return `Publish this in place of the record that ${tag === undefined ? 'is there' : `begins with ${tag}`}:`
}

/** A record as it stands in a zone file (RFC 1035 section 5.1), with the TTL of one hour that is usual. */
function zoneLine(change: Change): string {
  const owner = change.name.endsWith('.') ? change.name : `${change.name}.`
  return visible(`${owner} 3600 IN ${change.type} ${change.change === 'remove' ? change.was : change.becomes}`)
}
