import { domainToASCII } from 'node:url'
import type { NextHop } from '../../core/mta.ts'
import { parseAddress } from '../../records/address.ts'
import { visible } from '../../records/visible.ts'
import { words } from './lines.ts'

/** Numbers of ports by their names: what known_tcp_ports says and /etc/services; nothing where the latter was not read. */
export type Ports = (name: string) => string | undefined | 'unread'

/** What decides how a next hop is taken. */
export interface HopUse {
  ports: Ports
  /** Whether names are looked up in DNS at all (disable_dns_lookups, smtp_dns_support_level). */
  dns: boolean
  /** Who looks up a name of one label (smtp_host_lookup, smtp_dns_resolver_options). */
  oneLabel: 'dns' | 'system'
}

/** The hosts of a destination, between blanks and commas (smtp(8)). */
export const readHops = (destination: string, use: HopUse): NextHop[] =>
  words(destination)
    .slice(0, 20)
    .map((written) => readHop(written.slice(0, 1000), use))

/** Reads one host as the SMTP client takes it: `[host]:port`, `[host]`, `host:port`, `host`. */
export function readHop(written: string, use: HopUse): NextHop {
  const bracketed = written.startsWith('[')
  const parts = bracketed ? readBracketed(written) : readBare(written)
  if ('malformed' in parts) return { written, host: '', bracketed, mx: false, malformed: parts.malformed }
  const hop = { written, host: parts.host, bracketed, mx: use.dns && !bracketed }
  const port = readPort(parts.port, use.ports)
  const malformed = hostFault(parts) ?? (port && 'malformed' in port ? port.malformed : undefined)
  const oneLabel = !malformed && isOneLabel(parts.host) ? { oneLabel: use.oneLabel } : {}
  return { ...hop, ...oneLabel, ...(port && 'port' in port && { port: port.port }), ...(malformed && { malformed }) }
}

type Parts = { host: string; port: string; six?: true } | { malformed: string }

function readBracketed(written: string): Parts {
  const end = written.indexOf(']')
  if (end < 0) return { malformed: 'has no "]"' }
  const six = /^\[ipv6:/i.test(written)
  const rest = written.slice(end + 1)
  if (rest !== '' && !rest.startsWith(':')) return { malformed: 'has no ":" between "]" and what follows' }
  return { host: written.slice(six ? 6 : 1, end), port: rest.slice(1), ...(six && { six }) }
}

function readBare(written: string): Parts {
  if (/^[a-z]+:\/\//i.test(written)) return { malformed: 'is a URL, not a host' }
  const colon = written.lastIndexOf(':')
  if (colon < 0) return { host: written, port: '' }
  if (colon === 0) return { malformed: 'has no host' }
  return { host: written.slice(0, colon), port: written.slice(colon + 1) }
}

function hostFault({ host, six }: { host: string; six?: true }): string | undefined {
  const address = parseAddress(host)
  if (six) return address?.family === 6 ? undefined : 'has no IPv6 address behind "IPv6:"'
  return address || isHostname(host) ? undefined : `has no host name or address: "${visible(host.slice(0, 100))}"`
}

/** A host name as Postfix takes it (underscores too), not one of digits alone. */
export function isHostname(text: string): boolean {
  const name = /[^\0-\x7f]/.test(text) ? domainToASCII(text) : text
  if (name === '' || name.length > 255 || /^[\d.]*$/.test(name)) return false
  return name.split('.').every((label) => /^[a-z\d_](?:[a-z\d_-]{0,61}[a-z\d_])?$/i.test(label))
}

/** A name that is whole only with a search domain behind it; every machine knows localhost itself. */
const isOneLabel = (host: string): boolean => !/[.:]/.test(host) && host.toLowerCase() !== 'localhost'

function readPort(written: string, ports: Ports): { port: string } | { malformed: string } | undefined {
  if (written === '') return undefined
  if (/^\d+$/.test(written)) {
    const port = Number(written)
    return port >= 1 && port <= 65535 ? { port: String(port) } : { malformed: `has no port ${written.slice(0, 20)}` }
  }
  if (/^\d/.test(written)) return { malformed: `has a port that is none: "${visible(written.slice(0, 100))}"` }
  const number = ports(written)
  if (number === 'unread') return { port: written }
  return number
    ? { port: number }
    : { malformed: `names a port that is not in /etc/services: "${visible(written.slice(0, 100))}"` }
}

/** Reads known_tcp_ports (`lmtp=24, smtps=submissions=465`) and, where it was read, /etc/services (services(5)). */
export function readPorts(known: string, services: string | undefined): Ports {
  const numbers = new Map<string, string>()
  for (const line of (services ?? '').split('\n')) {
    const [name = '', port = '', ...aliases] = (line.split('#')[0] ?? '').trim().split(/\s+/)
    const number = /^(\d{1,5})\/tcp$/.exec(port)?.[1]
    if (number) for (const one of [name, ...aliases]) if (!numbers.has(one)) numbers.set(one, number)
  }
  for (const group of words(known)) {
    const names = group.split('=')
    const number = names.pop() ?? ''
    if (/^\d{1,5}$/.test(number)) for (const name of names) numbers.set(name, number)
  }
  return (name) => numbers.get(name) ?? (services === undefined ? 'unread' : undefined)
}
