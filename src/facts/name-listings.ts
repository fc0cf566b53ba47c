import type { AddressGatherer, Gatherer } from '../core/gatherer.ts'
import type { Blocklist, ListChoice, ListedName, NameListings } from '../core/lists.ts'
import { seen } from '../core/observation.ts'
import type { World } from '../core/world.ts'
import { hostingByName } from '../knowledge/hosting.ts'
import { parseDomain } from '../records/domain.ts'
import { genericName } from '../records/generic-name.ts'
import { pointedAt, pointers } from './address/pointers.ts'
import { unroutable } from './address/unroutable.ts'
import { askList } from './lists/ask.ts'
import { chooseLists } from './lists/choose.ts'
import { knownLists } from './lists/known.ts'

const mostNames = 5
const suffixes = () => import('./dmarc/suffix-list.ts')

/** What the domain lists say of the domain, and of the domains of `--sender` and `--helo`. */
export const domainListingsFrom =
  (lists: typeof knownLists): Gatherer<'nameListings'> =>
  async ({ target: { name, display }, asked, world }) => {
    const sender = asked.sender?.slice(asked.sender.lastIndexOf('@') + 1)
    const names = [{ name, display, role: 'domain' } as const, ...named(sender, 'sender'), ...named(asked.helo, 'helo')]
    return seen(await listingsOf(names, world, asked.lists, lists))
  }
export const domainListings = domainListingsFrom(knownLists)

/** The same of the names of an address: its HELO and those that its reverse DNS gives. */
export const senderListingsFrom =
  (lists: typeof knownLists): AddressGatherer<'nameListings'> =>
  async (site) => {
    const { target, asked, world } = site
    if (await unroutable(site)) return seen({ names: [], listings: [] })
    const given = (text: string | undefined, role: ListedName['role']) =>
      named(text, role).map((one) => ({ ...one, ...byDefault(one.name, target.name) }))
    const helo = given(asked.helo, 'helo')
    if (!asked.lists) return seen({ names: helo, listings: [] })
    // What the names will want is loaded while DNS answers.
    const [{ answer }] = await Promise.all([pointers(world, target), lists().then(suffixes)])
    const names = [...helo, ...pointedAt(answer).flatMap((name) => given(name, 'ptr'))]
    return seen(await listingsOf(names, world, asked.lists, lists))
  }
export const senderListings = senderListingsFrom(knownLists)

/** Whether a network gave that name to the address by default. */
const byDefault = (name: string, ip: string): { byDefault: true } | undefined =>
  hostingByName(name) || genericName(name, ip) !== undefined ? { byDefault: true } : undefined

/** A name, where it is one, and no host out of a URL: an address is never asked of a list of domains. */
function named(text: string | undefined, role: ListedName['role']): ListedName[] {
  if (text === undefined || /[@/:\\]/.test(text)) return []
  const parsed = parseDomain(text)
  return 'name' in parsed ? [{ ...parsed, role }] : []
}

async function listingsOf(
  all: readonly ListedName[],
  world: World,
  choice: ListChoice | undefined,
  lists: typeof knownLists,
): Promise<NameListings> {
  const names = all.filter(({ name }, i) => all.findIndex((one) => one.name === name) === i).slice(0, mostNames)
  if (!choice || names.length === 0) return { names, listings: [] }
  const [known, { suffixOf }] = await Promise.all([lists(), suffixes()])
  const chosen = chooseLists(choice, 'domain', world.keys, known)
  const asked = chosen.flatMap((one) =>
    [...subjectsAt(one.list, names, suffixOf)].map(async ([name, of]) => ({
      ...(await askList(world, one, { name, kind: 'domain' })),
      of,
    })),
  )
  return { names, listings: await Promise.all(asked) }
}

/** What a list is asked about, each once, and the first name that it stands for: a registered domain has no host names. */
function subjectsAt(
  { hostNames }: Blocklist,
  names: readonly ListedName[],
  suffixOf: (name: string) => { below?: string },
): Map<string, ListedName> {
  const subjects = new Map<string, ListedName>()
  for (const of of names) {
    const subject = hostNames ? of.name : (suffixOf(of.name).below ?? of.name)
    if (!subjects.has(subject)) subjects.set(subject, of)
  }
  return subjects
}
