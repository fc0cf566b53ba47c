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
