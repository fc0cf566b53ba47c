import type { HeaderRow } from 'mailauth/lib/dkim/dkim-verifier.js'
import type { Breakage } from '../../core/mail-auth.ts'
import { parseMailDate } from '../../records/mail/date.ts'
import { trimBlanks, unfold } from '../../records/mail/fields.ts'

/** How a field may have read before it was changed on the way, in octets (latin1). */
interface Rewriting {
  value: string
  proven: NonNullable<Breakage['proven']>
  says: string
}

const longest = 10_000

const writtenIn = ({ line }: HeaderRow): string => {
  const text = line.toString('latin1')
  return trimBlanks(unfold(text.slice(text.indexOf(':') + 1)))
}

/** Every way in which servers are known to change such a field, undone. */
export function rewritings(row: HeaderRow, rows: readonly HeaderRow[]): Rewriting[] {
  const value = writtenIn(row)
  if (value.length > longest) return []
  const says = `the field ${row.casedKey} was changed`
  const changed = (values: readonly string[]): Rewriting[] =>
    values.filter((each) => each !== value).map((each) => ({ value: each, proven: 'field-changed', says }))
  return [
    ...(row.key === 'subject' ? subjects(value) : []),
    ...changed(kept(row, rows)),
    ...(row.key === 'content-transfer-encoding' ? changed(encodings) : []),
    ...(row.key === 'content-type' ? changed(parameters(value)) : []),
    ...(addressFields.has(row.key) ? changed(names(value)) : []),
    ...(row.key === 'date' ? changed(zones(value)) : []),
  ]
}

/** `[list] `, `***SPAM*** `, `EXTERNAL: `, in front or behind `Re:`. */
const tag =
  /^((?:(?:re|fwd?|aw|wg|sv)[ \t]?:[ \t]*)?)(\[[^\]]{1,60}\]|\*{1,5}[^*]{1,60}\*{1,5}|\{[^}]{1,60}\}|[A-Za-z][\w ()-]{1,30}:)[ \t]*/i

function subjects(value: string): Rewriting[] {
  const found: Rewriting[] = []
  for (let rest = value; found.length < 3; ) {
    const [all, reply = '', mark] = tag.exec(rest) ?? []
    if (all === undefined) break
    rest = reply + rest.slice(all.length)
    found.push({ value: rest, proven: 'subject-tag', says: `the tag "${mark}" was put before the Subject` })
  }
  return found
}

/** What others kept of a field when they wrote it anew: X-Original-From, and Reply-To in the place of From. */
const kept = ({ key }: HeaderRow, rows: readonly HeaderRow[]): string[] =>
  rows
    .filter(
      (row) =>
        row.key === `x-original-${key}` || row.key === `original-${key}` || (key === 'from' && row.key === 'reply-to'),
    )
    .slice(0, 5)
    .map(writtenIn)

const encodings = ['8bit', '7bit', 'quoted-printable', 'base64', 'binary']

/** Parameters with and without quotes, charsets in lower case and in capitals. */
function parameters(value: string): string[] {
  const bare = value.replace(/="([^"\s;]{1,100})"/g, '=$1')
  const written = [value, bare, bare.replace(/=([^"\s;]{1,100})(?=;|$)/g, '="$1"')]
  const cased = (to: (name: string) => string) => (text: string) =>
    text.replace(/charset=("?)([^";]{1,40})/i, (_, quote: string, name: string) => `charset=${quote}${to(name)}`)
  return [
    ...written,
    ...written.map(cased((name) => name.toLowerCase())),
    ...written.map(cased((name) => name.toUpperCase())),
    value.replace(/;[ \t]*/g, '; '),
  ]
}

const addressFields = new Set(['from', 'to', 'cc', 'reply-to', 'sender'])

/** Names of mailboxes with and without quotes. */
const names = (value: string): string[] => [
  value.replace(/"([^"\\<>,;:@()[\].]{1,100})"(?=[ \t]{0,4}<)/g, '$1'),
  value.replace(/(^|,[ \t]?)([^",;:<>@()[\]\\ ][^",;:<>@()[\]\\]{0,100}) </g, '$1"$2" <'),
]

const hour = 3_600_000

/** The same time in every zone of whole hours, and as GMT. */
function zones(value: string): string[] {
  const read = parseMailDate(value)
  if ('fault' in read) return []
  const written = (offset: number, zone: string) =>
    new Date(read.at.getTime() + offset * hour).toUTCString().replace('GMT', zone)
  const offsets = Array.from({ length: 27 }, (_, i) => i - 12)
  const all = offsets.map((offset) => {
    const digits = String(Math.abs(offset)).padStart(2, '0')
    return written(offset, `${offset < 0 ? '-' : '+'}${digits}00`)
  })
  return [...all, written(0, '-0000'), written(0, 'GMT'), written(0, '+0000 (UTC)')]
}
