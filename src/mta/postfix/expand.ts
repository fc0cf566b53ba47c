import { isBlank } from './lines.ts'

/** The value of a parameter as written, or nothing where it has none. */
export type Lookup = (name: string) => string | undefined
/** A text with its `$name` replaced, or a clause on why Postfix stops at it. */
export type Expanded = { value: string } | { fault: string }

/** Postfix gives up at 100 levels. The others bound what a hostile file may cost. */
const limits = { level: 100, nesting: 8, steps: 20_000, length: 200_000 }

interface Work {
  lookup: Lookup
  out: string
  level: number
  /** Levels of comparisons inside comparisons, which Postfix does not count. */
  nesting: number
  count: { steps: number }
}
class Unreadable extends Error {}
const stop = (clause: string): never => {
  throw new Unreadable(clause)
}

/**
 * Replaces `$name`, `${name}`, `$(name)`, `${name?text}`, `${name:text}`, `${name?{text}:{text}}` and
 * `${{text} == {text} ? {text} : {text}}` in a value, and in what stands for them (postconf(5), "$name expansion").
 */
export function expand(text: string, lookup: Lookup): Expanded {
  const work: Work = { lookup, out: '', level: 0, nesting: 0, count: { steps: 0 } }
  try {
    write(text, work)
    return { value: work.out }
  } catch (error) {
    if (error instanceof Unreadable) return { fault: error.message }
    throw error
  }
}

/** Writes a text, its references replaced. */
function write(text: string, work: Work): void {
  let literal = ''
  const flush = () => {
    if (literal) step(work, () => append(literal, work))
    literal = ''
  }
  for (let at = 0; at < text.length; ) {
    if (text[at] !== '$') literal += text[at++]
    else if (text[at + 1] === '$') {
      literal += '$'
      at += 2
    } else {
      flush()
      const { name, next } = readReference(text, at + 1)
      step(work, () => writeReference(name, work))
      at = next
    }
  }
  flush()
}

function step(work: Work, one: () => void): void {
  if (work.level++ > limits.level) stop('refers to itself, or through more than 100 parameters')
  if (++work.count.steps > limits.steps) stop('refers to too many parameters')
  one()
  work.level--
}

function append(text: string, work: Work): void {
  if (work.out.length + text.length > limits.length) stop('becomes too long')
  work.out += text
}

/** What stands behind a `$`: between braces or parentheses, or letters, digits and `_`. */
function readReference(text: string, from: number): { name: string; next: number } {
  const close = { '{': '}', '(': ')' }[text[from] ?? '']
  if (close === undefined) {
    const [name = ''] = /^\w*/.exec(text.slice(from, from + 1000)) ?? []
    return name ? { name, next: from + name.length } : stop('has a "$" with no name behind it ("$$" is the character)')
  }
  let level = 1
  for (let at = from + 1; at < text.length; at++) {
    if (text[at] === text[from]) level++
    else if (text[at] === close) level--
    if (level > 0) continue
    return at > from + 1 ? { name: text.slice(from + 1, at), next: at + 1 } : stop('has a reference with no name in it')
  }
  return stop(`has a reference with no "${close}"`)
}

function writeReference(body: string, work: Work): void {
  const { value, rest } = readSubject(body, work)
  const operator = rest[0]
  if (operator === undefined) {
    if (value) write(value, work)
    return
  }
  if (operator === '?') {
    const yes = readBranch(rest.slice(1))
    if (value) write(yes.text, work)
    if (yes.rest === '') return
    if (yes.rest[0] !== ':') stop('has text behind the braces of "?{…}"')
    otherwise(yes.rest.slice(1), value, work)
  } else otherwise(rest.slice(1), value, work)
}

function otherwise(text: string, value: string | undefined, work: Work): void {
  const no = readBranch(text)
  if (!value) write(no.text, work)
  if (no.rest !== '') stop('has text behind the braces of ":{…}"')
}

