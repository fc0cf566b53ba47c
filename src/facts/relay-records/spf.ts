import type { Site } from '../../core/gatherer.ts'
import { blind, type Observation, seen } from '../../core/observation.ts'
import type { RelayProfile } from '../../core/relay.ts'
import type { RelaySpf } from '../../core/relay-records.ts'
import type { SpfResult, SpfTermLook, SpfTree } from '../../core/spf.ts'
import { type SpfReach, type SpfSurvey, spfLimits } from '../../core/spf-survey.ts'
import { relayByInclude } from '../../knowledge/relays.ts'
import { isBroken } from '../../records/spf/parse.ts'
import { checkHost } from '../spf/check-host.ts'
import { growTree } from '../spf/grow.ts'
import { reachOf } from '../spf/reach.ts'
import { surveyOf } from '../spf/survey.ts'

/** What the SPF record of a name has to do with the relay; `isJudged`: its mail is judged there. */
export async function spfOf(
  site: Site,
  profile: RelayProfile,
  { name, isJudged }: { name: string; isJudged: boolean },
): Promise<Observation<RelaySpf>> {
  const found = await surveyAt(site, name)
  if (!found.seen) return found
  const { tree, survey } = found.value
  const { costs, reach, nodes } = survey
  const own = includeIn(tree, profile)
  const look = own ?? nodes.map(({ at }) => includeIn(at, profile)).find((one) => one !== undefined)
  const row = costs.rows.find(({ depth, term }) => depth === 1 && term === own?.term.text)
  const fails = isJudged ? await failing(site, profile, found.value, look) : seen(undefined)
  if (!fails.seen) return fails
  const { everyone } = reach
  const isOpen = !look && everyone === undefined && fails.value === undefined && mayBeListed(reach)
  const tried = isOpen && isJudged ? await tryAddresses(site, profile, name) : { perhaps: isOpen }
  const term = own?.term.text ?? (look ? undefined : (everyone ?? tried.passing?.join(', ')))
  const instead = tried.passing ? 'addresses' : 'no'
  return seen({
    name,
    listed: own ? 'own' : look ? 'below' : everyone === undefined ? instead : 'everyone',
    ...(term !== undefined && { term }),
    ...(fails.value !== undefined && { fails: fails.value }),
    lookups: row?.lookups ?? (look || !isJudged ? 1 : await costOf(site, profile)),
    atLeast: row?.atLeast ?? true,
    total: costs.lookups,
    perhaps: tried.perhaps,
    txt: tree.txt ?? { kind: 'blind', blind: { reason: 'bug', detail: 'the SPF record was not asked for' } },
  })
}

interface Surveyed {
  tree: SpfTree
  survey: SpfSurvey
}

async function surveyAt({ look, target, world }: Site, name: string): Promise<Observation<Surveyed>> {
  if (name !== target.name) {
    const tree = await growTree(world.dns, name)
    return tree.txt?.kind === 'blind' ? blind(tree.txt.blind) : seen({ tree, survey: surveyOf(tree) })
  }
  const [tree, survey] = await Promise.all([look('spfTree'), look('spfSurvey')])
  if (!tree.seen) return tree
  return survey.seen ? seen({ tree: tree.value, survey: survey.value }) : survey
}

/** What the relay's include would add to a record that has none. */
async function costOf({ world }: Site, { spf }: RelayProfile): Promise<number> {
  return spf === undefined ? 1 : 1 + surveyOf(await growTree(world.dns, spf.include)).costs.lookups
}

/** The term that includes the relay, whatever comes of it. */
const includeIn = ({ terms }: SpfTree, profile: RelayProfile): SpfTermLook | undefined =>
  terms.find(
    ({ term, dead, name }) =>
      term.name === 'include' && !dead && name !== undefined && relayByInclude(name).includes(profile),
  )

/** Why mail through the relay does not pass by this record, as a clause. An address of its own that is included tells. */
async function failing(
  site: Site,
  { name }: RelayProfile,
  { tree, survey }: Surveyed,
  look: SpfTermLook | undefined,
): Promise<Observation<string | undefined>> {
  const { domain, texts, record } = tree
  if (texts.length > 1) return seen(`${domain} has ${texts.length} SPF records, of which none counts`)
  if (record && isBroken(record)) return seen(`receivers take the SPF record of ${domain} as an error (see spf-syntax)`)
  if (!look) return seen(undefined)
  // The last of its addresses is met after the most lookups.
  const address = look.child && reachOf(look.child).networks.at(-1)?.address
  if (address === undefined) return seen(byItself(survey, look))
  return judged(site, { domain, name, ip: address }, look)
}

/** The same where no address of the relay is seen. */
function byItself({ costs }: SpfSurvey, { term }: SpfTermLook): string | undefined {
  if (term.kind === 'mechanism' && term.qualifier !== '+')
    return `the term ${term.text} ${turning[term.qualifier]} its mail`
  const row = costs.rows.find(({ depth, term: text }) => depth === 1 && text === term.text)
  return row && row.running - row.lookups >= spfLimits.lookups
    ? `${term.text} stands behind the ${spfLimits.lookups} lookups that receivers make`
    : undefined
}

const turning = { '-': 'refuses', '~': 'doubts', '?': 'vouches for none of' } as const

/**
 * Whether addresses that the relay names in its own record pass by one that may list them: the first, the last and one
 * between. Where some do and some do not, or not all of that record was seen, others may.
 */
async function tryAddresses(
  { world }: Site,
  { spf }: RelayProfile,
  domain: string,
): Promise<{ perhaps: boolean; passing?: string[] }> {
  const { networks, unseen } = spf ? reachOf(await growTree(world.dns, spf.include)) : { networks: [] }
  const some = new Set([0, networks.length >> 1, networks.length - 1].flatMap((i) => networks[i]?.address ?? []))
  const sender = { sender: `postmaster@${domain}`, helo: domain, at: world.now() }
  const verdicts = await Promise.all([...some].map((ip) => checkHost(world.dns, { ...sender, ip })))
  if (verdicts.length > 0 && verdicts.every(({ result }) => result === 'pass'))
    return { perhaps: true, passing: [...some] }
  const isNone = verdicts.length > 0 && verdicts.every(({ result, doubt }) => isTurnedAway(result) && !doubt)
  return { perhaps: !isNone || unseen !== undefined }
}

const isTurnedAway = (result: SpfResult): boolean => ['fail', 'softfail', 'neutral'].includes(result)

async function judged(
  { world }: Site,
  { domain, name, ip }: { domain: string; name: string; ip: string },
  { term }: SpfTermLook,
): Promise<Observation<string | undefined>> {
  const sender = { ip, sender: `postmaster@${domain}`, helo: domain, at: world.now() }
  const { result, matched, problem, blind: cause } = await checkHost(world.dns, sender)
  if (result === 'pass') return seen(undefined)
  if (cause) return blind(cause)
  if (problem !== undefined) return seen(`${term.text} does not count: ${problem}`)
  const by = matched === undefined ? 'no term of it matches' : `by ${matched}`
  return seen(`the SPF record of ${domain} comes to ${result} for addresses of ${name} (${by})`)
}

/** Few own one network of this size or larger, and many a relay does: its addresses may be listed one by one. */
const widest = { 4: 28, 6: 48 } as const

function mayBeListed({ networks, dynamic, unseen }: SpfReach): boolean {
  if (dynamic.length > 0 || unseen) return true
  const own = networks.filter(({ provider }) => provider === undefined)
  return own.some(({ family, prefixLength }) => prefixLength <= widest[family])
}
