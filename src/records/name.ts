const longestLabel = 63
const longestName = 253

/**
 * A domain name as written (RFC 1035 section 5.1, escapes understood, absolute with or without its last dot) in this
 * project's one form: see records/dns.ts. A fault is a clause ("a label of 64 octets, where 63 is the most").
 */
export function parseName(text: string): { name: string } | { fault: string } {
  if (isPlainName(text)) return { name: text }
  const parsed = parseLabels(text)
  return 'fault' in parsed ? parsed : { name: parsed.labels.map(escapeLabel).join('.') || '.' }
}

/** Whether a name needs no second look: lower case, no escapes, labels of 1 to 63, no last dot, and not the root. */
export const isPlainName = (text: string): boolean => text.length <= longestName && plain.test(text)
const plain = /^(?:[a-z0-9_-]{1,63}\.)*[a-z0-9_-]{1,63}$/

/** The same, as labels of plain octets in lower case, one character each (latin1), nothing escaped; none for the root. */
export function parseLabels(text: string): { labels: string[] } | { fault: string } {
  if (text === '.') return { labels: [] }
  if (text === '') return { fault: 'it is empty' }
  const parts = splitLabels(text)
  if ('fault' in parts) return parts
  const fault = sizeFault(parts.labels)
  return fault === undefined ? { labels: parts.labels.map(lowerCase) } : { fault }
}

const lowerCase = (octets: string): string => octets.replace(/[A-Z]+/g, (letters) => letters.toLowerCase())

/** The labels as octets, one character each; a last dot makes no label. */
function splitLabels(text: string): { labels: string[] } | { fault: string } {
  if (/[^\0-\xff]/.test(text)) return { fault: 'a character that is no octet' }
  const labels = text.includes('\\') ? splitEscaped(text) : text.split('.')
  if (!labels) return { fault: 'a backslash that escapes nothing' }
  if (labels.length > 1 && labels.at(-1) === '') labels.pop()
  return { labels }
}

function splitEscaped(text: string): string[] | undefined {
  const pieces = text.match(/\\\d{3}|\\\D|[^\\]/gs) ?? []
  if (pieces.join('') !== text) return undefined
  const labels = ['']
  for (const piece of pieces) {
    const octet = octetOf(piece)
    if (octet > 255) return undefined
    if (piece === '.') labels.push('')
    else labels.push(labels.pop() + String.fromCharCode(octet))
  }
  return labels
}

const octetOf = (piece: string): number =>
  /^\\\d/.test(piece) ? Number(piece.slice(1)) : piece.charCodeAt(piece.length - 1)

function sizeFault(labels: readonly string[]): string | undefined {
  if (labels.includes('')) return 'an empty label (two dots in a row)'
  const long = labels.find((label) => label.length > longestLabel)
  if (long !== undefined) return `a label of ${long.length} octets, where ${longestLabel} is the most`
  const octets = labels.reduce((sum, label) => sum + label.length + 1, -1)
  return octets > longestName ? `${octets} octets, where ${longestName} is the most` : undefined
}

/** A label's octets (one character each, latin1) as text: lower case, dots, backslashes and all outside 0x21-0x7e escaped. */
const escapeLabel = (octets: string): string =>
  /[^!-~]|[A-Z.\\]/.test(octets)
    ? lowerCase(octets)
        .replace(/[.\\]/g, '\\$&')
        .replace(/[^!-~]/g, (octet) => `\\${String(octet.charCodeAt(0)).padStart(3, '0')}`)
    : octets

/** The labels of a name in this project's form, still escaped; none for the root. */
export function labelsOf(name: string): string[] {
  if (name === '.') return []
  return name.includes('\\') ? (name.match(/(?:\\\d{3}|\\.|[^.\\])+/gs) ?? []) : name.split('.')
}

/** Labels and names put together, leftmost first: `joinNames('_dmarc', 'shop.example')`; roots and empty parts add nothing. */
export function joinNames(...parts: string[]): string {
  let joined = ''
  for (let i = 0; i < parts.length; i++) {
    const part = parts[i] as string
    if (part !== '.' && part !== '') joined = joined === '' ? part : `${joined}.${part}`
  }
  return joined || '.'
}

/** The name one label shorter; `.` above a top-level name, nothing above the root. */
export const parentOf = (name: string): string | undefined =>
  name === '.' ? undefined : joinNames(...labelsOf(name).slice(1))

/** Every name above this one, nearest first, without the root. */
export const ancestorsOf = (name: string): string[] =>
  labelsOf(name)
    .slice(1)
    .map((_, i, above) => above.slice(i).join('.'))

/** Whether a name is the zone's apex or anything below it. Both in this project's form. */
export const isWithin = (name: string, zone: string): boolean => name === zone || isBelow(name, zone)

/** Whether a name stands below the zone's apex, and is not the apex itself. */
export function isBelow(name: string, zone: string): boolean {
  if (zone === '.') return name !== '.'
  const dot = name.length - zone.length - 1
  if (name[dot] !== '.' || !name.endsWith(zone)) return false
  if (name[dot - 1] !== '\\') return true
  // A dot that is escaped belongs to its label: count the backslashes before it.
  const before = /\\*$/.exec(name.slice(0, -zone.length - 1))?.[0].length ?? 0
  return before % 2 === 0
}

const special: readonly (readonly [zone: string, says: string])[] = [
  ['localhost', 'localhost is this machine itself, not a name in DNS (RFC 6761 section 6.3)'],
  ['invalid', 'names below invalid exist nowhere, by agreement (RFC 6761 section 6.4)'],
  ['local', 'names below local are found by multicast on the local network, not through DNS (RFC 6762 section 3)'],
  ['onion', 'names below onion belong to Tor, not to DNS (RFC 7686)'],
  ['alt', 'names below alt belong to other systems than DNS (RFC 9476)'],
  ['home.arpa', 'names below home.arpa belong to one home network, not to public DNS (RFC 8375)'],
]

/** Why a name must not be asked of DNS, as a clause; nothing for ordinary names, `.test` and `.example` among them. */
export const neverAsk = (name: string): string | undefined =>
  maybeSpecial.test(name) ? special.find(([zone]) => isWithin(name, zone))?.[1] : undefined

/** What all of them end in: most names do not, and to see that costs little. */
const maybeSpecial = new RegExp(`(?:${special.map(([zone]) => zone).join('|')})$`)
