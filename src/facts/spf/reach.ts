import type { DnsAnswer } from '../../core/dns.ts'
import type { SpfTermLook, SpfTree } from '../../core/spf.ts'
import { shorten } from '../../core/spf-evidence.ts'
import { type SpfNetwork, type SpfReach, spfLimits } from '../../core/spf-survey.ts'
import { spfProviderOf } from '../../knowledge/spf-providers.ts'
import { parseAddress } from '../../records/address.ts'
import type { Mechanism } from '../../records/spf/record.ts'
import { notAsked } from './costs.ts'

/** Bounds against answers made to hurt: addresses taken of one host, and networks in all. */
const mostOfOneHost = 100
const mostNetworks = 50_000
const mostEmpty = 1000
/** All public IPv4 addresses are some 3.7 thousand million; all IPv6 addresses given out begin with the same three bits. */
const everyIpv4 = 3.7e9
const everyIpv6 = 3

/** Who may send by this tree: every network that some way of passes leads to (RFC 7208 sections 4.6.2 and 5.2). */
export function reachOf(tree: SpfTree): SpfReach {
  const reach: SpfReach = { networks: [], addresses4: 0, ownAddresses4: 0, largest: [], dynamic: [], empty: [] }
  visit(reach, tree, { path: [] })
  const own = reach.networks.filter(({ provider }) => !provider)
  reach.addresses4 = countIpv4(reach.networks)
  reach.ownAddresses4 = countIpv4(own)
  reach.largest = largestOf(own)
  const everyone = everyoneIn(reach)
  if (everyone !== undefined) reach.everyone = everyone
  return reach
}

/** The way to a record, and the known sender whose record stands on it. */
interface Way {
  path: string[]
  provider?: string
}

function visit(reach: SpfReach, at: SpfTree, way: Way): void {
  if (!way.provider) {
    if (at.txt?.kind === 'blind') reach.unseen ??= at.txt.blind
    if (at.cut === 'too-many') reach.unseen ??= notAsked
  }
  for (const look of at.terms) {
    const { term, dead, child } = look
    if (dead || (term.kind === 'mechanism' && term.qualifier !== '+')) continue
    const path = [...way.path, shorten(term.text)]
    if (term.kind === 'mechanism') passing(reach, look, term, path, way)
    else if (child) visit(reach, child, onward(child, path, way))
    else if (look.dynamic && term.name === 'redirect') reach.dynamic.push(shorten(term.text))
  }
}

function onward(child: SpfTree, path: string[], { provider }: Way): Way {
  const known = provider ?? providerAt(child)
  return known === undefined ? { path } : { path, provider: known }
}

/** By the name of a record, or one that it is an alias of. */
function providerAt({ domain, txt }: SpfTree): string | undefined {
  const named = spfProviderOf(domain)
  if (named || !txt || txt.kind === 'blind') return named?.id
  for (const { to } of txt.aliases) {
    const known = spfProviderOf(to)
    if (known) return known.id
  }
  return undefined
}

/** What a mechanism lets pass. A name that exists lets everybody pass, wherever the sender is not part of it. */
function passing(reach: SpfReach, look: SpfTermLook, term: Mechanism, path: string[], way: Way): void {
  if (term.address !== undefined) add(reach, term.address, term, path, way)
  if (look.dynamic || term.name === 'ptr') reach.dynamic.push(shorten(term.text))
  if (look.child) visit(reach, look.child, onward(look.child, path, way))
  if (look.cut && !way.provider) reach.unseen ??= notAsked
  if (term.name === 'all') reach.everyone ??= path.join(' > ')
  if (term.name === 'a' || term.name === 'mx' || term.name === 'exists') hosts(reach, look, term, path, way)
}

/** What a mechanism that asks for hosts lets pass. */
function hosts(reach: SpfReach, look: SpfTermLook, term: Mechanism, path: string[], way: Way): void {
  const why = look.cut ? undefined : whyEmpty(look)
  if (why !== undefined && reach.empty.length < mostEmpty) reach.empty.push({ term: path.join(' > '), why })
  const found = [look, ...(look.exchanges ?? [])].flatMap(({ a, aaaa }) => [a, aaaa])
  const answers: DnsAnswer<'A' | 'AAAA' | 'MX'>[] = [...found, look.mx].filter((answer) => answer !== undefined)
  const deaf = answers.find((answer) => answer.kind === 'blind')
  if (deaf?.kind === 'blind' && !way.provider) reach.unseen ??= deaf.blind
  if (term.name === 'exists') {
    if (look.a?.kind === 'records') reach.everyone ??= path.join(' > ')
    return
  }
  for (const answer of answers)
    if (answer.kind === 'records')
      for (const { data } of answer.records.slice(0, mostOfOneHost))
        if (typeof data === 'string') add(reach, data, term, path, way)
}

