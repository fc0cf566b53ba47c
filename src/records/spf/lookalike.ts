import { isSpf } from './parse.ts'

/** What keeps a text from being an SPF record, as a clause, and the record that was meant where that is plain. */
interface Lookalike {
  says: string
  meant?: string
}

/**
 * Whether a text that is no SPF record (RFC 7208 section 4.5) was meant to be one. The text is octets, one character each.
 */
export function spfLookalike(text: string): Lookalike | undefined {
  // Enough for any record that DNS can carry without trouble; a longer text was not typed by hand.
  if (isSpf(text) || text.length > 4096) return undefined
  for (const look of [wrapped, torn, glued, misspelt, buried]) {
    const found = look(text)
    if (found) return found
  }
  return undefined
}

const withMeant = (says: string, meant: string): Lookalike => (isSpf(meant) ? { says, meant } : { says })

/** Blanks, tabs, the no-break space, the byte order mark and the zero-width blank, as UTF-8 octets. */
const blankAhead = /^(?:[\s\xa0]|\xc2\xa0|\xef\xbb\xbf|\xe2\x80\x8b)+/
/** Straight quotes, back ticks, and typographic quotes as UTF-8 octets. */
const quotes = /^(?:["'`\\]|\xe2\x80[\x98-\x9f])+|(?:["'`\\]|\xe2\x80[\x98-\x9f])+$/g

function wrapped(text: string): Lookalike | undefined {
  const bare = text.replace(blankAhead, '')
  if (isSpf(bare)) return { says: 'something blank stands before v=spf1', meant: bare.trimEnd() }
  const unquoted = bare.replace(quotes, '').trim()
  if (unquoted === bare || !/^v=spf1\b/i.test(unquoted)) return undefined
  return withMeant('quotes stand inside the text, not around it', unquoted)
}

/** `v = spf1`, `v=spf 1`. */
function torn(text: string): Lookalike | undefined {
  const version = /^v\s*=\s*spf\s*1(?= |$)/i.exec(text)
  return version ? withMeant('blanks stand inside v=spf1', `v=spf1${text.slice(version[0].length)}`) : undefined
}

function glued(text: string): Lookalike | undefined {
  const [version] = /^v=spf1/i.exec(text) ?? []
  if (!version) return undefined
  const rest = text.slice(version.length)
  const separator = /^[\s,;:]+/.exec(rest)?.[0]
  if (separator)
    return withMeant(`v=spf1 is followed by ${shown(separator)}, not by a blank`, join(rest.slice(separator.length)))
  if (/^[-+~?]|^(?:all|include|redirect|ip[46]|a|mx|ptr|exists)(?:[:=/ ]|$)/i.test(rest))
    return withMeant('v=spf1 runs into the next term without a blank', join(rest))
  const [word = ''] = rest.split(' ')
  return { says: `the version reads v=spf1${word}, and must read v=spf1`, meant: join(rest.slice(word.length)) }
}

const join = (terms: string): string => `v=spf1 ${terms.trim()}`.trim()

const shown = (separator: string): string => (/^\s/.test(separator) ? 'a tab or line break' : `"${separator[0]}"`)

const looksLikeTerms = /(?:^| )[-+~?]?(?:all|mx|a|ptr|(?:include|ip4|ip6|a|mx|exists):\S+|redirect=\S+)(?= |$)/i

/** `spf1`, `v=sfp1`, `v=spf`: within two slips of the version, and terms of SPF follow. */
function misspelt(text: string): Lookalike | undefined {
  const [version = ''] = text.split(' ')
  const rest = text.slice(version.length)
  if (version.length > 8 || !looksLikeTerms.test(rest)) return undefined
  if (!/s[pf]|[pf]s|spf/i.test(version) || slips(version.toLowerCase(), 'v=spf1') > 2) return undefined
  return { says: `the version reads ${version}, and must read v=spf1`, meant: join(rest) }
}

/** A record behind other words: `SPF: v=spf1 mx -all`. */
const buried = (text: string): Lookalike | undefined =>
  /[\s:;"]v=spf1 /i.test(text) && looksLikeTerms.test(text) ? { says: 'other words stand before v=spf1' } : undefined

/** How many letters must be changed, added, left out or swapped with their neighbour (both texts are short). */
function slips(from: string, to: string): number {
  const rows: number[][] = [Array.from({ length: to.length + 1 }, (_, j) => j)]
  for (let i = 1; i <= from.length; i++) {
    const row = [i]
    for (let j = 1; j <= to.length; j++) {
      const same = from[i - 1] === to[j - 1] ? 0 : 1
      const swapped = i > 1 && j > 1 && from[i - 1] === to[j - 2] && from[i - 2] === to[j - 1]
      row[j] = Math.min(
        (rows[i - 1]?.[j] ?? 0) + 1,
        (row[j - 1] ?? 0) + 1,
        (rows[i - 1]?.[j - 1] ?? 0) + same,
        ...(swapped ? [(rows[i - 2]?.[j - 2] ?? 0) + 1] : []),
      )
    }
    rows.push(row)
  }
  return rows.at(-1)?.at(-1) ?? 0
}
