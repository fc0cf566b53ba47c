import type { Site } from '../../core/gatherer.ts'
import type { RelayProfile } from '../../core/relay.ts'
import { digitsIn } from '../../core/relay-states.ts'
import { relayByTarget } from '../../knowledge/relays.ts'

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
