import type { MailHop } from '../../core/mail-path.ts'
import { hiddenRange, inNetwork } from '../../records/address.ts'
import { genericName } from '../../records/generic-name.ts'
import type { Received } from '../../records/mail/received.ts'
import { suffixOf } from '../dmarc/suffix-list.ts'

/**
 * Servers at which mail comes in from outside, whoever sends it: in these houses customers write to one another, and SPF is
 * judged between their own servers too.
 */
const doors = /^mx\.google\.com$|\.mail\.protection\.outlook\.com$|^inbound-smtp\.[\w-]+\.amazonaws\.com$/i

/** What kind of hop a Received field tells of. `oldest`: nothing is below it. */
export function kindOf(hop: Received, oldest: boolean): MailHop['kind'] {
  const { protocol = '', helo, ip } = hop
  if (/^(?:UTF8)?LMTP|^(?:POP|IMAP)/.test(protocol)) return 'inside'
  if (hop.authenticated) return 'submission'
  if (hop.local || (helo === undefined && ip === undefined)) return oldest ? 'submission' : 'inside'
  return isWithin(hop) || isOneHouse(hop) ? 'inside' : 'outside'
}

/**
 * From an address that nobody outside has; where none is told, from one part of a house to another, by no protocol of the
 * network: by SMTP the name alone proves nothing.
 */
const isWithin = ({ ip, helo = '', by = '', protocol = '' }: Received): boolean =>
  ip === undefined ? !/SMTP/.test(protocol) && houseOf(helo) === houseOf(by) : hiddenRange(ip) !== undefined

/**
 * Whether client and server are of one house: by the name of the client's address, which the server looked up itself, or
 * by two addresses close together. The name that the client gave is anybody's to choose, and so is none that says only
 * whose network it is.
 */
function isOneHouse({ by = '', byIp, rdns, ip }: Received): boolean {
  if (ip === undefined) return false
  if (byIp !== undefined && isNear(ip, byIp)) return true
  if (rdns === undefined || doors.test(by)) return false
  return houseOf(rdns) === houseOf(by) && genericName(rdns, ip) === undefined
}

const isNear = (one: string, other: string): boolean => inNetwork(one, other, one.includes(':') ? 32 : 24)

/** The registered domain of a host; a name without a dot is its own house. */
function houseOf(name: string): string {
  const lower = name.toLowerCase()
  return suffixOf(lower).below ?? lower
}
