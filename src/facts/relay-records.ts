import type { DkimKey } from '../core/dkim.ts'
import { canPassDkim } from '../core/dkim.ts'
import type { Gatherer, Site } from '../core/gatherer.ts'
import { blind, type Observation, seen } from '../core/observation.ts'
import type { RelayProfile } from '../core/relay.ts'
import type { RelayInUse, RelayKey, RelayRecord, RelayRecords } from '../core/relay-records.ts'
import { hasOwnSpf, returnPathState, trackingState } from '../core/relay-states.ts'
import type { Sending } from '../core/sending.ts'
import { joinNames } from '../records/name.ts'
import { aliasesToRelay, keysOf } from './relay-records/keys.ts'
import { allTypes, recordAt } from './relay-records/names.ts'
import { bouncesOf, returnPathOf } from './relay-records/return-path.ts'
import { spfOf } from './relay-records/spf.ts'

/** What each relay's records come to. */
export const relayRecords: Gatherer<'relayRecords'> = async (site) => {
  const found = await site.look('relaysInUse')
  if (!found.seen) return blind(found.blind)
  const { relays } = found.value
  if (relays.length === 0) return seen([])
  const isOnly = relays.length === 1
  return seen(await Promise.all(relays.map((relay) => lookAt(site, relay, isOnly))))
}

/** All that can be asked at once is; a label that only a key tells waits for the keys. */
async function lookAt(site: Site, relay: RelayInUse, isOnly: boolean): Promise<RelayRecords> {
  const { profile } = relay
  const bounces = bouncesOf(site, profile)
  const place = bounces.to === 'own' ? bounces.name : site.target.name
  const [path, dkim, link, spf, keys, sending] = await Promise.all([
    pathOf(site, profile, isOnly),
    keysOf(site, relay, isOnly),
    linkOf(site, relay),
    spfOf(site, profile, { name: place, isJudged: bounces.to === 'own' }),
    site.look('dkimKeys'),
    site.look('sending'),
  ])
  return {
    relay,
    bounces,
    ...path,
    dkim,
    ...(link && { tracking: link }),
    spf,
    ...silence(sending, dkim),
    unfit: isOnly ? site.asked.selectors.filter((given) => !dkim.some(({ selector }) => selector === given)) : [],
    otherKeys: othersAmong(keys, dkim),
  }
}

function silence(sending: Observation<Sending>, dkim: readonly RelayKey[]): Pick<RelayRecords, 'silent'> {
  if (!sending.seen || sending.value === 'sends') return {}
  return sending.value === 'closed' && dkim.some(({ key }) => canPassDkim(key)) ? {} : { silent: sending.value }
}

/** The return path, and the SPF record beside it where that is the sender's own to publish. */
async function pathOf(site: Site, profile: RelayProfile, isOnly: boolean) {
  const returnPath = await returnPathOf(site, profile, isOnly)
  if (!returnPath) return {}
  const isOwn =
    hasOwnSpf(returnPath, profile.returnPath) && returnPathState(returnPath, profile.returnPath)?.is === 'points'
  if (!isOwn) return { returnPath }
  return { returnPath, pathSpf: await spfOf(site, profile, { name: returnPath.name, isJudged: true }) }
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
