import type { MailHop } from '../../core/mail-path.ts'
import { hiddenRange, inNetwork } from '../../records/address.ts'
import { genericName } from '../../records/generic-name.ts'
import type { Received } from '../../records/mail/received.ts'
import { suffixOf } from '../dmarc/suffix-list.ts'
import { isMicrosoft } from './receiver-house.ts'

/**
 * Servers at which mail comes in from outside, whoever sends it: in these houses customers write to one another, and SPF is
 * judged between their own servers too.
 */
const doors =
  /^mx\.google\.com$|\.mail\.protection\.outlook\.com$|^inbound-smtp\.[\w-]+\.amazonaws\.com$|^mx-ha\.(?:gmx\.net|web\.de)$|^mxfront\w*\.mail\.yandex\.net$|^mx\d*\.messagingengine\.com$|^mx\d*\.(?:mail\.)?ovh\.net$/i

/** What kind of hop a Received field tells of. `below`: the one that stands below it, where there is one. */
export function kindOf(hop: Received, below: Received | undefined): MailHop['kind'] {
  const { protocol = '', helo, ip } = hop
  if (/^(?:UTF8)?LMTP|^(?:POP|IMAP)/.test(protocol)) return 'inside'
  if (hop.authenticated) return 'submission'
  if (hop.local || (helo === undefined && ip === undefined)) return below ? 'inside' : 'submission'
  return isWithin(hop) || isOneHouse(hop, below) ? 'inside' : 'outside'
}

/**
 * From an address that nobody outside has; where none is told, from one part of a house to another, by no protocol of the
 * network: by SMTP the name alone proves nothing.
 */
function isWithin({ ip, helo = '', by = '', protocol = '' }: Received): boolean {
  if (ip !== undefined) return hiddenRange(ip) !== undefined
  return hidden.test(by) || (!/SMTP/.test(protocol) && houseOf(helo) === houseOf(by))
}

/** Servers that only their own house reaches: those of iCloud that hand over to the mailbox. */
const hidden = /^p\d+-mailgateway-/i

/**
 * Whether client and server are of one house: by the name of the client's address, which the server looked up itself, or
 * by two addresses close together. The name that the client gave is anybody's to choose, and so is none that says only
 * whose network it is.
 */
function isOneHouse(hop: Received, below: Received | undefined): boolean {
  const { by = '', byIp, rdns, helo = '', ip } = hop
  if (ip === undefined || contradicts(hop, below)) return false
  const isMicrosofts = isMicrosoft(by) && isMicrosoft(helo)
  if (byIp !== undefined && isNear(ip, byIp, isMicrosofts) && (isMicrosofts || houseOf(helo) === houseOf(by)))
    return true
  if (rdns === undefined || doors.test(by)) return false
  return houseOf(rdns) === houseOf(by) && genericName(rdns, ip) === undefined && !rented.test(rdns)
}

/** Microsoft's servers write no reverse names, and its networks are its own; elsewhere the neighbour may be anybody. */
function isNear(one: string, other: string, isOwnNetwork: boolean): boolean {
  const isIpv6 = one.includes(':')
  return inNetwork(one, other, isOwnNetwork ? (isIpv6 ? 32 : 24) : isIpv6 ? 64 : 27)
}

/** Names of machines that a house gives or rents to others: `vps-1a2b.vps.ovh.net`. */
const rented =
  /(?:^|[.-])(?:vps|vds|vserver|vm|vmi|dedi|dedicated|customers?|clients?|cust|dyn|dynamic|dhcp|pool|dsl|dialup|ppp|cable)[\d-]*(?:[.-]|$)/i

/** Whether the field below was written by another server of the house than the one that handed on: then it may be forged. */
function contradicts({ by = '', helo = '', rdns = '' }: Received, below: Received | undefined): boolean {
  const before = below?.by
  if (before === undefined || !/\.[a-z]/i.test(before) || houseOf(before) !== houseOf(by)) return false
  return ![helo, rdns].some((name) => hostOf(name) === hostOf(before))
}
const hostOf = (name: string): string => name.toLowerCase().split('.', 1)[0] ?? ''

/** The registered domain of a host; a name without a dot is its own house. */
function houseOf(name: string): string {
  const lower = name.toLowerCase()
  return suffixOf(lower).below ?? lower
}
