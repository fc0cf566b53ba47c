import { allNearest } from './core/nearest.ts'
import type { RelayProfile } from './core/relay.ts'
import type { DomainTarget, RelayNamed } from './core/target.ts'
import { canonicalAddress } from './records/address.ts'
import { parseDomain } from './records/domain.ts'
import { editDistance } from './records/edit-distance.ts'
import { isLocalPart, quoted } from './records/smtp/mailbox.ts'

/** A value that cannot be meant; the message is for people. */
export class Misread extends Error {}

/** What was read, or its fault thrown. */
export function must<T extends object>(read: T | { fault: string }): T {
  if ('fault' in read) throw new Misread(read.fault)
  return read
}

/** An IPv4 address in an IPv6 one is that IPv4 address (RFC 7208 section 5). */
export function addressValue(option: string, typed: string): string {
  const address = canonicalAddress(typed.trim().replace(/^\[(.*)\]$/s, '$1'))
  if (address === undefined)
    throw new Misread(`${option} takes one IPv4 or IPv6 address, not "${typed}": ${option} 192.0.2.1`)
  return address.replace(/^::ffff:(?=\d+\.)/, '')
}

/**
 * RFC 5321 section 4.1.2: `local@domain`, in angle brackets or without; `<>` is the null sender, `''` from here on, where it
 * may stand.
 */
export function mailbox(option: string, typed: string, { nobody = option !== '--to' } = {}): string {
  const [, inside = typed.trim()] = /^<(.*)>$/s.exec(typed.trim()) ?? []
  if (inside === '' && typed.trim() !== '' && nobody) return ''
  const at = inside.lastIndexOf('@')
  const local = inside.slice(0, at)
  if (at < 1 || !isLocalPart(local))
    throw new Misread(
      `${option} takes an address (user@example.com)${nobody ? ', or "<>" for the null sender' : ''}, not "${typed}"${at < 1 ? '' : meant(option, typed, inside)}.`,
    )
  if (new TextEncoder().encode(local).length > 64)
    throw new Misread(`${option}: the part before @ is longer than 64 octets, which no server takes (RFC 5321).`)
  const domain = parseDomain(inside.slice(at + 1))
  if ('fault' in domain) throw new Misread(`${option} "${typed}": ${domain.fault}`)
  return `${local}@${domain.name}`
}

const plainAddress = /^[\w.+-]+@[\w.-]+$/

/** How it is to be written: several addresses one by one, one without a name or a scheme, a local part between quotes. Nothing where that does not help. */
function meant(option: string, typed: string, inside: string): string {
  const several = typed.split(/[,;]/).map(bare)
  const inRow = inside.split(/[\s,;]+/).filter((one) => one !== '')
  const all = [several, inRow].find((some) => some.length > 1 && some.every((one) => plainAddress.test(one)))
  if (all && option === '--to') return `: give it once for each, ${all.map((one) => `--to ${one}`).join(' ')}`
  if (all) return `: that is more than one, give one alone, ${option} ${all[0]}`
  const one = bare(typed)
  if (one !== inside && plainAddress.test(one)) return `: give the address alone, ${option} ${one}`
  const at = inside.lastIndexOf('@')
  // Between quotes that would be an address too, and somebody else's.
  if (/@.*[,;<\s]|[,;<\s].*@|\s<|^mailto:/is.test(inside.slice(0, at))) return ''
  const local = quoted(inside.slice(0, at))
  return local === undefined ? '' : `: what stands before @ has to be between quotes, '${local}${inside.slice(at)}'`
}

/** The address in `Name <address>`, or behind `mailto:`. */
const bare = (typed: string): string => (/<([^<>]*)>\s*$/.exec(typed)?.[1] ?? typed).trim().replace(/^mailto:/i, '')

