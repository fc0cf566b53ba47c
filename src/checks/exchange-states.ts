import { dnsEvidence } from '../core/evidence.ts'
import type { Evidence } from '../core/finding.ts'
import type { MxHost } from '../core/mx.ts'
import type { Blind } from '../core/observation.ts'
import type { DomainTarget } from '../core/target.ts'
import { literalBefore } from '../records/exchange.ts'
import { isWithin, neverAsk } from '../records/name.ts'

/** What is known of an exchange by agreement, since DNS is never asked for it: where it leads everybody, and why. */
function byAgreement({ host, A, AAAA }: MxHost): { addresses: string[]; says: string } | undefined {
  if (A.kind !== 'blind' || AAAA.kind !== 'blind') return undefined
  const says = neverAsk(host)
  if (says === undefined) return undefined
  // RFC 6761 section 6.3.
  return { addresses: isWithin(host, 'localhost') ? ['127.0.0.1', '::1'] : [], says }
}

/** The addresses that an exchange is known to have, IPv4 first. */
export function addressesIn(host: MxHost): string[] {
  const { A, AAAA } = host
  const four = A.kind === 'records' ? A.records.map((r) => r.data) : []
  if (AAAA.kind === 'records') return [...four, ...AAAA.records.map((r) => r.data)]
  return byAgreement(host)?.addresses ?? four
}

const nothing: readonly Blind[] = []

/** What could not be seen of it: at most one for each address family. */
export function blindsIn(host: MxHost): readonly Blind[] {
  const { A, AAAA } = host
  if ((A.kind !== 'blind' && AAAA.kind !== 'blind') || byAgreement(host)) return nothing
  return [A, AAAA].flatMap((answer) => (answer.kind === 'blind' ? [answer.blind] : []))
}

/** Whether it is known to have no address. */
export const isDangling = (host: MxHost): boolean =>
  !hasRecords(host) && addressesIn(host).length === 0 && blindsIn(host).length === 0

const hasRecords = ({ A, AAAA }: MxHost): boolean => A.kind === 'records' || AAAA.kind === 'records'

/** Whether it is an address to which the name of the zone was appended: a name that nobody has. */
export const isAddress = (host: MxHost, { name }: DomainTarget): boolean =>
  isDangling(host) && literalBefore(name, { preference: 0, exchange: host.host }) !== undefined

/** What its addresses rest on, or why it can have none. */
export function hostEvidence(host: MxHost): Evidence[] {
  const known = byAgreement(host)
  return known ? [{ kind: 'note', text: known.says }] : [...dnsEvidence(host.A), ...dnsEvidence(host.AAAA)]
}
