import type { DnsAnswer } from '../core/dns.ts'
import type { MachineGatherer } from '../core/gatherer.ts'
import type { NextHop, Postfix } from '../core/mta.ts'
import type { RelayDane } from '../core/mta-around.ts'
import { blind, type Observation, seen } from '../core/observation.ts'
import type { World } from '../core/world.ts'
import { parseAddress } from '../records/address.ts'
import { parseDomain } from '../records/domain.ts'

const mostRelays = 10
type State = RelayDane['state']

/**
 * For each relay toward which Postfix is to use DANE: whether it can. Its addresses have to validate, and so do the TLSA
 * records of the port (RFC 7672 section 2.2); a resolver that validates nothing shows that of none, to Postfix either.
 */
export const relayDane: MachineGatherer<'relayDane'> = async ({ look, world }) => {
  const postfix = await look('postfix')
  if (!postfix.seen) return postfix
  const hops = daneHops(postfix.value).slice(0, mostRelays)
  const states = hops.map(async ({ hop, lacks }) => ({
    written: hop.written,
    state: lacks ? unusable('smtp_dns_support_level is not dnssec') : await stateOf(hop, world),
  }))
  return seen(await Promise.all(states))
}

function daneHops(instances: readonly Postfix[]): { hop: NextHop; lacks: boolean }[] {
  const hops = new Map<string, { hop: NextHop; lacks: boolean }>()
  for (const { hops: all, tls, kind } of instances.flatMap(({ routes }) => routes)) {
    const [hop] = all
    if (kind !== 'relay' || !hop || hop.malformed || !tls.seen || !/^dane/.test(tls.value.level)) continue
    hops.set(hop.written, { hop, lacks: tls.value.lacks === 'dnssec' })
  }
  return [...hops.values()]
}

async function stateOf(hop: NextHop, world: World): Promise<State> {
  if (parseAddress(hop.host)) return unusable('an address has no TLSA records')
  const parsed = parseDomain(hop.host)
  if ('fault' in parsed) return unusable('its name cannot stand in DNS')
  if (!hop.mx) return serverState(parsed.name, hop.port, world)
  const answer = await world.dns(parsed.name, 'MX', { viaResolver: true })
  if (answer.kind === 'blind') return blind(answer.blind)
  if (answer.kind !== 'records') return serverState(parsed.name, hop.port, world)
  if (!answer.authenticated)
    return unusable(`the MX records of ${parsed.name} are not signed, or the resolver does not validate`)
  const exchanges = [...new Set(answer.records.map(({ data }) => data.exchange))]
    .filter((one) => one !== '.')
    .slice(0, 5)
  if (exchanges.length === 0) return unusable(`${parsed.name} takes no mail, by its MX record`)
  const states = await Promise.all(exchanges.map((exchange) => serverState(exchange, hop.port, world)))
  return (
    states.find((state) => state.seen && !state.value.usable) ??
    states.find(({ seen }) => !seen) ??
    seen({ usable: true })
  )
}

async function serverState(host: string, port: string | undefined, world: World): Promise<State> {
  const name = `_${port ?? '25'}._tcp.${host}`
  const how = { viaResolver: true }
  const [A, AAAA, tlsa] = await Promise.all([
    world.dns(host, 'A', how),
    world.dns(host, 'AAAA', how),
    world.dns(name, 'TLSA', how),
  ])
  const addresses: (DnsAnswer<'A'> | DnsAnswer<'AAAA'>)[] = [A, AAAA]
  if (addresses.some((answer) => answer.kind === 'records' && !answer.authenticated))
    return unusable(`the addresses of ${host} are not signed, or the resolver does not validate`)
  for (const answer of [...addresses, tlsa]) if (answer.kind === 'blind') return blind(answer.blind)
  if (tlsa.kind !== 'records') return unusable(`there is no TLSA record at ${name}`)
  return tlsa.authenticated ? seen({ usable: true }) : unusable(`the TLSA record at ${name} does not validate`)
}

const unusable = (why: string): Observation<{ usable: false; why: string }> => seen({ usable: false, why })