/** A name, or an address literal (RFC 5321 section 4.1.3), which then names no domain to judge. */
export function heloName(typed: string): string {
  const [, literal] = /^\[(?:IPv6:)?(.*)\]$/is.exec(typed) ?? []
  if (literal !== undefined && canonicalAddress(literal) !== undefined) return typed
  const name = parseDomain(typed)
  if ('fault' in name) throw new Misread(`--helo: ${name.fault}`)
  return name.name
}

/** RFC 6376 section 3.1: labels as in a host name, and underscores, which are in use; the whole name of a key will do. */
export function selectorName(typed: string, targets: readonly DomainTarget[], option = '--selector'): string {
  const [selector = '', domain] = typed
    .toLowerCase()
    .replace(/\.$/, '')
    .split(/\._domainkey\.?/)
  if (selector.length > 190 || !/^(?:[a-z0-9_][a-z0-9_-]{0,62}\.)*[a-z0-9_][a-z0-9_-]{0,62}$/.test(selector))
    throw new Misread(
      `${option} takes the selector alone, what s= says in a DKIM-Signature, not "${typed}": ${option} s1`,
    )
  if (domain && !targets.some(({ name }) => name === domain))
    throw new Misread(
      `${option} "${typed}" names a key of another domain: give the selector alone, ${option} ${selector}`,
    )
  return selector
}

const nameForm = /^(?:[a-z0-9_][a-z0-9_-]{0,62}\.)*[a-z0-9_][a-z0-9_-]{0,62}$/

/** A label below the domain, or a whole name. */
export function returnPathName(typed: string): string {
  const word = typed
    .trim()
    .toLowerCase()
    .replace(/^<(.*)>$/s, '$1')
    .replace(/^.*@/s, '')
    .replace(/\.$/, '')
  const read = nameForm.test(word) ? { name: word } : parseDomain(word)
  const name = 'fault' in read ? '' : read.name
  if (name.length > 253 || !nameForm.test(name))
    throw new Misread(
      `--return-path takes the name that bounces go to, not "${typed}": --return-path em4711, or --return-path em4711.example.com`,
    )
  return name
}

/** A relay by its id, or by one of its hosts. A word without a dot is an id. */
export function relayNamed(typed: string, relays: readonly RelayProfile[]): RelayNamed {
  const word = typed.trim().toLowerCase()
  if (relays.some(({ id }) => id === word)) return { id: word }
  if (!word.includes('.')) throw new Misread(noRelay('--relay', typed, relays))
  const host = parseDomain(word.replace(/:\d+$/, ''))
  if ('fault' in host) throw new Misread(`--relay: ${host.fault}`)
  const meant = hostMeant(host.name, relays)
  if (meant !== undefined)
    throw new Misread(`--relay "${typed}" is not a host of a relay that is known here. Did you mean ${meant}?`)
  return { host: host.name }
}

/** The host of a relay that was meant: its domain was given in place of it, or it is one slip away. */
function hostMeant(name: string, relays: readonly RelayProfile[]): string | undefined {
  if (relays.some(({ hostPattern }) => hostPattern.test(name))) return undefined
  const words = relays.flatMap(({ id, hosts }) => [
    ...hosts.map((host) => ({ host, is: host.endsWith(`.${name}`) || editDistance(host, name) <= 1 })),
    { host: hosts[0] ?? id, is: name.replace(/\.[a-z]+$/, '') === id },
  ])
  return words.find(({ is }) => is)?.host
}

const mostMeant = 3

/** That no relay has this id, and which are nearest, or all. */
export function noRelay(option: string, typed: string, relays: readonly RelayProfile[]): string {
  const ids = relays.map(({ id }) => id)
  const meant = allNearest(typed.toLowerCase(), ids).slice(0, mostMeant).join(' or ')
  const hint = meant === '' ? `: give one of its hosts, or one of ${ids.join(', ')}.` : `. Did you mean ${meant}?`
  return `${option} "${typed}" is not a relay that is known here${hint}`
}
