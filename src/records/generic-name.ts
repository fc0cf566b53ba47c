import { type Address, formatIpv6, parseAddress } from './address.ts'

const mostName = 1100

/**
 * Why a reverse name looks like one that a network gives by default, as a clause about it ("it holds the numbers of the
 * address"); nothing where it may well be a name that somebody chose. By shape alone: hosts' own forms are in knowledge.
 */
export function genericName(name: string, ip: string): string | undefined {
  const address = parseAddress(ip)
  if (!address || name.length > mostName) return undefined
  const lower = name.toLowerCase()
  return placeholder(lower) ?? (address.family === 4 ? fromIpv4(lower, address) : fromIpv6(lower, address))
}

const placeholders =
  /^(?:localhost|hosted-by|no-?(?:r?dns|reverse(?:-?dns)?|ptr)(?:-(?:set|yet|configured|available|defined|entry|record))*|(?:un|not-?)(?:assigned|allocated|configured|used|defined)|unused|unknown)$/

function placeholder(name: string): string | undefined {
  const [label = ''] = name.split('.')
  return placeholders.test(label) ? `it begins with "${label}", which names nobody` : undefined
}

function fromIpv4(name: string, { octets }: Address): string | undefined {
  const numbers = (name.match(/\d+/g) ?? []).map(Number)
  if (holdsAnyOrder(numbers, octets)) return 'it holds the four numbers of the address'
  if (sides(octets).some((side) => holdsRow(numbers, side))) return 'it holds three numbers of the address'
  if (written(octets).some((text) => standsIn(name, text))) return 'it holds the numbers of the address'
  if (inHex(octets).some((text) => standsIn(name, text))) return 'it holds the address in hexadecimal'
  return lineName(name, octets[3] ?? 0)
}

/** Whether four numbers in a row are the four octets: networks write them forwards, backwards and in pieces. */
function holdsAnyOrder(numbers: readonly number[], octets: readonly number[]): boolean {
  const wanted = sorted(octets)
  return numbers.some((_, i) => sorted(numbers.slice(i, i + 4)) === wanted)
}
const sorted = (numbers: readonly number[]): string => numbers.toSorted((a, b) => a - b).join()

/** The first three octets and the last three, forwards and backwards. */
const sides = (octets: readonly number[]): number[][] =>
  [octets.slice(0, 3), octets.slice(1)].flatMap((side) => [side, side.toReversed()])

const holdsRow = (numbers: readonly number[], row: readonly number[]): boolean =>
  numbers.some((_, i) => row.every((one, k) => numbers[i + k] === one))

/** All four without anything between, as they are and with leading zeros, and as one number. */
const written = (octets: readonly number[]): string[] =>
  [octets, octets.toReversed()].flatMap((order) => [
    order.map((octet) => String(octet).padStart(3, '0')).join(''),
    order.join(''),
    String(order.reduce((sum, octet) => sum * 256 + octet, 0)),
  ])

const inHex = (octets: readonly number[]): string[] =>
  [octets, octets.toReversed()].flatMap((order) => {
    const hex = order.map((octet) => octet.toString(16).padStart(2, '0'))
    return ['', '-', '.'].map((between) => hex.join(between))
  })

/** Long enough to be no accident, and not the inside of a longer number. */
function standsIn(name: string, text: string): boolean {
  const at = text.length < 7 ? -1 : name.indexOf(text)
  return at >= 0 && !/\d/.test(name[at - 1] ?? '') && !/[\da-f]/.test(name[at + text.length] ?? '')
}

const lineWords =
  'dyn|dynamic|dynip|dhcp|dialup|dial|ppp|pppoe|[avxs]?dsl|pool|cable|ftth|fttp|broadband|mobile|wireless|cust|customer|customers|client|clients|static|nat|cgn|residential|unassigned|unused'
const wordThenNumber = new RegExp(`(?:^|[.-])(${lineWords})-?(\\d{1,3})(?![\\da-z])`, 'g')
const numberThenWord = new RegExp(`(?:^|[.-])[a-z]{0,8}(\\d{1,3})-(${lineWords})(?![a-z])`, 'g')

/** What stands below the domain that somebody registered, as far as its shape tells (`isp.example`, `isp.co.uk`). */
const belowDomain = (name: string): string => name.replace(/(?:^|\.)[^.]+\.(?:[^.]{1,3}\.[^.]{2}|[^.]+)\.?$/, '')

/** A word for lines of customers with the last number of the address beside it in one label: a host's number may be any. */
function lineName(whole: string, last: number): string | undefined {
  const name = belowDomain(whole)
  const beside = [...name.matchAll(wordThenNumber)].map(([, word, number]) => ({ word, number }))
  const behind = [...name.matchAll(numberThenWord)].map(([, number, word]) => ({ word, number }))
  const found = [...beside, ...behind].find(({ number }) => Number(number) === last)
  return found && `it holds "${found.word}" beside the last number of the address`
}

function fromIpv6(name: string, { octets }: Address): string | undefined {
  const full = octets.map((octet) => octet.toString(16).padStart(2, '0')).join('')
  const packed = name.replace(/[.:_-]/g, '')
  const inside = full.slice(16)
  const telling = /[1-9a-f]/.test(full.slice(16, 24)) ? [inside] : []
  const backwards = [...full].reverse().join('')
  if ([full, backwards, ...telling].some((text) => packed.includes(text))) return 'it holds the digits of the address'
  const groups = (full.match(/.{4}/g) ?? []).map((group) => Number.parseInt(group, 16).toString(16))
  const short = [groups.join(':'), formatIpv6(octets)].flatMap((text) =>
    ['-', '.', '_'].map((s) => text.replaceAll(':', s)),
  )
  return short.some((text) => name.startsWith(text) || name.includes(`-${text}`) || name.includes(`.${text}`))
    ? 'it holds the digits of the address'
    : undefined
}
