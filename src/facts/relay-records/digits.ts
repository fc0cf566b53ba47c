import type { Site } from '../../core/gatherer.ts'
import type { RelayDkimScheme, RelayProfile, ReturnPathScheme } from '../../core/relay.ts'
import { relayByTarget } from '../../knowledge/relays.ts'

type Scheme = RelayDkimScheme | ReturnPathScheme
const patternOf = (scheme: Scheme): RegExp | undefined => ('pattern' in scheme ? scheme.pattern : undefined)

/** A label in the relay's default form with these digits: `em4711`. */
export function inDefaultForm(scheme: Scheme, digits: string): string | undefined {
  const pattern = patternOf(scheme)
  const [, letters] = /^\^([a-z]+)\\d/.exec(pattern?.source ?? '') ?? []
  const label = letters === undefined ? undefined : `${letters}${digits}`
  return label !== undefined && pattern?.test(label) ? label : undefined
}

/** The digits of a label in the relay's default form. */
export const digitsIn = (scheme: Scheme, label: string): string | undefined =>
  patternOf(scheme)?.test(label) ? /\d+/.exec(label)?.[0] : undefined

/** The digits that the selectors of the relay have: of one that was found there first, then of one that was given. */
export async function digitsOfKeys({ look, asked }: Site, profile: RelayProfile): Promise<string | undefined> {
  const keys = await look('dkimKeys')
  const found = (keys.seen ? keys.value : []).filter(({ answer, wildcard }) => {
    const aliases = answer.kind === 'blind' || wildcard ? [] : answer.aliases
    return aliases.some(({ to }) => relayByTarget(to).includes(profile))
  })
  const selectors = [...found.map(({ selector }) => selector), ...asked.selectors]
  return selectors.map((selector) => digitsIn(profile.dkim, selector)).find((digits) => digits !== undefined)
}
