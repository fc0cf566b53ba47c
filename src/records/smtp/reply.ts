/** One whole reply of a server (RFC 5321 section 4.2). The text comes from outside. */
export interface SmtpReply {
  code: number
  /** `5.7.1` (RFC 3463, RFC 2034), where the text begins with one that agrees with the code. */
  enhanced?: string
  /** The text of each line, without code and enhanced code. */
  lines: readonly string[]
}
