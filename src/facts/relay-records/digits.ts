import type { Site } from '../../core/gatherer.ts'
import type { RelayProfile } from '../../core/relay.ts'
import { digitsIn } from '../../core/relay-states.ts'
import { relayByTarget } from '../../knowledge/relays.ts'

/** The digits that the selectors of the relay have: of one that was found there first, then of one that was given. */
export async function digitsOfKeys({ look, asked }: Site, profile: RelayProfile): Promise<string | undefined> {
  const keys = await look('dkimKeys')
  const led = (keys.seen ? keys.value : []).map(({ selector, answer, wildcard }) => ({
    selector,
    owners: answer.kind === 'blind' || wildcard ? [] : answer.aliases.flatMap(({ to }) => relayByTarget(to)),
  }))
  const found = led.filter(({ owners }) => owners.includes(profile)).map(({ selector }) => selector)
  const elsewhere = led.filter(({ owners }) => owners.length > 0 && !owners.includes(profile))
  const given = asked.selectors.filter((selector) => !elsewhere.some((one) => one.selector === selector))
  return [...found, ...given].map((selector) => digitsIn(profile.dkim, selector)).find((digits) => digits !== undefined)
}
