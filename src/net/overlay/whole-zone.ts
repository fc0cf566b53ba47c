import type { RecordType, ResourceRecord } from '../../records/dns.ts'
import { ancestorsOf, isWithin } from '../../records/name.ts'
import { aliasFor, denied, type Layer, recordsFor, type Sets, type Step, substituted } from './layer.ts'

/**
 * What a file with a SOA answers, as a server of that zone would (RFC 1034 section 4.3.2); undefined for what is not
 * its own to answer: names outside the zone, delegations inside it with all below, and its own DS, which its parent has.
 */
export function fromWholeZone<T extends RecordType>(layer: Layer, name: string, type: T): Step<T> | undefined {
  const apex = layer.soa?.name
  if (apex === undefined || !isWithin(name, apex) || (type === 'DS' && name === apex)) return undefined
  const path = [name, ...ancestorsOf(name), '.'].filter((at) => isWithin(at, apex)).reverse()
  for (const at of path) {
    const sets = layer.names.get(at)
    if (at !== apex && sets?.get('NS')?.length) {
      if (at !== name || type !== 'DS') return undefined
      return answerAt(sets, layer, name, type)
    }
    const dname = sets?.get('DNAME')?.[0]
    if (dname && at !== name) return substituted(dname as ResourceRecord<'DNAME'>, name, type)
  }
  const sets = layer.names.get(name)
  if (sets) return answerAt(sets, layer, name, type)
  if (layer.existing.has(name)) return denied('no-data', layer, name, type)
  const encloser = path.findLast((at) => at !== name && layer.existing.has(at)) ?? apex
  const wildcard = encloser === '.' ? '*' : `*.${encloser}`
  const source = layer.names.get(wildcard)
  if (source) return answerAt(source, layer, name, type)
  return denied(layer.existing.has(wildcard) ? 'no-data' : 'no-such-name', layer, name, type)
}

function answerAt<T extends RecordType>(sets: Sets, layer: Layer, name: string, type: T): Step<T> {
  const own = sets.get(type)
  if (own?.length) return recordsFor(own, layer, name, type)
  return aliasFor(sets.get('CNAME') ?? [], name) ?? denied('no-data', layer, name, type)
}
