import { type DeadList, type ListChoice, type ListTier, listTiers } from './core/lists.ts'
import { parseDomain } from './records/domain.ts'
import { isWithin } from './records/name.ts'

type Fault = { fault: string }

/** `core`, `extended`, `all`, zones, or a tier and zones, as typed with commas between; or one sentence that says what to change. */
export function readLists(
  typed: string,
  dead: boolean | undefined,
  deadLists: readonly DeadList[],
): ListChoice | Fault {
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
  return { ...(tier && { tier }), zones: [...zones], dead: dead ?? false }
}

const isTier = (word: string): word is ListTier => listTiers.some((name) => name === word)

/** Whose lists want a key in the name, and what stands in the zones of their lists. */
const givesKeys = /(?:^|\.)(?:spamhaus\.(?:org|net)|abusix\.zone)$/
const theirLabels = new Set(
  'dq mail zen sbl xbl pbl sbl-xbl css drop dbl zrd hbl authbl bcl swl dwl _vouch rbl combined black exploit policy dynamic noip nod white dblack short'.split(
    ' ',
  ),
)
const ownPlace =
  'its key, which belongs in the environment or in a file (RELAYCHECK_SPAMHAUS_DQS_KEY, RELAYCHECK_ABUSIX_KEY): others can read a command line.'

const namesKeys = /spamhaus\.|abusix\./

/** Where anything else stands in such a zone, it may be somebody's key: it is not said again. */
function withKey(name: string): Fault | undefined {
  const [suffix] = givesKeys.exec(name) ?? []
  if (suffix === undefined) return undefined
  const labels = name.slice(0, -suffix.length).split('.')
  const known = labels.slice(labels.findLastIndex((label) => !theirLabels.has(label)) + 1)
  if (known.length === labels.length) return undefined
  const isList = known.some((label) => label !== 'dq' && label !== 'mail')
  const list = isList
    ? `${known.join('.')}${known.includes('dq') ? '.spamhaus.net' : suffix}`
    : `the zone of a list of ${suffix.replace(/^\./, '')}`
  return { fault: `--lists takes ${list} without ${ownPlace}` }
}

function readZone(word: string, deadLists: readonly DeadList[]): string | Fault {
  const parsed = parseDomain(word)
  const isNone = 'fault' in parsed || !parsed.name.includes('.')
  const keyed = withKey(isNone ? word : parsed.name)
  if (keyed) return keyed
  if (isNone && namesKeys.test(word))
    return { fault: `--lists takes the zone of a list, alone and without ${ownPlace}` }
  if (isNone)
    return {
      fault: `--lists takes core, extended, all, or the zones of lists, not "${word}": --lists zen.spamhaus.org,bl.spamcop.net`,
    }
  const { name } = parsed
  const ended = deadLists.find(({ zone, below }) => (below ? isWithin(name, zone) : name === zone))
  if (!ended) return name
  const since = ended.since === undefined ? '' : ` (${ended.since})`
  return {
    fault: `--lists ${name}: this list has ended${since} and ${ended.does}: leave it out. With --ask-dead-lists it is asked all the same.`,
  }
}
