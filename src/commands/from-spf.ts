import type { Blind } from '../core/observation.ts'
import { type Usage, usage } from '../core/request.ts'
import type { SpfTree } from '../core/spf.ts'
import type { SpfNetwork } from '../core/spf-survey.ts'
import type { World } from '../core/world.ts'
import { aboutDomain } from '../facts/about-domain.ts'
import { gather } from '../gather.ts'
import { readTarget } from '../plan.ts'
import { largestNetwork } from '../plan-addresses.ts'
import { visible } from '../records/visible.ts'
import type { Io } from '../terminal/io.ts'

/** The networks that domains' SPF records name themselves, as typed for `relaycheck ip`, and what nobody will look at, a sentence each. */
export interface FromSpf {
  networks: string[]
  leftOut: string[]
  /** What could not be read: the run has not seen everything. */
  unread: string[]
}

/** All domains of `--from-spf`, or what was asked wrongly. What a known sender's own record names is that sender's to watch. */
export async function fromSpf(domains: readonly string[], world: World): Promise<FromSpf | Usage> {
  const read = await Promise.all(domains.map((domain) => networksOf(domain, world)))
  const found: FromSpf = { networks: [], leftOut: [], unread: [] }
  for (const one of read) {
    if ('usage' in one) return one
    found.networks.push(...one.networks)
    found.leftOut.push(...one.leftOut)
    found.unread.push(...one.unread)
  }
  return found
}

/** Says on standard error what nobody will look at. */
export function sayLeftOut({ leftOut, unread }: FromSpf, { stderr }: Pick<Io, 'stderr'>): void {
  for (const says of [...leftOut, ...unread]) stderr.write(`relaycheck: ${visible(says)}\n`)
}

const nothing = { addresses: [], selectors: [], mostGuesses: 0, parked: false, authoritative: false }

async function networksOf(typed: string, world: World): Promise<FromSpf | Usage> {
  const target = readTarget(typed)
  if ('fault' in target) return usage(`--from-spf: ${target.fault}`)
  const { spfSurvey } = await gather(new Set(['spfSurvey']), aboutDomain, { target, asked: nothing, world })
  const of = target.display
  if (!spfSurvey?.seen) return { networks: [], leftOut: [], unread: [unreadSays(of, spfSurvey?.blind)] }
  const { reach, nodes } = spfSurvey.value
  const none = noRecord(of, nodes[0]?.at)
  if (none !== undefined) return usage(none)
  const own = reach.networks.filter(({ provider }) => !provider)
  const small = own.filter((network) => sizeOf(network) <= largestNetwork)
  if (small.length === 0 && !reach.unseen) return usage(noAddress(of, own[0]))
  const large = own.filter((network) => sizeOf(network) > largestNetwork)
  return {
    networks: small.map(show),
    leftOut: large.map(
      (network) =>
        `${show(network)}, in the SPF record of ${of}, is more than ${largestNetwork} addresses and was left out.`,
    ),
    unread: reach.unseen ? [unreadSays(of, reach.unseen)] : [],
  }
}

const unreadSays = (of: string, blind?: Blind): string =>
  `The SPF record of ${of} could not be read in full, so not all addresses that it names are looked at: ${blind?.detail ?? 'it was not looked at'}.`

const noAddress = (of: string, large: SpfNetwork | undefined): string =>
  large === undefined
    ? `The SPF record of ${of} names no address of its own: give the addresses that send.`
    : `The SPF record of ${of} names only networks of more than ${largestNetwork} addresses (${show(large)}): give the addresses that send.`

/** Why there is no record to read, a sentence; nothing where there is one. */
function noRecord(of: string, root: SpfTree | undefined): string | undefined {
  if (root?.txt?.kind === 'no-such-name')
    return `${of} does not exist: look at its spelling, or give the addresses that send.`
  const count = root?.texts.length ?? 0
  if (count === 1) return undefined
  return count === 0
    ? `${of} has no SPF record: give the addresses that send.`
    : `${of} has ${count} SPF records, and receivers use none of them: relaycheck domain ${of} says what to do, or give the addresses that send.`
}

const sizeOf = ({ family, prefixLength }: SpfNetwork): number => 2 ** ((family === 4 ? 32 : 128) - prefixLength)
const show = (network: SpfNetwork): string => `${network.address}/${network.prefixLength}`
