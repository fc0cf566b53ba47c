import type { Check, Ruling, Subject } from './core/check.ts'
import type { FactName, Facts, Gathered } from './core/facts.ts'
import type { About, Finding, Verdict } from './core/finding.ts'
import type { Blind } from './core/observation.ts'
import { areUnheard } from './core/zone.ts'
import { hidden } from './hidden.ts'
import { neverAsk } from './records/name.ts'
import { visible, written } from './records/visible.ts'

/** The one place where "could not look" becomes a verdict: a check's judge() never meets a missing fact. */
export function judge(check: Check, gathered: Gathered, hide?: (text: string) => string): Finding[] {
  try {
    const absent = absence(check.subject, gathered)
    if (absent !== undefined) return [finding(check, 'not-applicable', 'skip', cover(absent, hide), nothing)]
    const facts = seenFacts(check.needs, gathered)
    if ('blind' in facts) return [unknown(check, cover(facts.blind, hide), nothing, undefined, gathered)]
    const ruled = check.judge(facts.values)
    if (!Array.isArray(ruled)) return [rule(check, cover(ruled, hide), gathered)]
    return ruled.map((ruling) => rule(check, cover(ruling, hide), gathered))
  } catch (error) {
    return [unknown(check, { reason: 'bug', detail: `relaycheck itself failed in ${check.id}: ${String(error)}` }, {})]
  }
}

const nothing: About = {}

const cover = <V>(value: V, hide?: (text: string) => string): V => (hide ? hidden(value, hide) : value)

/** What many checks share: the facts that were seen, and what was said of subjects. */
interface Sight {
  values: Facts
  absences: Map<Subject, string | undefined>
}
const sights = new WeakMap<Gathered, Sight>()

function sightOf(gathered: Gathered): Sight {
  const known = sights.get(gathered)
  if (known) return known
  const values: Partial<Record<FactName, unknown>> = {}
  for (const name of Object.keys(gathered) as FactName[]) {
    const fact = gathered[name]
    if (fact?.seen) values[name] = fact.value
  }
  const sight = { values: values as unknown as Facts, absences: new Map() }
  sights.set(gathered, sight)
  return sight
}

function absence(subject: Subject | undefined, gathered: Gathered): string | undefined {
  if (!subject) return undefined
  const { absences } = sightOf(gathered)
  if (!absences.has(subject)) absences.set(subject, absenceOf(subject, gathered))
  return absences.get(subject)
}

function absenceOf(subject: Subject, gathered: Gathered): string | undefined {
  const whole = absence(subject.within, gathered)
  if (whole !== undefined) return whole
  const facts = seenFacts(subject.needs, gathered)
  return 'blind' in facts ? undefined : subject.absent(facts.values)
}

function seenFacts(needs: readonly FactName[], gathered: Gathered): Pick<Sight, 'values'> | { blind: Blind } {
  for (const name of needs) {
    const fact = gathered[name]
    if (!fact) throw new Error(`${name} was not gathered`)
    if (!fact.seen) return fact
  }
  return sightOf(gathered)
}

function rule(check: Check, ruling: Ruling, gathered: Gathered): Finding {
  const { about = nothing, evidence } = ruling
  if ('cannotTell' in ruling) return unknown(check, ruling.cannotTell, about, evidence, gathered)
  const outcome = check.outcomes[ruling.outcome]
  if (!outcome) throw new Error(`${ruling.outcome} is not an outcome that ${check.id} declares`)
  const { repair, fixFor = '', follows } = ruling
  const { verdict, unseen } = outcome
  const found = finding(check, ruling.outcome, verdict, fill(outcome.says, about), about)
  const fix = outcome.fixes?.[fixFor] ?? outcome.fix
  const brief = outcome.brief === undefined ? '' : fill(outcome.brief, about)
  if (brief !== '') found.brief = brief
  if (unseen !== undefined) found.unseen = unseen
  if (evidence?.length) found.evidence = evidence
  if (fix !== undefined) found.fix = fill(fix, about)
  if (repair?.length) found.repair = repair
  if (follows?.length) found.follows = follows
  return found
}

function unknown(
  check: Check,
  cause: Blind,
  about: About,
  evidence: Finding['evidence'] = [],
  gathered: Gathered = {},
): Finding {
  const blind = withWayOut(cause, gathered)
  const says = visible(`${blind.question ? `${blind.question}: ` : ''}${blind.detail}`)
  const found = finding(check, 'unknown', 'unknown', says, about)
  if (evidence.length > 0) found.evidence = evidence
  found.fix = blind.wayOut ?? waysFor(gathered)[blind.reason] ?? wayOut(blind)
  found.blind = blind
  return found
}

