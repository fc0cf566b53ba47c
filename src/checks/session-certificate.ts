import type { Evidence } from '../core/finding.ts'
import type { Certificate, Encrypted } from '../core/smtp.ts'
import { grouped } from '../records/number.ts'

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']
const msOfDay = 86_400_000

/** `30 Dec 2026`, in UTC, of an ISO 8601 date; another text as it is. */
export function dayOf(iso: string): string {
  const date = new Date(iso)
  if (Number.isNaN(date.getTime())) return iso
  return `${date.getUTCDate()} ${months[date.getUTCMonth()]} ${date.getUTCFullYear()}`
}

/** `1 day`, `30 days`: the whole days between two times. */
export function daysBetween(from: Date | string, until: Date | string): string {
  const days = Math.floor(msBetween(from, until) / msOfDay)
  return days === 1 ? '1 day' : `${grouped(days)} days`
}
const msBetween = (from: Date | string, until: Date | string) => new Date(until).getTime() - new Date(from).getTime()

export const isOver = ({ until }: Certificate, now: Date): boolean => msBetween(until, now) > 0
export const isToCome = ({ from }: Certificate, now: Date): boolean => msBetween(now, from) > 0

/** Under a week to go, or, of a certificate that is made for days, under a third of its time. */
export const isShort = ({ from, until }: Certificate, now: Date): boolean =>
  msBetween(now, until) < Math.min(7 * msOfDay, msBetween(from, until) / 3)

/** The certificates as they came, the server's own first. */
export const chainTable = ({ chain }: Encrypted): Evidence[] =>
  chain.length === 0
    ? []
    : [
        {
          kind: 'table',
          head: ['certificate', 'issued by', 'until'],
          rows: chain.map(({ subject, issuer, until }) => [subject, issuer, dayOf(until)]),
        },
      ]

/** Why a chain is not trusted. */
export type TrustFault = 'none' | 'self-signed' | 'alone' | 'unknown' | 'not-a-server' | 'weak' | 'other'

/** OpenSSL's words about dates: it goes by the clock of the machine, and we by the run's. */
const ofDates = new Set(['CERT_HAS_EXPIRED', 'CERT_NOT_YET_VALID'])
/** And about the name, which `named` tells. */
const ofName = new Set(['HOSTNAME_MISMATCH', 'IP_ADDRESS_MISMATCH', 'ERR_TLS_CERT_ALTNAME_INVALID'])

/** Whether OpenSSL stopped at a date, so that it said nothing of trust. */
export const stoppedAtDate = ({ untrusted = '' }: Encrypted): boolean => ofDates.has(untrusted)

/** Why the chain leads to nobody who is trusted, dates aside; nothing where it does, or where OpenSSL stopped at a date. */
export function trustFault({ chain, untrusted }: Encrypted): TrustFault | undefined {
  if (chain.length === 0) return 'none'
  if (untrusted === undefined || ofDates.has(untrusted) || ofName.has(untrusted)) return undefined
  switch (untrusted) {
    case 'DEPTH_ZERO_SELF_SIGNED_CERT':
      return 'self-signed'
    case 'SELF_SIGNED_CERT_IN_CHAIN':
      return 'unknown'
    case 'UNABLE_TO_VERIFY_LEAF_SIGNATURE':
    case 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY':
    case 'UNABLE_TO_GET_ISSUER_CERT':
      return chain.length === 1 ? 'alone' : 'unknown'
    case 'INVALID_PURPOSE':
      return 'not-a-server'
    case 'EE_KEY_TOO_SMALL':
    case 'CA_KEY_TOO_SMALL':
    case 'CA_MD_TOO_WEAK':
      return 'weak'
    default:
      return 'other'
  }
}
