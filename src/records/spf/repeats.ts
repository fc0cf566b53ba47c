import { parseAddress } from '../address.ts'
import { allOf } from './mend.ts'
import type { Mechanism, SpfRecord, SpfTerm } from './record.ts'

/**
 * Terms that cannot match any more, because an earlier one of the same record matches all that they would: leaving them
 * out changes nothing. `domain` is whose record it is. Linear in the record's length.
 */
export function repeatedTerms(record: Pick<SpfRecord, 'terms'>, domain: string): { term: SpfTerm; by: SpfTerm }[] {
  const first = new Map<string, SpfTerm>()
  const lengths = new Set<number>()
  const repeats: { term: SpfTerm; by: SpfTerm }[] = []
  const end = allOf(record)
  for (const term of record.terms) {
    if (term === end) break
    if (term.kind !== 'mechanism') continue
    const by = coveringKeys(term, domain, lengths)
      .map((key) => first.get(key))
      .find((earlier) => earlier !== undefined)
    if (by) repeats.push({ term, by })
    const key = ownKey(term, domain)
    if (!first.has(key)) first.set(key, term)
    if (term.address !== undefined) lengths.add(prefixOf(term))
  }
  return repeats
}

/** Terms after `all` that no receiver misses: what stands before it says the same, or they are another `all`. Linear as well. */
export function deadRepeats(record: Pick<SpfRecord, 'terms'>, domain: string): SpfTerm[] {
  const end = allOf(record)
  if (!end) return []
  const at = record.terms.indexOf(end)
  const dead = record.terms.slice(at + 1)
  // Without its end, a record holds the dead terms among its repeats.
  const terms = [...record.terms.slice(0, at), ...dead.filter(({ name }) => name !== 'all')]
  const repeated = new Map(repeatedTerms({ terms }, domain).map(({ term, by }) => [term, by]))
  return dead.filter((term) => {
    if (term.kind !== 'mechanism') return false
    const by = repeated.get(term)
    return term.name === 'all' || (by?.kind === 'mechanism' && by.qualifier === term.qualifier && by.start < end.start)
  })
}

const ownKey = (term: Mechanism, domain: string): string =>
  term.address === undefined ? hostKey(term, domain) : networkKey(term.name, octetsOf(term.address), prefixOf(term))

const octetsOf = (address: string): readonly number[] => parseAddress(address)?.octets ?? []

const prefixOf = (term: Mechanism): number => (term.name === 'ip4' ? term.cidr4 : term.cidr6)

/** The keys of all terms that would match whatever this one matches: for a network, those around it of the lengths in use. */
function coveringKeys(term: Mechanism, domain: string, lengths: ReadonlySet<number>): string[] {
  const { address } = term
  if (address === undefined) return [hostKey(term, domain)]
  const wider = [...lengths].filter((length) => length <= prefixOf(term))
  const octets = octetsOf(address)
  return wider.map((length) => networkKey(term.name, octets, length))
}

/** A name ends in a dot or not, its case is no matter, and without one the record's own domain is meant. */
function hostKey({ name, domain, cidr4, cidr6 }: Mechanism, own: string): string {
  const target = domain?.includes('%') ? domain : (domain ?? own).toLowerCase().replace(/\.$/, '')
  return `${name}:${target === '%{d}' ? own : target}/${cidr4}//${cidr6}`
}

function networkKey(name: string, octets: readonly number[], length: number): string {
  const masked = octets.map((octet, i) => octet & (0xff00 >> Math.min(8, Math.max(0, length - 8 * i))) & 255)
  return `${name}:${masked.join('.')}/${length}`
}
