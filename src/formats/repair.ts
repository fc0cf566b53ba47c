import type { Change } from '../core/finding.ts'
import { visible } from '../records/visible.ts'
import type { Pen } from './paint.ts'
import { columns, indented } from './wrap.ts'

/**
 * A fix in paragraphs: prose wrapped; what begins with four blanks, and every record to publish or remove, alone on its
 * line from the first column, whole. A change that was shown before (`told` remembers) is only referred to.
 */
export const repair = (fix: string | undefined, changes: readonly Change[], pen: Pen, told: Set<string>): string[][] =>
  orders(fix, changes, told).map(({ pasted, lines }) =>
    pasted ? lines : lines.flatMap((line) => indented(line, pen.width, pen.column)),
  )

/** One paragraph of a fix: prose, or lines to be pasted as they stand. */
export interface Order {
  pasted: boolean
  lines: string[]
}

/** The paragraphs of a fix and its changes, unwrapped. */
export function orders(fix: string | undefined, changes: readonly Change[], told: Set<string>): Order[] {
  const fresh = changes.filter((change) => !told.has(JSON.stringify(change)))
  for (const change of fresh) told.add(JSON.stringify(change))
  const introduced = fix?.endsWith(':') && grouped(changes).length === 1
  const order = fresh.length < changes.length ? fix?.replace(/:$/, '.') : fix
  return [
    ...prose(order ?? ''),
    ...grouped(fresh).flatMap(({ lead, lines }) => [
      ...(introduced ? [] : [{ pasted: false, lines: [lead] }]),
      { pasted: true, lines },
    ]),
    ...reference(fresh.length, changes.length),
  ]
}

function reference(fresh: number, all: number): Order[] {
  if (fresh === all) return []
  const says =
    fresh === 0 ? 'What is to be published above mends this too.' : 'The rest is in what is to be published above.'
  return [{ pasted: false, lines: [says] }]
}

function prose(fix: string): Order[] {
  const paragraphs: Order[] = []
  for (const line of fix.split('\n').filter((one) => one.trim() !== '')) {
    const pasted = line.startsWith('    ')
    const shown = visible(pasted ? line.slice(4) : line)
    const last = paragraphs.at(-1)
    if (last?.pasted === pasted) last.lines.push(shown)
    else paragraphs.push({ pasted, lines: [shown] })
  }
  return paragraphs
}

/** Changes of one kind that follow each other, under one sentence that says what to do with them. */
function grouped(changes: readonly Change[]): { lead: string; lines: string[] }[] {
  const groups: Change[][] = []
  for (const change of changes) {
    const last = groups.at(-1)
    if (last?.[0]?.change === change.change && change.change !== 'replace') last.push(change)
    else groups.push([change])
  }
  return groups.map((group) => ({ lead: leadOf(group), lines: group.map(zoneLine) }))
}

function leadOf([change, ...others]: readonly Change[]): string {
  if (change?.change === 'replace') return `Publish this in place of ${visible(named(change.type, change.was))}:`
  const them = others.length === 0 ? 'this record' : 'these records'
  return change?.change === 'add' ? `Publish ${them}:` : `Remove ${them}:`
}

/** A record in a sentence: a short one as it is, without the dot at its end; any other by how it begins. */
function named(type: string, data: string): string {
  const [, tag] = /^"(v=\w+)/i.exec(data) ?? []
  if (columns(data) <= 40 && !data.endsWith(' .')) return `${type} ${data.replace(/\.$/, '')}`
  return tag === undefined ? `the ${type} record that is there` : `the record that begins with ${tag}`
}

/** A record as it stands in a zone file (RFC 1035 section 5.1), with the TTL of one hour that is usual. */
function zoneLine(change: Change): string {
  const owner = change.name.endsWith('.') ? change.name : `${change.name}.`
  return visible(`${owner} 3600 IN ${change.type} ${change.change === 'remove' ? change.was : change.becomes}`)
}