/** Why a term that would let hosts pass comes to no address, as a clause; nothing where it does, and where that was not seen. */
export function whyEmpty({ term, dynamic, name, a, aaaa, mx, exchanges = [] }: SpfTermLook): string | undefined {
  if (dynamic || (term.name !== 'a' && term.name !== 'mx' && term.name !== 'exists')) return undefined
  if (name === undefined) return 'its name can never be asked for'
  if (term.name === 'exists') return a && isVoid(a) ? `${name} has no A record` : undefined
  if (term.name === 'a') return a && aaaa && isVoid(a) && isVoid(aaaa) ? `${name} has no address` : undefined
  if (mx?.kind !== 'records') return mx && isVoid(mx) ? `${name} has no MX record` : undefined
  if (mx.records.length > spfLimits.exchanges || !exchanges.every((host) => isVoid(host.a) && isVoid(host.aaaa)))
    return undefined
  if (exchanges.length === 0) return `${name} takes no mail (null MX)`
  return `the MX hosts of ${name} have no address`
}

/** Whether none of the names that a term asks about exists: not a name that holds records of other types. */
export const isGone = ({ a, aaaa, mx }: SpfTermLook): boolean => {
  const answers = [a, aaaa, mx].filter((answer) => answer !== undefined)
  return answers.length > 0 && answers.every(({ kind }) => kind === 'no-such-name')
}

const isVoid = ({ kind }: DnsAnswer): boolean => kind === 'no-data' || kind === 'no-such-name'

function add(reach: SpfReach, text: string, { cidr4, cidr6 }: Mechanism, path: string[], { provider }: Way): void {
  if (reach.networks.length === mostNetworks) {
    reach.unseen ??= notAsked
    return
  }
  const parsed = parseAddress(text)
  if (!parsed) return
  const { family, text: address } = parsed
  const network: SpfNetwork = { family, address, prefixLength: family === 4 ? cidr4 : cidr6, path }
  if (provider !== undefined) network.provider = provider
  reach.networks.push(network)
}

function everyoneIn({ everyone, networks, addresses4 }: SpfReach): string | undefined {
  if (everyone !== undefined) return everyone
  const whole = networks.find(
    ({ family, prefixLength }) => prefixLength === 0 || (family === 6 && prefixLength <= everyIpv6),
  )
  if (whole) return whole.path.join(' > ')
  if (addresses4 < everyIpv4) return undefined
  return largestOf(networks)
    .map(({ term }) => term)
    .join(', ')
}

/** How many IPv4 addresses the networks hold together, each once. */
function countIpv4(networks: readonly SpfNetwork[]): number {
  const ranges: { start: number; end: number }[] = []
  for (const { family, address, prefixLength } of networks) {
    if (family !== 4) continue
    const size = 2 ** (32 - prefixLength)
    const start = Math.floor(asNumber(address) / size) * size
    ranges.push({ start, end: start + size })
  }
  ranges.sort((a, b) => a.start - b.start)
  let total = 0
  let counted = 0
  for (const { start, end } of ranges) {
    total += Math.max(0, end - Math.max(start, counted))
    counted = Math.max(counted, end)
  }
  return total
}

const asNumber = (address: string): number =>
  (parseAddress(address)?.octets ?? []).reduce((sum, octet) => sum * 256 + octet, 0)

/** By the term in the domain's own record that leads there. */
function largestOf(networks: readonly SpfNetwork[]): SpfReach['largest'] {
  const largest: SpfReach['largest'] = []
  for (const [term, group] of Map.groupBy(networks, ({ path }) => path[0] ?? '')) {
    const addresses = countIpv4(group)
    if (addresses > 0) largest.push({ term, addresses })
  }
  return largest.sort((a, b) => b.addresses - a.addresses).slice(0, 5)
}
