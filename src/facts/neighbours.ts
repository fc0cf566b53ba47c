import type { Neighbours } from '../core/address.ts'
import type { AddressGatherer } from '../core/gatherer.ts'
import type { Blocklist, Listing } from '../core/lists.ts'
import { type Blind, blind, seen } from '../core/observation.ts'
import type { World } from '../core/world.ts'
import { readCodes } from '../records/list-codes.ts'
import { unroutable } from './address/unroutable.ts'
import { asking, askList } from './lists/ask.ts'
import { addressesIn } from './lists/believe.ts'
import { knownLists } from './lists/known.ts'

const mostSampled = 32

/**
 * A sample of the /24, counted: only where somebody asked for it, with a key of Spamhaus, at ZEN alone, one question a
 * second. The lists' terms are for one's own mail, and a listing of a neighbour is about somebody else.
 */
export const neighboursFrom =
  (lists: typeof knownLists): AddressGatherer<'neighbours'> =>
  async (site) => {
    const { target, asked, world } = site
    const hidden = await unroutable(site)
    if (hidden) return blind(hidden)
    if (!asked.neighbours) return skipped('The addresses beside it are asked about only with --neighbours.')
    if (target.family === 6)
      return skipped('Neighbours are sampled for IPv4 alone: with IPv6 the lists go by the /64, and that is your own.')
    if (!world.keys.has('spamhaus'))
      return skipped(
        'Neighbours are asked about only at Spamhaus, with a key of your own: set RELAYCHECK_SPAMHAUS_DQS_KEY and run this again.',
      )
    const { blocklists } = await lists()
    const zen = blocklists.find(({ key, kinds, decides }) => key === 'spamhaus' && kinds.includes('ip4') && decides)
    if (!zen) return skipped('No list is known here that neighbours may be asked of.')
    const own = await askList(world, { list: zen }, { name: target.name, kind: 'ip4' })
    return isProven(own) ? seen(await count(world, zen, sampleBeside(target.name))) : skipped(doubted(own))
  }
export const neighbours = neighboursFrom(knownLists)

const skipped = (why: string) => seen<Neighbours>({ skipped: why, sampled: 0, accused: 0, policy: 0, unseen: 0 })

const isProven = ({ state }: Listing): boolean => state === 'listed' || state === 'allowed' || state === 'not-listed'
const doubted = ({ list, why = 'it did not prove itself' }: Listing): string =>
  `Neighbours were not asked about: ${list.name} cannot be believed in this run (${why}).`

/** Every eighth address of the /24, without the address itself. */
export function sampleBeside(address: string): string[] {
  const [a, b, c, own] = address.split('.').map(Number)
  return Array.from({ length: mostSampled }, (_, i) => i * 8 + 4)
    .map((last) => (last === own ? last + 1 : last))
    .map((last) => `${a}.${b}.${c}.${last}`)
}

/** After these the others would fare no better. */
const ends: readonly Blind['reason'][] = ['refused', 'not-attempted', 'interrupted']

/** One after the other; a refusal ends it. */
async function count(world: World, zen: Blocklist, sample: readonly string[]): Promise<Neighbours> {
  const size = sample.length
  const found: Neighbours = { sampled: size, accused: 0, policy: 0, unseen: 0 }
  for (const [place, address] of sample.entries()) {
    const answer = await asking(world, zen, { operator: zen.operator, slowly: { size, place } })(address)
    const { state, told, why = '' } = readCodes(zen, addressesIn(answer))
    const isUnseen = answer.kind === 'blind' || ['refused', 'broken', 'unknown-code'].includes(state)
    if (isUnseen) found.why ??= answer.kind === 'blind' ? answer.blind.detail : `${answer.server} answered ${why}`
    const isOver = state === 'refused' || (answer.kind === 'blind' && ends.includes(answer.blind.reason))
    if (isOver) return { ...found, unseen: found.unseen + size - place }
    if (isUnseen) found.unseen++
    else if (told.some(({ sense }) => sense === 'accuses')) found.accused++
    else if (told.some(({ sense }) => sense === 'policy')) found.policy++
  }
  return found
}
