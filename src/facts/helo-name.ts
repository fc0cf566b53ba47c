import type { HeloName } from '../core/address.ts'
import type { AddressGatherer } from '../core/gatherer.ts'
import { blind, seen } from '../core/observation.ts'
import { canonicalAddress } from '../records/address.ts'
import { parseDomain } from '../records/domain.ts'
import { forward } from './address/forward.ts'
import { unroutable } from './address/unroutable.ts'

/** What the server says it is, and where that name leads (RFC 5321 sections 2.3.5 and 4.1.3). */
export const heloName: AddressGatherer<'heloName'> = async (site) => {
  const { target, asked, world } = site
  if (asked.helo === undefined) return seen(undefined)
  const hidden = await unroutable(site)
  if (hidden) return blind(hidden)
  const read = readHelo(asked.helo)
  return seen(read.kind === 'name' ? { ...read, forward: await forward(world, read.name, target) } : read)
}

type Read = Exclude<HeloName, { kind: 'name' }> | Omit<Extract<HeloName, { kind: 'name' }>, 'forward'>

/** A HELO as typed. A fault is a clause about "it" ("it has no dot"). */
function readHelo(typed: string): Read {
  const text = typed.trim()
  const literal = /^\[(?:IPv6:)?([^\]]*)\]$/i.exec(text)?.[1]
  const address = canonicalAddress(literal ?? text)
  if (literal !== undefined && address !== undefined) return { kind: 'literal', text, address }
  const parsed = parseDomain(text)
  const fault = address === undefined ? faultIn(text) : 'it is an address without brackets'
  if (fault === undefined && 'name' in parsed) return { kind: 'name', ...parsed }
  return { kind: 'no-name', text, fault: fault ?? 'it is not a name that DNS can carry' }
}

function faultIn(text: string): string | undefined {
  if (text === '') return 'it is empty'
  const odd = /[^\p{L}\p{M}\p{N}.-]/u.exec(text)?.[0]
  if (odd !== undefined)
    return `it has the character ${JSON.stringify(odd)}, and a host name holds only letters, digits and hyphens`
  return text.replace(/\.$/, '').includes('.')
    ? undefined
    : "it has no dot, and a name without a domain is nobody else's to look up"
}
