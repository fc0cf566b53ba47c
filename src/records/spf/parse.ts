import type { SpfFault, SpfRecord, SpfTerm } from './record.ts'
import { parseTerm } from './term.ts'

/** Whether a TXT record, its strings joined, is an SPF record (RFC 7208 section 4.5): the version, then a blank or the end. */
export const isSpf = (text: string): boolean => /^v=spf1(?: |$)/i.test(text)

/**
 * An SPF record read to its end, whatever is wrong with it (RFC 7208 sections 4.6 and 12). Never throws; its time is
 * linear in the record's length.
 */
export function parseSpf(text: string): SpfRecord {
  const terms: SpfTerm[] = []
  const faults: SpfFault[] = []
  for (const { 0: word, index } of text.matchAll(/[^ ]+/g)) {
    if (index === 0) continue
    const term = parseTerm(word, index)
    if (typeof term === 'string') faults.push({ text: word, start: index, says: term })
    else terms.push(term)
  }
  return { text, terms, faults }
}

/** Whether receivers take the whole record as an error (RFC 7208 section 4.6). */
export const isBroken = ({ faults }: SpfRecord): boolean => faults.some((fault) => !fault.legal)
