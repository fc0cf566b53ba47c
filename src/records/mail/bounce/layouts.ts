import { address, eachOnce, isAddress, type ToldRecipient, told } from './told.ts'

/** How a program lays out its recipients and the reasons; the patterns say where each begins. */
export interface Layout {
  read: keyof typeof readers
  /** `sections`: the line, or its beginning, below or behind which the recipients stand. */
  recipients?: RegExp
  /** `sections`: the line, or its beginning, below or behind which the reason stands. */
  reason?: RegExp
  /** `sections`: the line that ends the reason, where an empty one does not. */
  ends?: RegExp
  /** `lines`: one recipient and the reason, as the groups `to`, or `name` where it has no domain, and `why`; `at` is the server that said it. */
  line?: RegExp
}
type Reader = (lines: readonly string[], layout: Layout) => ToldRecipient[]

const isBlank = (line: string): boolean => line.trim() === ''

/** Folded lines put behind the one that they belong to. */
function unfolded(lines: readonly string[]): string[] {
  const joined: string[] = []
  let parts: string[] = []
  const close = () => {
    if (parts.length > 0) joined.push(parts.join(' '))
    parts = []
  }
  for (const line of lines) {
    const isFold = /^[ \t]+\S/.test(line) && parts.length > 0
    if (!isFold) close()
    if (isBlank(line)) joined.push('')
    else parts.push(isFold ? line.trim() : line.trimEnd())
  }
  close()
  return joined
}

const headOfParagraph = new RegExp(
  `^(?:<(${address})>|"(${address})"|(${address})(?=:$))(?: ?\\((?:expanded|generated) from:? [^()]{0,320}\\))?: ?(.*)$`,
)

/** `<bob@rcpt.example>:` at the beginning of a line, what was said behind it or below, to the next empty line. */
function paragraphs(lines: readonly string[]): ToldRecipient[] {
  const found: { recipient: string; lines: string[] }[] = []
  let open = false
  for (const line of unfolded(lines)) {
    const [, angled, quoted, bare, behind = ''] = headOfParagraph.exec(line) ?? []
    const recipient = angled ?? quoted ?? bare
    if (recipient !== undefined) {
      found.push({ recipient, lines: isBlank(behind) ? [] : [behind] })
      open = true
    } else if (open && line !== '') found.at(-1)?.lines.push(line)
    else open = open && found.at(-1)?.lines.length === 0
  }
  return found.map(({ recipient, lines }) => told(recipient, lines))
}

const headOfIndented = new RegExp(`^( {0,6})<?(${address})>?(?: \\([^()]{0,320}\\))?(:?)$`)
const generator = new RegExp(`^ {1,12}(?:\\(?generated (?:by|from) )<?(${address})>?\\)?$`)

/** An address alone on an indented line, what was said further to the right; or one with a colon, what was said below to the next empty line. */
function indented(lines: readonly string[]): ToldRecipient[] {
  const found: { recipient: string; depth: number; lines: string[] }[] = []
  let open: 'right' | 'below' | undefined
  for (const line of lines) {
    const [, indent = '', recipient, colon] = headOfIndented.exec(line.trimEnd()) ?? []
    const last = found.at(-1)
    const begins = recipient !== undefined && (indent !== '' || colon !== '')
    const [, depth] = /^( {1,6})(?:pipe to |save to )\|?\S/.exec(line) ?? []
    if (depth !== undefined && (!last || open !== 'right' || depth.length <= last.depth)) {
      found.push({ recipient: '', depth: depth.length, lines: [] })
      open = 'right'
    } else if (begins && (!last || open !== 'right' || indent.length <= last.depth)) {
      found.push({ recipient, depth: indent.length, lines: [] })
      open = indent === '' ? 'below' : 'right'
    } else if (isBlank(line)) open = open === 'below' && (last?.lines.length ?? 0) > 0 ? undefined : open
    else if (last && (open === 'below' || (open === 'right' && line.startsWith(' '.repeat(Math.max(last.depth, 1)))))) {
      if (last.recipient === '') last.recipient = generator.exec(line.trimEnd())?.[1] ?? ''
      last.lines.push(line)
    } else open = undefined
  }
  return found.map(({ recipient, lines }) => told(recipient, lines))
}

const addressInLine = new RegExp(
  `^[\\s*<>"'•·-]{0,12}(?:SMTP:|rfc822;)? ?(${address})[>"]?[.,;:]?(?=$|[\\s(\\[\\])])(.*)$`,
)

interface Block {
  to: { recipient: string; lines: string[] }[]
  why: string[]
}

