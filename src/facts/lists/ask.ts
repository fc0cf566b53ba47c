import type { DnsAnswer, DnsHow } from '../../core/dns.ts'
import { type Blocklist, keyLabel, type Listing, type ListKind, type ListProbe } from '../../core/lists.ts'
import type { World } from '../../core/world.ts'
import { listName } from '../../records/reverse-name.ts'
import { believe, type Heard, isListed } from './believe.ts'
import { type Chosen, standardProbes } from './choose.ts'

type Subject = { name: string; kind: ListKind }

/**
 * Asks one list about one subject, together with its test entries, in three round trips at most: the second asks about two
 * that nobody lists where the list claims an entry that it must not have, the third why a listing that is believed is there.
 */
export async function askList(world: World, { list, named, skip }: Chosen, { name, kind }: Subject): Promise<Listing> {
  const of = { list, ...(named && { named }), subject: name, codes: [], told: [], reasons: [], answers: [] }
  if (skip !== undefined) return { ...of, state: 'skipped', why: skip }
  const ask = asking(world, list)
  const known = list.probes[kind]
  const probe: ListProbe = known ?? standardProbes[kind]
  const [subject, negative, positive] = await Promise.all([ask(name), ask(probe.clear), known && ask(known.listed)])
  const second = isListed(list, negative) ? await Promise.all(nobodys[kind].map((one) => ask(one))) : undefined
  const heard: Heard = { subject, negative, ...(positive && { positive }), ...(second && { second }) }
  const belief = believe(list, heard, probe)
  const reason = belief.state === 'listed' ? await reasonsFor(world, list, name) : undefined
  return {
    ...of,
    ...belief,
    reasons: reason ? textsIn(reason) : [],
    answers: [subject, ...(reason ? [reason] : [])],
  }
}

/** What nobody lists: RFC 5737, RFC 3849 and RFC 9637, RFC 2606. */
const nobodys: Readonly<Record<ListKind, readonly string[]>> = {
  ip4: ['192.0.2.1', '203.0.113.1'],
  ip6: ['2001:db8::1', '3fff::1'],
  domain: ['example.net', 'example.org'],
}

const howTo = ({ operator }: Blocklist): DnsHow => ({ operator })

/** Asks a list for its entry about anything; what DNS cannot carry is not asked for. */
export const asking =
  (world: World, list: Blocklist, how: DnsHow = howTo(list)) =>
  async (name: string): Promise<DnsAnswer<'A'>> => {
    const asked = nameAt(list, name)
    return asked === undefined ? tooLong(list, name) : world.dns(asked, 'A', how)
  }

const nameAt = ({ zone, key }: Blocklist, name: string): string | undefined =>
  listName(name, zone, key && keyLabel(key))

const tooLong = ({ zone }: Blocklist, name: string): DnsAnswer<'A'> => ({
  kind: 'blind',
  blind: {
    reason: 'not-attempted',
    detail: `${name} is too long to be asked about there`,
    question: `A ${name}.${zone}`,
  },
})

async function reasonsFor(world: World, list: Blocklist, name: string): Promise<DnsAnswer<'TXT'> | undefined> {
  const asked = nameAt(list, name)
  return asked === undefined ? undefined : world.dns(asked, 'TXT', { ...howTo(list), follows: true })
}

const mostTexts = 10
const longestText = 1000

const textsIn = (answer: DnsAnswer<'TXT'>): string[] =>
  answer.kind === 'records'
    ? answer.records.slice(0, mostTexts).map(({ data }) => data.join('').slice(0, longestText))
    : []
