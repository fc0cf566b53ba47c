import type { MailSignature } from '../../core/mail-auth.ts'
import { relaySignerOf } from '../../knowledge/relay-signers.ts'
import { parseAddresses } from '../../records/mail/addresses.ts'
import type { HeaderField } from '../../records/mail/fields.ts'
import { suffixOf } from '../dmarc/suffix-list.ts'

/** Of the first few addresses in From: their domains. */
export function authorDomains(fields: readonly HeaderField[]): string[] {
  const from = fields.filter(({ key, value }) => key === 'from' && value.length < 10_000).slice(0, 3)
  const domains = from.flatMap(({ value }) => parseAddresses(value).addresses.flatMap(({ domain }) => domain ?? []))
  return [...new Set(domains)].slice(0, 10)
}

const houseOf = (domain: string): string => suffixOf(domain).below ?? domain

/** Who signs with a domain: the author's house, a relay that is known, or anybody else. */
export function whoseIs(domain: string, authors: readonly string[]): Pick<MailSignature, 'whose' | 'relay'> {
  if (authors.some((author) => author === domain || houseOf(author) === houseOf(domain))) return { whose: 'author' }
  const signer = relaySignerOf(domain)
  return signer ? { whose: 'relay', relay: signer.relay } : { whose: 'other' }
}
