import type { DkimSelectors } from '../../core/dkim.ts'
import { type DnsAnswer, recordsOf } from '../../core/dns.ts'
import type { Site } from '../../core/gatherer.ts'
import type { Observation } from '../../core/observation.ts'
import type { RelayProfile } from '../../core/relay.ts'
import type { RelayRecord } from '../../core/relay-records.ts'
import { dataAt, hopsOf, type RelayState, returnPathState, trackingState } from '../../core/relay-states.ts'
import type { SpfTexts } from '../../core/spf.ts'
import { relayByInclude, relayByTarget, relays } from '../../knowledge/relays.ts'
import { joinNames } from '../../records/name.ts'
import { remembering } from '../../records/remember.ts'
import { parseSpf } from '../../records/spf/parse.ts'
import { givenPath } from './return-path.ts'

/** A relay, and what it was recognised by. */
export interface Sign {
  profile: RelayProfile
  sign: string
}
/** What was found, and whether all was seen where it was looked for. */
export interface Signs {
  signs: readonly Sign[]
  unseen: boolean
}
const none: readonly Sign[] = []
const nothing = (unseen: boolean): Signs => ({ signs: none, unseen })

/** Several relays that share a name are not told apart by it. */
const onlyOne = ([profile, another]: readonly RelayProfile[], sign: string): Sign[] =>
  profile && !another ? [{ profile, sign }] : []

const mostTerms = 30

/** The relays that the domain's own SPF record includes; what others include is theirs. */
export function signsInSpf(spf: Observation<SpfTexts>): Signs {
  const [text, another] = spf.seen ? spf.value.records : []
  return text === undefined || another !== undefined ? nothing(!spf.seen) : { signs: includedIn(text), unseen: false }
}

const includedIn = remembering((text): readonly Sign[] =>
  parseSpf(text)
    .terms.flatMap((term) => (term.name === 'include' && 'domain' in term && term.domain ? [term.domain] : []))
    .slice(0, mostTerms)
    .map((domain) => domain.toLowerCase().replace(/\.$/, ''))
    .flatMap((name) => onlyOne(relayByInclude(name), `include:${name} in the SPF record`)),
)

/** The relays to which the aliases at selectors lead. */
export function signsInKeys(found: Observation<DkimSelectors>): Signs {
  if (!found.seen) return nothing(true)
  const { selectors, notGuessed } = found.value
  const signs: Sign[] = []
  for (const { name, answer, wildcard } of selectors)
    if (!wildcard && answer.kind !== 'blind')
      for (const { to } of answer.aliases) signs.push(...onlyOne(relayByTarget(to), `${name}, which leads to ${to}`))
  return { signs, unseen: notGuessed === 'unseen' || selectors.some(({ answer }) => answer.kind === 'blind') }
}

/** The relay to which the name leads that was given for the return path. */
export async function signsAtPath(site: Site): Promise<Signs> {
  const name = givenPath(site)
  if (name === undefined) return nothing(false)
  const [alias, mx] = await Promise.all([site.world.dns(name, 'CNAME'), site.world.dns(name, 'MX')])
  const record = { answers: { CNAME: alias, MX: mx } }
  const led = [...hopsOf(record), ...dataAt(record, 'MX').map(({ exchange }) => exchange)]
  const [to] = led.filter((one) => relayByTarget(one).length > 0)
  const isUnseen = alias.kind === 'blind' || mx.kind === 'blind'
  return {
    signs: to === undefined ? [] : onlyOne(relayByTarget(to), `${name}, which leads to ${to}`),
    unseen: isUnseen,
  }
}

/** A name that a relay's customers have unless they choose another. */
interface Place {
  profile: RelayProfile
  label: string
  type: 'CNAME' | 'MX'
  stateOf(record: RelayRecord): RelayState | undefined
}
function placesOf(profile: RelayProfile): Place[] {
  const { returnPath, tracking } = profile
  const path = returnPath.kind === 'cname' || returnPath.kind === 'mx' ? returnPath : undefined
  const label = path?.label ?? path?.usual
  const type = path?.kind === 'mx' ? 'MX' : 'CNAME'
  return [
    ...(path && label !== undefined
      ? [{ profile, label, type, stateOf: (record: RelayRecord) => returnPathState(record, path) } as const]
      : []),
    ...(tracking
      ? [
          {
            profile,
            label: tracking.label,
            type: 'CNAME',
            stateOf: (record: RelayRecord) => trackingState(record, tracking),
          } as const,
        ]
      : []),
  ]
}

/** The relays to which those names lead, all asked at once. What a wildcard gives to every name is no sign. */
export async function signsInNames({ target, world, look }: Site): Promise<Signs> {
  const spf = await look('spfTexts')
  if (!spf.seen || spf.value.txt.kind === 'no-such-name') return nothing(!spf.seen)
  const ask = (label: string, type: Place['type']) => world.dns(joinNames(label, target.name), type)
  const given = { CNAME: ask('*', 'CNAME'), MX: ask('*', 'MX') }
  const looks = relays.flatMap(placesOf).map(async ({ profile, label, type, stateOf }): Promise<Signs> => {
    const [answer, star] = await Promise.all([ask(label, type), given[type]])
    const name = joinNames(label, target.name)
    const state = stateOf({ name, known: 'usual', answers: { [type]: answer } })
    if (state?.is !== 'points') return nothing(answer.kind === 'blind')
    if (!isOwn(answer, star)) return nothing(star.kind === 'blind')
    const isOnly = relayByTarget(state.to).length === 1 || (await hasKeyOf(profile, look))
    return { signs: isOnly ? [{ profile, sign: `${name}, which leads to ${state.to}` }] : [], unseen: false }
  })
  const all = await Promise.all(looks)
  return { signs: all.flatMap(({ signs }) => signs), unseen: all.some(({ unseen }) => unseen) }
}

/** Whether a key stands at one of the relay's selectors: where relays share a name, that tells which of them it is. */
async function hasKeyOf({ dkim }: RelayProfile, look: Site['look']): Promise<boolean> {
  const keys = await look('dkimKeys')
  if (!keys.seen || dkim.kind === 'unknown') return false
  return keys.value.some(({ selector, live, wildcard }) => live && !wildcard && dkim.selectors.includes(selector))
}

/** Whether something stands there that a wildcard does not give; not so where it is not known what one gives. */
function isOwn(answer: DnsAnswer, star: DnsAnswer): boolean {
  if (answer.kind === 'blind' || star.kind === 'blind') return false
  const given = new Set(recordsOf(star).map(({ data }) => JSON.stringify(data)))
  return recordsOf(answer).some(({ data }) => !given.has(JSON.stringify(data)))
}
