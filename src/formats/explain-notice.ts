import type { ReplyOwner } from '../core/reply.ts'
import type { Report } from '../core/report.ts'
import type { Style } from '../core/style.ts'
import { type RepliesExplained, repliesJson, repliesText } from './explain-reply.ts'
import { inAscii, type Pen, pen as penFor } from './paint.ts'
import { hang, indented, readable } from './wrap.ts'

/** What a message is that a program sent: a complaint, an automatic reply, a receipt, a delay. */
export interface NoticeExplained {
  kind:
    | 'complaint'
    | 'auth-failure'
    | 'automatic-reply'
    | 'challenge'
    | 'read-receipt'
    | 'refusal'
    | 'delivered'
    | 'delay'
  /** What it is, a few words. */
  headline: string
  /** Its parties, and what it is about: a label and a text each. */
  rows: readonly (readonly [label: string, text: string])[]
  means: string
  owner: ReplyOwner
  /** Whose move it is, a sentence. */
  move: string
  fix: string
  next: readonly string[]
  sources: readonly string[]
  /** The same as data, under the name of its kind. */
  data: { complaint: object } | { notice: object }
  /** What of a delay servers said. */
  replies?: RepliesExplained
}

const longestLabel = 20

/** The notice for people. */
export function noticeText(notice: NoticeExplained, style: Style): string {
  const pen = penFor(style)
  const whole = `${noticeLines(notice, pen).join('\n')}\n`
  const replies = notice.replies ? `\n${repliesText(notice.replies, style)}` : ''
  return (pen.unicode ? whole : inAscii(whole)) + replies
}

/** Where replies follow, they say whose move it is and what to do. */
function noticeLines(notice: NoticeExplained, pen: Pen): string[] {
  const { headline, rows, means, sources } = notice
  const { move, fix, next } = notice.replies ? { move: '', fix: '', next: [] } : notice
  const column = Math.max(...rows.map(([label]) => Math.min(label.length, longestLabel)), 0) + 4
  return [
    ...indented(headline, pen.width, 0, 2).map(pen.bold),
    '',
    ...rows.flatMap(([label, text]) => hang(`  ${label}`, readable(text), pen.width, column)),
    ...(rows.length > 0 ? [''] : []),
    ...indented(`${means} ${move}`.trimEnd(), pen.width, 2),
    ...(fix === '' ? [] : ['', ...indented(readable(fix), pen.width, 2)]),
    ...(next.length > 0 ? ['', ...next.map((command) => `    ${readable(command)}`)] : []),
    ...(sources.length > 0 ? ['', ...indented(sources.join('; '), pen.width, 2).map(pen.dim)] : []),
  ]
}

/** The notice for programs: the fields of every explanation, and behind them what the notice is. */
export function noticeJson(notice: NoticeExplained, tool: Report['tool']): string {
  const { kind, means, owner, move, fix, next, sources, data, replies } = notice
  const none: RepliesExplained = { replies: [], more: 0, cut: false }
  return repliesJson(replies ?? none, tool, { kind, means, owner, move, fix, next, sources, ...data })
}
