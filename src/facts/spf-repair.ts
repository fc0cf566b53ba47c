import { type Dns, type DnsAnswer, recordsOf } from '../core/dns.ts'
import type { Change } from '../core/finding.ts'
import type { Gatherer, Site } from '../core/gatherer.ts'
import { seen } from '../core/observation.ts'
import type { SpfTexts, SpfVerdicts } from '../core/spf.ts'
import { type SpfRepair, type SpfSurvey, spfLimits } from '../core/spf-survey.ts'
import { isWithin } from '../records/name.ts'
import { showData, splitText } from '../records/presentation.ts'
import { withInclude } from '../records/spf/include.ts'
import { beginWith } from '../records/spf/mend.ts'
import { isSpf } from '../records/spf/parse.ts'
import { hasSeams } from '../records/spf/seams.ts'
import { isIncludeOf, relayInclude } from './relay-records/include.ts'
import { draftOf, isSound, sendingOf } from './spf/draft.ts'
import { growTree, type Unpublished } from './spf/grow.ts'
import { mendTree } from './spf/mend-tree.ts'
import { surveyOf } from './spf/survey.ts'
import { spfVerdicts } from './spf-verdicts.ts'

const nothing: SpfRepair = { changes: [], passing: [] }
const closed = 'v=spf1 -all'

/**
 * All that can safely be mended in the domain's SPF, worked out once for every finding. A record that is not there yet
 * (none, several, one that is misspelt) is looked into first, with all that it includes, and offered only if it is sound.
 */
export const spfRepair: Gatherer<'spfRepair'> = async (site) => {
  const { look, asked, target } = site
  const [texts, survey, mx] = await Promise.all([look('spfTexts'), look('spfSurvey'), look('mx')])
  if (!texts.seen || !survey.seen) return seen(nothing)
  const draft = draftOf(texts.value, site, mx)
  if (asked.parked) {
    const instead = texts.value.records[0] ?? draft?.instead
    return seen(await publish(site, texts.value, new Map([[target.name, closed]]), instead))
  }
  if (!draft) return seen(nothing)
  const { text, instead } = draft
  const single = texts.value.records.length === 1
  // A tree too large to be seen stays as it is.
  if (single && isCut(survey.value)) return seen(nothing)
  const { record } = survey.value.nodes[0]?.at ?? {}
  const start: Unpublished = single ? new Map() : new Map([[target.name, text]])
  const mended = await mendFully(site, start, [], single ? survey.value : undefined)
  // Nothing to mend, and nobody named who is to pass.
  if (mended.size === 0 && asked.addresses.length === 0 && asked.relay === undefined) return seen(nothing)
  const denied = isClosed(text) ? [] : await deniedIn(site, mended)
  if (denied.length && single && !mended.has(target.name) && record && hasSeams(record)) return seen(nothing)
  const allowed = denied.length ? await allow(site, mended, mended.get(target.name) ?? text, denied) : mended
  const texted = isClosed(text) ? allowed : await withRelay(site, allowed, text)
  const repair = await publish(site, texts.value, texted, instead)
  if (single) return seen(repair)
  // A record that would turn away an address said to send is not to be begun with.
  const isFit = repair.after && isSound(repair.after) && (await deniedIn(site, texted)).length === 0
  return seen(isFit ? repair : nothing)
}

/** Says that nobody sends: not to be opened by a guess. */
const isClosed = (text: string): boolean => /^v=spf1 +-all *$/i.test(text)

/** These texts, with the addresses at the beginning of the domain's own: nothing can keep a receiver from reaching them there. */
function allow(site: Site, texts: Unpublished, record: string, addresses: readonly string[]): Promise<Unpublished> {
  const terms = addresses.map((ip) => (ip.includes(':') ? `ip6:${ip}` : `ip4:${ip}`))
  return mendFully(site, new Map([...texts, [site.target.name, beginWith(terms, record)]]), terms)
}

/** These texts, with the include of the relay that was named in the domain's own, where that makes its mail pass. */
async function withRelay(site: Site, texts: Unpublished, record: string): Promise<Unpublished> {
  const include = await relayInclude(site)
  if (include === undefined) return texts
  const name = site.target.name
  const text = withInclude(texts.get(name) ?? record, include, isIncludeOf(include))
  const more = new Map([...texts, [name, text]])
  const { costs } = surveyOf(await growTree(site.world.dns, name, more))
  return costs.lookups <= spfLimits.lookups && !costs.unseen ? more : texts
}

/** Mending may uncover what can be mended next; four rounds are more than any record needs. `survey` is that of the start. */
async function mendFully(
  { world, target }: Site,
  start: Unpublished,
  begun: readonly string[],
  survey?: SpfSurvey,
): Promise<Unpublished> {
  const texts = new Map(start)
  let now = survey
  for (let round = 0; round < 4; round++) {
    now ??= surveyOf(await growTree(world.dns, target.name, texts))
    const more = isCut(now) ? undefined : mendTree(now, begun)
    if (!more?.size) break
    for (const [name, text] of more) texts.set(name, text)
    now = undefined
  }
  return texts
}

const isCut = ({ nodes }: SpfSurvey): boolean =>
  nodes.some(({ at }) => at.cut === 'too-many' || at.terms.some(({ cut }) => cut))

/** The asked addresses that do not pass with these texts in place: a person has said that they send for the domain. */
async function deniedIn(site: Site, texts: Unpublished): Promise<string[]> {
  const sending = sendingOf(site.asked)
  const ours = (await verdictsWith(site, texts)).filter(
    ({ ip, identity }) => identity.domain === site.target.name && sending.includes(ip),
  )
  return ours.filter(({ result, doubt }) => result !== 'pass' && result !== 'temperror' && !doubt).map(({ ip }) => ip)
}

async function verdictsWith(site: Site, texts: Unpublished): Promise<SpfVerdicts> {
  if (site.asked.addresses.length === 0) return []
  const verdicts = texts.size
    ? await spfVerdicts({ ...site, world: { ...site.world, dns: withTexts(site.world.dns, texts) } })
    : await site.look('spfVerdicts')
  return verdicts.seen ? verdicts.value : []
}

/** DNS as it will be once these texts are published. */
const withTexts =
  (dns: Dns, texts: Unpublished): Dns =>
  async (name, type, how) => {
    const text = type === 'TXT' ? texts.get(name) : undefined
    if (text === undefined) return dns(name, type, how)
    const data = splitText(text)
    return {
      kind: 'records',
      records: [{ name, type, ttl: 0, data }],
      question: { name, type },
      aliases: [],
      server: 'the repair',
      transport: 'zone-file',
      authoritative: true,
      authenticated: false,
      octets: 0,
    } as DnsAnswer as Awaited<ReturnType<typeof dns<typeof type>>>
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
  // A record at a name that answers through a wildcard alone hides all that the wildcard gives it.
  if (changes.some(({ name }) => name === target.name)) {
    const source = await site.look('nameSource')
    if (!source.seen || source.value !== 'own') return nothing
  }
  const after = surveyOf(await growTree(world.dns, target.name, texts))
  const passing = (await verdictsWith(site, texts)).filter(({ result }) => result === 'pass').map(({ ip }) => ip)
  return { changes, after, passing }
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
