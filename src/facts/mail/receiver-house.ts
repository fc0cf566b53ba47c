import type { MailField } from '../../core/mail.ts'
import type { MailHop, MailPath } from '../../core/mail-path.ts'
import { canonicalAddress } from '../../records/address.ts'
import { suffixOf } from '../dmarc/suffix-list.ts'

/** The receiver's servers, and how much of the header was written after the message had come to them. */
export interface ReceiverHouse {
  /** Names that its servers write into Received, topmost first; none where it is not known. */
  names: readonly string[]
  /** Fields above this place are its own: that is the last Received field that it wrote itself. */
  above: number
  /** Fields from this place on were there before: that is the first Received field of somebody else. */
  until: number
}

/**
 * The house that the topmost Received field was written by, down to the hop at which the message came in from outside.
 * What a careful receiver finds under its own name it takes out (RFC 8601 section 5), but not all of them do.
 */
export function houseOf(fields: readonly MailField[], { hops, border }: MailPath): ReceiverHouse {
  const last = border?.place ?? lastOwn(hops)
  const names = hops.filter(({ place }) => place <= last).flatMap(({ by }) => (isName(by) ? [by.toLowerCase()] : []))
  const received = fields.flatMap(({ key }, i) => (key === 'received' ? [i] : []))
  return {
    names: [...new Set(names)],
    above: received[last] ?? 0,
    until: received[last + 1] ?? fields.length,
  }
}

/**
 * The Return-Path that the receiver wrote: above what the message came with (RFC 5321 section 4.4), but Exchange writes it
 * behind that, and takes out others. Any, where no server received it yet.
 */
export function receiversReturnPath(fields: readonly MailField[], path: MailPath): MailField | undefined {
  const isOne = ({ key }: MailField) => key === 'return-path'
  const [last] = path.hops
  if (last && isExchange(last)) return fields.findLast(isOne)
  const topmost = fields.findIndex(({ key }) => key === 'received')
  const until = topmost < 0 ? fields.length : Math.max(topmost, houseOf(fields, path).above)
  return fields.slice(0, until).find(isOne)
}

const isExchange = ({ by, text }: MailHop): boolean =>
  (by !== undefined && isMicrosoft(by)) || /\bwith (?:Microsoft SMTP Server|mapi)\b/i.test(text)

/** Where no hop came from outside: the hops within its house, and the first that names it. */
function lastOwn(hops: readonly MailHop[]): number {
  const foreign = hops.findIndex(({ kind }) => kind !== 'inside')
  const named = hops.findIndex(({ by }) => isName(by))
  if (foreign < 0) return hops.length - 1
  return Math.max(foreign - 1, named <= foreign ? named : -1)
}

/** A name that says whose it is: no address, no bare host name. */
const isName = (by: string | undefined): by is string =>
  by !== undefined && /^[a-z0-9_.-]+\.[a-z0-9-]+$/i.test(by) && canonicalAddress(by) === undefined

/** Registered domains that one receiver uses side by side, in Received and in Authentication-Results. */
const sameHouse: readonly (readonly string[])[] = [
  ['icloud.com', 'me.com', 'mac.com', 'apple.com'],
  ['protonmail.ch', 'proton.me', 'proton.ch'],
  ['gmx.net', 'gmx.com', 'gmx.de', 'web.de'],
]

/** The same name, or one of the same registered domain or house. */
export function areRelated(one: string, other: string): boolean {
  const [a, b] = [one, other].map((name) => name.toLowerCase().replace(/\.$/, '')) as [string, string]
  if (a === b) return true
  const [mine, its] = [suffixOf(a).below, suffixOf(b).below]
  if (mine === undefined || its === undefined) return false
  return mine === its || sameHouse.some((house) => house.includes(mine) && house.includes(its))
}

/** A server of Microsoft's mail service: its fields bear no name of their own. */
export const isMicrosoft = (name: string): boolean =>
  /(?:^|\.)(?:outlook\.com|outlook\.office365\.(?:com|us)|partner\.outlook\.cn)$/i.test(name)

/** A server of Gmail. */
export const isGoogle = (name: string): boolean => /(?:^|\.)google\.com$/i.test(name)
