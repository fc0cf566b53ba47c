import type { DnsAnswer } from '../core/dns.ts'
import type { RelayGatherer } from '../core/gatherer.ts'
import { blind, seen } from '../core/observation.ts'
import type { RelayHost } from '../core/session.ts'
import { familyOf, wantedFamily } from './relay/family.ts'

const mostAddresses = 8
const half = mostAddresses / 2

/** The addresses of the relay, by its absolute name. One family that was not seen hides nothing of the other. */
export const relayHost: RelayGatherer<'relayHost'> = async ({ target: { host, literal }, asked, world }) => {
  if (literal) return seen(among([], [host]))
  const family = wantedFamily(asked.session)
  const isWanted = (address: string) => family === undefined || familyOf(address) === family
  // RFC 6761 section 6.3: nobody is asked where that is.
  if (host === 'localhost') return seen(among([], ['127.0.0.1', '::1'].filter(isWanted)))
  const [A, AAAA] = await Promise.all([
    family === 6 ? undefined : world.dns(host, 'A'),
    family === 4 ? undefined : world.dns(host, 'AAAA'),
  ])
  const answers = [A, AAAA].filter((answer) => answer !== undefined)
  const [first] = answers
  if (first?.kind === 'blind' && answers.every(({ kind }) => kind === 'blind')) return blind(first.blind)
  return seen(among(answers, answers.flatMap(addressesIn)))
}

const addressesIn = (answer: DnsAnswer<'A'> | DnsAnswer<'AAAA'>): string[] =>
  answer.kind === 'records' ? answer.records.map(({ data }) => data) : []

/** Neither family is left out for the number of the other. */
function among(answers: RelayHost['answers'], found: readonly string[]): RelayHost {
  const addresses = [...new Set(found)]
  const [four, six] = ([4, 6] as const).map((family) => addresses.filter((one) => familyOf(one) === family)) as [
    string[],
    string[],
  ]
  return {
    answers,
    addresses: [
      ...four.slice(0, Math.max(mostAddresses - six.length, half)),
      ...six.slice(0, Math.max(mostAddresses - four.length, half)),
    ],
    more: Math.max(0, addresses.length - mostAddresses),
  }
}
