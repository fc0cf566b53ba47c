import type { Site } from '../../core/gatherer.ts'
import type { RelayProfile, ReturnPathScheme } from '../../core/relay.ts'
import type { LabelSource, RelayRecord } from '../../core/relay-records.ts'
import { inDefaultForm, returnPathState } from '../../core/relay-states.ts'
import { joinNames } from '../../records/name.ts'
import { digitsOfKeys } from './digits.ts'
import { allTypes, recordAt } from './names.ts'

/** The name that was given for the return path, whole. */
export function givenPath({ asked: { returnPath }, target }: Pick<Site, 'asked' | 'target'>): string | undefined {
  if (returnPath === undefined) return undefined
  return returnPath.includes('.') ? returnPath : joinNames(returnPath, target.name)
}

/** Whether bounces of mail through the relay come back to the domain itself: as the relay does it, or as was said. */
export const isOwnPath = (site: Pick<Site, 'asked' | 'target'>, { returnPath }: RelayProfile): boolean =>
  returnPath.kind === 'own' || givenPath(site) === site.target.name

/** What stands at the return path's name, where there is one and it can be known. */
export async function returnPathOf(
  site: Site,
  profile: RelayProfile,
  isOnly: boolean,
): Promise<RelayRecord | undefined> {
  const { returnPath } = profile
  if (isOwnPath(site, profile) || (returnPath.kind !== 'cname' && returnPath.kind !== 'mx')) return undefined
  const place = await placeOf(site, profile, returnPath, isOnly)
  return place && recordAt(site, place, allTypes, (record) => returnPathState(record, returnPath)?.is === 'points')
}

async function placeOf(
  site: Site,
  profile: RelayProfile,
  { label, usual }: Extract<ReturnPathScheme, { kind: 'cname' | 'mx' }>,
  isOnly: boolean,
): Promise<{ name: string; known: LabelSource } | undefined> {
  const given = givenPath(site)
  // Of several relays nobody said which one it belongs to.
  if (given !== undefined) return { name: given, known: isOnly ? 'option' : 'usual' }
  const below = (text: string, known: LabelSource) => ({ name: joinNames(text, site.target.name), known })
  if (label !== undefined) return below(label, 'fixed')
  if (usual !== undefined) return below(usual, 'usual')
  const digits = profile.sameDigits ? await digitsOfKeys(site, profile) : undefined
  const made = digits === undefined ? undefined : inDefaultForm(profile.returnPath, digits)
  return made === undefined ? undefined : below(made, 'digits')
}