/** Recipients below one line, the reason below another; either may stand first, and both again and again. */
function sections(lines: readonly string[], { recipients, reason, ends }: Layout): ToldRecipient[] {
  const found: ToldRecipient[] = []
  let block: Block = { to: [], why: [] }
  let place: 'recipients' | 'reason' | undefined
  const close = () => {
    // Where the reason stands in a place of its own, what stands behind an address is a name.
    for (const { recipient, lines: own } of block.to)
      found.push(told(recipient, block.why.length > 0 ? block.why : own))
    if (block.to.length === 0 && block.why.length > 0) found.push(told('', block.why))
    block = { to: [], why: [] }
  }
  for (const line of lines) {
    const to = recipients?.exec(line)
    const why = reason?.exec(line)
    if (to) {
      if (block.to.length > 0 && (block.why.length > 0 || !reason)) close()
      place = 'recipients'
    } else if (why) place = 'reason'
    const mark = to ?? why
    const rest = mark ? line.slice(mark.index + mark[0].length) : line
    const said = place === 'reason' ? block.why : (block.to.at(-1)?.lines ?? [])
    const isOver = isBlank(rest) && said.length > 0 && (place === 'reason' ? !ends : !reason)
    if (isOver || (place === 'reason' && ends?.test(rest))) place = undefined
    else if (isBlank(rest)) continue
    else if (place === 'reason') said.push(rest)
    else if (place === 'recipients') takeRecipient(rest, block.to)
  }
  close()
  return found
}

/** A line below the recipients: one more of them, or more about the last one. */
function takeRecipient(line: string, all: Block['to']): void {
  const [, recipient, behind = ''] = addressInLine.exec(line) ?? []
  const own = behind.replace(/^\s*[([](.*)[)\]]\s*$/, '$1')
  if (recipient !== undefined) all.push({ recipient, lines: isBlank(own) ? [] : [own] })
  else all.at(-1)?.lines.push(line)
}

/** A recipient and the reason on one line each, as a pattern has them; what is indented below belongs to it. */
function eachLine(lines: readonly string[], { line: pattern }: Layout): ToldRecipient[] {
  const found: { recipient: string; lines: string[]; host?: string }[] = []
  let open = false
  for (const line of lines) {
    const { to: addressed, name, why = '', at } = pattern?.exec(line)?.groups ?? {}
    const to = addressed ?? name
    if (to !== undefined && (to === name || isAddress(to)))
      found.push({ recipient: to, lines: [why], ...(at !== undefined && { host: at.toLowerCase() }) })
    else if (open && /^[ \t]+\S/.test(line)) found.at(-1)?.lines.push(line)
    open = to !== undefined || (open && /^[ \t]+\S/.test(line))
  }
  return found.map(({ recipient, lines, host }) => ({ ...told(recipient, lines), ...(host !== undefined && { host }) }))
}

const fieldOfRecipient = new RegExp(
  `^[ \\t]*(?:Failed |Intended |Error-|Undeliverable )?(?:Recipient|for|Addressed To|Address)(?: address)?:[ \\t]*(?:\\[?SMTP:)?[<"]?(${address})`,
  'i',
)
const otherField =
  /^[ \t]*(Reason|Diagnostic(?:[- ]code)?|Error(?: code| description| message)?|Remote (?:system|server|host)|Server (?:said|response)|Status|Response)[ \t]*:[ \t]*(.*)$/i

