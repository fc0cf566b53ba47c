import { Buffer } from 'node:buffer'
import type { Readable } from 'node:stream'
import { type DomainRequest, type Usage, usage } from '../core/request.ts'
import { fileTrouble, openFile } from '../net/files.ts'
import { readTarget } from '../plan.ts'
import type { Io } from '../terminal/io.ts'

/** One domain of a list as it was written; `long` where the line went on for more than any domain does. */
export interface Entry {
  typed: string
  long?: true
  /** Where it stands, if in a list: "domains.txt line 2". */
  place?: string
}
/** Where the domains come from. */
interface Source {
  called: string
  stream: Readable
}
/** The domains asked about, read as they are wanted. `close` ends the reading, also one that waits for more. */
export interface List {
  entries(): AsyncGenerator<Entry, Usage | undefined>
  close(): void
}

type Listed = Pick<DomainRequest, 'targets' | 'list'>
const mostOctets = 4096
const mostInOneReport = 100
const standardInput = '-'

/** Whether some of the domains stand in a list. */
export const isListed = ({ targets, list }: Listed): boolean => list !== undefined || targets.includes(standardInput)

/** The domains typed, then those on standard input (`-`), then those in the file (`--targets`): one a line, `#` begins a comment. */
export function openList({ targets, list }: Listed, { stdin }: Pick<Io, 'stdin'>): List | Usage {
  const file = list === undefined || list === standardInput ? undefined : openFile(list)
  if (file && 'usage' in file) return file
  const fromInput = targets.includes(standardInput) || list === standardInput
  const sources: Source[] = [
    ...(fromInput ? [{ called: 'standard input', stream: stdin() }] : []),
    ...(file && list !== undefined ? [{ called: list, stream: file }] : []),
  ]
  let closed = false
  async function* entries(): AsyncGenerator<Entry, Usage | undefined> {
    for (const typed of targets) if (typed !== standardInput) yield { typed }
    for (const { called, stream } of sources)
      try {
        yield* entriesIn(stream, called)
      } catch (error) {
        if (!closed) return usage(`${called} cannot be read: ${fileTrouble(error)}.`)
      }
    return undefined
  }
  const close = () => {
    closed = true
    for (const { stream } of sources) stream.destroy()
  }
  return { entries, close }
}

/** All domains of a short list, as typed, for one report about all of them. */
export async function readList(listed: Listed, io: Pick<Io, 'stdin'>): Promise<string[] | Usage> {
  if (!isListed(listed)) return [...listed.targets]
  const opened = openList(listed, io)
  if ('usage' in opened) return opened
  const typed: string[] = []
  const entries = opened.entries()
  for (let next = await entries.next(); ; next = await entries.next()) {
    if (next.done) return next.value ?? (typed.length > 0 ? typed : emptyList(listed))
    const fault = faultOf(next.value)
    if (fault !== undefined) return fail(opened, fault)
    typed.push(next.value.typed)
    if (typed.length > mostInOneReport)
      return fail(
        opened,
        `More than ${mostInOneReport} domains are too many for one report: --format jsonl gives each a line of its own.`,
      )
  }
}

/** What is wrong with an entry, and where. What was typed is the plan's affair. */
function faultOf(entry: Entry): string | undefined {
  if (entry.place === undefined) return undefined
  const read = entry.long ? { fault: tooLong(entry) } : readTarget(entry.typed)
  if (!('fault' in read)) return undefined
  return `${entry.place}: ${read.fault} --format jsonl gives such a line a report of its own, and goes on.`
}

function fail(opened: List, sentence: string): Usage {
  opened.close()
  return usage(sentence)
}

/** What is wrong with a line that is too long. */
export const tooLong = ({ typed }: Entry): string =>
  `${typed}… is a line of more than ${mostOctets} octets, and 253 is the most a domain can have.`

/** A list without a domain is no list: most likely it is the wrong one. */
export const emptyList = ({ list }: Listed): Usage =>
  usage(`${list === undefined ? 'Standard input' : list} names no domain: give one a line, such as example.com.`)

/** UTF-8, or what becomes of other octets: they are in no domain, and that is then said. */
async function* entriesIn(stream: Readable, called: string): AsyncGenerator<Entry> {
  let count = 0
  for await (const { octets, long } of linesIn(stream)) {
    const line = octets.toString('utf8', count === 0 && startsWithBom(octets) ? 3 : 0)
    count++
    const typed = (line.startsWith('#') ? '' : line.replace(/\s#.*$/s, '')).trim()
    const place = `${called} line ${count}`
    if (long) yield { typed: line.slice(0, 40), long, place }
    else if (typed !== '') yield { typed, place }
  }
}

const startsWithBom = (octets: Buffer): boolean => octets.length >= 3 && octets.readUIntBE(0, 3) === 0xefbbbf

const newline = 10

/** Lines without their ends; of one that is too long, no more than its beginning. */
async function* linesIn(stream: AsyncIterable<Buffer | string>): AsyncGenerator<{ octets: Buffer; long?: true }> {
  let held: Buffer = Buffer.alloc(0)
  let long = false
  for await (const data of stream) {
    let rest = typeof data === 'string' ? Buffer.from(data) : data
    for (let end = rest.indexOf(newline); ; end = rest.indexOf(newline)) {
      const part = end < 0 ? rest : rest.subarray(0, end)
      if (held.length + part.length > mostOctets) long = true
      const line = held.length > 0 ? Buffer.concat([held, part.subarray(0, mostOctets - held.length)]) : part
      if (end < 0) {
        held = Buffer.from(line.subarray(0, mostOctets))
        break
      }
      yield long ? { octets: line.subarray(0, mostOctets), long } : { octets: line }
      held = Buffer.alloc(0)
      long = false
      rest = rest.subarray(end + 1)
    }
  }
  if (held.length > 0) yield long ? { octets: held, long } : { octets: held }
}
