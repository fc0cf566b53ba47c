import { type Usage, usage } from '../core/request.ts'
import type { SpfNetwork } from '../core/spf-survey.ts'
import type { World } from '../core/world.ts'
import { gatherers } from '../facts/index.ts'
import { gather } from '../gather.ts'
import { readTarget } from '../plan.ts'
import { largestNetwork } from '../plan-addresses.ts'
import { visible } from '../records/visible.ts'
import type { Io } from '../terminal/io.ts'

/** The networks that domains' SPF records name themselves, as typed for `relaycheck ip`, and what is left out, a sentence each. */
export interface FromSpf {
  networks: string[]
  leftOut: string[]
}

/** All domains of `--from-spf`, or why there is nothing to check. What a known sender's own record names is that sender's to watch. */
export async function fromSpf(domains: readonly string[], world: World): Promise<FromSpf | Usage> {
  const read = await Promise.all(domains.map((domain) => networksOf(domain, world)))
  const found: FromSpf = { networks: [], leftOut: [] }
  for (const one of read) {
    if ('usage' in one) return one
    found.networks.push(...one.networks)
    found.leftOut.push(...one.leftOut)
  }
  return found
}

/** Says on standard error what nobody will look at. */
export function sayLeftOut({ leftOut }: FromSpf, { stderr }: Pick<Io, 'stderr'>): void {
  for (const says of leftOut) stderr.write(`relaycheck: ${visible(says)}\n`)
}

const nothing = { addresses: [], selectors: [], mostGuesses: 0, parked: false, authoritative: false }

async function networksOf(typed: string, world: World): Promise<FromSpf | Usage> {
  const target = readTarget(typed)
  if ('fault' in target) return usage(`--from-spf ${typed}: ${target.fault}`)
  const { spfSurvey } = await gather(new Set(['spfSurvey']), gatherers.domain, { target, asked: nothing, world })
  const unread = (why: string) =>
    usage(`The SPF record of ${target.display} could not be read, so nothing was checked: ${why}.`)
  if (!spfSurvey?.seen) return unread(spfSurvey?.blind.detail ?? 'it was not looked at')
  const { networks, unseen } = spfSurvey.value.reach
  if (unseen) return unread(unseen.detail)
  const own = networks.filter(({ provider }) => !provider)
  const small = own.filter((network) => sizeOf(network) <= largestNetwork)
  if (small.length === 0)
    return usage(
      own.length === 0
        ? `The SPF record of ${target.display} names no address of its own: give the addresses that send.`
        : `The SPF record of ${target.display} names only networks of more than ${largestNetwork} addresses (${show(own[0])}): give the addresses that send.`,
    )
  return {
    networks: small.map(show),
    leftOut: own
      .filter((network) => sizeOf(network) > largestNetwork)
      .map(
        (network) =>
          `${show(network)}, in the SPF record of ${target.display}, is more than ${largestNetwork} addresses and was left out.`,
      ),
  }
}

const sizeOf = ({ family, prefixLength }: SpfNetwork): number => 2 ** ((family === 4 ? 32 : 128) - prefixLength)
const show = (network: SpfNetwork | undefined): string => (network ? `${network.address}/${network.prefixLength}` : '')
