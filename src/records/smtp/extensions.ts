/** What a server offers in its answer to EHLO (RFC 5321 section 4.1.1.1). */
export interface Extensions {
  starttls: boolean
  /** Mechanisms, upper case, in the server's order, each once. */
  auth: string[]
  /** Octets (RFC 1870); `unlimited` for 0 and for what no file system holds, absent where no number is stated. */
  size?: number | 'unlimited'
  smtputf8: boolean
  pipelining: boolean
  /** Every line after the first, upper case. */
  keywords: string[]
}

/** Reads the lines of the answer; the first one is the server's name. */
export function parseExtensions(lines: readonly string[]): Extensions {
  const keywords = lines.slice(1).map((line) => line.trim().toUpperCase())
  const words = keywords.map((line) => line.split(/[ \t]+/))
  const has = (keyword: string) => words.some(([first]) => first === keyword)
  const size = sizeOf(words)
  return {
    starttls: has('STARTTLS'),
    auth: [...new Set(words.flatMap(mechanismsOf))],
    ...(size !== undefined && { size }),
    smtputf8: has('SMTPUTF8'),
    pipelining: has('PIPELINING'),
    keywords,
  }
}

/** `AUTH PLAIN LOGIN` (RFC 4954 section 3), and `AUTH=PLAIN LOGIN`, which older clients wanted. */
function mechanismsOf([first = '', ...rest]: readonly string[]): string[] {
  if (first !== 'AUTH' && !first.startsWith('AUTH=')) return []
  return [first.slice('AUTH='.length), ...rest].filter((word) => /^[A-Z0-9_-]+$/.test(word))
}

/** The first one that states a number: RFC 1870 section 4 has it of at most twenty digits. */
function sizeOf(words: readonly (readonly string[])[]): number | 'unlimited' | undefined {
  const stated = words.find(([first, value = '']) => first === 'SIZE' && /^\d{1,20}$/.test(value))?.[1]
  if (stated === undefined) return undefined
  const size = Number(stated)
  return size === 0 || size > Number.MAX_SAFE_INTEGER ? 'unlimited' : size
}

/** Keywords that servers are known to offer, without parameters or with what is no text (IANA, SMTP Service Extensions). */
const known =
  /^(?:STARTTLS|PIPELINING|8BITMIME|SMTPUTF8|ENHANCEDSTATUSCODES|DSN|CHUNKING|BINARYMIME|ETRN|VRFY|EXPN|HELP|TURN|ATRN|REQUIRETLS|DELIVERBY(?: \d{1,9})?|SIZE(?: \d{1,20})?|LIMITS(?: (?:RCPTMAX|MAILMAX|RCPTDOMAINMAX)=\d{1,6})*)$/i
const sasl =
  /^(?:PLAIN|LOGIN|CRAM-MD5|DIGEST-MD5|NTLM|GSSAPI|GSS-SPNEGO|EXTERNAL|ANONYMOUS|XOAUTH2?|OAUTHBEARER|OAUTH10A|PLAIN-CLIENTTOKEN|ATOKEN|WSTOKEN|XYMCOOKIE|SCRAM-SHA-\d{1,3}(?:-\d{1,3})?(?:-PLUS)?)$/i

/** Whether that is the name of a mechanism as registered, or in use. */
export const isKnownMechanism = (word: string): boolean => sasl.test(word)

/** Whether a line of the answer to EHLO says nothing but what servers are known to offer. */
export function isKnownOffer(line: string): boolean {
  const [, mechanisms] = /^AUTH[ =](.*)$/is.exec(line.trim()) ?? []
  return mechanisms === undefined
    ? known.test(line.trim())
    : mechanisms
        .trim()
        .split(/[ \t]+/)
        .every(isKnownMechanism)
}
