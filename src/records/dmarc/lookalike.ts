import { editDistance } from '../edit-distance.ts'
import { lookalikeName, withoutLookalikes } from '../spf/characters.ts'
import { isDmarc, parseDmarc } from './parse.ts'
import { quote } from './slips.ts'
import { tagNames } from './tags.ts'

/** What keeps a text from being a DMARC record, as a clause, and the record that was meant where that is plain. */
interface Lookalike {
  says: string
  meant?: string
}

/** Whether a text at `_dmarc`, its strings joined, was meant to be a DMARC record and is none (RFC 9989 section 4.7). */
export function dmarcLookalikeOf(text: string): Lookalike | undefined {
  // Enough for any record that DNS can carry without trouble; a longer text was not typed by hand.
  if (text.length > 4096 || isDmarc(text)) return undefined
  for (const look of [spf, escaped, wrapped, misspelt, near, late, bare]) {
    const found = look(text)
    if (found) return found
  }
  return undefined
}

/** With the record that was meant, where it is one whose every slip is plain. */
function withMeant(says: string, text: string): Lookalike {
  const record = isDmarc(text) ? parseDmarc(text.trim()) : undefined
  const meant = record && (record.faults.length === 0 ? record.text : record.faults[0]?.meant)
  return meant === undefined ? { says } : { says, meant }
}

const spf = (text: string): Lookalike | undefined =>
  /^\W*v=spf1\b/i.test(text) ? { says: 'it is an SPF record, which belongs at the domain itself' } : undefined

/** `v=DMARC1\; p=none`: a zone file's way of writing a semicolon, kept in the data. */
function escaped(text: string): Lookalike | undefined {
  const plain = text.replaceAll('\\;', ';')
  return plain !== text && isDmarc(plain) ? withMeant('backslashes stand before its semicolons', plain) : undefined
}

/** Blanks of any kind, quotes, and characters that nobody sees, around the record. */
function wrapped(text: string): Lookalike | undefined {
  const plain = withoutLookalikes(text)
    .replace(/\\;/g, ';')
    .replace(/["'`\\]/g, '')
    .trim()
  if (plain === text || !isDmarc(plain)) return undefined
  if (/^[ \t]/.test(text) && isDmarc(text.trimStart()))
    return withMeant('a blank stands before v=DMARC1, and RFC 9989 has receivers drop such a text', plain)
  const ahead = text.replace(/^[ \t]+/, '').slice(0, 3)
  const [first = ''] = ahead
  if (/["'`\\]/.test(first)) return withMeant('quotes stand inside the text, not around it', plain)
  if (first !== 'v' && first !== 'V') return withMeant(`${lookalikeName(ahead)} stands before v=DMARC1`, plain)
  return withMeant('quotes or other odd characters stand in v=DMARC1 or right behind it', plain)
}

/** What stands in place of the version, up to the first sign that parts tags, and what parts it from the next one. */
const head =
  /^[\s"'`]{0,20}(v[\s=:]{0,5})?(d[\s_-]?m[\s_-]?a[\s_-]?r[\s_-]?k?c[^\s;,=:|"'`\\]{0,8})[\s"'`]{0,5}(\\?;|[,|:.\s]|$)/i

/** `v=dmarc1`, `v=DMARC`, `v=DMARC1.`, `DMARC1;`, `v=DMARC1 p=none`, `v=DMARC1, p=none`. */
function misspelt(text: string): Lookalike | undefined {
  const [whole, v, version = '', sign = ''] = head.exec(text) ?? []
  if (whole === undefined) return undefined
  const rest = text.slice(whole.length).replace(/^[\s,|;]+/, '')
  const meant = `v=DMARC1; ${rest}`
  if (!v)
    return rest === '' || !hasTags(rest)
      ? undefined
      : withMeant(`it begins with ${quote(version)}, and must begin with v=DMARC1`, meant)
  if (version !== 'DMARC1' || !/^v=$/i.test(v))
    return withMeant(`the version reads ${quote(v.trim() + version)}, and must read v=DMARC1`, meant)
  if (/[,|:]/.test(sign)) return withMeant(`v=DMARC1 is followed by ${quote(sign)}, not by a semicolon`, meant)
  return withMeant('no semicolon stands behind v=DMARC1', meant)
}

const gluedTo = new RegExp(`^v=DMARC1(?=(?:${tagNames})[ \\t]{0,5}=)`)
const policyFirst = /^[\s;]{0,5}p[ \t]{0,5}=[ \t]{0,5}(?:none|quarantine|reject)\b/i

/** `v=DMARC1p=none`, `v=DMRAC1; p=none`, `v=DKIM1; p=none`. */
function near(text: string): Lookalike | undefined {
  if (gluedTo.test(text)) return withMeant('no semicolon stands behind v=DMARC1', text.replace('DMARC1', 'DMARC1; '))
  const [whole = '', version = ''] = /^v=([a-z0-9]{3,9})\s{0,5};/i.exec(text) ?? []
  const rest = text.slice(whole.length)
  const isNear = editDistance(version.toUpperCase(), 'DMARC1') <= 2
  if (whole === '' || !(isNear ? hasTags(rest) : policyFirst.test(rest))) return undefined
  return withMeant(`the version reads ${quote(`v=${version}`)}, and must read v=DMARC1`, `v=DMARC1; ${rest.trim()}`)
}

const tags = /(?:^|[\s;,|])(?:p|sp|np|rua|ruf|adkim|aspf|pct|fo)[ \t]{0,5}=/i
const hasTags = (text: string): boolean => tags.test(text)

/** `p=none; v=DMARC1`. */
function late(text: string): Lookalike | undefined {
  const at = /[\s;,|"]v[ \t]{0,5}=[ \t]{0,5}DMARC1(?![a-z0-9])/i.exec(text)
  if (!at) return undefined
  const [ahead = '', behind = ''] = [text.slice(0, at.index), text.slice(at.index + at[0].length)].map((part) =>
    part.replace(/^[\s;,|]+|[\s;,|]+$/g, ''),
  )
  if (!hasTags(ahead)) return withMeant('other words stand before v=DMARC1', `v=DMARC1; ${behind}`)
  const pieces = ['v=DMARC1', ahead, behind].filter((part) => part !== '')
  return withMeant('v=DMARC1 does not stand at its beginning', pieces.join('; '))
}

/** Tags of a policy, and no version at all: `p=none; rua=mailto:…`. */
const bare = (text: string): Lookalike | undefined =>
  policyFirst.test(text) ? withMeant('v=DMARC1 is missing at its beginning', `v=DMARC1; ${text}`) : undefined
