import type { DkimKey } from '../core/dkim.ts'
import { canPassDkim } from '../core/dkim.ts'
import type { Gatherer, Site } from '../core/gatherer.ts'
import { blind, type Observation, seen } from '../core/observation.ts'
import type { RelayInUse, RelayKey, RelayRecord, RelayRecords } from '../core/relay-records.ts'
import { trackingState } from '../core/relay-states.ts'
import { joinNames } from '../records/name.ts'
import { aliasesToRelay, keysOf } from './relay-records/keys.ts'
import { allTypes, recordAt } from './relay-records/names.ts'
import { isOwnPath, returnPathOf } from './relay-records/return-path.ts'
import { spfOf } from './relay-records/spf.ts'

/** What each relay's records come to. */
export const relayRecords: Gatherer<'relayRecords'> = async (site) => {
  const found = await site.look('relaysInUse')
  if (!found.seen) return blind(found.blind)
  const { relays } = found.value
  const isOnly = relays.length === 1
  return seen(await Promise.all(relays.map((relay) => lookAt(site, relay, isOnly))))
}

/** All that can be asked at once is; a label that only a key tells waits for the keys. */
async function lookAt(site: Site, relay: RelayInUse, isOnly: boolean): Promise<RelayRecords> {
  const { profile } = relay
  const [returnPath, dkim, link, spf, keys] = await Promise.all([
    returnPathOf(site, profile, isOnly),
    keysOf(site, relay, isOnly),
    linkOf(site, relay),
    spfOf(site, profile),
    site.look('dkimKeys'),
  ])
  return {
    relay,
    ownPath: isOwnPath(site, profile),
    ...(returnPath && { returnPath }),
    dkim,
    ...(link && { tracking: link }),
    spf,
    otherKeys: othersAmong(keys, dkim),
  }
}

/** The name that links lead over. What else stands there matters only where it is to be published. */
async function linkOf(site: Site, { profile: { tracking }, by }: RelayInUse): Promise<RelayRecord | undefined> {
  if (!tracking) return undefined
  const place = { name: joinNames(tracking.label, site.target.name), known: 'usual' } as const
  return recordAt(
    site,
    place,
    by === 'named' ? allTypes : ['CNAME'],
    (record) => trackingState(record, tracking).is === 'points',
  )
}

/** Keys with which mail can pass, and which no relay known here keeps for certain. */
function othersAmong(keys: Observation<readonly DkimKey[]>, dkim: readonly RelayKey[]): string[] {
  const own = new Set(dkim.filter(({ known }) => known !== 'older').map(({ name }) => name))
  const all = [...(keys.seen ? keys.value : []), ...dkim.map(({ key }) => key)]
  const others = all.filter((key) => canPassDkim(key) && !own.has(key.name) && !aliasesToRelay(key.answer))
  return [...new Set(others.map(({ name }) => name))]
}