/** `Recipient: <bob@rcpt.example>`, and the reason in another field or in a session below it. */
function fields(lines: readonly string[]): ToldRecipient[] {
  const found: { recipient: string; reason: string[]; diagnostic: string[]; rest: string[]; host?: string }[] = []
  let place: string[] | undefined
  let before: string[] = []
  for (const line of lines) {
    const [, recipient] = fieldOfRecipient.exec(line) ?? []
    const [, name = '', value = ''] = otherField.exec(line) ?? []
    const last = found.at(-1)
    if (recipient !== undefined) {
      found.push({ recipient, reason: [], diagnostic: [], rest: [] })
      place = found.at(-1)?.rest
    } else if (!last) before = isBlank(line) ? before : [...before, line].slice(-6)
    else if (/^Remote (?:system|server|host)/i.test(name)) {
      const host = /^(?:dns; ?)?\[?([A-Za-z0-9][\w.:-]{0,252})/.exec(value)?.[1]
      if (host !== undefined) last.host = host.toLowerCase()
      place = []
    } else if (name !== '') {
      place = /^diag|^error|^resp|^serv/i.test(name) ? last.diagnostic : /^reason/i.test(name) ? last.reason : []
      if (!isBlank(value)) place.push(value)
    } else if (isBlank(line)) place = place !== undefined && place.length > 0 ? undefined : place
    else place?.push(line)
  }
  return found.map(({ recipient, reason, diagnostic, rest, host }) => {
    const best = [diagnostic, rest.some((line) => /<<</.test(line)) ? rest : [], reason, rest, sentencesOf(before)]
    const chosen = best.find((one) => one.some((line) => !isBlank(line))) ?? []
    const { host: _, ...one } = told(
      recipient,
      chosen.map((line) => line.replace(/^(?:x-)?\w{1,20}; ?(?=[45])/i, '')),
    )
    return { ...one, ...(host === undefined ? _ && { host: _ } : { host }) }
  })
}

/** Of the lines above those that are sentences. */
const sentencesOf = (lines: readonly string[]): string[] =>
  lines.filter((line) => /^[\x20-\x7e]*[a-z]{2,}[\x20-\x7e]*$/.test(line) && !/:\s*$/.test(line))

const aloneInLine = new RegExp(`^[\\s*-]{0,12}[<"]?(${address})[>"]?[.,]?$`)

/** An address alone on its line, the reason in the paragraph above it, or where none stands there in the one below. */
function preceded(lines: readonly string[]): ToldRecipient[] {
  const found: { recipient: string; lines: string[] }[] = []
  let above: string[] = []
  let wasBlank = false
  for (const line of lines) {
    const [, recipient] = aloneInLine.exec(line.trimEnd()) ?? []
    if (recipient !== undefined) {
      found.push({ recipient, lines: above })
      wasBlank = false
      continue
    }
    if (isBlank(line)) wasBlank = true
    else if (/^[-=*_ \t]{3,}/.test(line) || /[:：]\s*$/.test(line)) above = []
    else {
      if (wasBlank) above = []
      above.push(line)
      const last = found.at(-1)
      if (last && last.lines.length === 0) last.lines = above
      wasBlank = false
    }
  }
  return found.map(({ recipient, lines }) => told(recipient, lines))
}

const onDate = `'? (?:on|am|le|el|il|op|em|den|dne|dnia) \\w{0,12},? ?\\d{1,4}.{4,60}$`
const headOfDated = new RegExp(`^[ \\t]{0,16}(?:'?[^\\n@<>]{0,80}<)?(${address})>?${onDate}`)
/** The name alone: the address stands in the reply, or is that of the original message. */
const nameOfDated = new RegExp(`^[ \\t]{2,16}'?[^\\s@<>'][^\\n@<>']{0,80}${onDate}`)
const ofServer = /< ?([\w.-]{1,253}) #([245]\.\d{1,3}\.\d{1,3})(?: +smtp; ?([^\n]{0,2000}?))?>?$/

/** `bob@rcpt.example on 30.11.2026 10:00`, and below it in words why (Exchange up to 2003). */
function dated(lines: readonly string[]): ToldRecipient[] {
  const found: { recipient: string; lines: string[] }[] = []
  let open = false
  for (const line of lines) {
    const text = line.trimEnd()
    const recipient = headOfDated.exec(text)?.[1] ?? (nameOfDated.test(text) ? '' : undefined)
    if (recipient !== undefined) found.push({ recipient, lines: [] })
    else if (open && (/^[ \t;]+\S/.test(line) || !isBlank(line))) found.at(-1)?.lines.push(line)
    open = recipient !== undefined || (open && (!isBlank(line) || found.at(-1)?.lines.length === 0))
  }
  return found.map(({ recipient, lines }) => {
    const one = told(recipient, lines)
    const [whole = '', host, status, reply] = ofServer.exec(one.reason) ?? []
    if (host === undefined || status === undefined) return one
    const words = one.reason.slice(0, one.reason.length - whole.length).trim()
    const to = one.recipient === '' ? (leading.exec(reply ?? '')?.[1] ?? '') : one.recipient
    return { ...one, recipient: to, reason: reply ? reply.trim() : words, status, host: host.toLowerCase() }
  })
}

/** Whom a reply names first: `550 5.1.1 <bob@rcpt.example>... User unknown`. */
const leading = new RegExp(`^[45]\\d\\d[ -](?:[45]\\.\\d{1,3}\\.\\d{1,3} )?<(${address})>`)

/** By name, so that a program is a line of a table. */
const readers = {
  paragraphs,
  indented,
  sections,
  lines: eachLine,
  fields,
  preceded,
  dated,
} satisfies Record<string, Reader>

export const readLayout = (lines: readonly string[], layout: Layout): ToldRecipient[] =>
  eachOnce(readers[layout.read](lines, layout))
