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
  /** Places below that one at which its servers are known to write, whatever the message brought with it. */
  behind: ReadonlySet<number>
  /** Fields from this place on were there before: that is the first Received field of somebody else. */
  until: number
}

/**
 * The house that the topmost Received field was written by, down to the hop at which the message came in from outside.
 * Servers stack what they write on top (RFC 8601 section 4.1), so what stands below that hop came with the message, and
 * may bear any name. `given`: a name whose word the user believes, so that its servers belong to the house as well.
 */
export function houseOf(fields: readonly MailField[], { hops, border }: MailPath, given?: string): ReceiverHouse {
  const last = extended(border?.place ?? lastOwn(hops), hops, given)
  const names = hops.filter(({ place }) => place <= last).flatMap(({ by }) => (isName(by) ? [by.toLowerCase()] : []))
  const received = fields.flatMap(({ key }, i) => (key === 'received' ? [i] : []))
  const above = received[last] ?? (given === undefined || hops.length > 0 ? 0 : endOfTrace(fields))
  const until = received[last + 1] ?? fields.length
  return { names: [...new Set(names)], above, behind: behindOf(fields, hops[last]?.by, above, until), until }
}

/**
 * One hop further for each that a server of the given house handed on, by the name that the hop above looked up itself: a
 * filter in front of the receiver's own server is part of the house for who names it.
 */
function extended(last: number, hops: readonly MailHop[], given: string | undefined): number {
  const isGiven = (name: string | undefined) => name !== undefined && given !== undefined && areRelated(name, given)
  let end = last
  while (isGiven(hops[end]?.rdns) && isGiven(hops[end + 1]?.by)) end++
  return end
}

/** Where no server received it yet: the fields that stand before those of its author. */
function endOfTrace(fields: readonly MailField[]): number {
  const first = fields.findIndex(
    ({ key }) => !/^(?:return-path|delivered-to|authentication-results|received-.*|arc-.*|x-.*)$/.test(key),
  )
  return first < 0 ? fields.length : first
}

/** Servers that write their verdicts below their own Received field, each field once: Gmail's, and Amazon's for inbound mail. */
const writesBehind = (by: string): boolean =>
  by === 'mx.google.com' || /^inbound-smtp\.[\w-]{1,60}\.amazonaws\.com$/.test(by)
const verdictFields = new Set(['authentication-results', 'received-spf'])

/** The topmost of each, as far as nothing but such fields stands above it: what a message brought stands below. */
function behindOf(fields: readonly MailField[], by: string | undefined, above: number, until: number): Set<number> {
  const places = new Map<string, number>()
  if (by !== undefined && writesBehind(by.toLowerCase()))
    for (let place = above + 1; place < until; place++) {
      const key = fields[place]?.key ?? ''
      if (verdictFields.has(key)) {
        if (!places.has(key)) places.set(key, place)
      } else if (!/^(?:return-path|x-ses-.*)$/.test(key)) break
    }
  return new Set(places.values())
}

/** Whether the house itself wrote the field at this place, as far as places tell. */
export const isOwnPlace = ({ above, behind }: ReceiverHouse, place: number): boolean =>
  place < above || behind.has(place)

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
  const last = Math.max(foreign - 1, named <= foreign ? named : -1)
  const [mine, entry] = [hops[named]?.by, hops[foreign]?.by]
  // Where a client handed it in at the house itself, that hop is of the house as well.
  const isEntered = hops[foreign]?.kind === 'submission' && isName(mine) && isName(entry) && areRelated(mine, entry)
  return isEntered ? foreign : last
}

/** A name that says whose it is: no address, no bare host name. */
const isName = (by: string | undefined): by is string =>
  by !== undefined && /^[a-z0-9_.-]+\.[a-z0-9-]+$/i.test(by) && canonicalAddress(by) === undefined

/** Registered domains that one receiver uses side by side, in Received and in Authentication-Results. */
const sameHouse: readonly (readonly string[])[] = [
  ['icloud.com', 'me.com', 'mac.com', 'apple.com'],
  ['protonmail.ch', 'proton.me', 'proton.ch'],
  ['gmx.net', 'gmx.com', 'gmx.de', 'web.de'],
  ['amazonaws.com', 'amazonses.com'],
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
