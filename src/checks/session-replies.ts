import { written } from '../core/smtp-blind.ts'
import type { SmtpReply } from '../records/smtp/reply.ts'
import { quoted } from './few.ts'

const longestReply = 300

/** A reply in quotes, cut where it is too long to be read in a sentence: `"550 5.7.1 not yours"`. */
export const replied = (reply: SmtpReply): string => quoted(written(reply), longestReply)
