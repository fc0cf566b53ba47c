import { fieldsOf, type Mail } from '../core/mail.ts'
import type { ReportContent } from '../core/mail-report.ts'
import type { ReplyExplained } from '../core/reply.ts'
import { type Usage, usage } from '../core/request.ts'
import { decodeCharset, decodeWords, isWide } from '../facts/mail/decode.ts'
import { readReport } from '../facts/mail/report.ts'
import { openSaved } from '../facts/mail/saved.ts'
import { openScan } from '../facts/mail/scan.ts'
import { htmlOf, textParts } from '../facts/mail/text-parts.ts'
import { isExplained, type RepliesExplained } from '../formats/explain-reply.ts'
import { beginsMessage } from '../records/mail/beginning.ts'
import { mostReplies, mostTo } from '../records/reply/lines.ts'
import { mostOctets, noReason, repliesOf } from './explain-words.ts'

type DeliveryReport = Extract<ReportContent, { kind: 'delivery' }>

/**
 * What octets hold of replies: a bounce as a message, a log, a reply, a notification of a relay. `isAnswer`: a program
 * answers with this message.
 */
export function repliesIn(octets: Buffer, isAnswer = false): RepliesExplained | Usage {
  const cut = octets.length > mostOctets
  const beginning = octets.subarray(0, mostOctets)
  const whole = isWide(beginning) ? Buffer.from(decodeCharset(beginning)) : beginning
  if (whole.includes(0))
    return usage('Standard input is no text: give a reply, lines of a log, or a bounce as it was received.')
  const lastLine = cut ? whole.lastIndexOf(10) : -1
  const text = whole.toString('utf8', 0, lastLine < 0 ? whole.length : lastLine)
  if (text.trim() === '')
    return usage('Standard input is empty: give a reply, lines of a log, or a bounce as it was received.')
  if (!beginsMessage(whole.toString('latin1'))) {
    const told = repliesOf(text)
    return 'usage' in told ? told : { ...told, cut }
  }
  const told = inMessage(whole, isAnswer)
  if (told === 'no reply')
    return usage(
      `Standard input is a message ${cut ? 'of more than 1 MB, in the beginning of which' : 'in which'} nothing says that mail could not be delivered: relaycheck message - judges it.`,
    )
  return 'usage' in told ? told : { ...told, cut }
}

/** What a message says: as a report, of one that is attached to it, else in its words. */
function inMessage(octets: Buffer, isAnswer: boolean): RepliesExplained | Usage | 'no reply' {
  const mail = mailIn(octets)
  const report = reportIn(mail)
  if (report) {
    const told = reported(report)
    return told.replies.length > 0
      ? told
      : noReason(
          'relaycheck message - judges it',
          report.recipients.map(({ recipient }) => recipient),
        )
  }
  const words = wordsOf(mail)
  const told = repliesOf(words)
  if ('usage' in told) return 'no reply'
  const isFailure = isAnswer && tellsOfFailure(words)
  // Ordinary mail speaks of mailboxes that are full, of spam and of addresses too: only a code makes it a reply.
  const isReply = (reply: ReplyExplained) => isCoded(reply) || (isFailure && isExplained(reply))
  const replies = told.recipients ? told.replies : told.replies.filter(({ reply }) => isReply(reply))
  return replies.some(({ reply }) => told.recipients || isExplained(reply)) ? { ...told, replies } : 'no reply'
}

const isCoded = ({ code, enhanced }: ReplyExplained): boolean => code !== undefined || enhanced !== undefined

function mailIn(octets: Buffer): Mail {
  const saved = openSaved()
  const scan = openScan()
  for (const chunk of [...saved.write(octets), ...saved.end()]) scan.write(chunk)
  return scan.end()
}

/** Reports within reports are looked for so deep, and in so many parts of one message. */
const mostDepth = 4
const mostWithin = 20

