import { parseDomain } from '../domain.ts'
import { remembering } from '../remember.ts'
import { type Tag, trim } from '../tag-list.ts'
import { written } from '../visible.ts'
import type { DmarcReportUri } from './record.ts'
import { tagNames, unquoted } from './tags.ts'

const mostCharacters = 500
/** More are not read. */
export const mostUris = 100

/** One URI of a list as it stands, and what to write in its place: itself where it is in order, several, or nothing known. */
export interface UriLook {
  uri: DmarcReportUri
  meant?: string[]
}

/** The URIs of a `rua` or `ruf` tag (RFC 9989 section 4.7), in order, the first hundred. An empty one between two commas counts. */
export function readUris(kind: 'rua' | 'ruf', { value = '', valueStart }: Tag): UriLook[] {
  const looks: UriLook[] = []
  let from = valueStart
  for (const piece of value.split(',', mostUris)) {
    const text = trim(piece)
    looks.push(look({ tag: kind, text, start: from + Math.max(0, piece.search(/[^ \t\r\n]/)) }))
    from += piece.length + 1
  }
  return looks
}

function look(plain: Pick<DmarcReportUri, 'tag' | 'text' | 'start'>): UriLook {
  const read = readUri(plain.text)
  const uri = { ...plain, ...read }
  const meant = read.says === undefined ? [plain.text] : mend(plain.text)
  return { uri, ...(meant && { meant }) }
}

const scheme = /^[a-z][a-z0-9+.-]*:/i
const uriCharacters = /^(?:[a-z0-9\-._~:/?#[\]@$&'()*+;=]|%[0-9a-f]{2})*$/i
/** Another tag in the list, with no semicolon before it. */
const tagInside = new RegExp(`(?:^|[ \\t])(${tagNames})[ \\t]*=`)
/** What RFC 7489 let stand at its end: the largest report that the address takes. */
const sizeAtEnd = /!(\d{1,15}[kmgt]?)$/i

/** Whether it is a URI at all (RFC 3986), whatever its scheme: enough for receivers to act on a record without a policy. */
export const isUri = (text: string): boolean => scheme.test(text) && uriCharacters.test(text.replace(sizeAtEnd, ''))

type Read = Readonly<Pick<DmarcReportUri, 'address' | 'domain' | 'says' | 'size' | 'unsupported'>>

/** Of one record each is read twice, and many records name the same. */
const readUri = remembering((whole): Read => {
  const size = sizeAtEnd.exec(whole)?.[1]
  const text = whole.replace(sizeAtEnd, '')
  const more = size === undefined ? {} : { size }
  if (text === '') return { says: 'no address stands there' }
  const tag = tagInside.exec(text)?.[1]
  if (tag !== undefined) return { ...more, says: `no semicolon stands before ${tag}` }
  // With an @ in it, it was meant to be mailto:, whatever its scheme reads.
  const unsupported =
    isUri(text) && (/^https?:/i.test(text) || !text.includes('@')) ? ({ unsupported: true } as const) : {}
  if (/^https?:/i.test(text))
    return { ...more, ...unsupported, says: 'no receiver sends reports to a web address, only to mailto:' }
  if (!/^mailto:/i.test(text)) {
    if (scheme.test(text) && !/^[^:]*\.[^:]*:/.test(text))
      return { ...more, ...unsupported, says: 'only mailto: is in use' }
    return { ...more, says: 'mailto: is missing before the address' }
  }
  if (/[ \t]mailto:/i.test(text)) return { ...more, says: 'a comma is missing between two addresses' }
  if (!isUri(text)) return { ...more, says: `it holds ${oddCharacter(text)}, and an address here may not` }
  return { ...more, ...addressIn(text) }
})

function oddCharacter(text: string): string {
  const odd = /%(?![0-9a-f]{2})|[^a-z0-9\-._~:/?#[\]@$&'()*+;=%]/i.exec(text)?.[0] ?? ''
  if (odd === ' ' || odd === '\t') return 'a blank'
  return /^[!-~]$/.test(odd) ? `the character ${odd}` : 'a character outside ASCII'
}

/** The address of a mailto URI (RFC 6068): what stands before its headers, percent signs decoded. */
function addressIn(uri: string): Pick<DmarcReportUri, 'address' | 'domain' | 'says'> {
  const decoded = decode(uri.slice('mailto:'.length).replace(/[?#].*$/s, ''))
  if (decoded === undefined) return { says: 'a percent sign in it stands for no text' }
  const at = decoded.lastIndexOf('@')
  const local = decoded.slice(0, at)
  if (at < 1) return { says: 'it holds no address with an @' }
  if (/[\s<>,;:@\\]|^\/\//.test(local.replace(/^"[^"]*"$/, '')))
    return { says: 'what stands before the @ is no mailbox' }
  const parsed = parseDomain(decoded.slice(at + 1))
  const typed = decoded.slice(at + 1)
  if ('fault' in parsed || /[/:\s]/.test(typed)) return { says: 'what follows the @ is no domain that mail can go to' }
  return { address: `${local}@${parsed.name}`, domain: parsed.name }
}

function decode(text: string): string | undefined {
  try {
    return decodeURIComponent(text)
  } catch {
    return undefined
  }
}

/** The URIs that one which is none was meant to be, where the slip is evident and the address stays what it is. */
function mend(text: string): string[] | undefined {
  if (text.length > mostCharacters || tagInside.test(text)) return undefined
  // A blank in the middle of a mailbox may be one too many, or two mailboxes.
  const plain = unquoted(text)
    .replace(/[<>()[\]]/g, '')
    .replace(/\s*([:@.])\s*/g, '$1')
    .trim()
  if (plain === '') return []
  const meant = plain.split(/[\s;|]+(?=[^\s;|]*@)/).map(asMailto)
  return meant.every((uri) => readUri(uri).says === undefined) ? meant : undefined
}

const schemeSlips = /^(?:(?:mailto|maito|mialto|malito|mailt|mail-to|email|mail)[:=]+(?:\/\/)?)+/i

function asMailto(piece: string): string {
  const bare = piece.replace(schemeSlips, '')
  if (scheme.test(bare)) return bare
  const [, local = '', typed = ''] = /^(.*)@([^@]*?)[.,;:!?/]*$/s.exec(bare) ?? []
  const parsed = /[^!-~]/.test(typed) ? parseDomain(written(typed)) : undefined
  return `mailto:${local}@${parsed && 'name' in parsed ? parsed.name : typed}`
}
