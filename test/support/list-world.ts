import type { DnsAnswer, DnsHow } from '../../src/core/dns.ts'
import { type Blocklist, keyLabel, type ListCode } from '../../src/core/lists.ts'
import type { BlindReason } from '../../src/core/observation.ts'
import type { KnownLists } from '../../src/facts/lists/choose.ts'
import type { RecordType } from '../../src/records/dns.ts'
import { isWithin } from '../../src/records/name.ts'
import { listName } from '../../src/records/reverse-name.ts'
import { type MemoryOptions, type MemoryWorld, memoryWorld } from './memory-dns.ts'

export const spam: ListCode = { code: '127.0.0.2', means: 'spam was sent', sense: 'accuses' }
const errors: ListCode[] = [
  { code: '127.255.255.252', means: 'the zone was mistyped', sense: 'misasked' },
  { code: '127.255.255.0/24', means: 'this resolver is refused', sense: 'refuses' },
]

/** A list of IPv4 addresses that keeps to RFC 5782, unless something else is said of it. */
export const aList = (zone: string, more: Partial<Blocklist> = {}): Blocklist => ({
  zone,
  name: zone,
  operator: zone,
  kinds: ['ip4'],
  tier: 'core',
  impact: 'high',
  acts: 'Large receivers refuse mail for it.',
  scope: 'ip',
  codes: [spam, ...errors],
  probes: { ip4: { listed: '127.0.0.2', clear: '127.0.0.1' } },
  sources: ['https://list.example/'],
  ...more,
})

/** Lists as if nobody knew others. */
export const onlyThese =
  (...blocklists: readonly Blocklist[]) =>
  async (): Promise<KnownLists> => ({ blocklists, deadLists: [] })

/** What a list's zone holds: codes by what they are about; under `*`, about everything. */
export type Holds = Readonly<Record<string, readonly string[]>>
/** That it lists what a sound list does. */
export const sound: Holds = { '127.0.0.2': ['127.0.0.2'], '::ffff:7f00:2': ['127.0.0.2'], test: ['127.0.0.2'] }

/** The records of a zone that is a list's: A, and a TXT `why: SUBJECT` beside each. */
export function listZone({ zone, key }: Pick<Blocklist, 'zone' | 'key'>, holds: Holds): string {
  const label = key && keyLabel(key)
  return Object.entries(holds)
    .flatMap(([subject, codes]) => {
      const name = subject === '*' ? `*.${zone}` : listName(subject, zone, label)
      return [...codes.map((code) => `${name} 300 A ${code}`), `${name} 300 TXT "why: ${subject}"`]
    })
    .concat(`${zone} SOA ns.${zone} h.${zone} 1`)
    .join('\n')
}

/** A world in which whatever lies in these zones is blind. */
export function withBlindZones(
  records: string,
  zones: Readonly<Record<string, BlindReason>>,
  options: MemoryOptions = {},
): MemoryWorld {
  const world = memoryWorld(records, options)
  const dns = async <T extends RecordType>(name: string, type: T, how: DnsHow = {}): Promise<DnsAnswer<T>> => {
    const [, reason] = Object.entries(zones).find(([zone]) => isWithin(name, zone)) ?? []
    if (!reason) return world.dns(name, type, how)
    const detail = reason === 'timeout' ? '192.0.2.53 did not answer within 5 s' : `192.0.2.53 said ${reason}`
    return { kind: 'blind', blind: { reason, detail, question: `${type} ${name}` } }
  }
  return Object.create(world, { dns: { value: dns } })
}
