import { isTableType } from '../../records/table-types.ts'
import { isDestination } from './destination.ts'
import { entriesOf, type Hidden, hiddenAt, linesOf, wordsAt } from './hide.ts'
import { loginValue } from './logins.ts'

/** What main.cf, master.cf or postconf tell of passwords. */
export interface PasswordMaps {
  hidden: Hidden[]
  /** The files that hold logins, by what stands there. */
  files: string[]
  /** The hosts that mail goes to or that this machine is, in small letters, and the next hops as they are written. */
  hosts: string[]
}

/** One value of a parameter, where it is written. */
interface Value {
  name: string
  start: number
  text: string
}

/**
 * The passwords in values of parameters that hold them (`static:user:password`, `inline:{…}`), and in those of the
 * parameters that they are put together from. `bare`: a line is a value without its name, as `postconf -h` writes, and
 * this stands for the name.
 */
export function parameterPasswords(text: string, bare?: string): PasswordMaps {
  const values =
    bare === undefined ? valuesIn(text) : linesOf(text).map(({ start, line }) => ({ name: bare, start, text: line }))
  const known = new Map(values.map(({ name, text }) => [name, text]))
  const hidden = new Map<string, Hidden>()
  const files = new Set<string>()
  // A value that a password is put together from is hidden as a whole.
  const whole = new Set<string>()
  const told = new Set<string>()
  const asked = new Set(values.map(({ name }) => name).filter((name) => /passw/i.test(name)))
  for (let round = 0, before = -1; round < mostRounds && before !== whole.size + asked.size + told.size; round++) {
    before = whole.size + asked.size + told.size
    for (const value of values) {
      if (whole.has(value.name)) add(hiddenAt(value.start, value.text))
      if (!asked.has(value.name)) continue
      if (told.has(value.name)) for (const one of loginValue(value.start, value.text)) take(one)
      for (const one of passwordsIn(value)) take(one)
      if (/passw\w*_maps$/i.test(value.name)) for (const one of noTables(value)) add(one)
      for (const name of namesIn(value.text)) asked.add(name)
      for (const [, file = ''] of value.text.matchAll(/(?:^|[\s,]|[a-z]:)([/$][^\s,{}]{1,1024})/g))
        files.add(expanded(file, known))
    }
  }
  /** A login that another parameter holds is hidden there, as a login is. */
  function take(one: Hidden) {
    const names = namesIn(one.password ?? '')
    if (one.guess && isReference.test(one.password ?? '')) {
      for (const name of names) told.add(name)
      return
    }
    add(filled(one, known))
    for (const name of names) whole.add(name)
  }
  function add(one: Hidden) {
    hidden.set(`${one.start} ${one.end}`, one)
  }
  return {
    hidden: [...hidden.values()],
    files: [...files].filter((file) => file.startsWith('/')),
    hosts: hostsIn(values),
  }
}

const namesHosts =
  /relayhost$|^default_transport$|fallback_relay$|^my(?:hostname|domain|destination|origin)$|helo_name$/

