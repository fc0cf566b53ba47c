import type { Gatherer } from '../core/gatherer.ts'
import { type Blind, blind, type Observation, seen } from '../core/observation.ts'
import type { World } from '../core/world.ts'
import type { ZoneSecurity } from '../core/zone.ts'
import { enclosingZone } from './zone.ts'

/**
 * What shows whether the zone is signed. Several of the zone's answers are asked for, since AD on one of them depends on
 * what the resolver had cached and for whom.
 */
export const zoneSecurity: Gatherer<'zoneSecurity'> = async ({ target, asked, world, look }) => {
  const zone = await look('zone')
  if (zone.seen && zone.value.status !== 'exists')
    return blind({ reason: 'not-attempted', detail: `${target.name} is in no zone of its own` })
  const found = zone.seen ? seen(zone.value.apex) : await hiddenApex(zone.blind, world, target.name)
  if (!found.seen) return found
  const apex = found.value
  // Name servers validate nothing: only a resolver's answer can carry AD.
  const how = asked.authoritative ? { viaResolver: true } : undefined
  const isAlias = zone.seen && zone.value.answer.aliases.length > 0
  const soa = world.dns(apex, 'SOA', how)
  const ds = world.dns(apex, 'DS', how)
  const dnskey = world.dns(apex, 'DNSKEY', how)
  const ns = world.dns(apex, 'NS', how)
  const [mx, txt] = isAlias ? [] : [world.dns(target.name, 'MX', how), world.dns(target.name, 'TXT', how)]
  const known: ZoneSecurity = {
    apex,
    soa: await soa,
    ds: await ds,
    dnskey: await dnskey,
    ns: await ns,
    mail: mx && txt ? [await mx, await txt] : [],
  }
  if (known.soa.kind !== 'blind' || known.soa.blind.reason !== 'bogus') return seen(known)
  return seen({ ...known, unchecked: await world.dns(apex, 'SOA', { checkingDisabled: true }) })
}

/** A zone that does not validate still says what it is to whoever asks with checking disabled. */
async function hiddenApex(why: Blind, world: World, name: string): Promise<Observation<string>> {
  return why.reason === 'bogus' ? enclosingZone(world, name, { checkingDisabled: true }) : blind(why)
}
