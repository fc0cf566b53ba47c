import type { Transport } from '../../core/dns.ts'
import { parseAddress } from '../../records/address.ts'
import { parseName } from '../../records/name.ts'
import { visible } from '../../records/visible.ts'

/** Where a resolver is reached: `udp` means UDP, and TCP where an answer needs it. */
export interface ResolverAddress {
  /** Over TLS and HTTPS it may be a host name, in lower case and without its last dot. */
  address: string
  port: number
  transport: Transport
  /** Over HTTPS: `/dns-query`. */
  path?: string
}

const ways = 'ADDRESS, ADDRESS:PORT, [IPV6-ADDRESS]:PORT, tcp://ADDRESS, tls://HOST or https://HOST/dns-query'
const usualPorts: Readonly<Record<Transport, number>> = { udp: 53, tcp: 53, tls: 853, https: 443 }
const usualPath = '/dns-query'
const longestPath = 200

/**
 * A resolver as it is typed: `192.0.2.1`, `192.0.2.1:5353`, `2001:db8::1`, `[2001:db8::1]:53`, each also after `udp://` or
 * `tcp://`; after `tls://` and `https://` a host name too. The fault is a whole sentence that says what to type instead.
 */
export function parseResolver(text: string): ResolverAddress | { fault: string } {
  const resolver = readResolver(text.trim())
  return 'fault' in resolver && /.@/s.test(text.trim()) ? { fault: noAccounts } : resolver
}

/** Nothing of it is quoted: it may be a password. */
const noAccounts = 'A user name or password cannot stand in --resolver: give the host without what stands before its @'

function readResolver(typed: string): ResolverAddress | { fault: string } {
  const [, scheme = 'udp', rest = ''] = /^(?:([a-z][a-z0-9+.-]*):\/\/)?(.*)$/is.exec(typed) ?? []
  const transport = scheme.toLowerCase()
  if (transport === 'http') return { fault: `"${shown(typed)}" would ask without encryption: use https://` }
  if (!isTransport(transport))
    return { fault: `"${shown(scheme)}://" is not a resolver scheme relaycheck knows: use ${ways}` }
  const [, authority = '', path = ''] = (transport === 'https' ? /^([^/?#{]*)(.*)$/s : /^(.*?)\/?$/s).exec(rest) ?? []
  const { host, port = String(usualPorts[transport]) } = splitPort(authority)
  const address = withZone(host) ?? (isEncrypted(transport) ? hostName(host) : undefined)
  if (address === undefined) return { fault: hostFault(typed, host) }
  if (!/^\d{1,5}$/.test(port) || Number(port) < 1 || Number(port) > 65535)
    return {
      fault: `"${shown(port)}" is not a port (in --resolver "${shown(typed)}"): give a number from 1 to 65535`,
    }
  const where = { address, port: Number(port), transport }
  return transport === 'https' ? withPath(where, path) : where
}

const shown = (typed: string): string => {
  const text = withoutAccount(typed)
  return visible(text.length > 100 ? `${text.slice(0, 100)}…` : text)
}

/** Paths that everybody's questions go to. With many providers any other one is, or holds, the customer's account. */
const commonPaths = new Set(['', '/', usualPath, `${usualPath}{?dns}`, '/resolve'])

/** A resolver as it was typed, `/…` in place of what stands after its host and is nobody else's business. */
const withoutAccount = (typed: string): string =>
  typed.replace(/^((?:[a-z][a-z0-9+.-]*:\/\/)?[^/?#]*)(.*)$/is, (_, host: string, path: string) =>
    commonPaths.has(path) ? host + path : `${host}/…`,
  )

/** Whether it says more than a report may: its path is taken for the customer's account. */
export const holdsAccount = (typed: string): boolean => withoutAccount(typed) !== typed

const isTransport = (scheme: string): scheme is Transport => Object.hasOwn(usualPorts, scheme)
const isEncrypted = (transport: Transport): boolean => transport === 'tls' || transport === 'https'

/** `[v6]`, `[v6]:port`, `v4:port`; more than one colon without brackets is an IPv6 address without a port. */
function splitPort(text: string): { host: string; port?: string } {
  const bracketed = /^\[([^\]]*)\](?::(.*))?$/s.exec(text)
  const [, host = '', port] = bracketed ?? /^([^:]*)(?::([^:]*))?$/s.exec(text) ?? [text, text]
  return port === undefined ? { host } : { host, port }
}

/** The canonical text of an address; a link-local one keeps its zone (`fe80::1%eth0`, RFC 4007 section 11). */
function withZone(host: string): string | undefined {
  const [bare = '', zone, ...more] = host.split('%')
  const address = parseAddress(bare)
  if (!address || more.length > 0) return undefined
  if (zone === undefined) return address.text
  return address.family === 6 && /^[\w.-]{1,32}$/.test(zone) ? `${address.text}%${zone}` : undefined
}

/** A name that a certificate can be for; what ends in a number is a mistyped address. */
function hostName(host: string): string | undefined {
  const parsed = parseName(host)
  const label = '[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?'
  const isHost = 'name' in parsed && new RegExp(`^(?:${label}\\.)*(?!\\d+$)${label}$`).test(parsed.name)
  return isHost ? parsed.name : undefined
}

/** RFC 8484 section 4.1: the path as it is, or as a template that ends in `{?dns}`. */
function withPath(where: ResolverAddress, typed: string): ResolverAddress | { fault: string } {
  const path = typed.replace(/\{\?dns\}$/, '')
  if (path === '' || path === '/') return { ...where, path: usualPath }
  return path.length <= longestPath && /^\/[\w.~!$&'()*+,;=:@%/-]*$/.test(path)
    ? { ...where, path }
    : { fault: `what stands after ${visible(where.address)} is not the path of a resolver: use https://HOST/dns-query` }
}

function hostFault(typed: string, host: string): string {
  if (host === '') return `--resolver needs an address: use ${ways}`
  return hostName(host) === undefined
    ? `"${shown(typed)}" is not a resolver: use ${ways}`
    : `"${shown(host)}" is a host name, and finding its address would need a resolver: give --resolver its address`
}

/** A server's address as people write it; the port only where it is not 53. */
export const showEndpoint = (to: { address: string; port: number }): string => showPort(to, 53)

function showPort({ address, port }: { address: string; port: number }, usualPort: number): string {
  if (port === usualPort) return address
  return address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`
}

/**
 * A resolver as evidence names it: `192.0.2.53`, `tls://dns.example`, `https://[2001:db8::1]/dns-query`; a path of its own,
 * which may be an account, as `https://dns.example/…`.
 */
export function showResolver({ transport, path = '', ...to }: ResolverAddress): string {
  if (!isEncrypted(transport)) return showEndpoint(to)
  return withoutAccount(`${transport}://${authorityOf({ transport, ...to })}${path}`)
}

/** A resolver's host and port as in a URL: an IPv6 address always in brackets, the port only where it is not the usual one. */
export function authorityOf({ transport, ...to }: ResolverAddress): string {
  const shown = showPort(to, usualPorts[transport])
  return shown === to.address && shown.includes(':') ? `[${shown}]` : shown
}