function hostsIn(values: readonly Value[]): string[] {
  const all = values
    .filter(({ name }) => namesHosts.test(name))
    .flatMap(({ text }) => text.slice(0, longestValue).split(/[\s,]+/))
  const hops = all.map((word) => word.replace(/^[a-z-]{1,30}:(?=\[)/, '').toLowerCase())
  const hosts = hops.filter((hop) => isDestination(hop) || /^[a-z\d-]{1,63}(?::\d{1,5})?$/.test(hop))
  return [...new Set(hosts.flatMap((hop) => [hop, hop.replace(/^\[|\]?(?::\w+)?$/g, '')]))].filter(Boolean)
}

/** Words that name no table where tables are named: a login may have been written there. */
function noTables({ start, text }: Value): Hidden[] {
  const found: Hidden[] = []
  let depth = 0
  for (const word of text.matchAll(/[{}]|[^\s,{}]+/g)) {
    if (word[0] === '{') depth++
    else if (word[0] === '}') depth = Math.max(0, depth - 1)
    else if (depth === 0 && text[word.index - 1] !== '}' && !isTable(word[0])) {
      const mark = /^#*/.exec(word[0])?.[0].length ?? 0
      found.push(...wordsAt(start + word.index + mark, word[0].slice(mark)))
    }
  }
  return found
}

/** A table by its type, its path, or the parameter that names it; a next hop is no secret. */
const isTable = (word: string): boolean =>
  isTableType(/^[a-z]+(?=:)/.exec(word)?.[0] ?? '') || /^(?:[$]|(?:[A-Za-z]+[:=])?\/)/.test(word) || isDestination(word)

/** Of parameters that name one another. */
const mostRounds = 20
const longestValue = 4096

/** `name = value`; in master.cf `-o name=value` and `-o { name = value }`; `service/type/name = value` of postconf. */
function valuesIn(text: string): Value[] {
  return entriesOf(text).flatMap(({ start, entry }) => {
    const heads = [...entry.matchAll(/(?:^[\s#]*(?:[\w.:-]+\/)*|\s-o\s{0,99}\{?\s{0,99})([A-Za-z]\w*)\s*=\s*/g)]
    return heads.map((head, i) => {
      const from = head.index + head[0].length
      return { name: head[1] ?? '', start: start + from, text: entry.slice(from, heads[i + 1]?.index).trimEnd() }
    })
  })
}

const reference = /\$(?:\{([A-Za-z]\w*)|\(([A-Za-z]\w*)|([A-Za-z]\w*))[})]?/g

const isReference = /^\$(?:\{[A-Za-z]\w*\}|\([A-Za-z]\w*\)|[A-Za-z]\w*)$/

const namesIn = (text: string): string[] => [...text.matchAll(reference)].map(([, a, b, c]) => a ?? b ?? c ?? '')

/** A text with the parameters that it names; what is not known stays. */
function expanded(text: string, known: ReadonlyMap<string, string>): string {
  const told = (all: string, ...[a, b, c]: (string | undefined)[]) => {
    const name = a ?? b ?? c ?? ''
    return known.get(name) ?? (name === 'config_directory' ? '/etc/postfix' : all)
  }
  return text.slice(0, longestValue).replace(reference, told).slice(0, longestValue)
}

function filled(one: Hidden, known: ReadonlyMap<string, string>): Hidden {
  if (!one.password?.includes('$')) return one
  const password = expanded(one.password.replaceAll('$$', '\0'), known).replaceAll('\0', '$')
  return { ...one, password }
}

function passwordsIn({ start, text }: Value): Hidden[] {
  const found: Hidden[] = []
  const table = /\b(static|inline):\s*/g
  for (let head = table.exec(text); head; head = table.exec(text)) {
    const from = table.lastIndex
    const inBraces = text[from] === '{'
    const [at, end] = inBraces ? [from + 1, closing(text, from)] : [from, endOfWord(text, from)]
    const inner = text.slice(at, end)
    const gap = inner.length - inner.trimStart().length
    found.push(
      ...(head[1] === 'inline' ? inlineEntries(start + at, inner) : loginValue(start + at + gap, inner.trim())),
    )
    table.lastIndex = Math.max(end, from)
  }
  return found
}

/** Where the brace that opens there is closed, or the end. */
function closing(text: string, open: number): number {
  let depth = 0
  for (let i = open; i < text.length; i++) {
    if (text[i] === '{') depth++
    if (text[i] === '}' && --depth === 0) return i
  }
  return text.length
}

/** A table's name ends at a blank, at a comma before another table, or at the brace that it stands in. */
function endOfWord(text: string, from: number): number {
  let depth = 0
  for (let i = from; i < text.length; i++) {
    const rest = text[i] === ',' ? text.slice(i + 1, i + 40) : ''
    if (/\s/.test(text[i] ?? '') || (text[i] === ',' && (/^\s|^$/.test(rest) || /^[\w$({]+:/.test(rest)))) return i
    if (text[i] === '{') depth++
    if (text[i] === '}' && --depth < 0) return i
  }
  return text.length
}

/** `key=user:password`, or `{ key = user:password }` with blanks in it. */
function inlineEntries(start: number, text: string): Hidden[] {
  const found: Hidden[] = []
  for (let i = 0; i < text.length; ) {
    if (/[\s,]/.test(text[i] ?? '')) {
      i++
      continue
    }
    const braced = text[i] === '{'
    const from = braced ? i + 1 : i
    let end = braced ? closing(text, i) : i
    while (!braced && end < text.length && !/[\s,]/.test(text[end] ?? '')) end++
    found.push(...inlineEntry(start + from, text.slice(from, end)))
    i = end + 1
  }
  return found
}

function inlineEntry(start: number, entry: string): Hidden[] {
  const equals = entry.indexOf('=')
  const value = entry.slice(equals + 1)
  const gap = value.length - value.trimStart().length
  const key = entry.slice(0, Math.max(0, equals)).trim()
  return loginValue(start + equals + 1 + gap, value.trim(), key)
}
