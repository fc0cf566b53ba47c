import { recordsOf } from '../../core/dns.ts'
import type { Site } from '../../core/gatherer.ts'
import type { RelayProfile, ReturnPathScheme } from '../../core/relay.ts'
import type { Bounces, LabelSource, RelayRecord } from '../../core/relay-records.ts'
import { dataAt, digitsIn, inDefaultForm, returnPathState } from '../../core/relay-states.ts'
import { isBelow, isWithin, joinNames, labelsOf, parentOf } from '../../records/name.ts'
import { digitsOfKeys } from './digits.ts'
import { allTypes, recordAt } from './names.ts'

type Asking = Pick<Site, 'asked' | 'target'>
type Named = Extract<ReturnPathScheme, { kind: 'cname' | 'mx' }>

/** The name that was given for the return path, whole. */
export function givenPath({ asked: { returnPath }, target }: Asking): string | undefined {
  if (returnPath === undefined) return undefined
  return returnPath.includes('.') ? returnPath : joinNames(returnPath, target.name)
}

/** Where bounces of mail through the relay go: as the relay does it, or as was said. */
export function bouncesOf(site: Asking, { returnPath: scheme }: RelayProfile): Bounces {
  const given = givenPath(site)
  const { name } = site.target
  if (given === name) return { to: 'own', name }
  if (scheme.kind === 'own') return { to: 'own', name: given ?? name }
  if (scheme.kind !== 'cname' && scheme.kind !== 'mx') return { to: scheme.kind }
  return given !== undefined && scheme.theirs?.test(given) ? { to: 'relay' } : { to: 'name' }
}

/** Another domain than the target for which the relay may sign, as the return path that was given shows. */
export function otherSigner(site: Asking, { returnPath }: RelayProfile): string | undefined {
  const given = givenPath(site)
  const { name } = site.target
  if (given === undefined || given === name) return undefined
  const domain = returnPath.kind === 'own' ? given : parentOf(given)
  const isNear = domain?.includes('.') && (isBelow(domain, name) || isBelow(name, domain))
  return isNear ? domain : undefined
}

/** The selector with the digits of a return path that was given. */
export function selectorOfPath(site: Asking, { returnPath, dkim, sameDigits }: RelayProfile): string | undefined {
  const [label = ''] = labelsOf(givenPath(site) ?? '')
  const digits = sameDigits ? digitsIn(returnPath, label) : undefined
  return digits === undefined ? undefined : inDefaultForm(dkim, digits)
}

/** What stands at the return path's name, where there is one and it can be known. */
export async function returnPathOf(
  site: Site,
  profile: RelayProfile,
  isOnly: boolean,
): Promise<RelayRecord | undefined> {
  const { returnPath } = profile
  if (bouncesOf(site, profile).to !== 'name' || (returnPath.kind !== 'cname' && returnPath.kind !== 'mx'))
    return undefined
  const place = await placeOf(site, profile, returnPath, isOnly)
  if (!place) return undefined
  const record = await recordAt(site, place, allTypes, (one) => returnPathState(one, returnPath)?.is === 'points')
  const state = returnPathState(record, returnPath)
  if (state?.is === 'flattened' || state?.is === 'elsewhere')
    return { ...record, ...(await servingOf(site, record.name)) }
  return state?.is === 'missing' && record.known === 'option'
    ? { ...record, ...(await doubledOf(site, record.name, returnPath)) }
    : record
}

async function placeOf(
  site: Site,
  profile: RelayProfile,
  { label, usual }: Named,
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

/** What the domain needs a name for that does not lead to the relay. */
async function servingOf({ target, world, look }: Site, name: string): Promise<Pick<RelayRecord, 'serves'>> {
  const [mx, servers, tree] = await Promise.all([look('mx'), world.dns(target.name, 'NS'), look('spfTree')])
  if (mx.seen && mx.value.exchanges.some(({ exchange }) => exchange === name))
    return { serves: `an MX host of ${target.display}` }
  if (servers.kind === 'records' && recordsOf(servers).some(({ data }) => data === name))
    return { serves: `a name server of ${target.display}` }
  const isSender = tree.seen && tree.value.terms.some((one) => one.name === name && ['a', 'mx'].includes(one.term.name))
  return isSender ? { serves: `named in the SPF record of ${target.display}` } : {}
}

/** Many a panel puts the domain behind what is typed, the domain itself too. */
async function doubledOf({ target, world }: Site, name: string, scheme: Named): Promise<Pick<RelayRecord, 'doubled'>> {
  const doubled = joinNames(name, target.name)
  if (!isWithin(name, target.name) || doubled.length > 253) return {}
  const type = scheme.kind === 'cname' ? 'CNAME' : 'MX'
  const answers = { [type]: await world.dns(doubled, type) }
  const record: RelayRecord = { name: doubled, known: 'option', answers }
  return dataAt(record, type).length > 0 && returnPathState(record, scheme)?.is === 'points' ? { doubled } : {}
}
