import type { Gatherer } from '../core/gatherer.ts'
import { seen } from '../core/observation.ts'
import type { RelayProfile } from '../core/relay.ts'
import type { RelayInUse } from '../core/relay-records.ts'
import type { RelayNamed } from '../core/target.ts'
import { isOneOfMany } from '../core/target.ts'
import { relayOf } from '../knowledge/relays.ts'
import { signsAtPath, signsInKeys, signsInNames, signsInSpf } from './relay-records/signs.ts'

/** The relay that was named; else those whose records the domain has. Never blind: what was not seen shows no relay. */
export const relaysInUse: Gatherer<'relaysInUse'> = async (site) => {
  const { relay, parked } = site.asked
  if (relay) return seen(named(relay))
  if (parked) return seen({ relays: [] })
  const [path, spf, selectors, names] = await Promise.all([
    signsAtPath(site),
    site.look('spfTexts'),
    site.look('dkimSelectors'),
    isOneOfMany(site.asked) ? undefined : signsInNames(site),
  ])
  const looks = [path, signsInSpf(spf), signsInKeys(selectors), ...(names ? [names] : [])]
  const unseen = looks.some((look) => look.unseen)
  return seen({ relays: distinct(looks.flatMap(({ signs }) => signs)), ...(unseen && { unseen }) })
}

function named(relay: RelayNamed): { relays: RelayInUse[]; unknown?: string } {
  const profile = relayOf(relay)
  if (profile) return { relays: [{ profile, by: 'named' }] }
  return { relays: [], unknown: 'id' in relay ? relay.id : relay.host }
}

/** By how many signs a domain of any kind has; more would be made to hurt. */
const mostRelays = 8

/** Each relay once, with its first sign. */
function distinct(signs: readonly { profile: RelayProfile; sign: string }[]): RelayInUse[] {
  const first = new Map<string, RelayInUse>()
  for (const { profile, sign } of signs)
    if (tellsApart(profile) && !first.has(profile.id)) first.set(profile.id, { profile, by: 'recognised', sign })
  return [...first.values()].slice(0, mostRelays)
}

/** Of a mailbox host the steps SPF and DKIM say all that there is, and of one that documents nothing there is nothing to say. */
const tellsApart = ({ mailboxes, returnPath, dkim }: RelayProfile): boolean =>
  !mailboxes && (returnPath.kind !== 'unknown' || dkim.kind !== 'unknown')
