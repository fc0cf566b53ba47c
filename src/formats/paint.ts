import { Chalk } from 'chalk'
import type { Verdict } from '../core/finding.ts'
import type { Style } from '../core/style.ts'

/** How one report is drawn: signs, colours that repeat what the words say, and where it goes. */
export interface Pen extends Style {
  /** Where text stands; further to the left on a narrow page. */
  column: number
  sign: Record<Verdict, string>
  verdict(verdict: Verdict, text: string): string
  bold(text: string): string
  dim(text: string): string
}

const signs: Record<Verdict, string> = { pass: '✓', fail: '✗', warn: '!', unknown: '?', info: '·', skip: '-' }
const plainSigns: Record<Verdict, string> = { ...signs, pass: '+', fail: 'x', info: '.' }

/** Red is for fail alone, yellow for warn and unknown; what can be skipped is dim. */
export function pen(style: Style): Pen {
  const chalk = new Chalk({ level: style.color })
  const same = (text: string) => text
  const colors: Record<Verdict, (text: string) => string> = {
    fail: chalk.red,
    warn: chalk.yellow,
    unknown: chalk.yellow,
    pass: same,
    info: chalk.dim,
    skip: chalk.dim,
  }
  const width = Math.min(100, Math.max(40, style.width))
  return {
    ...style,
    width,
    column: width < 60 ? 4 : 13,
    sign: style.unicode ? signs : plainSigns,
    verdict: (verdict, text) => colors[verdict](text),
    bold: (text) => chalk.bold(text),
    dim: (text) => chalk.dim(text),
  }
}

/** A finished text for a terminal that is not UTF-8. A dash or a curly quotation mark in a record must not look like the plain one. */
export const inAscii = (text: string): string =>
  text.replace(/[^\x00-\x7f]/gu, (c) => (c === '…' ? '...' : `\\u{${(c.codePointAt(0) ?? 0).toString(16)}}`))
