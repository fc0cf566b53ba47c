import { type DnsAnswer, recordsOf } from '../core/dns.ts'
import type { Change } from '../core/finding.ts'
import type { Gatherer, Site } from '../core/gatherer.ts'
import { seen } from '../core/observation.ts'
import type { SpfTexts, SpfVerdicts } from '../core/spf.ts'
import type { SpfReach, SpfRepair, SpfSurvey } from '../core/spf-survey.ts'
import { inNetwork } from '../records/address.ts'
import { isWithin } from '../records/name.ts'
import { showData, splitText } from '../records/presentation.ts'
import { isSpf } from '../records/spf/parse.ts'
import { type Draft, draftOf, isSound } from './spf/draft.ts'
import { growTree, type Unpublished } from './spf/grow.ts'
import { mendTree } from './spf/mend-tree.ts'
import { surveyOf } from './spf/survey.ts'

const nothing: SpfRepair = { changes: [] }
const closed = 'v=spf1 -all'

/**
 * All that can safely be mended in the domain's SPF, worked out once for every finding. A record that is not there yet
 * (none, several, one that is misspelt) is looked into first, with all that it includes, and offered only if it is sound.
 */
export const spfRepair: Gatherer<'spfRepair'> = async (site) => {
  const { look } = site
  const [texts, survey, verdicts, mx] = await Promise.all([
    look('spfTexts'),
    look('spfSurvey'),
    look('spfVerdicts'),
    look('mx'),
  ])
  if (!texts.seen || !survey.seen) return seen(nothing)
  const draft = draftOf(texts.value, site.asked, mx)
  if (site.asked.parked) {
    const instead = texts.value.records[0] ?? draft?.instead
    return seen(await publish(site, texts.value, new Map([[site.target.name, closed]]), instead))
  }
  if (!draft) return seen(nothing)
  const judged = verdicts.seen ? verdicts.value : []
  if (texts.value.records.length === 1) return seen(await mendOne(site, texts.value, survey.value, judged))
  return seen(await begin(site, texts.value, draft, judged))
}

async function mendOne(site: Site, texts: SpfTexts, survey: SpfSurvey, verdicts: SpfVerdicts): Promise<SpfRepair> {
  const [text = ''] = texts.records
  const first = missing(site, survey.reach, verdicts, text)
  return publish(site, texts, await mendFully(site, survey, first), text)
}

async function begin(site: Site, texts: SpfTexts, { text, instead }: Draft, verdicts: SpfVerdicts): Promise<SpfRepair> {
  const start = new Map([[site.target.name, text]])
  const drafted = surveyOf(await growTree(site.world.dns, site.target.name, start))
  const mended = await mendFully(site, drafted, missing(site, drafted.reach, verdicts, text), start)
  const repair = await publish(site, texts, mended, instead)
  return repair.after && isSound(repair.after) ? repair : nothing
}

/** Mending may uncover what can be mended next; four rounds are more than any record needs. A tree too large to be seen stays. */
async function mendFully(
  { world, target }: Site,
  survey: SpfSurvey,
  first: readonly string[],
  start: Unpublished = new Map(),
): Promise<Map<string, string>> {
  const texts = new Map(start)
  let now = survey
  for (let round = 0; round < 4; round++) {
    if (isCut(now)) break
    const more = mendTree(now, round === 0 ? first : [])
    if (more.size === 0) break
    for (const [name, text] of more) texts.set(name, text)
    now = surveyOf(await growTree(world.dns, target.name, texts))
  }
  return texts
}

const isCut = ({ nodes }: SpfSurvey): boolean =>
  nodes.some(({ at }) => at.cut === 'too-many' || at.terms.some(({ cut }) => cut))

/** Terms for the asked addresses that do not pass now: a person has said that they send. Never in a record that says nobody does. */
function missing({ asked, target }: Site, reach: SpfReach, verdicts: SpfVerdicts, text: string): string[] {
  if (/^v=spf1 +-all *$/i.test(text)) return []
  const denied = (ip: string) => {
    const verdict = verdicts.find((v) => v.ip === ip)
    if (!verdict || verdict.identity.domain !== target.name || ['pass', 'temperror'].includes(verdict.result))
      return false
    if (verdict.result !== 'permerror' && verdict.result !== 'none') return true
    return !reach.networks.some(({ address, prefixLength }) => inNetwork(ip, address, prefixLength))
  }
  return asked.addresses.filter(denied).map((ip) => (ip.includes(':') ? `ip6:${ip}` : `ip4:${ip}`))
}

/** The changes that bring these texts about, and the survey after them. `instead` is the text at the domain to be replaced. */
async function publish(site: Site, { txt }: SpfTexts, texts: Unpublished, instead?: string): Promise<SpfRepair> {
  const { world, target } = site
  const changes: Change[] = []
  for (const [name, text] of texts) {
    const answer = name === target.name ? txt : await world.dns(name, 'TXT')
    const more = changesAt(answer, name, text, name === target.name ? instead : undefined)
    if (!more.every((change) => isWithin(change.name, target.name))) return nothing
    changes.push(...more)
  }
  if (changes.length === 0) return nothing
  return { changes, after: surveyOf(await growTree(world.dns, target.name, texts)) }
}

/** This text as the only SPF record at a name, in the place of `instead` or of the one that is there. */
function changesAt(txt: DnsAnswer<'TXT'>, name: string, text: string, instead?: string): Change[] {
  if (txt.kind === 'blind') return []
  const becomes = showData('TXT', splitText(text))
  const held = recordsOf(txt).map((record) => ({ ...record, text: record.data.join('') }))
  const old =
    held.find((record) => record.text === text) ??
    held.find((record) => (instead === undefined ? isSpf(record.text) : record.text === instead))
  // What stands behind an alias is told by the name that holds it, so that nobody is sent to change another's zone.
  if (!old) return [{ change: 'add', name: txt.aliases.at(-1)?.to ?? name, type: 'TXT', becomes }]
  const at = { name: old.name, type: 'TXT', was: showData('TXT', old.data) } as const
  const others = held.filter((record) => record !== old && isSpf(record.text))
  return [
    ...(old.text === text ? [] : [{ change: 'replace', ...at, becomes } as const]),
    ...others.map(
      ({ data }) => ({ change: 'remove', name: at.name, type: 'TXT', was: showData('TXT', data) }) as const,
    ),
  ]
}
