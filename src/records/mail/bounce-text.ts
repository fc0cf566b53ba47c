import { readLayout } from './bounce/layouts.ts'
import { partOriginal, withoutComments } from './bounce/original.ts'
import { delays, type Program, programs } from './bounce/programs.ts'
import { answered, diagnosed } from './bounce/sentences.ts'
import { ruledRecipients } from './bounce/session.ts'
import { address, eachOnce, isAddress, type ToldRecipient, told } from './bounce/told.ts'

export type { ToldRecipient }

/** A bounce that has no part for programs. */
export interface BounceText {
  /** Whose words they are: `qmail`, `Exim`, `sendmail`, `Exchange`, `Gmail`, `Yahoo` …; nothing where nobody's that is known: then an address and a reply of a server stand in it, in whatever language. */
  program?: string
  delayed: boolean
  /** At most a hundred. */
  recipients: readonly ToldRecipient[]
  count: number
  /** The header of the mail that it is about, where it stands below. */
  original?: string
}

const most = 100
const longestText = 1_048_576
const longestBeginning = 4000
/** What is forwarded within what is forwarded is looked into so often. */
const mostForwarded = 3

/** Reads the text of a bounce; nothing where it neither begins as a program's does nor names a recipient and a reply. */
export function readBounceText(whole: string, depth = 0): BounceText | undefined {
  const text = whole.slice(0, longestText).replaceAll('\r\n', '\n').replaceAll('’', "'")
  const { own, original, isForwarded } = partOriginal(text)
  const read = readOwn(own, original)
  if (read || !isForwarded || original === undefined || depth === mostForwarded) return read
  return readBounceText(original, depth + 1)
}

function readOwn(text: string, original: string | undefined): BounceText | undefined {
  const lines = withoutComments(withoutQuoted(text.split('\n')))
  const own = lines.join('\n')
  const beginning = own.slice(0, longestBeginning).replace(/\s+/g, ' ')
  const fitting = programs.filter(({ begins }) => begins.test(beginning))
  const { program, recipients } = recipientsBy(fitting, lines, own)
  if (program === undefined && recipients.length === 0) return undefined
  const named = recipients.map((one) => (one.recipient === '' ? { ...one, recipient: soleRecipient(original) } : one))
  return {
    ...(program !== undefined && { program: program.name }),
    delayed: delays.test(beginning),
    recipients: named.slice(0, most),
    count: named.length,
    ...(original !== undefined && { original }),
  }
}

/** What is quoted is somebody's answer to a bounce; `> bob@rcpt.example` alone is MDaemon's list. */
function withoutQuoted(lines: readonly string[]): readonly string[] {
  const isQuoted = (line: string) =>
    /^>(?!>> )/.test(line) && !(line.startsWith('> ') && isAddress(line.slice(2).trim()))
  return lines.filter((line) => !isQuoted(line))
}

/** The first program and layout that find a reason; else what the first program says of recipients. */
function recipientsBy(
  fitting: readonly Program[],
  lines: readonly string[],
  own: string,
): { program?: Program; recipients: readonly ToldRecipient[] } {
  let best: { program: Program; recipients: readonly ToldRecipient[] } | undefined
  for (const program of fitting)
    for (const layout of program.layouts) {
      const recipients = readBy(layout, lines, own)
      if (recipients.some(({ reason }) => reason !== '')) return { program, recipients }
      if (recipients.length > 0) best ??= { program, recipients }
    }
  const [program] = fitting
  const others = anywhere(lines, own)
  if (others.length > 0) return { ...(program && { program }), recipients: others }
  return best ?? { ...(program && { program }), recipients: [] }
}

function readBy(layout: Program['layouts'][number], lines: readonly string[], own: string): ToldRecipient[] {
  if (layout === 'ruled') return eachOnce(ruledRecipients(lines))
  if (layout === 'diagnosed') return diagnosed(own)
  return layout === 'answered' ? answered(own) : readLayout(lines, layout)
}

const addressField = (name: string) =>
  new RegExp(`^${name}[ \\t]*:[ \\t]*(?:[^<>,@\\n]{0,200}<)?(${address})>?[ \\t]*$`, 'im')
const to = addressField('To')

/** Whom the original message was for, where its header names one alone. */
function soleRecipient(original = ''): string {
  const header = original.split(/\n[ \t]*\n/, 1)[0]?.slice(0, 65_536) ?? ''
  return /^B?cc[ \t]*:/im.test(header) ? '' : (to.exec(header)?.[1] ?? '')
}

/** A reply of a server, by its code. */
const reply = /(?:^|[\s:;'"(<#])([45]\d\d(?:: |[ -])(?=[#\w<]).{1,2000})/
const mostAddresses = 200

/** Whoever made it: an address, and behind it the reply of a server. */
function anywhere(lines: readonly string[], text: string): ToldRecipient[] {
  for (const found of [readLayout(lines, { read: 'paragraphs' }), answered(text)]) {
    const replied = found.filter(({ recipient, reason }) => recipient !== '' && reply.test(reason))
    if (replied.length > 0) return replied
  }
  const flat = text.replace(/\s+/g, ' ')
  const heads = new Map<string, { recipient: string; from: number }>()
  for (const { 0: recipient, index } of flat.matchAll(new RegExp(address, 'g'))) {
    if (heads.size >= mostAddresses) break
    const key = recipient.toLowerCase()
    if (!heads.has(key)) heads.set(key, { recipient, from: index + recipient.length })
  }
  const all = [...heads.values()]
  return all.flatMap(({ recipient, from }, i) => {
    const next = all[i + 1]
    const reason = reply.exec(flat.slice(from, next && next.from - next.recipient.length))?.[1]
    return reason === undefined ? [] : [told(recipient, [reason])]
  })
}
