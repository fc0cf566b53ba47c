import type { Dns, DnsAnswer, DnsHow, SeenAnswer } from '../../core/dns.ts'
import { keep, openCache, recall } from '../../records/cache.ts'
import type { RecordType } from '../../records/dns.ts'
import { isBelow, labelsOf, neverAsk, parseName } from '../../records/name.ts'
import { openClock } from './clock.ts'
import { within } from './lookup.ts'

/** How it is found out whether the resolvers can be believed. */
export interface TrustOptions {
  /** A label that nobody can have registered. */
  nonce(): string
  /** Whether a top-level name is delegated from the root of public DNS. */
  isTopLevel?(name: string): Promise<boolean>
  /** For how long an answer waits to be believed: a network of its own may have no way to the names of the proof. */
  mostMs: number
}
export interface Trust {
  /** The same DNS, in which what a resolver says that was caught in a false answer is blind, with that proof. */
  over(dns: Dns): Dns
}

/** What a resolver was caught in. `says` is a clause that names it. */
interface Lie {
  server: string
  says: string
  wayOut: string
}
type Denial = Exclude<SeenAnswer, { kind: 'records' }>

/** A top-level domain that has no wildcard, as some countries' have. */
const anchor = 'com'
/** A name of several labels without which there is no public DNS. */
const rootServer = 'a.root-servers.net'
const mostTops = 2000

/**
 * Finds out, in the same round as the first question, whether the resolvers say true. Some deny all that exists (a filter
 * gone wrong), some find an address for every name (a login page, a provider's search page). A top-level domain must exist
 * and, with it, not every name below it. Asked once for each top-level domain of a run, and of that which is asked first
 * beforehand; what is not seen proves nothing.
 */
export function openTrust(dns: Dns, { nonce, isTopLevel = async () => false, mostMs }: TrustOptions): Trust {
  const clock = openClock()
  const remembered = (find: (top: string) => Promise<Lie | undefined>) => {
    const known = openCache<Promise<Lie | undefined>>(mostTops)
    return (top: string): Promise<Lie | undefined> => {
      const met = recall(known, top)
      if (met) return met
      const lie = within(clock, mostMs, find(top))
      keep(known, top, lie)
      return lie
    }
  }
  const invents = remembered(async (top) => {
    const answer = await dns(`${nonce()}.${top}`, 'A')
    return answer.kind === 'records' ? invention(answer) : undefined
  })
  /** Some forwarders keep every name of a single label to themselves, and pass on the rest. */
  const keepsSingleLabels = async (top: string) =>
    isDenial(await dns(top === anchor ? 'net' : anchor, 'NS')) && (await dns(rootServer, 'A')).kind === 'records'
  const denies = remembered(async (top) => {
    const own = await dns(top, 'NS')
    if (!isDenial(own) || (await keepsSingleLabels(top))) return undefined
    if (await isTopLevel(top)) return refutation(own, `${top}, a top-level domain that exists`)
    const root = await dns('.', 'NS')
    return isDenial(root) ? refutation(root, 'the root of DNS') : undefined
  })
  const weigh = async (answer: SeenAnswer, home: string): Promise<Lie | undefined> => {
    const invented = await invents(anchor)
    if (invented && (await invents(topOf(answer.question.name)))) return invented
    if (answer.kind === 'records') return undefined
    const name = answer.aliases.at(-1)?.to ?? answer.question.name
    const top = topOf(name)
    const zone = zoneOf(answer, name, top)
    if (top !== home && zone !== undefined) return undefined
    const lie = await denies(top)
    if (!lie || (zone !== undefined && (await dns(zone, 'SOA')).kind === 'records')) return undefined
    const first = await denies(home)
    return first?.server === lie.server ? first : lie
  }
  const over = (below: Dns): Dns => {
    let home: string | undefined
    return (async <T extends RecordType>(typed: string, type: T, how?: DnsHow): Promise<DnsAnswer<T>> => {
      const parsed = parseName(typed)
      if (how?.server !== undefined || 'fault' in parsed || neverAsk(parsed.name) !== undefined)
        return below(typed, type, how)
      const asking = below(typed, type, how)
      if (home === undefined) {
        home = topOf(parsed.name)
        void invents(anchor)
        void denies(home)
      }
      const answer = await asking
      if (answer.kind === 'blind') return answer
      const lie = await weigh(answer, home)
      return lie && lie.server === answer.server ? untrusted(lie, `${type} ${parsed.name}`) : answer
    }) as Dns
  }
  return { over }
}

const untrusted = ({ says, wayOut }: Lie, question: string): DnsAnswer<never> => ({
  kind: 'blind',
  blind: { reason: 'untrusted', detail: says, question, wayOut },
})

const isDenial = (answer: DnsAnswer): answer is Denial => answer.kind === 'no-such-name' || answer.kind === 'no-data'

const topOf = (name: string): string => labelsOf(name).at(-1) ?? '.'

/** The zone below a top-level domain that denies a name of its own: a network of its own may serve it without that domain. */
function zoneOf({ kind, soa }: Denial, name: string, top: string): string | undefined {
  if (!soa || !isBelow(soa.name, top)) return undefined
  return isBelow(name, soa.name) || (kind === 'no-data' && name === soa.name) ? soa.name : undefined
}

function refutation({ kind, server, question }: Denial, what: string): Lie {
  const says = kind === 'no-such-name' ? 'NXDOMAIN' : 'no such record'
  return {
    server,
    says: `${server} cannot be believed: it denies even ${what} (NS ${question.name}: ${says})`,
    wayOut: 'Ask another resolver: --resolver ADDRESS.',
  }
}

function invention({ server, question, records }: Extract<SeenAnswer, { kind: 'records' }>): Lie {
  return {
    server,
    says: `${server} cannot be believed: it finds the address ${String(records[0]?.data)} for ${question.name}, a random name that nobody has registered`,
    wayOut:
      'Ask another resolver: --resolver ADDRESS. Where the network first shows a login page, log in there and run again.',
  }
}
