import { parseDomain } from '../domain.ts'
import { readTags } from '../tag-list.ts'

/** What a DKIM-Signature or an ARC-Message-Signature says (RFC 6376 section 3.5), believed by nobody yet. */
export interface SignatureTags {
  /** A-labels, lower case; `''` where the tag is missing. */
  domain: string
  selector: string
  /** Lower case. */
  algorithm: string
  canonicalization: { header: string; body: string }
  /** `i=`, decoded; `@domain` without it. */
  identity: string
  timestamp?: Date
  expires?: Date
  /** `l=` */
  covered?: number
  /** `h=`, lower case, in order. */
  fields: string[]
  /** `bh=`, without blanks. */
  bodyHash: string
  /** `z=`: fields as they were when it was signed, decoded, one octet a character. */
  copies: { name: string; value: string }[]
  /** Tags that must be there and are not. */
  missing: string[]
}

const required = ['v', 'a', 'b', 'bh', 'd', 'h', 's']

/** Reads the value of the field, unfolded or not; of a tag that stands there twice the last one, as verifiers do. */
export function parseSignature(value: string): SignatureTags {
  const tags = new Map(readTags(value).flatMap((tag) => (tag.value === undefined ? [] : [[tag.name, tag.value]])))
  const domain = nameOf(tags.get('d') ?? '')
  const [header = '', body = ''] = bare(tags.get('c') ?? '')
    .toLowerCase()
    .split('/')
  const timestamp = timeOf(tags.get('t'))
  const expires = timeOf(tags.get('x'))
  const covered = /^\d{1,15}$/.test(tags.get('l') ?? '') ? Number(tags.get('l')) : undefined
  return {
    domain,
    selector: bare(tags.get('s') ?? '').toLowerCase(),
    algorithm: bare(tags.get('a') ?? '').toLowerCase(),
    canonicalization: { header: header || 'simple', body: body || 'simple' },
    identity: decoded(tags.get('i') ?? `@${domain}`),
    ...(timestamp && { timestamp }),
    ...(expires && { expires }),
    ...(covered !== undefined && { covered }),
    fields: fieldsOf(tags.get('h') ?? ''),
    bodyHash: bare(tags.get('bh') ?? ''),
    copies: copiesOf(tags.get('z') ?? ''),
    missing: required.filter((name) => !tags.has(name)),
  }
}

/** What an ARC-Seal says (RFC 8617 section 4.1.3); `instance` is 0 where it has none. */
export function parseSeal(value: string): { instance: number; domain: string; selector: string; cv: string } {
  const tags = new Map(readTags(value).flatMap((tag) => (tag.value === undefined ? [] : [[tag.name, tag.value]])))
  const instance = /^\d{1,2}$/.test(tags.get('i') ?? '') ? Number(tags.get('i')) : 0
  return {
    instance,
    domain: nameOf(tags.get('d') ?? ''),
    selector: bare(tags.get('s') ?? '').toLowerCase(),
    cv: bare(tags.get('cv') ?? '').toLowerCase(),
  }
}

const bare = (text: string): string => text.replace(/[ \t\r\n]/g, '')

function nameOf(text: string): string {
  const plain = bare(text).slice(0, 1000)
  if (/[@/:]/.test(plain)) return plain.toLowerCase()
  const domain = parseDomain(plain)
  return 'name' in domain ? domain.name : plain.toLowerCase()
}

/** Seconds since 1970, at most 12 digits (RFC 6376 section 3.5). */
function timeOf(text: string | undefined): Date | undefined {
  if (text === undefined || !/^\d{1,12}$/.test(text)) return undefined
  const time = new Date(Number(text) * 1000)
  return Number.isNaN(time.getTime()) ? undefined : time
}

const fieldsOf = (text: string): string[] =>
  bare(text)
    .toLowerCase()
    .split(':')
    .filter((name) => name !== '')

/** dkim-quoted-printable (RFC 6376 section 2.11). */
const decoded = (text: string): string =>
  bare(text).replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))

const mostCopies = 100

const copiesOf = (text: string): { name: string; value: string }[] =>
  text === ''
    ? []
    : text.split('|', mostCopies).flatMap((copy) => {
        const colon = copy.indexOf(':')
        return colon < 1 ? [] : [{ name: bare(copy.slice(0, colon)), value: decoded(copy.slice(colon + 1)) }]
      })
