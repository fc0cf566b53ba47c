import type { Tag } from '../tag-list.ts'
import { isHash, isTagName } from './mend.ts'
import type { Note, Place } from './note.ts'
import { knownTags } from './pieces.ts'
import { type KeyReading, showPublicKey } from './public-key.ts'

const placeOf = ({ name, start, value, valueStart }: Tag): Place => ({
  ...(isTagName(name) && { tag: name.slice(0, 20) }),
  start,
  end: value === undefined ? start + name.length : valueStart + value.length,
})
const shown = (text: string) => (text.length > 30 ? `${text.slice(0, 30)}…` : text)

/** What is wrong with the names of the tags, and which of them stand twice (RFC 6376 section 3.2). */
export function checkNames(tags: readonly Tag[], note: Note): void {
  const count = new Map<string, number>()
  const hasKey = tags.some(({ name }) => name === 'p')
  for (const tag of tags) {
    const { name } = tag
    const times = (count.get(name) ?? 0) + 1
    count.set(name, times)
    if (tag.value === undefined)
      note(placeOf(tag), `"${shown(name)}" has no equals sign: strict verifiers throw the record away for it`)
    else if (!isTagName(name)) noteName(tag, note)
    else if (times === 2)
      note(
        placeOf(tag),
        `${shown(name)}= stands twice: strict verifiers throw the record away, others use the last one`,
      )
    else if (name.length === 1 && name !== name.toLowerCase() && knownTags.includes(name.toLowerCase()))
      note(
        placeOf(tag),
        `${name}= is unknown to strict verifiers: names of tags are in small letters`,
        // Without any other tag the key can be used, but not without p=.
        name === 'P' && !hasKey ? undefined : 'tolerated',
      )
  }
}

function noteName(tag: Tag, note: Note): void {
  const says =
    tag.name === '' ? 'an equals sign stands without the name of a tag' : `"${shown(tag.name)}" is no name for a tag`
  // OpenDKIM, dkimpy and Mail::DKIM look no further than the first letter.
  note(placeOf(tag), says, /^[A-Za-z][!-~]*$/.test(tag.name) ? 'tolerated' : undefined)
}

/** RFC 6376 section 3.6.1: `v=` may be left out; what is there must read DKIM1 and come first. */
export function checkVersion(tags: readonly Tag[], note: Note): void {
  const at = tags.findIndex(({ name }) => name === 'v')
  const tag = tags[at]
  if (tag?.value === undefined) return
  if (tag.value !== 'DKIM1') note(placeOf(tag), whyVersion(tag.value))
  else if (at > 0)
    note(placeOf(tag), 'v= is not the first tag, and strict verifiers skip the record for it', 'tolerated')
}

function whyVersion(value: string): string {
  if (value === '') return 'v= is empty, and must read v=DKIM1'
  if (/^dkim1$/i.test(value)) return `the version reads v=${value}, and must read v=DKIM1, in capitals`
  return `the version reads v=${shown(value)}, and must read v=DKIM1`
}

/** `h=` that leaves no hash to verify with, and `s=` without any service. */
export function checkLists(hash: Tag | undefined, service: Tag | undefined, note: Note): void {
  const hashes = hash && listOf(hash)
  if (hash && hashes?.length === 0) note(placeOf(hash), 'h= is empty, so no hash is allowed')
  else if (hash && !hashes?.some(isHash))
    note(placeOf(hash), `h= allows ${shown(hash.value ?? '')} alone, and verifiers know sha256 and sha1 only`)
  else if (hash && hash.value !== hash.value?.toLowerCase())
    note(placeOf(hash), 'h= is in capitals, and some verifiers compare it letter by letter', 'tolerated')
  if (service && listOf(service).length === 0) note(placeOf(service), 's= is empty, so the key serves nothing')
}

/** The words between colons, in lower case. */
export const listOf = ({ value = '' }: Tag): string[] =>
  value
    .toLowerCase()
    .split(':')
    .map((word) => word.trim())
    .filter((word) => word !== '')

/** `g=`, which RFC 6376 took away: old verifiers still use the key for that local part alone. */
export function checkGranularity(tag: Tag | undefined, note: Note): void {
  if (!tag || tag.value === '*') return
  const whom = tag.value ? `for ${shown(tag.value)}@ alone` : 'for no address at all'
  note(placeOf(tag), `g= is obsolete, and old verifiers use the key ${whom} because of it`, 'tolerated')
}

/** `k=` against what `p=` holds (RFC 6376 section 3.6.1, RFC 8463 section 4). */
export function checkType(type: Tag | undefined, data: Tag, reading: Reading | undefined, note: Note): void {
  const declared = type?.value?.toLowerCase() ?? 'rsa'
  const place = placeOf(type ?? data)
  if (declared !== 'rsa' && declared !== 'ed25519')
    note(place, `k= reads ${shown(declared) || 'nothing'}, and verifiers know rsa and ed25519 only`)
  else if (reading && reading.key.type !== declared) note(place, whyType(type, reading))
  else if (type && type.value !== declared)
    note(place, `k= is in capitals, and some verifiers compare it letter by letter`, 'tolerated')
  if (reading) checkForm(data, reading, note)
}
type Reading = Extract<KeyReading, { key: unknown }>

const whyType = (type: Tag | undefined, { key }: Reading): string =>
  key.type === 'rsa'
    ? 'k=ed25519 is said, but p= holds an RSA key'
    : `p= holds an Ed25519 key, but ${type ? 'k=rsa is said' : 'k=ed25519 is missing, so verifiers take it for RSA'}`

function checkForm(data: Tag, { key, wrapped }: Reading, note: Note): void {
  const place = { ...placeOf(data), start: data.valueStart }
  if (wrapped)
    note(place, `p= wraps the Ed25519 key in DER, where its 32 octets alone belong: p=${showPublicKey(key)} (RFC 8463)`)
  else if (key.type === 'rsa' && key.form === 'pkcs1')
    note(place, 'p= holds a bare RSAPublicKey (PKCS #1), which some verifiers do not take', 'tolerated')
}
