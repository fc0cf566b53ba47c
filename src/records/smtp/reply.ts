/** One whole reply of a server (RFC 5321 section 4.2). The text comes from outside. */
export interface SmtpReply {
  code: number
  /** `5.7.1` (RFC 3463, RFC 2034), where the text begins with one that agrees with the code. */
  enhanced?: string
  /** The text of each line, without code and enhanced code. */
  lines: readonly string[]
}

/** One line of a reply: `250-SIZE 1000` is not the last. */
export interface ReplyLine {
  code: number
  last: boolean
  text: string
}

/** Reads a line without its end; nothing where it is no line of a reply. */
export function parseReplyLine(line: string): ReplyLine | undefined {
  const [, code, mark, text = ''] = /^([2-5]\d\d)(?:([ -])(.*))?$/s.exec(line) ?? []
  return code === undefined ? undefined : { code: Number(code), last: mark !== '-', text }
}

/** The reply that these lines make; nothing where they bear different codes, or the last one is missing. */
export function replyOf(lines: readonly ReplyLine[]): SmtpReply | undefined {
  const last = lines.at(-1)
  if (!last?.last || lines.some((line, i) => line.code !== last.code || (line.last && i < lines.length - 1)))
    return undefined
  const { code } = last
  const enhanced = enhancedOf(lines[0]?.text ?? '', code)
  if (enhanced === undefined) return { code, lines: lines.map(({ text }) => text) }
  return { code, enhanced, lines: lines.map(({ text }) => withoutCode(text, code)) }
}

/** RFC 2034 section 4: the class is the first digit of the code. */
function enhancedOf(text: string, code: number): string | undefined {
  const [, enhanced] = /^([245]\.\d{1,3}\.\d{1,3})(?: |$)/.exec(text) ?? []
  return enhanced?.startsWith(String(code)[0] ?? '') ? enhanced : undefined
}

function withoutCode(text: string, code: number): string {
  const enhanced = enhancedOf(text, code)
  return enhanced === undefined ? text : text.slice(enhanced.length).replace(/^ /, '')
}
