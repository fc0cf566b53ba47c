import { parseDomain } from '../domain.ts'
import { grouped } from '../number.ts'
import { type AddressWord, addressWords } from './address-words.ts'
import { quote } from './fields.ts'

/** A mailbox; the same shape as core's MailAddress, but for `display`, in which encoded words still stand (RFC 2047). */
export interface Mailbox {
  display?: string
  address: string
  local: string
  domain?: string
  group?: string
}
/** What an address field names. `fault` is a clause: the first thing in it that RFC 5322 does not allow. */
export interface AddressList {
  addresses: Mailbox[]
  groups: { name: string; members: number }[]
  fault?: string
}

/** More than this of one field is not read. */
const mostAddresses = 1000

/**
 * Reads an address-list (RFC 5322 section 3.4: quoted local parts, comments, groups, obsolete routes; UTF-8 as in RFC 6532),
 * which From is one of by RFC 6854. What can be told of a faulty one is told.
 */
export function parseAddresses(value: string): AddressList {
  const { words, fault } = addressWords(value)
  const list: AddressList = { addresses: [], groups: [], ...(fault !== undefined && { fault }) }
  for (const item of itemsOf(words, list)) {
    if (list.addresses.length === mostAddresses) {
      list.fault ??= `it names more than ${grouped(mostAddresses)} addresses`
      break
    }
    addMailbox(list, item)
  }
  return list
}

interface Item {
  words: AddressWord[]
  group?: { name: string; members: number }
}

/** The words of each mailbox; a comma or colon within angle brackets parts nothing. */
function itemsOf(words: readonly AddressWord[], list: AddressList): Item[] {
  const items: Item[] = []
  let item: Item = { words: [] }
  let inAngle = false
  const next = (group: Item['group']) => {
    if (item.words.length > 0) items.push(item)
    item = group ? { words: [], group } : { words: [] }
  }
  for (const one of words) {
    const special = one.kind === 'special' ? one.text : ''
    if (special === '<') inAngle = true
    if (special === '>') inAngle = false
    if (inAngle || !',;:'.includes(special) || special === '') item.words.push(one)
    else if (special === ':' && !item.group) {
      const group = { name: phrase(item.words) ?? '', members: 0 }
      item = { words: [] }
      list.groups.push(group)
      next(group)
    } else {
      if (special === ':' || (special === ';' && !item.group))
        list.fault ??= `a ${special} stands in it where it may not`
      next(special === ';' ? undefined : item.group)
    }
  }
  if (item.group) list.fault ??= 'a group in it is not closed'
  next(undefined)
  return items
}

/** The words of a display name, one blank where there was any; nothing where there are none. */
function phrase(words: readonly AddressWord[]): string | undefined {
  const said = words.filter((one) => one.kind !== 'comment')
  return said.length === 0 ? undefined : said.map((one, i) => (i > 0 && !one.joined ? ' ' : '') + one.text).join('')
}

function addMailbox(list: AddressList, { words, group }: Item): void {
  const isAngle = (one: AddressWord, bracket: string) => one.kind === 'special' && one.text === bracket
  const open = words.findIndex((one) => isAngle(one, '<'))
  const spoken = words.filter((one) => one.kind !== 'comment')
  if (spoken.length === 0) return
  const close = open < 0 ? -1 : words.findIndex((one, i) => i > open && isAngle(one, '>'))
  const display = open < 0 ? commentOf(words) : (phrase(words.slice(0, open)) ?? commentOf(words))
  const inner = open < 0 ? spoken : words.slice(open + 1, close < 0 ? undefined : close)
  const read = addrSpec(withoutRoute(inner.filter((one) => one.kind !== 'comment')))
  const behind = close < 0 ? [] : words.slice(close + 1).filter((one) => one.kind !== 'comment')
  const misplaced = words.slice(0, Math.max(open, 0)).find((one) => one.kind === 'special')
  const fault =
    (open >= 0 && close < 0 && 'an angle bracket is not closed') ||
    (behind.length > 0 && `${quote(phrase(behind) ?? '')} stands behind an address`) ||
    (misplaced && `${misplaced.text} stands in a display name without quotes`) ||
    read.fault
  if (fault) list.fault ??= fault
  if (group) group.members++
  list.addresses.push({
    ...(display !== undefined && { display }),
    ...read.mailbox,
    ...(group && { group: group.name }),
  })
}

const commentOf = (words: readonly AddressWord[]): string | undefined =>
  words.findLast((one) => one.kind === 'comment')?.text.trim() || undefined

/** `<@one.example,@two.example:user@three.example>` (RFC 5322 section 4.4): what stands before the colon is not heeded. */
function withoutRoute(words: readonly AddressWord[]): readonly AddressWord[] {
  const [first] = words
  if (first?.kind !== 'special' || first.text !== '@') return words
  return words.slice(words.findIndex((one) => one.kind === 'special' && one.text === ':') + 1)
}

function addrSpec(words: readonly AddressWord[]): { mailbox: Omit<Mailbox, 'display' | 'group'>; fault?: string } {
  const address = words.map(({ raw }) => raw).join('')
  const at = words.findLastIndex((one) => one.kind === 'special' && one.text === '@')
  const left = at < 0 ? words : words.slice(0, at)
  const right = at < 0 ? [] : words.slice(at + 1)
  const local = left.map(({ text }) => text).join('')
  const domain = domainOf(right)
  const fault =
    (words.length === 0 && 'an address in it is empty') ||
    (at < 0 && `${quote(address)} has no @`) ||
    localFault(left) ||
    (domain !== undefined && rawOf(right).endsWith('.') && `the domain ${quote(rawOf(right))} ends with a dot`) ||
    (domain === undefined && right[0]?.kind !== 'literal' && `${quote(rawOf(right))} is no domain`)
  return { mailbox: { address, local, ...(domain !== undefined && { domain }) }, ...(fault && { fault }) }
}

function localFault(words: readonly AddressWord[]): string | undefined {
  const raw = rawOf(words)
  const odd = words.find((one) => one.kind === 'special' || one.kind === 'literal')
  if (raw === '') return 'nothing stands before an @'
  if (odd) return `${quote(odd.raw)} stands in the local part ${quote(raw)}`
  if (words.some((one, i) => i > 0 && !meet(words[i - 1] as AddressWord, one)))
    return `the local part ${quote(words.map((one) => one.raw).join(' '))} has a blank inside`
  const [first] = words
  if (words.length > 1 || first?.kind !== 'quoted')
    if (raw.startsWith('.') || raw.endsWith('.') || raw.includes('..'))
      return `the local part ${quote(raw)} has a dot where none may be`
  return undefined
}

/** Between words of a local part or domain stands a dot, blanks around it or not (RFC 5322 section 4.4). */
const meet = (before: AddressWord, after: AddressWord): boolean => before.raw.endsWith('.') || after.raw.startsWith('.')

function domainOf(words: readonly AddressWord[]): string | undefined {
  if (words.some((one, i) => one.kind !== 'atom' || (i > 0 && !meet(words[i - 1] as AddressWord, one))))
    return undefined
  const parsed = parseDomain(rawOf(words))
  return 'name' in parsed ? parsed.name : undefined
}

const rawOf = (words: readonly AddressWord[]): string => words.map(({ raw }) => raw).join('')
