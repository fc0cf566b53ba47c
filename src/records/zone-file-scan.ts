/** One word or quoted string of a zone file, escapes still in it. `line` counts from 1. */
export interface Token {
  text: string
  quoted: boolean
  line: number
}

/** One entry: what stands on a line, or on several within parentheses. `comment` only where a line holds nothing else. */
export interface Entry {
  line: number
  /** It begins with a blank: the name is that of the entry before (RFC 1035 section 5.1). */
  indented: boolean
  tokens: Token[]
  comment?: string
}

/** What is wrong with a zone file, at which line, as a clause. Thrown only inside the zone file parser. */
export class Fault extends Error {
  readonly line: number
  constructor(line: number, says: string) {
    super(says)
    this.line = line
  }
}

interface Scan {
  text: string
  at: number
  line: number
}

/** A record's data is at most 65,535 octets, so no entry can rightly hold more words, and no string more characters. */
const mostTokens = 40_000
const longestString = 4 * 65_535
const deepest = 100

const tab = 0x09
const newline = 0x0a
const blank = 0x20
const quote = 0x22
const open = 0x28
const close = 0x29
const semicolon = 0x3b
const backslash = 0x5c

/** The entries of a zone file (RFC 1035 section 5.1), lines ended by LF alone. Throws a Fault. */
export function* entriesOf(text: string): Generator<Entry> {
  const scan: Scan = { text, at: 0, line: 1 }
  while (scan.at < text.length) {
    const entry = readEntry(scan)
    if (entry.tokens.length || entry.comment !== undefined) yield entry
  }
}

function readEntry(scan: Scan): Entry {
  const first = scan.text.charCodeAt(scan.at)
  const entry: Entry = { line: scan.line, indented: first === blank || first === tab, tokens: [] }
  const opened: number[] = []
  while (scan.at < scan.text.length) {
    const code = scan.text.charCodeAt(scan.at)
    if (code === newline) {
      scan.at++
      scan.line++
      if (!opened.length) return entry
    } else if (code === blank || code === tab) scan.at++
    else if (code === semicolon) {
      const comment = readComment(scan)
      if (!opened.length && !entry.tokens.length) entry.comment = comment
    } else if (code === open) {
      if (opened.push(scan.line) > deepest) throw new Fault(scan.line, `more than ${deepest} "(" within one another`)
      scan.at++
    } else if (code === close) {
      if (opened.pop() === undefined) throw new Fault(scan.line, 'a ")" closes nothing')
      scan.at++
    } else {
      entry.tokens.push(code === quote ? readQuoted(scan) : readWord(scan))
      if (entry.tokens.length > mostTokens) throw new Fault(entry.line, `more than ${mostTokens} words in one record`)
    }
  }
  const [unclosed] = opened
  if (unclosed !== undefined) throw new Fault(unclosed, 'the "(" on this line is never closed')
  return entry
}

function readComment(scan: Scan): string {
  const end = scan.text.indexOf('\n', scan.at)
  const start = scan.at
  scan.at = end < 0 ? scan.text.length : end
  return scan.text.slice(start, scan.at)
}

function readQuoted(scan: Scan): Token {
  const { text, line } = scan
  const start = scan.at + 1
  let at = start
  for (let code = text.charCodeAt(at); code !== quote; code = text.charCodeAt(++at)) {
    if (code === backslash) code = text.charCodeAt(++at)
    if (Number.isNaN(code) || code === newline)
      throw new Fault(line, 'a quote opens here and is not closed on this line')
    if (at - start > longestString) throw new Fault(line, 'a quoted string is longer than any record can be')
  }
  scan.at = at + 1
  return { text: text.slice(start, at), quoted: true, line }
}

function readWord(scan: Scan): Token {
  const { text, line, at: start } = scan
  let at = start
  while (at < text.length && !endsWord(text.charCodeAt(at))) {
    if (text.charCodeAt(at) === backslash) {
      const escaped = text.charCodeAt(++at)
      if (Number.isNaN(escaped) || escaped === newline)
        throw new Fault(line, 'a backslash ends the line: it escapes nothing')
    }
    at++
  }
  scan.at = at
  return { text: text.slice(start, at), quoted: false, line }
}

const endsWord = (code: number) =>
  code === newline || code === blank || code === tab || code === semicolon || code === open || code === close

/** A piece of a zone file as it can be shown to a person: UTF-8 read, nothing invisible, at most 60 characters. */
export function shown(octets: string): string {
  const text = octets.length > 60 ? `${octets.slice(0, 60)}…` : octets
  const visible = (part: string) =>
    part.replace(/[^\p{L}\p{N}\p{P}\p{S} ]/gu, (c) => `\\x${(c.codePointAt(0) ?? 0).toString(16).padStart(2, '0')}`)
  try {
    const bytes = Uint8Array.from(octets.slice(0, 60), (c) => c.charCodeAt(0))
    return visible(new TextDecoder('utf-8', { fatal: true }).decode(bytes)) + text.slice(60)
  } catch {
    return visible(text)
  }
}
