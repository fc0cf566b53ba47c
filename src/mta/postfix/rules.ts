import { isBlank, logicalLines, trimBlanks } from './lines.ts'
import { type Pattern, readPattern } from './patterns.ts'

/** A condition of a rule; its pattern is absent where JavaScript must not try it. */
interface Condition {
  pattern?: Pattern
  negated: boolean
}
/** One line of a regexp: or pcre: table. */
type Rule =
  | { kind: 'match'; conditions: Condition[]; value: string; line: number; pattern: string }
  | { kind: 'if'; conditions: Condition[]; line: number }
  | { kind: 'endif' }

/** A table of patterns (regexp_table(5), pcre_table(5)). */
export interface Rules {
  rules: readonly Rule[]
}

/** What a key gives: a value, none, or that only Postfix can tell, since of this line. */
export type Matched = { value: string } | { none: true } | { untold: number }

/** Reads the rules; lines that Postfix skips are left out. */
export function readRules(text: string, kind: 'regexp' | 'pcre'): Rules {
  return { rules: logicalLines(text).flatMap(({ text: written, line }) => readRule(written, line, kind) ?? []) }
}

function readRule(written: string, line: number, kind: 'regexp' | 'pcre'): Rule | undefined {
  const condition = /^if(?![a-z\d])/i.test(written)
  if (/^endif(?![a-z\d])/i.test(written)) return { kind: 'endif' }
  if (!condition && /^[a-z\d]/i.test(written)) return undefined
  const conditions: Condition[] = []
  let rest = condition ? written.slice(2) : written
  do {
    const read = readCondition(rest, kind)
    if (!read) return undefined
    conditions.push(read.condition)
    rest = read.rest
  } while (kind === 'regexp' && !condition && rest.startsWith('!'))
  if (condition) return { kind: 'if', conditions, line }
  const value = trimBlanks(rest)
  const pattern = trimBlanks(written.slice(0, written.length - rest.length))
  return { kind: 'match', conditions, value, line, pattern }
}

/** `!/pattern/flags`: a pattern between two of any character, where `\` takes the next one as it is. */
function readCondition(text: string, kind: 'regexp' | 'pcre'): { condition: Condition; rest: string } | undefined {
  let at = 0
  let negated = false
  for (; text[at] === '!' || isBlank(text[at]); at++) if (text[at] === '!') negated = !negated
  const delimiter = text[at]
  if (delimiter === undefined) return undefined
  const from = ++at
  for (; at < text.length && text[at] !== delimiter; at++) if (text[at] === '\\') at++
  if (at >= text.length) return undefined
  const [flags = ''] = /^[^\s!]*/.exec(text.slice(at + 1)) ?? []
  const written = text.slice(from, at)
  // Capitals or not is the one flag that means the same in JavaScript.
  const pattern = /^i*$/.test(flags) ? readPattern(written, kind, flags.length % 2 === 0) : undefined
  return { condition: { negated, ...(pattern && { pattern }) }, rest: text.slice(at + 1 + flags.length) }
}

/** What one question may cost, in steps of matching. */
const budget = 20_000_000

/**
 * Looks a key up, rule by rule as Postfix does. A value with `$number` in it is for Postfix, or, where the parameter
 * forbids that (`noNumbers`), a rule that does not count.
 */
export function matchRules({ rules }: Rules, key: string, noNumbers: boolean): Matched {
  let cost = 0
  for (let at = 0; at < rules.length; at++) {
    const rule = rules[at]
    if (!rule || rule.kind === 'endif') continue
    const numbered = rule.kind === 'match' && /\$(?!\$)/.test(rule.value.replaceAll('$$', ''))
    if (numbered && noNumbers) continue
    cost += rule.conditions.reduce((sum, { pattern }) => sum + (key.length + 1) ** ((pattern?.repeats ?? 0) + 1), 0)
    const holds = cost > budget ? undefined : conditionsHold(rule.conditions, key)
    if (holds === undefined) return { untold: rule.line }
    if (rule.kind === 'if') {
      if (!holds) at = endOf(rules, at)
    } else if (holds) return numbered ? { untold: rule.line } : { value: rule.value.replaceAll('$$', '$') }
  }
  return { none: true }
}

/** Nothing where it cannot be told. */
function conditionsHold(conditions: readonly Condition[], key: string): boolean | undefined {
  if (key.length > 320 || /[^ -~]/.test(key)) return undefined
  for (const { pattern, negated } of conditions) {
    if (!pattern) return undefined
    if (pattern.expression.test(key) === negated) return false
  }
  return true
}

/** The `endif` that belongs to an `if`, or the end. */
function endOf(rules: readonly Rule[], from: number): number {
  let level = 0
  for (let at = from; at < rules.length; at++) {
    const kind = rules[at]?.kind
    if (kind === 'if') level++
    else if (kind === 'endif' && --level === 0) return at
  }
  return rules.length
}
