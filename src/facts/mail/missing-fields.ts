import type { HeaderRow } from 'mailauth/lib/dkim/dkim-verifier.js'

/** Names that signers put into `h=` though there is no such field, so that nobody can add one (RFC 6376 section 5.4). */
const oftenAbsent =
  /^(?:cc|bcc|reply-to|sender|in-reply-to|references|resent-.{1,40}|list-.{1,40}|feedback-id|content-.{1,40}|x-.{1,70})$/

/** Signed fields of which there is none, as they are written: `gone` were most likely there, `absent` may never have been. */
export function missingFields(
  rows: readonly HeaderRow[],
  names: readonly string[],
): { gone: string[]; absent: string[] } {
  const there = new Set(rows.map(({ key }) => key))
  const missing = [...new Set(names)].filter((name) => !there.has(name) && /^[!-9;-~]{1,80}$/.test(name))
  return {
    gone: missing.filter((name) => !oftenAbsent.test(name)).map(asWritten),
    absent: missing.filter((name) => oftenAbsent.test(name)).map(asWritten),
  }
}

/** `message-id` -> `Message-ID` */
export const asWritten = (name: string): string =>
  name.replace(/[^-]+/g, (word) =>
    /^(?:id|mime)$/.test(word) ? word.toUpperCase() : word.charAt(0).toUpperCase() + word.slice(1),
  )
