/** What a bounce says in words alone: to whom mail failed, and why, as it stands. */
export interface ToldRecipient {
  recipient: string
  /** May be empty. */
  reason: string
}
/** A bounce that has no part for programs. */
export interface BounceText {
  /** Whose words they are: `qmail`, `Exim`, `sendmail`, `Exchange`, `Gmail`, `Yahoo`; nothing where nobody's that is known: then an address and a reply of a server stand in it, in whatever language. */
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
const longestReason = 4000

/** How programs begin a bounce, and how they go on. */
const programs: readonly (readonly [program: string, begins: RegExp, read: (text: string) => ToldRecipient[]])[] = [
  ['qmail', /\bThis is the qmail-send program\b/, (text) => paragraphs(text)],
  [
    'Exim',
    /\bThis message was created automatically by mail delivery software\b|\bA message that you (?:have )?sent could not be delivered\b/,
    (text) => indentedOnes(text),
  ],
  ['sendmail', /----- The following addresses had (?:permanent|transient|delivery)\b/, (text) => sendmailOnes(text)],
  [
    'Exchange',
    /\bDelivery has failed to these recipients\b|\bDiagnostic information for administrators\b|\bcouldn't be delivered\.|\bYour message did not reach (?:some or all|any) of/,
    (text) => diagnosed(text),
  ],
  [
    'Gmail',
    /\bYour message wasn't delivered to\b|\bThere was a (?:temporary )?problem (?:while )?delivering your message\b|\*\* ?(?:Address not found|Message (?:blocked|not delivered)|Delivery incomplete) ?\*\*/,
    (text) => answered(text),
  ],
  ['Postfix', /\bThis is the mail system at host\b/, (text) => paragraphs(text)],
  ['Yahoo', /\bwe were unable to deliver your message to the following address/, (text) => paragraphs(text)],
]
const delays =
  /\bhas not yet been delivered\b|\bhas not been delivered yet\b|\bTHIS IS A WARNING MESSAGE ONLY\b|\bMessage delivery delayed\b|\bdelivery (?:has been|is) delayed\b|\btransient non-fatal errors\b|\bThere was a temporary problem\b|\bDelivery incomplete\b/i
const copy =
  /^(?:-{3,} (?:This is a copy of (?:the|your) message|Original message|Below this line is a copy)|--- Below this line|-{3,} ?(?:Original message|Message header follows|The header of the original message)|Original message headers:|Message header:).*$/im

/** Reads the text of a bounce; nothing where it neither begins as a program's does nor names a recipient and a reply. */
export function readBounceText(whole: string): BounceText | undefined {
  const text = whole.slice(0, longestText).replaceAll('\r\n', '\n')
  const below = copy.exec(text)
  // What is quoted is somebody's answer to a bounce.
  const own = (below ? text.slice(0, below.index) : text).replace(/^>.*$/gm, '')
  const beginning = own.slice(0, 4000).replaceAll('’', "'").replace(/\s+/g, ' ')
  const [program, , read = anywhere] = programs.find(([, begins]) => begins.test(beginning)) ?? []
  const recipients = read(own.replaceAll('’', "'"))
  if (program === undefined && recipients.length === 0) return undefined
  const original = below ? text.slice(below.index + below[0].length).replace(/^\s+/, '') : undefined
  return {
    ...(program !== undefined && { program }),
    delayed: delays.test(beginning),
    recipients: recipients.slice(0, most),
    count: recipients.length,
    ...(original !== undefined && { original }),
  }
}

const address = '[^\\s<>"(),;:]{1,64}@[\\w-][\\w.-]{0,252}\\w'
const told = (recipient: string, lines: readonly string[]): ToldRecipient => ({
  recipient,
  reason: lines
    .map((line) => line.trim())
    .filter((line) => line !== '' && !/^Giving up on /.test(line))
    .join(' ')
    // Yahoo's way.
    .replace(/^([45]\d\d): (?=[45]\.)/, '$1 ')
    .slice(0, longestReason),
})

/** `<bob@rcpt.example>:` at the beginning of a paragraph, what was said behind or below. */
function paragraphs(text: string): ToldRecipient[] {
  const head = new RegExp(`^<(${address})>(?: \\([^()]{0,320}\\))?: ?(.*)$`)
  return text.split(/\n[ \t]*\n/).flatMap((paragraph) => {
    const [first = '', ...rest] = paragraph.replace(/^\n+/, '').split('\n')
    const [, recipient, begins = ''] = head.exec(first) ?? []
    return recipient === undefined ? [] : [told(recipient, [begins, ...rest])]
  })
}

/** An address alone on an indented line, what was said further to the right; or one with a colon, what was said below to the next empty line. */
function indentedOnes(text: string): ToldRecipient[] {
  const head = new RegExp(`^( {0,6})<?(${address})>?(?: \\([^()]{0,320}\\))?(:?)$`)
  const found: { recipient: string; depth: number; lines: string[] }[] = []
  let open: 'right' | 'below' | undefined
  for (const line of text.split('\n')) {
    const [, indent = '', recipient, colon] = head.exec(line.trimEnd()) ?? []
    const last = found.at(-1)
    const begins = recipient !== undefined && (indent !== '' || colon !== '')
    if (begins && (!last || open !== 'right' || indent.length <= last.depth)) {
      found.push({ recipient, depth: indent.length, lines: [] })
      open = indent === '' ? 'below' : 'right'
    } else if (line.trim() === '') open = open === 'below' && (last?.lines.length ?? 0) > 0 ? undefined : open
    else if (last && (open === 'below' || (open === 'right' && line.startsWith(' '.repeat(last.depth + 1)))))
      last.lines.push(line)
    else open = undefined
  }
  return found.map(({ recipient, lines }) => told(recipient, lines))
}

/** Addresses below a ruler, `(reason: …)` behind each, the session further down. */
function sendmailOnes(text: string): ToldRecipient[] {
  const from = text.search(/----- The following addresses had /)
  const below = from < 0 ? '' : text.slice(text.indexOf('\n', from) + 1)
  const end = below.search(/\n {0,5}-----/)
  const list = end < 0 ? below : below.slice(0, end)
  const rest = end < 0 ? '' : below.slice(end)
  const heads = [...list.matchAll(new RegExp(`^<?(${address})>?.*$`, 'gm'))]
  const said = /^<<< (.*)$/m.exec(rest)?.[1] ?? /^[45]\d\d .*$/m.exec(rest)?.[0] ?? ''
  return heads.map((found, i) => {
    const below = list.slice(found.index, heads[i + 1]?.index)
    const reason = /\(reason: ([^\n]{1,2000}?)\)?$/m.exec(below)?.[1]
    return told(found[1] ?? '', [reason ?? said])
  })
}

/** An address, and behind it what the remote server returned; line ends are lost where it was HTML. */
function diagnosed(text: string): ToldRecipient[] {
  const flat = text.replace(/\s+/g, ' ')
  const [, behind = flat] = /Diagnostic information for administrators:(.*)$/.exec(flat) ?? []
  const found = [
    ...behind.matchAll(
      new RegExp(
        `(${address}) (?:<[^<>]{0,320}> ?)?(?:#<?|(?:Remote Server|The e-?mail system) returned:? ?['"]?<?)([^'"]{3,2000})`,
        'gi',
      ),
    ),
  ]
  if (found.length > 0) return found.map(([, recipient = '', reason = '']) => told(recipient, [reason]))
  return answered(text)
}

/** The recipient and the reply where a sentence names them. */
function answered(text: string): ToldRecipient[] {
  const flat = text.replace(/\s+/g, ' ')
  const recipient = new RegExp(
    `(?:delivered to|delivering your message to|message to|recipients?(?: has| have)? ?(?:failed)?(?: permanently)?:?|addressee:?|failed:|groups:) <?(${address})`,
    'i',
  ).exec(flat)?.[1]
  const reason =
    /(?:The response(?: from the remote server)? was|The error (?:that the other server returned )?was|said|returned|reason):? ?['"]?([45]\d\d[ -].{1,2000}|[45]\.\d{1,3}\.\d{1,3} .{1,2000})/i.exec(
      flat,
    )?.[1] ?? /(?<![^\s:'"(<#])[45]\d\d[ -]#?[45]\.\d{1,3}\.\d{1,3} .{1,2000}/.exec(flat)?.[0]
  return recipient === undefined && reason === undefined ? [] : [told(recipient ?? '', [reason ?? ''])]
}

/** A reply of a server, by its code. */
const reply = /(?:^|[\s:;'"(<#])([45]\d\d(?:: |[ -])(?=[#\w<]).{1,2000})/
const mostAddresses = 200

/** Whoever made it: an address, and behind it the reply of a server. */
function anywhere(text: string): ToldRecipient[] {
  for (const read of [paragraphs, answered]) {
    const found = read(text).filter(({ recipient, reason }) => recipient !== '' && reply.test(reason))
    if (found.length > 0) return found
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