function finding(check: Check, outcome: string, verdict: Verdict, says: string, about: About): Finding {
  const { refs, refsAlone } = check.outcomes[outcome] ?? {}
  return {
    id: `${check.id}/${outcome}`,
    check: check.id,
    outcome,
    verdict,
    says,
    about,
    refs: refs ? [...(refsAlone ? [] : check.refs), ...refs] : check.refs,
  }
}

/** Asking the name servers themselves is no way where nobody hears them. */
function withWayOut(blind: Blind, { nameServers }: Gathered): Blind {
  if (blind.reason !== 'server-failure' || blind.wayOut || !nameServers?.seen || !areUnheard(nameServers.value))
    return blind
  return {
    ...blind,
    wayOut: 'See that the name servers answer (zone-name-servers), or ask another resolver: --resolver ADDRESS.',
  }
}

/** Where an address, a relay or a message is looked at, no name servers can be asked themselves, and the zones are mostly somebody else's. */
const otherWays: Partial<Record<Blind['reason'], string>> = {
  'server-failure': 'Wait, or ask another resolver: --resolver ADDRESS.',
  lame: 'Wait, or ask another resolver: --resolver ADDRESS.',
  bogus: 'Whoever runs that zone has to mend its DNSSEC chain first: a resolver that validates shows it to nobody.',
  'not-recorded': 'Give the recording of this run, or record anew with this version and these options: --record FILE.',
}

/** Where this machine is looked at, what cannot be taken in is a file of its own. */
const waysHere: Partial<Record<Blind['reason'], string>> = {
  malformed: 'Mend that file first, then run again.',
  'not-recorded':
    'Give the recording of this machine, or record anew with this version and these options: --record FILE.',
}
/** Where a message is sent, logs are read too. */
const waysOfProbe: Partial<Record<Blind['reason'], string>> = {
  ...otherWays,
  'no-permission': 'Run it as root, with the same options: sudo relaycheck probe.',
}
const waysFor = ({ address, relay, mail, mailReport, mta, postfix, probeSent }: Gathered) =>
  address || relay || mail || mailReport ? otherWays : mta || postfix ? waysHere : probeSent ? waysOfProbe : {}

/** How to get an answer after all. */
function wayOut({ reason, ownServers, question = '' }: Blind): string {
  if (ownServers)
    return 'Wait, or see why they do not answer. A resolver may still hold the answer: run again without --authoritative.'
  switch (reason) {
    case 'timeout':
      return 'Run again with more time, or ask another resolver: --resolver ADDRESS.'
    case 'interrupted':
      return 'Run again, and let it end.'
    case 'refused':
    case 'malformed':
    case 'untrusted':
      return 'Ask another resolver: --resolver ADDRESS.'
    case 'server-failure':
      return 'Ask the name servers themselves (--authoritative), or another resolver (--resolver ADDRESS).'
    case 'bogus':
      return 'Mend the DNSSEC chain first (see zone-dnssec): a resolver that validates shows this zone to nobody.'
    case 'lame':
      return 'Mend the delegation (see zone-name-servers), or ask a resolver instead of the name servers.'
    case 'hung-up':
    case 'deferred':
      return 'Wait a quarter of an hour, then run again.'
    case 'no-permission':
      return 'Run it as root, with the same options: sudo relaycheck relay.'
    case 'unreachable':
      return 'Check the network and the resolver address, or give another: --resolver ADDRESS.'
    case 'not-attempted':
      if (neverAsk(question.replace(/^\S+ /, '')) !== undefined)
        return 'Such a name never stands in public DNS: check the spelling, or give the domain that mail uses.'
      return 'Mend what it depends on first, then run again.'
    case 'not-recorded':
      return 'Give the recording of this domain, or record anew with this version and these options: --record FILE.'
    case 'bug':
      return 'Please report this, with a recording of the run: --record FILE.'
  }
}

/** What a value from outside brings along cannot start a new line, and so never passes for a line to be pasted. */
function fill(template: string, about: About): string {
  const parts = piecesOf(template)
  let filled = parts[0] ?? ''
  for (let at = 1; at < parts.length; at += 2) {
    const key = parts[at] ?? ''
    const value = about[key]
    if (value === undefined) throw new Error(`it says "${template}", but judge() gave no ${key}`)
    filled += visible(written(Array.isArray(value) ? value.join(', ') : String(value))) + parts[at + 1]
  }
  return filled
}

/** Of every template that was filled: text, the name of a value, text, and so on. */
const pieces = new Map<string, readonly string[]>()

function piecesOf(template: string): readonly string[] {
  const known = pieces.get(template) ?? template.split(/\{(\w+)\}/)
  pieces.set(template, known)
  return known
}
