import type { Answered, DnsAnswer } from '../../src/core/dns.ts'
import type { Blind } from '../../src/core/observation.ts'
import type { RecordData, RecordType } from '../../src/records/dns.ts'

/** Answers as a check's test writes them: what was asked, what came. */
type More = Partial<Omit<Answered, 'question'>> & { ttl?: number }

const answered = (name: string, type: RecordType, more: More): Answered => ({
  question: { name, type },
  aliases: more.aliases ?? [],
  server: more.server ?? '192.0.2.53',
  transport: more.transport ?? 'udp',
  authoritative: more.authoritative ?? false,
  authenticated: more.authenticated ?? false,
  octets: more.octets ?? 100,
  ...(more.ede && { ede: more.ede }),
})

export function records<T extends RecordType>(
  name: string,
  type: T,
  data: RecordData[T][],
  more: More = {},
): DnsAnswer<T> {
  const owner = more.aliases?.at(-1)?.to ?? name
  return {
    kind: 'records',
    records: data.map((d) => ({ name: owner, type, ttl: more.ttl ?? 3600, data: d })),
    ...answered(name, type, more),
  }
}
export const noData = <T extends RecordType>(name: string, type: T, more: More = {}): DnsAnswer<T> => ({
  kind: 'no-data',
  ...answered(name, type, more),
})
export const noSuchName = <T extends RecordType>(name: string, type: T, more: More = {}): DnsAnswer<T> => ({
  kind: 'no-such-name',
  ...answered(name, type, more),
})
export const unseen = (
  reason: Blind['reason'] = 'timeout',
  detail = '192.0.2.53 did not answer within 5 s',
): { kind: 'blind'; blind: Blind } => ({
  kind: 'blind',
  blind: { reason, detail },
})
