/** A text that tells of mail, parted from the mail that it is about. */
export interface Parted {
  /** What whoever made the report says. */
  own: string
  /** The original message, or its header, as it stands below. */
  original?: string
  /** The line between them is one that mail programs write as well when somebody forwards or answers: the report may stand below it. */
  isForwarded?: true
}

/** Behind a ruler of at least two characters: `------ This is a copy of the message, including all the headers. ------`. */
const ruled: readonly RegExp[] = [
  /^(?:this is )?a? ?copy of (?:the|your)\b/i,
  /^(?:the )?(?:original|unsent|returned|undelivered) (?:e-?mail )?(?:message|mail)\b(?! (?:delivery|returned|was|could|to)\b|: )/i,
  /^your (?:original )?message (?:follows|is below)\b/i,
  /^(?:the )?(?:header|body|text)s? of (?:the|your) original\b/i,
  /^(?:received )?message (?:headers?|text|body|source)\b/i,
  /^below (?:this|the next) line\b/i,
  /^original (?:message )?headers?\b/i,
  /^(?:start|begin(?:ning)?) of (?:the )?(?:returned|original|your) (?:message|mail)\b/i,
]
/** On a line of its own, with or without a ruler. */
const spoken: readonly RegExp[] = [
  /^(?:below|the following|here|attached) is (?:a|the) copy of (?:the|your)\b/i,
  /^(?:the |possibly truncated |a copy of (?:the|your) )*(?:original|unsent|returned|undelivered) (?:message|mail)(?: headers?| text)? (?:follows|(?:is )?as follows|(?:is )?(?:attached|included|quoted)? ?below)\b/i,
  /^(?:the )?(?:original )?message (?:headers?|text) follows?\b/i,
  /^a copy of (?:the|your)(?: original)? (?:message|mail)\b.{0,60}(?:below|follows|attached)/i,
  /^(?:original message headers?|message header|old message|original mail as follows|here is your returned mail)[ \t]*:?[ \t]*$/i,
  /^the attachment contains the original mail headers\b/i,
  // Exchange in other languages.
  /^(?:ursprüngliche nachrichten(?:kopfzeilen|header)|(?:en-têtes|en-tetes) d(?:u|e) message (?:d'origine|original)|encabezados de(?:l)? mensajes? original(?:es)?|intestazioni (?:del )?messaggio originale?|cabeçalhos da mensagem original|oorspronkelijke berichtkoppen|元のメッセージ ?ヘッダー)[ \t]*[:：]?[ \t]*$/i,
]
const mime =
  /^content-type[ \t]*:[ \t]*(?:message\/(?:rfc822|global)(?![\w-])|(?:text\/rfc822|message\/(?:rfc822|global))-headers)/i
const forwarded = /^[-_ \t]{2,40}(?:original message|forwarded (?:message|mail|by))/i
const longest = 400

/** Whether a line says that the original message begins below it. */
function isMark(line: string): boolean {
  const text = line.slice(0, longest).trim()
  if (mime.test(text)) return true
  const [ruler = ''] = /^[-=*_#>+~]{2}[-=*_#>+~ \t]{0,80}/.exec(text) ?? []
  const words = text.slice(ruler.length)
  return (ruler !== '' && ruled.some((mark) => mark.test(words))) || spoken.some((mark) => mark.test(words))
}

/** Fields that only the header of a message has. */
const ofMessages = new Set(
  'received return-path dkim-signature domainkey-signature message-id mime-version received-spf authentication-results arc-seal x-originating-ip delivered-to x-envelope-from'.split(
    ' ',
  ),
)
/** What servers add while it comes: one of them suffices, and no report says so of itself in its words. */
const ofRelays = new Set('received return-path dkim-signature domainkey-signature received-spf arc-seal'.split(' '))
const field = /^([A-Za-z][\w-]{1,60})[ \t]{0,9}:/

/** How many lines from there on are fields and their folds, and whether they are the header of a message. */
function fieldsAt(lines: readonly string[], from: number): { count: number; isHeader: boolean } {
  const names: string[] = []
  let at = from
  for (; at < lines.length; at++) {
    const line = lines[at] ?? ''
    const name = field.exec(line)?.[1]?.toLowerCase()
    if (name === undefined ? !/^[ \t]+\S/.test(line) : at > from && isMark(line)) break
    if (name !== undefined) names.push(name)
  }
  const hasKnown = names.some((name) => ofMessages.has(name))
  const isHeader = names.some((name) => ofRelays.has(name)) ? names.length > 1 : names.length > 3 && hasKnown
  return { count: at - from, isHeader }
}

/** Parts a text of a report from the original message below it: by a line that says so, or by a header. Line ends are LF. */
export function partOriginal(text: string): Parted {
  const lines = text.split('\n')
  let from = 0
  let isEmpty = true
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at] ?? ''
    if (line === '') continue
    const { count, isHeader } = field.test(line) ? fieldsAt(lines, at) : { count: 0, isHeader: false }
    if (isHeader && !isEmpty) return parted(lines, from, at, at)
    if (isMark(line)) {
      if (!isEmpty || !forwarded.test(line)) return parted(lines, from, at, at + 1)
      from = at + 1
    } else if (isHeader) {
      // A header above everything is that of the report itself.
      at += count - 1
      from = at + 1
    } else {
      if (line.trim() !== '') isEmpty = false
      at += Math.max(count - 1, 0)
    }
  }
  return { own: lines.slice(from).join('\n') }
}

function parted(lines: readonly string[], from: number, end: number, below: number): Parted {
  const isForwarded = below > end && forwarded.test(lines[end] ?? '')
  return {
    own: lines.slice(from, end).join('\n'),
    original: lines.slice(below).join('\n').replace(/^\s+/, ''),
    ...(isForwarded && { isForwarded: true as const }),
  }
}

/** What servers write into a header about SPF and the like: it is said of a message, to nobody, and refuses nothing. */
const comments =
  /\bdomain of \S{1,320} (?:designates|does not designate) \S{2,60} as (?:a )?permitted sender|\bis neither permitted nor denied by\b|\bdoes not designate permitted sender hosts\b|\b(?:spf|dkim|dmarc|sender-id|iprev)=[a-z]{2,12} (?:\(|(?:smtp|header|policy)\.)|\bclient-ip=[0-9a-f.:]{3,45};/i
const shaped = /(?:^|[\s:;'"<(#])[245]\d\d[- ](?:#?[245]\.\d{1,3}\.\d{1,3}\b|[A-Za-z<])/
const authentication =
  /^(?:received-spf|(?:arc-)?authentication-results|x-ms-exchange-authentication-results)[ \t]{0,9}:/i

/** Whether a line is a comment about SPF and the like, and no reply. */
export const isComment = (line: string): boolean =>
  authentication.test(line.slice(0, 80)) || (comments.test(line.slice(0, 2000)) && !shaped.test(line.slice(0, 2000)))

/** Without the fields that hold results of authentication, folds and all, and other comments about SPF. */
export function withoutComments(lines: readonly string[]): string[] {
  let isWithin = false
  return lines.filter((line) => {
    if (line === '') return true
    isWithin = authentication.test(line.slice(0, 80)) || (isWithin && /^[ \t]+\S/.test(line))
    return !isWithin && !isComment(line)
  })
}
