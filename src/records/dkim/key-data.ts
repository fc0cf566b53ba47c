import type { Tag } from '../tag-list.ts'
import type { Note, Place } from './note.ts'
import { strayName } from './pieces.ts'
import { type KeyReading, readPublicKey } from './public-key.ts'

/** What one `p=` holds; no key where it cannot be read. */
export interface KeyData {
  isEmpty: boolean
  reading?: Extract<KeyReading, { key: unknown }>
}

/** A `p=` read to its end, every fault of it noted. `total` is the length of the record, `told` the strays that were told. */
export function readKeyData({ value = '', valueStart }: Tag, total: number, told: Set<string>, note: Note): KeyData {
  const place = { tag: 'p', start: valueStart, end: valueStart + value.length }
  const lines = value.match(armour) ?? []
  // Blanks take the place of what is left out, so that offsets stay.
  const bare = value.replace(armour, blanked)
  const base64 = base64Of(bare)
  const reading = readPublicKey(Buffer.from(base64, 'base64'))
  const isPrivate = 'says' in reading ? (reading.isPrivate ?? pemInside(base64)) : undefined
  if (isPrivate) {
    note(place, publishedPrivate[isPrivate])
    return { isEmpty: false }
  }
  if (lines.length) note(place, 'lines of a PEM file stand in p=, where only the base64 between them belongs')
  const isOdd = noteOdd(bare, valueStart, told, note)
  // Quotes around nothing: anything else was put there in place of a key.
  if (/^["'\\ \t\r\n]*$/.test(value)) return { isEmpty: true }
  if ('says' in reading) {
    note(place, whyUnreadable(reading, base64, total))
    return { isEmpty: false }
  }
  if (!isOdd) notePadding(bare, base64.length, place, note)
  if (reading.spare === 0) return { isEmpty: false, reading }
  note(place, `${reading.spare} octets stand behind the key, which verifiers pass over`, 'tolerated')
  return { isEmpty: false, reading }
}

/** The loudest faults of all. */
export const publishedPrivate = {
  plain:
    'a private key is published: everybody can sign mail with it, so the pair must be withdrawn and a new one made',
  encrypted:
    'an encrypted private key is published: whoever finds its passphrase can sign mail with it, so the pair must be withdrawn and a new one made',
} as const

/** Whether the secret half itself stands in DNS. */
export const isLeak = (says: string): boolean => Object.values<string>(publishedPrivate).includes(says)

/** Whether a text with the beginning of a PEM file in it has a private key there (RFC 7468 section 10 and 11, RFC 1421). */
export function pemKind(text: string): 'plain' | 'encrypted' | undefined {
  const begin = /-----[ \t\r\n]{0,5}BEGIN[A-Z0-9 \t\r\n]{0,40}PRIVATE/.exec(text)
  if (!begin) return undefined
  return begin[0].includes('ENCRYPTED') || /^.{0,60}Proc-Type:[ \t]{0,5}4,ENCRYPTED/s.test(text.slice(begin.index))
    ? 'encrypted'
    : 'plain'
}

/** The lines around a key in a PEM file; the blanks in them may have gone. */
const armour = /-----[ \t\r\n]{0,5}(?:BEGIN|END)[A-Z0-9 \t\r\n]{0,40}-----/g
const blanked = (text: string) => ' '.repeat(text.length)

/** Line ends that some program wrote as a backslash and a letter. */
const writtenLineEnd = /\\[rn]/g
const base64Of = (text: string) =>
  text
    .replace(writtenLineEnd, '')
    .replace(/-/g, '+')
    .replace(/_/g, '/')
    .replace(/[^A-Za-z0-9+/]/g, '')

/** What a PEM file that was encoded once more begins with. */
const insideOf = (base64: string) =>
  base64.startsWith('LS0tLS1CRUdJTi') ? Buffer.from(base64.slice(0, 200), 'base64').toString('latin1') : ''
const pemInside = (base64: string) => pemKind(insideOf(base64))

/** Characters that base64 (RFC 4648 section 4) has not; folding white space may stand anywhere (RFC 6376 section 3.6.1). */
function noteOdd(text: string, at: number, told: Set<string>, note: Note): boolean {
  let isOdd = false
  for (const { 0: run, index } of text.matchAll(/[^A-Za-z0-9+/= \t\r\n]+/g)) {
    isOdd = true
    const kind = oddKind(run)
    if (told.has(kind)) continue
    told.add(kind)
    note(
      { tag: 'p', start: at + index, end: at + index + run.length },
      `${kind} stands in p=, and base64 has no such thing`,
    )
  }
  return isOdd
}

function oddKind(run: string): string {
  if (/^[-_]/.test(run)) return '"-" or "_", the base64 of web addresses for "+" and "/",'
  return /^[!#-&(-[\]-_a-~]/.test(run) ? `"${run[0]}"` : strayName(run)
}

function notePadding(text: string, length: number, place: Place, note: Note): void {
  const padding = text.replace(/[ \t\r\n]+/g, '').slice(length)
  const first = text.indexOf('=')
  const behind = first < 0 ? '' : text.slice(first)
  const start = place.start + Math.max(first, 0)
  if (/[^= \t\r\n]/.test(behind))
    note({ ...place, start }, 'an equals sign stands in the middle of p=, where base64 ends')
  else if (length % 4 === 1) note(place, `p= has ${length} characters, which base64 never has: one is lost or too many`)
  else if (padding.length === 0 && length % 4 > 0)
    note(place, 'the equals signs at the end of p= are missing, and some verifiers want them', 'tolerated')
  else if (padding.length !== (4 - (length % 4)) % 4)
    note({ ...place, start }, `p= ends in ${padding.length} equals signs, where ${(4 - (length % 4)) % 4} belong`)
}

function whyUnreadable(
  { says, missing }: Extract<KeyReading, { says: string }>,
  base64: string,
  total: number,
): string {
  if (insideOf(base64).includes('PUBLIC')) return 'p= holds a whole PEM file in base64 once more, not the key'
  if (/AAAAB3NzaC1yc2E|AAAAC3NzaC1lZDI1NTE5/.test(base64)) return 'p= holds a key in the form of OpenSSH'
  if (missing === undefined) return says
  const octets = Math.floor((base64.length * 3) / 4) + missing
  const whole = 4 * Math.ceil(octets / 3)
  const isFull = [total, base64.length].some((length) => length > 250 && [254, 0, 1].includes(length % 255))
  return isFull
    ? `p= ends at ${base64.length} of ${whole} characters: the record was cut where a string of 255 is full, and the rest left out`
    : `p= ends too early: ${base64.length} of ${whole} characters are there`
}