/** The report about delivery that a message is, or that somebody attached to it. */
function reportIn(mail: Mail, depth = 0): DeliveryReport | undefined {
  const report = readReport(mail, '')
  // Which kind of report it is decides: a complaint holds the mail that it is about.
  if (report) return report.kind === 'delivery' ? report : undefined
  if (depth === mostDepth) return undefined
  for (const { within } of mail.parts.filter((part) => part.within !== undefined).slice(0, mostWithin)) {
    const inner = reportIn(mailIn(Buffer.from(within ?? '', 'latin1')), depth + 1)
    if (inner) return inner
  }
  return undefined
}

/** Whether an answer says that the mail did not arrive; "will be" is said of other mail. */
export const tellsOfFailure = (words: string): boolean =>
  undelivered.test(words.slice(0, mostWords).replace(/\s+/g, ' '))
const mostWords = 6000
const undelivered =
  /\b(?:your|the|following|this) (?:e-?mail|message|mail)s?\b(?:[^.]|\.(?=\S)){0,160}\b(?:could not be|couldn't be|cannot be|can not be|can't be|was not|has not been) delivered\b|\bdelivery\b.{0,120}\b(?:has )?failed\b|\b(?:unable|not able|wasn't able|failed) to deliver (?:your|the|this)\b|\b(?:could not|couldn't|cannot) deliver (?:your|the|this)\b|\b(?:message|mail) did not reach\b|\bundeliverable\b/i

/** The text of a message as a person reads it: decoded, without its header. */
export function wordsOf(mail: Mail): string {
  const { plain, html } = textParts(mail)
  const words = plain.map(({ text = '' }) => text).filter((text) => text.trim() !== '')
  const whole = (words.length > 0 ? words : html.map((part) => htmlOf(part).text)).join('\n\n').slice(0, mostOctets)
  const isForwarded = fieldsOf(mail, 'subject').some(({ value }) => forwarding.test(decodeWords(value)))
  return isForwarded ? whole : whole.replace(/^[ \t]?>(?!>> ).*$/gm, '')
}
/** What an answer quotes was said to somebody else. */
const forwarding = /^\s{0,9}(?:\[?fwd?|wg|tr|rv|enc|doorst|i|vs|vb|转发|轉寄|転送)\]?\s?[:：]/i

/** What a bounce says to each recipient. */
function reported(report: DeliveryReport): RepliesExplained {
  const all = report.recipients.map(({ unclear, ...one }) => ({
    ...one,
    reply: unclear === undefined ? one.reply : notGood(one.reply, unclear),
  }))
  const told = all.filter(({ reply }) => reply.text !== '')
  // What was given up and what is tried again want different things done, be the words the same.
  const keyOf = ({ text, means, fix }: ReplyExplained) => JSON.stringify([text.replace(/\S+@\S+/g, '@'), means, fix])
  const alike = [...Map.groupBy(told, ({ reply }) => keyOf(reply)).values()]
  const replies = alike.slice(0, mostReplies).flatMap((all) => {
    const to = [...new Set(all.map(({ recipient }) => recipient).filter((one) => one !== ''))]
    const by = [...new Set(all.flatMap(({ remote }) => remote ?? []))].slice(0, mostServers)
    return all.slice(0, 1).map(({ reply }) => ({
      reply,
      count: all.length,
      to: to.slice(0, mostTo),
      toMore: Math.max(to.length - mostTo, 0),
      ...(by.length > 0 && { by }),
    }))
  })
  const unread = report.count - report.recipients.length
  return {
    replies,
    more: Math.max(alike.length - mostReplies, 0),
    cut: false,
    ...(unread > 0 && { unread }),
    recipients: all,
    ...(report.reporter !== undefined && { reporter: report.reporter }),
  }
}
const mostServers = 3

/** Where a report does not tell what became of the mail, a code that begins with 2 is no good news. */
const notGood = (reply: ReplyExplained, unclear: string): ReplyExplained =>
  isExplained(reply) && reply.class === 'unknown'
    ? {
        ...reply,
        owner: 'unknown',
        means: `What became of the mail does not stand in the report: ${unclear}.`,
        fix: 'Look in the log of the sending server for what the receiver answered.',
      }
    : reply
