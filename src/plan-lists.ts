import { type DeadList, type ListChoice, type ListTier, listTiers } from './core/lists.ts'
import { parseDomain } from './records/domain.ts'
import { isWithin } from './records/name.ts'

type Fault = { fault: string }

/** `core`, `extended`, `all`, zones, or a tier and zones, as typed with commas between; or one sentence that says what to change. */
export function readLists(typed: string, dead = false, deadLists: readonly DeadList[] = []): ListChoice | Fault {
  const words = typed.split(',').map((part) => part.trim().toLowerCase())
  const tiers = [...new Set(words.filter(isTier))]
  const [tier, another] = tiers
  if (tier && another)
    return { fault: `--lists takes one of ${listTiers.join(', ')}: leave out ${tier} or ${another}.` }
  const zones = new Set<string>()
  for (const word of words.filter((word) => !isTier(word))) {
    const zone = readZone(word, dead ? [] : deadLists)
    if (typeof zone !== 'string') return zone
    zones.add(zone)
  }
  return { ...(tier && { tier }), zones: [...zones], dead }
}

const isTier = (word: string): word is ListTier => listTiers.some((name) => name === word)

/** A zone in which somebody has put their key before a list's own name. */
const withKey = /^.+\.([^.]+\.(?:dq\.spamhaus\.net|mail\.abusix\.zone))$/

function readZone(word: string, deadLists: readonly DeadList[]): string | Fault {
  const parsed = parseDomain(word)
  if ('fault' in parsed || !parsed.name.includes('.'))
    return {
      fault: `--lists takes core, extended, all, or the zones of lists, not "${word}": --lists zen.spamhaus.org,bl.spamcop.net`,
    }
  const { name } = parsed
  const [, keyed] = withKey.exec(name) ?? []
  if (keyed !== undefined)
    return {
      fault: `--lists takes ${keyed} without its key, which belongs in the environment or in a file (RELAYCHECK_SPAMHAUS_DQS_KEY, RELAYCHECK_ABUSIX_KEY): others can read a command line.`,
    }
  const ended = deadLists.find(({ zone, below }) => (below ? isWithin(name, zone) : name === zone))
  if (!ended) return name
  const since = ended.since === undefined ? '' : ` (${ended.since})`
  return {
    fault: `--lists ${name}: this list has ended${since} and ${ended.does}: leave it out. With --ask-dead-lists it is asked all the same.`,
  }
}
