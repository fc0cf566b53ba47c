import type { X509Certificate } from 'node:crypto'
import { parseAddress } from '../../records/address.ts'
import { namesIn } from './certificate.ts'

/**
 * Whether a certificate bears that name or address (RFC 9525 section 6): by subjectAltName alone, never by a common name; `*`
 * stands for one whole label, the leftmost, with two or more behind it. Whom a password is told hangs on it.
 */
export function bears(x509: X509Certificate | undefined, wanted: string): boolean {
  try {
    const names = namesIn(x509?.subjectAltName)
    const address = parseAddress(wanted)?.text
    if (address === undefined) return names.some(({ kind, name }) => kind === 'DNS' && fits(name, wanted.toLowerCase()))
    return names.some(({ kind, name }) => kind === 'IP Address' && parseAddress(name)?.text === address)
  } catch {
    // Node throws at names that it cannot read.
    return false
  }
}

function fits(name: string, wanted: string): boolean {
  const pattern = name.toLowerCase()
  const [, behind] = /^\*\.((?:[a-z0-9_-]+\.)+[a-z0-9-]+)$/.exec(pattern) ?? []
  if (behind === undefined) return pattern === wanted
  const dot = wanted.indexOf('.')
  return dot > 0 && wanted.slice(dot + 1) === behind
}
