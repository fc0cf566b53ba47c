import type { Header, HeaderField } from '../../records/mail/fields.ts'
import { parseSignature, type SignatureTags } from '../../records/mail/signature.ts'
import { grouped } from '../../records/number.ts'
import { authorDomains, whoseIs } from './signers.ts'

/** One DKIM-Signature that is looked at. */
export interface SignatureField {
  /** Among all of them, from 0, topmost first. */
  place: number
  field: HeaderField
  tags: SignatureTags
  /** Why it is not given to a verifier, a clause. */
  unread?: string
}
/** Who signed a message and what of its header matters for that. */
export interface Signed {
  fields: readonly HeaderField[]
  authors: readonly string[]
  /** At most 20: the author's first, then from the top; in the order in which they stand. */
  chosen: SignatureField[]
  /** How many there are in all. */
  count: number
  isSealed: boolean
  /** Why no chain can be verified, a clause. */
  sealsUnread?: string
}

const mostSignatures = 20
const longestSignature = 32_768
const mostNames = 300

/** The signatures of a header, and which of them are worth a look. */
export function signedBy({ fields, cut }: Header): Signed {
  const authors = authorDomains(fields)
  const all = fields.filter(({ key }) => key === 'dkim-signature')
  const seals = fields.filter(({ key }) => key.startsWith('arc-'))
  const read = all.map((field, place) => ({ place, field, tags: parseSignature(field.value) }))
  const isAuthors = ({ tags }: { tags: SignatureTags }) => whoseIs(tags.domain, authors).whose === 'author'
  const own = read.filter(isAuthors)
  const wanted = new Set([...own, ...read.filter((each) => !own.includes(each))].slice(0, mostSignatures))
  const sealsUnread = cut ?? seals.map(tooMuch).find((why) => why !== undefined)
  return {
    fields,
    authors,
    chosen: read
      .filter((each) => wanted.has(each))
      .map((each) => {
        const unread = cut ?? tooMuch(each.field) ?? tooMany(each.tags)
        return unread === undefined ? each : { ...each, unread }
      }),
    count: all.length,
    isSealed: seals.length > 0,
    ...(sealsUnread !== undefined && { sealsUnread }),
  }
}

/** Patterns of a verifier take a square of the time on long blanks. */
function tooMuch({ name, raw }: HeaderField): string | undefined {
  if (raw.length > longestSignature) return `its ${name} field is longer than ${longestSignature / 1024} KB`
  return /[ \t\r\n]{256}/.test(raw) ? `its ${name} field has a blank of more than 256 characters` : undefined
}

const tooMany = ({ fields }: SignatureTags): string | undefined =>
  fields.length > mostNames ? `its DKIM-Signature names ${grouped(fields.length)} fields` : undefined
