import {
  type Blocklist,
  type DeadList,
  type KeyName,
  keyVariable,
  type ListChoice,
  type ListKind,
  type ListProbe,
  type ListTier,
} from '../../core/lists.ts'
import { isWithin } from '../../records/name.ts'

/** What is known of lists; tests bring their own. */
export interface KnownLists {
  blocklists: readonly Blocklist[]
  deadLists: readonly DeadList[]
}

/** A list to be asked, or why it is not, as a clause. */
export interface Chosen {
  list: Blocklist
  named?: true
  skip?: string
}

const tiers: Readonly<Record<ListTier, readonly Blocklist['tier'][]>> = {
  core: ['core', 'context'],
  extended: ['core', 'context', 'extended'],
  all: ['core', 'context', 'extended', 'never-by-default'],
}

/**
 * The lists to ask about an address of that family, or a domain, each once: those of the tier, with the keyed ones where
 * the key is at hand and then not what these hold; then those named. A named list that says nothing of this kind is left out.
 */
export function chooseLists(
  { tier, zones, dead }: ListChoice,
  kind: ListKind,
  keys: ReadonlySet<KeyName>,
  { blocklists, deadLists }: KnownLists,
): Chosen[] {
  const named = zones.flatMap((zone) => namedList(zone, kind, blocklists))
  const offered = tier === undefined ? [] : blocklists.filter((list) => isOffered(list, tier, kind, keys))
  const held = new Set(offered.flatMap(({ includes = [] }) => includes))
  const lists = new Set([...offered.filter(({ zone }) => !held.has(zone)), ...named])
  return [...lists].map((list) => {
    const skip = (dead ? undefined : ending(list.zone, deadLists)) ?? keyless(list, keys)
    return { list, ...(named.includes(list) && { named: true }), ...(skip !== undefined && { skip }) }
  })
}

/** Beyond the default a context list may lack a test entry: it may still accuse. */
function isOffered(list: Blocklist, tier: ListTier, kind: ListKind, keys: ReadonlySet<KeyName>): boolean {
  if (!list.kinds.includes(kind) || !tiers[tier].includes(list.tier)) return false
  if (list.key && !keys.has(list.key)) return false
  return tier !== 'core' || list.tier !== 'context' || list.probes[kind] !== undefined
}

function namedList(zone: string, kind: ListKind, blocklists: readonly Blocklist[]): Blocklist[] {
  const known = blocklists.find((list) => list.zone === zone)
  if (!known) return [ownList(zone)]
  return known.kinds.includes(kind) ? [known] : []
}

function ending(zone: string, deadLists: readonly DeadList[]): string | undefined {
  const ended = deadLists.find((one) => (one.below ? isWithin(zone, one.zone) : zone === one.zone))
  return ended && `this list has ended${ended.since === undefined ? '' : ` (${ended.since})`} and ${ended.does}`
}

const keyless = ({ key }: Blocklist, keys: ReadonlySet<KeyName>): string | undefined =>
  key && !keys.has(key)
    ? `it answers only those who have a key, and there is none here (${keyVariable[key]})`
    : undefined

/** The entries that every list has by RFC 5782 section 5. */
export const standardProbes: Readonly<Record<ListKind, ListProbe>> = {
  ip4: { listed: '127.0.0.2', clear: '127.0.0.1' },
  ip6: { listed: '::ffff:127.0.0.2', clear: '::ffff:127.0.0.1' },
  domain: { listed: 'test', clear: 'invalid' },
}

const own = new Map<string, Blocklist>()

/** A list that nobody here knows: believed once it has shown that it keeps to RFC 5782. */
function ownList(zone: string): Blocklist {
  const list: Blocklist = own.get(zone) ?? {
    zone,
    name: zone,
    operator: zone,
    kinds: ['ip4', 'ip6', 'domain'],
    tier: 'named-only',
    impact: 'medium',
    acts: 'You named this list: who acts on it, relaycheck does not know.',
    scope: 'ip',
    codes: [{ code: '127.0.0.0/8', means: 'listed', sense: 'accuses' }],
    probes: standardProbes,
    own: true,
    sources: [],
  }
  own.set(zone, list)
  return list
}