/** What is asked about, its value as written (a comparison that holds has one), and the text from the operator on. */
function readSubject(body: string, work: Work): { value: string | undefined; rest: string } {
  const text = skipBlanks(body)
  if (text.startsWith('{')) return compare(text, work)
  const [name = ''] = /^\w*/.exec(text) ?? []
  const rest = skipBlanks(text.slice(name.length))
  if (rest !== '' && rest[0] !== '?' && rest[0] !== ':') stop('has a reference whose name is none')
  return { value: work.lookup(name), rest }
}

const skipBlanks = (text: string) => {
  let from = 0
  while (isBlank(text[from])) from++
  return text.slice(from)
}

/** `{text}` and what follows, or the whole text where it has no braces. */
function readBranch(text: string): { text: string; rest: string } {
  const braced = skipBlanks(text)
  return braced.startsWith('{') ? readBraced(braced) : { text, rest: '' }
}

function readBraced(text: string): { text: string; rest: string } {
  let level = 0
  for (let at = 0; at < text.length; at++) {
    if (text[at] === '{') level++
    else if (text[at] === '}' && --level === 0) return { text: text.slice(1, at), rest: skipBlanks(text.slice(at + 1)) }
  }
  return stop('has a "{" with no "}"')
}

const comparisons: Record<string, (difference: number) => boolean> = {
  '==': (n) => n === 0,
  '!=': (n) => n !== 0,
  '<': (n) => n < 0,
  '<=': (n) => n <= 0,
  '>=': (n) => n >= 0,
  '>': (n) => n > 0,
}

function compare(text: string, work: Work): { value: string; rest: string } {
  const left = readBraced(text)
  const [operator = ''] = /^[<>!=?+\-*/~&|%]*/.exec(left.rest) ?? []
  const holds = Object.hasOwn(comparisons, operator) ? comparisons[operator] : undefined
  if (!holds) return stop('has a comparison without "==", "!=", "<", "<=", ">=" or ">"')
  const [suffix = ''] = /^[a-z\d]*/i.exec(left.rest.slice(operator.length)) ?? []
  if (suffix !== '' && suffix !== 'level') stop(`has a comparison "${operator}${suffix}" that there is not`)
  const behind = skipBlanks(left.rest.slice(operator.length + suffix.length))
  if (!behind.startsWith('{')) return stop('has a comparison whose right side has no braces')
  const right = readBraced(behind)
  const [a, b] = [apart(left.text, work), apart(right.text, work)]
  const value = holds(suffix ? levelOf(a) - levelOf(b) : difference(a, b)) ? 'true' : ''
  if (right.rest !== '' && right.rest[0] !== '?' && right.rest[0] !== ':') stop('has text behind a comparison')
  return { value, rest: right.rest }
}

/** One side of a comparison, expanded by itself. */
function apart(text: string, work: Work): string {
  if (work.nesting >= limits.nesting) stop('refers to itself in a comparison')
  const side = { ...work, out: '', level: 0, nesting: work.nesting + 1 }
  write(text, side)
  return side.out
}

/** Numbers compare as numbers, all else octet by octet. */
function difference(a: string, b: string): number {
  if (!/^\d+$/.test(a) || !/^\d+$/.test(b)) return Buffer.compare(Buffer.from(a), Buffer.from(b))
  const [x, y] = [BigInt(a), BigInt(b)]
  if (x >= 2n ** 63n || y >= 2n ** 63n) stop('compares a number that is too large')
  return x < y ? -1 : Number(x > y)
}

/** A compatibility level, `3.6` or `3.10.1`, as one number. */
function levelOf(text: string): number {
  const [, major = '', minor = '0', patch = '0'] = /^\s*\+?(\d+)(?:\.(\d+)(?:\.(\d+))?)?$/.exec(text) ?? []
  const parts = [Number(major), Number(minor), Number(patch)] as const
  if (major === '' || parts[0] > 2 ** 30 || parts[1] > 1023 || parts[2] > 1023)
    stop('compares a compatibility level that is none')
  return (parts[0] * 1024 + parts[1]) * 1024 + parts[2]
}
