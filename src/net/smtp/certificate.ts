import type { X509Certificate } from 'node:crypto'
import type { Certificate } from '../../core/smtp.ts'

const mostCertificates = 10
const mostNames = 100
const longestText = 500

/** The chain from the server's own certificate on, as far as there is an issuer. */
export function chainOf(first: X509Certificate | undefined, hide: (text: string) => string): Certificate[] {
  const chain: Certificate[] = []
  let next = first
  while (next && chain.length < mostCertificates) {
    const one = certificateOf(next, hide)
    if (chain.some(({ fingerprint }) => fingerprint === one.fingerprint)) break
    chain.push(one)
    next = next.issuerCertificate
  }
  return chain
}

function certificateOf(x509: X509Certificate, hide: (text: string) => string): Certificate {
  return {
    subject: hide(nameOf(x509.subject)).slice(0, longestText),
    issuer: hide(nameOf(x509.issuer)).slice(0, longestText),
    names: namesIn(x509.subjectAltName)
      .slice(0, mostNames)
      .map(({ name }) => hide(name).slice(0, 255)),
    from: dateOf(x509.validFrom),
    until: dateOf(x509.validTo),
    fingerprint: x509.fingerprint256,
  }
}

/** The most telling first: certificates name the country before the host. */
const nameOf = (lines: string | undefined): string => (lines ?? '').split('\n').filter(Boolean).reverse().join(', ')

function dateOf(text: string): string {
  const date = new Date(text)
  return Number.isNaN(date.getTime()) ? text.slice(0, longestText) : date.toISOString()
}

/** A name that a certificate is for. */
export interface AltName {
  kind: 'DNS' | 'IP Address'
  name: string
}

/** Node writes `DNS:a.example, IP Address:192.0.2.1`, and in quotes, as JSON, what might be taken for more than one name. */
export function namesIn(text: string | undefined): AltName[] {
  const entries = (text ?? '').matchAll(/(?:^|, )(DNS|IP Address):("(?:[^"\\]|\\.)*"|[^,]*)/g)
  return [...entries].map(([, kind, name = '']) => ({ kind: kind as AltName['kind'], name: unquoted(name) }))
}

function unquoted(name: string): string {
  try {
    return name.startsWith('"') ? String(JSON.parse(name)) : name
  } catch {
    return name
  }
}
