/**
 * Regular expressions of a machine's own tables, as JavaScript's: only those that mean the same in both, and whose cost
 * can be told beforehand. All others are for Postfix itself.
 */

/** A pattern that JavaScript may try, and how many of its parts may take text of any length. */
export interface Pattern {
  expression: RegExp
  repeats: number
}

const literal = /^[\w@%/~:;,<>=!"'#& -]/
const escaped = { regexp: /^\\[^\w\s]/, pcre: /^\\(?:[^\w\s]|[dwsDWSb])/ }
const set = /^\[\^?(?:\\[^\w\s]|[\w@.%+~:;,<>=!#&* $-])+\]/
const repeat = /^(?:[*+?]|\{\d{1,2}(?:,\d{0,2})?\})/

/** Translates the text between the delimiters; nothing where it may mean something else here, or cost too much. */
export function readPattern(text: string, kind: 'regexp' | 'pcre', ignoreCase: boolean): Pattern | undefined {
  if (text.length > 500 || /[^ -~]/.test(text)) return undefined
  let rest = text
  let repeats = 0
  /** Whether something stands before that may be repeated, and for each open parenthesis whether it holds a repetition. */
  let repeatable = false
  const open: boolean[] = []
  const take = (found: RegExpExecArray | null) => {
    if (found) rest = rest.slice(found[0].length)
    return found?.[0]
  }
  while (rest !== '') {
    const group = take(kind === 'pcre' ? /^\((?:\?:)?/.exec(rest) : /^\(/.exec(rest))
    if (group) {
      if (rest.startsWith('?') || rest.startsWith('*')) return undefined
      open.push(false)
      repeatable = false
    } else if (rest.startsWith(')')) {
      const inner = open.pop()
      if (inner === undefined) return undefined
      rest = rest.slice(1)
      const again = take(repeat.exec(rest))
      if (again && (inner || again !== '?')) return undefined
      if (open.length > 0 && inner) open[open.length - 1] = true
      repeatable = false
    } else if (take(/^[|^$]/.exec(rest))) repeatable = false
    else if (
      take(literal.exec(rest) ?? escaped[kind].exec(rest) ?? (kind === 'regexp' ? posixSet(rest) : set.exec(rest)))
    )
      repeatable = true
    else if (take(/^\./.exec(rest))) repeatable = true
    else {
      const again = repeatable ? take(repeat.exec(rest)) : undefined
      if (!again) return undefined
      repeatable = false
      if (again === '?') continue
      repeats++
      if (open.length > 0) open[open.length - 1] = true
    }
  }
  if (open.length > 0) return undefined
  return { expression: new RegExp(text, ignoreCase ? 'is' : 's'), repeats: repeats + (text.startsWith('^') ? 0 : 1) }
}

/** In a set of POSIX a backslash is a character, not an escape: such sets are left to Postfix. */
const posixSet = (text: string) => {
  const found = set.exec(text)
  return found && !found[0].includes('\\') ? found : null
}
