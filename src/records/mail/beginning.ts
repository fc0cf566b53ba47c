/** How a file holds a message: where it begins in it, and what the program that saved it did. */
export interface Beginning {
  /** Octets of the file before the message. */
  skip: number
  /** It is an .emlx file: a property list stands behind the message. */
  isAppleMail?: true
  /** It begins as an mbox does, which may hold more than one. */
  isMailbox?: true
  /** Each line ends in CR CR LF. */
  hasDoubledCr?: true
}

/** Fields of which a message has at least one (RFC 5322 section 3.6, and what servers add). */
const usual = new Set(
  'from to cc subject date message-id received return-path delivered-to sender reply-to mime-version content-type dkim-signature authentication-results'.split(
    ' ',
  ),
)

/**
 * Where a message begins in a file of which this is the beginning (one octet a character): with header fields, of which one
 * at least is usual. Nothing where none does.
 */
export function beginningOf(head: string): Beginning | undefined {
  const [number = ''] = /^\d{1,10}[ \t]*\r?\n/.exec(head.slice(0, 80)) ?? []
  const message = head.slice(number.length)
  if (!beginsHeader(message)) return undefined
  const [odd = ''] = oddPostmark.exec(message) ?? []
  return {
    skip: number.length + odd.length,
    ...(number !== '' && { isAppleMail: true as const }),
    ...(/^>?From /.test(message) && { isMailbox: true as const }),
    ...(hasDoubledCr(message) && { hasDoubledCr: true as const }),
  }
}

/** The first line of an mbox, where it ends in LF and those of the message in CRLF. */
const oddPostmark = /^>?From [^\r\n]{1,998}\n(?=[^\r\n]{1,998}\r\n)/

/** Whether a text (one octet a character) begins as a message does. */
export const beginsMessage = (text: string): boolean => beginningOf(text) !== undefined

function beginsHeader(text: string): boolean {
  if (crAlone.test(text)) return false
  const [first = '', ...rest] = text.split(/\r{0,2}\n/, 400)
  for (const line of /^>?From /.test(first) ? rest : [first, ...rest]) {
    const [, name] = /^([!-9;-~]+)[ \t]*:/.exec(line) ?? []
    if (name !== undefined && usual.has(name.toLowerCase())) return true
    if (name === undefined && !/^[ \t]+\S/.test(line)) return false
  }
  return false
}

const mostLooked = 65_536

/** All of its lines, two at least. */
function hasDoubledCr(text: string): boolean {
  const looked = text.slice(0, mostLooked)
  const ends = looked.split('\n').length - 1
  return ends > 1 && looked.split('\r\r\n').length - 1 === ends
}

const crAlone = /^(?:[^\n\r]{1,998}\r(?!\r?\n)){3}/

/** What a file is that holds no message, by how it begins, and the way to one. */
const others: readonly (readonly [RegExp, string])[] = [
  [
    /^\xd0\xcf\x11\xe0/,
    'is an Outlook file (.msg), which does not hold the message as it was sent. Save it as .eml: in Outlook on the web or the new Outlook by "Download" or "Save as", else out of another mail program.',
  ],
  [/^%PDF-/, 'is a PDF, and no message. Save the message itself, header and all ("Show original", "Save as .eml").'],
  [/^PK\x03\x04/, 'is a ZIP archive. Unpack it, and give the message (.eml) that is in it.'],
  [/^\x1f\x8b/, 'is compressed. Unpack it first: gunzip -c FILE | relaycheck message -'],
  [
    crAlone,
    "has lines that end in CR alone, as old programs on a Mac write them. Make LF of each CR: tr '\\r' '\\n' < FILE | relaycheck message -",
  ],
]

/** What a file is that holds no message, where that can be told: a predicate, with what to do ("is a PDF, and no message. …"). */
export const otherThanMessage = (head: string): string | undefined => others.find(([begins]) => begins.test(head))?.[1]
