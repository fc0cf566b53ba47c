import { written } from '../core/smtp-blind.ts'
import type { SmtpReply } from '../records/smtp/reply.ts'
import { quoted } from './few.ts'

const longestReply = 300

/** A text of a server as it can stand between quotes: it neither ends them, nor breaks the line by blanks. */
export const tame = (text: string): string => text.replaceAll('"', "'").replace(/[ \t]+/g, ' ')

/** A reply in quotes, cut where it is too long to be read in a sentence: `"550 5.7.1 not yours"`. */
export const replied = (reply: SmtpReply): string => quoted(tame(written(reply)), longestReply)

/** A line, or a name in a certificate, in quotes in the same way. */
export const quotedOf = (text: string): string => quoted(tame(text))
