import { editDistance } from '../edit-distance.ts'
import { lookalikeName } from './characters.ts'
import { isSpf, parseSpf } from './parse.ts'
import { joinStrings } from './seams.ts'

/** What keeps a text from being an SPF record, as a clause, and the record that was meant where that is plain. */
interface Lookalike {
  says: string
  meant?: string
}

/** Whether the strings of a TXT record that is no SPF record (RFC 7208 section 4.5) were meant to be one. */
export function spfLookalikeOf(strings: readonly string[]): (Lookalike & { text: string }) | undefined {
  const found = spfLookalike(joinStrings(strings))
  if (!found) return undefined
  const [version = '', ...rest] = strings
  // Where the version is a string of its own, what follows it is known better than from the text.
  const meant = rest.length && isSpf(version) ? joinStrings([`${version} `, ...rest]) : found.meant
  return { text: strings.join(''), says: found.says, ...(meant !== undefined && { meant }) }
}

/** The same of one text: octets, one character each. */
export function spfLookalike(text: string): Lookalike | undefined {
  // Enough for any record that DNS can carry without trouble; a longer text was not typed by hand.
  if (isSpf(text) || text.length > 4096 || !mayBeMeant.test(text)) return undefined
  for (const look of [wrapped, torn, glued, misspelt, buried]) {
    const found = look(text)
    if (found) return found
  }
  return undefined
}

/** Whatever is taken for a record below holds two letters of `spf` side by side. */
const mayBeMeant = /s[pf]|[pf]s/i

const withMeant = (says: string, meant: string): Lookalike => (isSpf(meant) ? { says, meant } : { says })

/** A blank of any kind, as UTF-8 octets: spaces, tabs, the no-break space, the byte order mark, the zero-width blank. */
const blank = String.raw`(?:[\s\xa0]|\xc2\xa0|\xe2\x80[\x8b\xaf]|\xe3\x80\x80|\xef\xbb\xbf)`
/** Straight quotes, back ticks, and typographic quotes as UTF-8 octets. */
const quote = String.raw`(?:["'${'`'}\\]|\xe2\x80[\x98-\x9f])`
const blankAhead = new RegExp(`^${blank}+`)
const wrapping = new RegExp(`^(?:${blank}|${quote})+|(?<!${blank}|${quote})(?:${blank}|${quote})+$`, 'g')

function wrapped(text: string): Lookalike | undefined {
  const bare = text.replace(blankAhead, '').replace(/ +$/, '')
  if (isSpf(bare)) return { says: 'something blank stands before v=spf1', meant: bare }
  const unwrapped = text.replace(wrapping, '')
  if (unwrapped === text) return undefined
  if (isSpf(unwrapped)) return { says: 'quotes stand inside the text, not around it', meant: unwrapped }
  return [torn, glued].map((look) => look(unwrapped)).find((found) => found)
}

/** `v = spf1`, `v=spf 1`. */
function torn(text: string): Lookalike | undefined {
  const version = /^v\s*=\s*spf\s*1(?= |$)/i.exec(text)
  return version ? withMeant('blanks stand inside v=spf1', `v=spf1${text.slice(version[0].length)}`) : undefined
}

/** What people put between the version and the first term in place of a blank. */
const separators = new RegExp(`^(?:${blank}|${quote}|[.,;:=|/])+`)

/** Only a number behind the version is left out: whatever else stands there may name a sender. */
function glued(text: string): Lookalike | undefined {
  const [version] = /^v=spf1/i.exec(text) ?? []
  if (!version) return undefined
  const behind = text.slice(version.length)
  const [number] = /^[\d.]{1,4}(?= |$)/.exec(behind) ?? []
  if (number !== undefined)
    return {
      says: `the version reads ${version}${number}, and must read v=spf1`,
      meant: join(behind.slice(number.length)),
    }
  const [separator = ''] = separators.exec(behind) ?? []
  const terms = behind.slice(separator.length)
  const meant = join(terms)
  const [first] = parseSpf(meant).faults
  const isTerm = !first || first.meant !== undefined || first.start > 'v=spf1 '.length
  if (separator) {
    const says = `v=spf1 is followed by ${shown(separator)}, not by a blank`
    return isTerm ? { says, meant } : { says }
  }
  if (isTerm) return { says: 'v=spf1 runs into the next term without a blank', meant }
  return { says: `the version reads ${version}${terms.split(' ')[0]?.slice(0, 60)}, and must read v=spf1` }
}

const join = (terms: string): string => `v=spf1 ${terms.replace(/^ +/, '')}`.replace(/ +$/, '')

const shown = (separator: string): string => {
  if (/^["'`]/.test(separator)) return 'a quotation mark'
  return /^[!-~]/.test(separator) ? `"${separator[0]}"` : lookalikeName(separator)
}

const looksLikeTerms = /(?:^| )[-+~?]?(?:all|mx|a|ptr|(?:include|ip4|ip6|a|mx|exists):\S+|redirect=\S+)(?= |$)/i

/** `spf1`, `v=sfp1`, `v=spf`: within two slips of the version, and terms of SPF follow. */
function misspelt(text: string): Lookalike | undefined {
  const [version = ''] = text.split(' ')
  const rest = text.slice(version.length)
  if (version.length > 8 || !looksLikeTerms.test(rest)) return undefined
  if (!mayBeMeant.test(version) || editDistance(version.toLowerCase(), 'v=spf1') > 2) return undefined
  const says = `the version reads ${version}, and must read v=spf1`
  // What ends in a term, odd characters aside, may have been meant as one: v=spfmx.
  return /(?:a|mx)[^a-z0-9]*$/i.test(version) ? { says } : { says, meant: join(rest) }
}

/** A record behind other words: `SPF: v=spf1 mx -all`. */
const buried = (text: string): Lookalike | undefined =>
  /[\s:;"]v=spf1 /i.test(text) && looksLikeTerms.test(text) ? { says: 'other words stand before v=spf1' } : undefined
