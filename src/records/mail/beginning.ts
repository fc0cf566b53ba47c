/** Fields of which a message has at least one (RFC 5322 section 3.6, and what servers add). */
const usual = new Set(
  'from to cc subject date message-id received return-path delivered-to sender reply-to mime-version content-type dkim-signature authentication-results'.split(
    ' ',
  ),
)

/** Whether a text (one octet a character) begins as a message does: with header fields, of which one at least is usual. */
export function beginsMessage(text: string): boolean {
  const [first = '', ...rest] = text.split(/\r?\n/, 400)
  for (const line of /^From /.test(first) ? rest : [first, ...rest]) {
    const [, name] = /^([!-9;-~]+)[ \t]*:/.exec(line) ?? []
    if (name !== undefined && usual.has(name.toLowerCase())) return true
    if (name === undefined && !/^[ \t]+\S/.test(line)) return false
  }
  return false
}
