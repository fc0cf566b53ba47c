import type { Machine } from '../../core/machine.ts'
import { type Blind, blind, type Observation, seen } from '../../core/observation.ts'
import { visible } from '../../records/visible.ts'

/** One line of a data set of OpenDKIM, its key as it stands there. */
export interface DataEntry {
  key: string
  value: string
  /** `/etc/opendkim/KeyTable line 2` */
  from: string
}
/** A data set of OpenDKIM (opendkim.conf(5), "DATA SETS"). */
export interface DataSet {
  kind: 'list' | 'file' | 'patterns'
  path?: string
  entries: readonly DataEntry[]
  /** Why the rest of it was not read: what is not among the entries may be there. */
  cut?: Blind
}

const most = { entries: 10_000, line: 4000 }

/** Reads one that is a list, a file, or a file of patterns: others are databases, which only OpenDKIM can ask. */
export async function readDataSet(machine: Machine, written: string, from: string): Promise<Observation<DataSet>> {
  const [, type = '', rest = written] = /^([a-z]+):(.*)$/i.exec(written) ?? []
  const kind = type.toLowerCase()
  if (kind === 'csl' || (kind === '' && !/^\.{0,2}\//.test(written)))
    return seen({ kind: 'list', ...within(listed(rest, from), `the list of ${from}`) })
  if (kind !== '' && kind !== 'file' && kind !== 'refile')
    return blind({
      reason: 'not-attempted',
      detail: `only OpenDKIM itself can look into ${visible(written.slice(0, 200))} (${from})`,
      wayOut: 'Look on that machine which keys it has for the sender.',
    })
  const path = rest.trim()
  const file = await machine.read(path)
  if (file.kind !== 'file') return blind(whyNot(file, path, from))
  return seen({ kind: kind === 'refile' ? 'patterns' : 'file', path, ...within(entriesOf(file.text, path), path) })
}

/** One entry more than are read shows that there are more. */
function within(entries: DataEntry[], name: string): Pick<DataSet, 'entries' | 'cut'> {
  if (entries.length <= most.entries) return { entries }
  const detail = `${visible(name)} has more than ${most.entries} entries, and the others were not read`
  return { entries: entries.slice(0, most.entries), cut: { reason: 'not-attempted', detail } }
}

const listed = (text: string, from: string): DataEntry[] =>
  text
    .split(',')
    .map((one) => one.trim())
    .filter(Boolean)
    .slice(0, most.entries + 1)
    .map((one) => {
      const [key = '', ...value] = one.split('=')
      return { key, value: value.join('='), from }
    })

function entriesOf(text: string, path: string): DataEntry[] {
  const entries: DataEntry[] = []
  for (const [i, line] of text.split('\n').entries()) {
    const [, key = '', value = ''] = /^\s*([^\s#]+)\s*([^#]*)/.exec(line.slice(0, most.line)) ?? []
    if (key !== '') entries.push({ key, value: value.trim(), from: `${path} line ${i + 1}` })
    if (entries.length > most.entries) break
  }
  return entries
}

/** Why a file was not read. */
export function whyNot(file: { kind: string; blind?: Blind; what?: string }, path: string, from?: string): Blind {
  if (file.blind) return file.blind
  const named = from === undefined ? '' : `, which ${from} names,`
  const why = file.kind === 'absent' ? 'there is none' : `it is no file that can be read (${file.what})`
  return { reason: 'not-attempted', detail: `${visible(path)}${named} could not be read: ${why}` }
}

/** The entries for an address, as OpenDKIM looks for them (SigningTable): patterns in their order, else from the address to `*`. */
export function entriesFor({ kind, entries }: DataSet, address: string): DataEntry[] {
  const sender = address.toLowerCase()
  if (kind === 'patterns') return entries.filter(({ key }) => matches(key, sender))
  const byKey = new Map(entries.map((entry): [string, DataEntry] => [entry.key.toLowerCase(), entry]).reverse())
  return keysFor(sender).flatMap((key) => byKey.get(key) ?? [])
}

/** A pattern with signs of regular expressions, before the first that is known to match. */
export function oddPattern({ kind, entries }: DataSet, address: string): DataEntry | undefined {
  if (kind !== 'patterns') return undefined
  const first = entries.find(({ key }) => oddSigns.test(key) || matches(key, address.toLowerCase()))
  return first && oddSigns.test(first.key) ? first : undefined
}
const oddSigns = /[?+()[\]{}|^$\\]/

/** What is tried for `user@host` in a table without patterns, in this order. */
function keysFor(sender: string): string[] {
  const at = sender.lastIndexOf('@')
  const [user, host] = [sender.slice(0, at), sender.slice(at + 1)]
  const above = host
    .split('.')
    .map((_, i, labels) => `.${labels.slice(i + 1).join('.')}`)
    .slice(0, -1)
  return [sender, host, ...above.map((one) => `${user}@${one}`), ...above, `${user}@*`, '*']
}

/** A `*` stands for anything, the rest for itself, in any letters; one pass, whatever is written there. */
export function matches(pattern: string, text: string): boolean {
  const [first = '', ...parts] = pattern.toLowerCase().split('*')
  if (parts.length === 0) return first === text
  const last = parts.pop() ?? ''
  if (!text.startsWith(first) || text.length < first.length + last.length || !text.endsWith(last)) return false
  let at = first.length
  for (const part of parts) {
    const found = text.indexOf(part, at)
    if (found < 0) return false
    at = found + part.length
  }
  return at <= text.length - last.length
}
