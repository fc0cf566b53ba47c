import type { ExtendedError } from '../../core/dns.ts'
import type { Blind, BlindReason } from '../../core/observation.ts'
import { visible } from '../../records/visible.ts'
import type { Trouble } from './channel.ts'

/** Why one server gave no answer. `says` is a clause in which the server stands as `{who}`. */
export interface Failure {
  who: string
  reason: BlindReason
  says: string
  /** Where the server sent one that is no answer. */
  rcode?: number
  ede?: readonly ExtendedError[]
  noRoute?: true
  truncated?: true
  /** As in Blind. */
  recursive?: true
  /** As in Blind. */
  wayOut?: string
}

/** The most telling first: what a server says of the name weighs more than its silence. */
const ranking: readonly BlindReason[] = [
  'interrupted',
  'bug',
  'bogus',
  'server-failure',
  'refused',
  'lame',
  'malformed',
  'timeout',
  'unreachable',
  'not-attempted',
]
const rank = (failure: Failure): number => ranking.indexOf(failure.reason)

/** What is said when nobody answered: every server with its reason, the most telling first. */
export function blindOf(failures: readonly Failure[], question: string): Blind {
  const sorted = [...failures].sort((a, b) => rank(a) - rank(b))
  const [first] = sorted
  if (!first) return { reason: 'unreachable', detail: 'this system names no resolver', question }
  const clauses = [...Map.groupBy(sorted, (f) => f.says)].map(([says, same]) =>
    says.replace('{who}', () => listOf([...new Set(same.map((f) => f.who))])),
  )
  return {
    reason: first.reason,
    detail: clauses.join('; '),
    question,
    ...(sorted.every((f) => f.noRoute) && { noRoute: true }),
    ...(first.wayOut && { wayOut: first.wayOut }),
    ...(sorted.some((f) => f.truncated) && { truncated: true }),
    ...(sorted.every((f) => f.recursive) && { recursive: true }),
  }
}

const listOf = (names: readonly string[]): string =>
  names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`

/** `5 s`, `0.4 s`. */
export const secondsOf = (ms: number): string => `${Number((ms / 1000).toFixed(1))} s`

/** What a socket's error says of the server. */
export function troubleSays({ code, local, says }: Trouble): string {
  if (says !== undefined) return says
  if (local) return 'this machine has no route to {who}'
  if (code === 'ECONNREFUSED') return 'nothing listens at {who}'
  if (code === 'CLOSED') return '{who} closed the connection without an answer'
  return `{who} cannot be reached (${code})`
}

/** RFC 1035 section 4.1.1, RFC 2136 section 2.2, RFC 6891 section 9. */
const rcodes: Readonly<Record<number, string>> = {
  1: 'FORMERR',
  2: 'SERVFAIL',
  4: 'NOTIMP',
  5: 'REFUSED',
  6: 'YXDOMAIN',
  7: 'YXRRSET',
  8: 'NXRRSET',
  9: 'NOTAUTH',
  10: 'NOTZONE',
  16: 'BADVERS',
}

/** What a response code that is no answer says, in the field's own words and with the server's reasons. */
export function rcodeSays(rcode: number, ede: readonly ExtendedError[]): string {
  const reasons = [rcodes[rcode] ?? `RCODE ${rcode}`, ...ede.slice(0, 3).map(showError)].join('; ')
  return rcode === 5 ? `{who} refused to answer (${reasons})` : `{who} failed to answer (${reasons})`
}

/** `EDE 6: DNSSEC Bogus, "signature expired"`. */
export function showError({ code, text }: ExtendedError): string {
  const name = extendedErrors[code]
  return `EDE ${code}${name ? `: ${name}` : ''}${text ? `, "${visible(text.slice(0, 120))}"` : ''}`
}

/** Those of the codes that say that validation failed (RFC 8914 sections 4.2 and 4.6 to 4.13). */
export const isValidationError = ({ code }: ExtendedError): boolean =>
  code === 1 || code === 2 || (code >= 5 && code <= 12)

/** RFC 8914 section 5.2 and the IANA registry. */
const extendedErrors: readonly string[] = [
  'Other',
  'Unsupported DNSKEY Algorithm',
  'Unsupported DS Digest Type',
  'Stale Answer',
  'Forged Answer',
  'DNSSEC Indeterminate',
  'DNSSEC Bogus',
  'Signature Expired',
  'Signature Not Yet Valid',
  'DNSKEY Missing',
  'RRSIGs Missing',
  'No Zone Key Bit Set',
  'NSEC Missing',
  'Cached Error',
  'Not Ready',
  'Blocked',
  'Censored',
  'Filtered',
  'Prohibited',
  'Stale NXDOMAIN Answer',
  'Not Authoritative',
  'Not Supported',
  'No Reachable Authority',
  'Network Error',
  'Invalid Data',
  'Signature Expired before Valid',
  'Too Early',
  'Unsupported NSEC3 Iterations Value',
  'Unable to conform to policy',
  'Synthesized',
  'Invalid Query Type',
]
