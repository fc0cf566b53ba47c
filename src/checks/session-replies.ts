import { written } from '../core/smtp-blind.ts'
import type { SmtpReply } from '../records/smtp/reply.ts'
import { quoted } from './few.ts'

const longestReply = 300
const mostRead = 1000

/** As much of a reply as is read for its reasons: what comes later can only cost time. */
export const wordsIn = (reply: SmtpReply): string => written(reply).slice(0, mostRead)

/** The same without addresses and names of hosts, which may hold any word. */
export const ownWordsIn = (reply: SmtpReply): string => wordsIn(reply).replace(/\S*(?:@|\w\.\w)\S*/g, ' ')

/** Whether a no is one to this machine, by its address or its name there (RFC 7372), whatever it goes on to say. */
export const isToClient = (reply: SmtpReply): boolean =>
  reply.enhanced === '5.7.25' ||
  /\bclient host\b|\breverse (?:dns|hostname)\b|\bptr\b|\bblock(?:ed|list)\b|\bblack ?list|\bdnsbl\b|\bspamhaus\b/i.test(
    wordsIn(reply),
  )

/** A text of a server as it can stand between quotes: it neither ends them, nor breaks the line by blanks. */
const tame = (text: string): string => text.replaceAll('"', "'").replace(/[ \t]+/g, ' ')

/** A reply in quotes, cut where it is too long to be read in a sentence: `"550 5.7.1 not yours"`. */
export const replied = (reply: SmtpReply): string => quoted(tame(written(reply)), longestReply)

/** A line, or a name in a certificate, in quotes in the same way. */
export const quotedOf = (text: string): string => quoted(tame(text))
