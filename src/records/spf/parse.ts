import { remembering } from '../remember.ts'
import { noRanges, rangeAt } from './range.ts'
import type { SpfFault, SpfRecord, SpfTerm } from './record.ts'
import { seamSlip } from './seams.ts'
import { type Effort, findLegalSlip, findSlip, joinTorn } from './slips.ts'
import { parseTerm } from './term.ts'

/** Whether a TXT record, its strings joined, is an SPF record (RFC 7208 section 4.5): the version, then a blank or the end. */
export const isSpf = (text: string): boolean => version.test(text)
const version = /^v=spf1(?: |$)/i

/** Whether receivers take the whole record as an error (RFC 7208 section 4.6). */
export const isBroken = ({ faults }: SpfRecord): boolean => faults.some((fault) => !fault.legal)

interface Word {
  text: string
  start: number
  read: SpfTerm | string
}

/**
 * An SPF record read to its end, whatever is wrong with it (RFC 7208 sections 4.6 and 12). Never throws; its time is
 * linear in the record's length. `seams` are the offsets at which the strings of the TXT record meet.
 */
export const parseSpf = (text: string, seams: ReadonlySet<number> = seamless): SpfRecord =>
  seams.size === 0 ? parseWhole(text) : parse(text, seams)

const seamless: ReadonlySet<number> = new Set()
const parseWhole = remembering((text) => parse(text, seamless))

function parse(text: string, seams: ReadonlySet<number>): SpfRecord {
  const words: Word[] = Array.from(text.matchAll(/[^ ]+/g), ({ 0: word, index }) => ({
    text: word,
    start: index,
    read: parseTerm(word, index),
  }))
  const terms: SpfTerm[] = []
  const faults: SpfFault[] = []
  const once = new Map<string, string>()
  const effort: Effort = { left: 100 }
  // The version comes first.
  for (let i = 1; i < words.length; i++) {
    const word = words[i] as Word
    const range = rangeAt(text, word.start)
    // What is a term as it stands receivers take literally.
    if (range !== undefined && (typeof word.read === 'string' || range.length > word.text.length)) {
      faults.push({ text: range, start: word.start, says: noRanges })
      const end = word.start + range.length
      while ((words[i + 1]?.start ?? end) < end) i++
      continue
    }
    const torn = effort.left > 0 ? tornFault(text, word, words[i + 1]) : undefined
    const plain = torn ?? faultOf(word, once, effort)
    const fault = (torn ? undefined : seamFault(word, seams, plain)) ?? plain
    if (torn) i++
    else if (typeof word.read !== 'string' && (!fault || fault.legal)) terms.push(word.read)
    if (fault) faults.push(fault)
  }
  return { text, terms, faults }
}

function seamFault({ text, start, read }: Word, seams: ReadonlySet<number>, plain?: SpfFault): SpfFault | undefined {
  const legal = typeof read !== 'string' && (!plain || !!plain.legal)
  const slip = seamSlip({ text, start, legal }, seams)
  return slip && { text, start, ...slip, ...(legal && { legal }) }
}

function tornFault(text: string, word: Word, next: Word | undefined): SpfFault | undefined {
  if (!next || (typeof word.read !== 'string' && typeof next.read !== 'string')) return undefined
  const slip = joinTorn(word.text, next.text)
  return slip && { text: text.slice(word.start, next.start + next.text.length), start: word.start, ...slip }
}

function faultOf({ text, start, read }: Word, once: Map<string, string>, effort: Effort): SpfFault | undefined {
  if (typeof read === 'string') return { text, start, says: read, ...findSlip(text, effort) }
  // RFC 7208 section 6: every other modifier may be repeated.
  if (read.kind === 'modifier' && (read.name === 'redirect' || read.name === 'exp')) {
    const first = once.get(read.name)
    once.set(read.name, first ?? read.value.toLowerCase())
    if (first !== undefined)
      return {
        text,
        start,
        says: `${read.name} may stand once only`,
        ...(first === read.value.toLowerCase() && { meant: '' }),
      }
  }
  const slip = findLegalSlip(text, effort)
  return slip && { text, start, ...slip, legal: true }
}
