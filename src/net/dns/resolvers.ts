import { parseAddress } from '../../records/address.ts'
import { visible } from '../../records/visible.ts'

/** Where a resolver is reached: `udp` means UDP, and TCP where an answer needs it. */
export interface ResolverAddress {
  address: string
  port: number
  transport: 'udp' | 'tcp'
}

const ways = 'ADDRESS, ADDRESS:PORT, [IPV6-ADDRESS]:PORT or tcp://ADDRESS'

/**
 * A resolver as it is typed: `192.0.2.1`, `192.0.2.1:5353`, `2001:db8::1`, `[2001:db8::1]:53`, each also after `udp://` or
 * `tcp://`. The fault is a whole sentence that says what to type instead.
 */
export function parseResolver(text: string): ResolverAddress | { fault: string } {
  const typed = text.trim()
  const [, scheme = 'udp', rest = ''] = /^(?:([a-z][a-z0-9+.-]*):\/\/)?(.*)$/is.exec(typed) ?? []
  const transport = scheme.toLowerCase()
  if (transport !== 'udp' && transport !== 'tcp')
    return { fault: `${visible(scheme)}:// is not a resolver scheme relaycheck knows: use ${ways}` }
  const { host, port } = splitPort(rest.replace(/\/$/, ''))
  const address = withZone(host)
  if (address === undefined) return { fault: hostFault(typed, host) }
  if (port === undefined) return { address, port: 53, transport }
  if (!/^\d{1,5}$/.test(port) || Number(port) < 1 || Number(port) > 65535)
    return {
      fault: `${visible(port) || 'nothing'} is not a port (in --resolver ${visible(typed)}): give a number from 1 to 65535`,
    }
  return { address, port: Number(port), transport }
}

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

function hostFault(typed: string, host: string): string {
  if (host === '') return `--resolver needs an address: use ${ways}`
  return /^[a-z0-9_-]+(\.[a-z0-9_-]+)*\.?$/i.test(host) && /[a-z]/i.test(host)
    ? `${host} is a host name, and finding its address would need a resolver: give --resolver its address`
    : `${visible(typed)} is not a resolver: use ${ways}`
}

/** A server's address as people write it; the port only where it is not 53. */
export function showEndpoint({ address, port }: { address: string; port: number }): string {
  if (port === 53) return address
  return address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`
}
