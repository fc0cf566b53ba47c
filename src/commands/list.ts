import { Buffer } from 'node:buffer'
import type { Readable } from 'node:stream'
import { type DomainRequest, type IpRequest, type Usage, usage } from '../core/request.ts'
import { fileTrouble, openFile } from '../net/files.ts'
import { readTarget } from '../plan.ts'
import { mostAddresses, readAddresses } from '../plan-addresses.ts'
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

type Listed = Pick<DomainRequest | IpRequest, 'command' | 'targets' | 'list'>
/** What a list holds, how many one report may be about, and how an entry is read. */
const held = {
  domain: { one: 'domain', many: 'domains', most: 100, example: 'example.com', read: readTarget },
  ip: { one: 'address', many: 'addresses', most: mostAddresses, example: '192.0.2.1', read: readAddresses },
}
const mostOctets = 4096
const standardInput = '-'

/** Whether some of the domains stand in a list. */
export const isListed = ({ targets, list }: Omit<Listed, 'command'>): boolean =>
  list !== undefined || targets.includes(standardInput)

/** The domains typed, then those on standard input (`-`), then those in the file (`--targets`): one a line, `#` begins a comment. */
export function openList({ targets, list }: Omit<Listed, 'command'>, { stdin }: Pick<Io, 'stdin'>): List | Usage {
  const file = list === undefined || list === standardInput ? undefined : openFile(list)
  if (file && 'usage' in file) return file
  const fromInput = targets.includes(standardInput) || list === standardInput
  const sources: Source[] = [
    ...(fromInput ? [{ called: 'standard input', stream: stdin() }] : []),
    ...(file && list !== undefined ? [{ called: `"${list}"`, stream: file }] : []),
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

/** All domains of a short list, as typed, for one report about all of them, unless Ctrl-C ends the reading. */
export async function readList(
  listed: Listed,
  io: Pick<Io, 'stdin' | 'signal'>,
): Promise<string[] | Usage | 'interrupted'> {
  if (!isListed(listed)) return [...listed.targets]
  const opened = openList(listed, io)
  if ('usage' in opened) return opened
  const { signal } = io
  if (signal.aborted) opened.close()
  signal.addEventListener('abort', opened.close)
  try {
    const read = await readAll(listed, opened)
    return signal.aborted ? 'interrupted' : read
  } finally {
    signal.removeEventListener('abort', opened.close)
  }
}

async function readAll(listed: Listed, opened: List): Promise<string[] | Usage> {
  const typed: string[] = []
  const entries = opened.entries()
  for (let next = await entries.next(); ; next = await entries.next()) {
    if (next.done) return next.value ?? (typed.length > 0 ? typed : emptyList(listed))
    const fault = faultOf(next.value, held[listed.command].read)
    if (fault !== undefined) return fail(opened, fault)
    typed.push(next.value.typed)
    const { most, many } = held[listed.command]
    if (typed.length > most)
      return fail(
        opened,
        `More than ${most} ${many} are too many for one report: --format jsonl gives each a line of its own.`,
      )
  }
}

/** What is wrong with an entry, and where. What was typed is the plan's affair. */
function faultOf(entry: Entry, readOne: (typed: string) => object | { fault: string }): string | undefined {
  if (entry.place === undefined) return undefined
  const read = entry.long ? { fault: tooLong(entry) } : readOne(entry.typed)
  if (!('fault' in read)) return undefined
  return `${entry.place}: ${read.fault} --format jsonl gives such a line a report of its own, and goes on.`
}

function fail(opened: List, sentence: string): Usage {
  opened.close()
  return usage(sentence)
}

/** What is wrong with a line that is too long. */
export const tooLong = ({ typed }: Entry): string =>
  `${typed}… is a line of more than ${mostOctets} octets: give one domain or address a line.`

/** A list without a domain is no list: most likely it is the wrong one. */
export function emptyList({ command, list }: Listed): Usage {
  const { one, example } = held[command]
  return usage(`${list === undefined ? 'Standard input' : list} names no ${one}: give one a line, such as ${example}.`)
}

async function* entriesIn(stream: AsyncIterable<Buffer | string>, called: string): AsyncGenerator<Entry> {
  const cut: Cut = { held: Buffer.alloc(0), long: false }
  let count = 0
  for await (const data of stream) {
    for (const line of linesIn(cut, typeof data === 'string' ? Buffer.from(data) : data)) {
      const entry = entryOf(line, called, ++count)
      if (entry) yield entry
    }
    // A list that is always there must not keep signals and answers from being heard.
    await new Promise(setImmediate)
  }
  const last = cut.held.length > 0 && entryOf({ octets: cut.held, long: cut.long }, called, count + 1)
  if (last) yield last
}

interface TextLine {
  octets: Buffer
  long: boolean
}
const [newline, comment] = [10, 35]

/** UTF-8, or what becomes of other octets: they are in no domain, and that is then said. Nothing for a line without a domain. */
function entryOf({ octets, long }: TextLine, called: string, count: number): Entry | undefined {
  if (!long && (octets.length === 0 || octets[0] === comment)) return undefined
  const line = octets.toString('utf8', count === 1 && startsWithBom(octets) ? 3 : 0)
  const place = `${called} line ${count}`
  if (long) return { typed: line.slice(0, 40), long, place }
  const typed = (line.startsWith('#') ? '' : line.replace(/\s#.*$/s, '')).trim()
  return typed === '' ? undefined : { typed, place }
}

const startsWithBom = (octets: Buffer): boolean => octets.length >= 3 && octets.readUIntBE(0, 3) === 0xefbbbf

/** The beginning of a line whose end has not come yet. */
interface Cut {
  held: Buffer
  long: boolean
}

/** Lines without their ends; of one that is too long, no more than its beginning. */
function* linesIn(cut: Cut, data: Buffer): Generator<TextLine> {
  let rest = data
  for (let end = rest.indexOf(newline); ; end = rest.indexOf(newline)) {
    const { held } = cut
    const part = end < 0 ? rest : rest.subarray(0, end)
    const long = cut.long || held.length + part.length > mostOctets
    const line = held.length > 0 ? Buffer.concat([held, part.subarray(0, mostOctets - held.length)]) : part
    cut.held = end < 0 ? Buffer.from(line.subarray(0, mostOctets)) : Buffer.alloc(0)
    cut.long = end < 0 && long
    if (end < 0) return
    yield { octets: line.subarray(0, mostOctets), long }
    rest = rest.subarray(end + 1)
  }
}
