import type { SpfRecord } from './record.ts'
import { isClean } from './slips.ts'
import { parseTerm } from './term.ts'

const mostCharacters = 300
const mostSeams = 8

const says = 'a blank is missing where one string of the TXT record ends and the next begins'

/** Whether strings meet in a record where a blank was meant: written anew as one text, it would read as if it were right. */
export const hasSeams = ({ faults }: SpfRecord): boolean => faults.some((fault) => fault.says === says)

const seamless: ReadonlySet<number> = new Set()

/** Where the strings of a TXT record meet in the text that receivers make of them (RFC 7208 section 3.3): offsets from 0. */
export function seamsOf(strings: readonly string[]): ReadonlySet<number> {
  if (strings.length < 2) return seamless
  let end = 0
  return new Set(strings.slice(0, -1).map(({ length }) => (end += length)))
}

/**
 * A word of a record in which two strings meet without the blank that was meant: both parts are terms. `legal` says that
 * the grammar takes the word as it stands. Linear in its length.
 */
export function seamSlip(
  { text, start, legal }: { text: string; start: number; legal: boolean },
  seams: ReadonlySet<number>,
): { says: string; meant: string } | undefined {
  if (seams.size === 0 || text.length > mostCharacters) return undefined
  const inside = Array.from(text, (_, i) => i).filter((i) => i > 0 && seams.has(start + i))
  if (inside.length === 0 || inside.length > mostSeams) return undefined
  const ways = [inside, ...inside.map((seam) => [seam])].map((cuts) => cutAt(text, cuts))
  const meant = ways.find((terms) => terms.every(isClean) && (!legal || isWhole(terms[0] ?? '')))?.join(' ')
  return meant === undefined ? undefined : { says, meant }
}

/** The strings as one text, with the blanks that are missing between them. */
export function joinStrings(strings: readonly string[]): string {
  const seams = seamsOf(strings)
  if (seams.size === 0) return strings.join('')
  return strings.join('').replace(/[^ ]+/g, (text, start: number) => {
    const legal = typeof parseTerm(text, start) !== 'string'
    return seamSlip({ text, start, legal }, seams)?.meant ?? text
  })
}

const cutAt = (text: string, cuts: readonly number[]): string[] =>
  [0, ...cuts].map((from, i) => text.slice(from, cuts[i]))

/** Ends in a top-level domain as it may stand: `ip6:2001:db8::` and `a` may well be one address. */
const isWhole = (term: string): boolean =>
  /^[-+?~]?(?:(?:include|exists|a|mx|ptr):|(?:redirect|exp)=).*\.[a-z]{2,}$/i.test(term)
