import { parseAddress } from '../address.ts'
import { allOf } from './mend.ts'
import type { Mechanism, SpfRecord, SpfTerm } from './record.ts'

type Terms = Pick<SpfRecord, 'terms'>

/**
 * Terms that cannot match any more, because an earlier one of the same record matches all that they would: leaving them
 * out changes nothing. `domain` is whose record it is. Linear in the record's length.
 */
export function repeatedTerms({ terms }: Terms, domain: string): { term: SpfTerm; by: SpfTerm }[] {
  const before: Before = { first: new Map(), lengths: new Set() }
  const repeats: { term: SpfTerm; by: SpfTerm }[] = []
  for (const term of terms) {
    if (term.kind !== 'mechanism') continue
    if (term.name === 'all') break
    const octets = octetsOf(term)
    const key = octets ? networkKey(term.name, octets, prefixOf(term)) : hostKey(term, domain)
    const by = octets ? networkAround(term, octets, key, before) : before.first.get(key)
    if (by) repeats.push({ term, by })
    if (!before.first.has(key)) before.first.set(key, term)
    if (octets) before.lengths.add(prefixOf(term))
  }
  return repeats
}

/** The first term of each key so far, and the prefix lengths in use. */
interface Before {
  first: Map<string, SpfTerm>
  lengths: Set<number>
}

/** An earlier term whose network holds all of this one's, of the first such length in use. `key` is that of its own length. */
function networkAround(
  term: Mechanism,
  octets: readonly number[],
  key: string,
  { first, lengths }: Before,
): SpfTerm | undefined {
  const own = prefixOf(term)
  for (const length of lengths) {
    if (length > own) continue
    const earlier = first.get(length === own ? key : networkKey(term.name, octets, length))
    if (earlier) return earlier
  }
  return undefined
}

/** Terms after `all` that no receiver misses: what stands before it says the same, or they are another `all`. Linear as well. */
export function deadRepeats(record: Terms, domain: string): SpfTerm[] {
  const { terms } = record
  const end = allOf(record)
  if (!end) return []
  const at = terms.indexOf(end)
  const dead = terms.slice(at + 1)
  // Without its end, a record holds the dead terms among its repeats.
  const unended = { terms: [...terms.slice(0, at), ...dead.filter(({ name }) => name !== 'all')] }
  const repeated = new Map(repeatedTerms(unended, domain).map(({ term, by }) => [term, by]))
  return dead.filter((term) => {
    if (term.kind !== 'mechanism') return false
    const by = repeated.get(term)
    return term.name === 'all' || (by?.kind === 'mechanism' && by.qualifier === term.qualifier && by.start < end.start)
  })
}

/** Of a network; none for terms that name hosts. */
const octetsOf = ({ address }: Mechanism): readonly number[] | undefined =>
  address === undefined ? undefined : parseAddress(address)?.octets

const prefixOf = (term: Mechanism): number => (term.name === 'ip4' ? term.cidr4 : term.cidr6)

/** A name ends in a dot or not, its case is no matter, and without one the record's own domain is meant. */
function hostKey({ name, domain, cidr4, cidr6 }: Mechanism, own: string): string {
  const target = domain?.includes('%') ? domain : (domain ?? own).toLowerCase().replace(/\.$/, '')
  return `${name}:${target === '%{d}' ? own : target}/${cidr4}//${cidr6}`
}

function networkKey(name: string, octets: readonly number[], length: number): string {
  const masked = octets.map((octet, i) => octet & (0xff00 >> Math.min(8, Math.max(0, length - 8 * i))) & 255)
  return `${name}:${masked.join('.')}/${length}`
}
