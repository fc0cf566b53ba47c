/** A character of an unquoted local part (RFC 5322 section 3.2.3), and beside ASCII whatever shows (RFC 6531 section 3.3). */
const atom = "(?:[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]|[^\\0-\\x7f\\s\\p{Cc}\\p{Cs}])+"
const dotString = new RegExp(`^${atom}(?:\\.${atom})*$`, 'u')
const quotedString = /^"(?:[ !#-[\]-~]|\\[ -~]|[^\0-\x7f\p{Cc}\p{Cs}\p{Zl}\p{Zp}])*"$/u
/** Names as they are in use, with underscores; or an address literal. */
const domain =
  /^(?:(?:[A-Za-z0-9_-]|[^\0-\x7f\s\p{Cc}\p{Cs}])+(?:\.(?:[A-Za-z0-9_-]|[^\0-\x7f\s\p{Cc}\p{Cs}])+)*|\[[A-Za-z0-9:.-]+\])$/u

/** What is not seen and turns the text around; scripts need the joiners. */
const format = /(?![\u200c\u200d])\p{Cf}/u

/** Whether that can stand before the `@` of an address: a dot-string or a quoted-string (RFC 5321 section 4.1.2). */
export const isLocalPart = (text: string): boolean =>
  (dotString.test(text) || quotedString.test(text)) && !format.test(text)

/** Whether that is an address as a path of SMTP holds it (RFC 5321 section 4.1.2); `postmaster` needs no domain. */
export function isMailbox(text: string): boolean {
  const at = text.lastIndexOf('@')
  if (at < 0) return text.toLowerCase() === 'postmaster'
  return isLocalPart(text.slice(0, at)) && domain.test(text.slice(at + 1))
}

/** That local part between quotes, where it is one only so: `a,b` becomes `"a,b"`. */
export function quoted(local: string): string | undefined {
  const text = `"${local.replace(/^"(.+)"$/s, '$1').replace(/["\\]/g, '\\$&')}"`
  return isLocalPart(text) ? text : undefined
}
