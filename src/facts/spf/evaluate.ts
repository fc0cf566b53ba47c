import type { SpfResult } from '../../core/spf.ts'
import { parseMacros } from '../../records/spf/macro.ts'
import { isBroken } from '../../records/spf/parse.ts'
import type { Mechanism, Qualifier, SpfRecord } from '../../records/spf/record.ts'
import { lookAhead } from './ahead.ts'
import {
  brief,
  countVoid,
  type Inquiry,
  isVoid,
  note,
  type Place,
  readRecord,
  type Stop,
  spend,
  spfTextsOf,
  unseen,
} from './inquiry.ts'
import { canExpand, findTarget, matchers, noQuestion, type Target } from './mechanisms.ts'

/** Where check_host() ended (RFC 7208 section 2.6). */
export type Outcome =
  | Stop
  /** `problem` says why there is no policy. */
  | { result: 'none'; problem: string }
  /** `matched` and where it stands; absent where the record came to its end. */
  | {
      result: Exclude<SpfResult, 'none' | Stop['result']>
      matched?: { term: Mechanism; record: SpfRecord; place: Place }
    }

const results = { '+': 'pass', '-': 'fail', '~': 'softfail', '?': 'neutral' } as const satisfies Record<
  Qualifier,
  SpfResult
>
const costly = new Set(['include', 'a', 'mx', 'ptr', 'exists'])

/** check_host() for one domain, from its TXT records on (RFC 7208 sections 4.4 to 4.7). `name` is `place.domain` as DNS is asked. */
export async function evaluate(inquiry: Inquiry, name: string, place: Place): Promise<Outcome> {
  const found = await findRecord(inquiry, name, place)
  if ('result' in found) return found
  const { record } = found
  lookAhead(inquiry, record, place, inquiry.lookups)
  for (const term of record.terms) {
    if (term.kind !== 'mechanism') continue
    const decision = await evaluateTerm(inquiry, place, term)
    if (decision === 'match') return { result: results[term.qualifier], matched: { term, record, place } }
    if (decision !== 'no match') return decision
  }
  return (await followRedirect(inquiry, place, record)) ?? endOfRecord(inquiry, place)
}

function endOfRecord(inquiry: Inquiry, place: Place): Outcome {
  note(inquiry, place, { term: '', cost: 0, came: 'neutral', says: 'the end of the record, nothing matched: neutral' })
  return { result: 'neutral' }
}

/** The one SPF record at a name, sound from end to end (RFC 7208 sections 4.4 to 4.6). */
async function findRecord(inquiry: Inquiry, name: string, place: Place): Promise<{ record: SpfRecord } | Outcome> {
  const answer = await inquiry.ask(name, 'TXT')
  if (answer.kind === 'blind') return unseen(answer.blind)
  // The first question is free (section 4.6.4), and so is its void.
  const stop = place.depth > 0 && isVoid(answer) ? countVoid(inquiry, `TXT ${name}`, place) : undefined
  if (stop) return stop
  const texts = spfTextsOf(answer)
  const [text] = texts
  if (text === undefined) return { result: 'none', problem: `${place.domain} has no SPF record` }
  if (texts.length > 1) return { result: 'permerror', problem: `${place.domain} has ${texts.length} SPF records` }
  const record = readRecord(inquiry, text)
  if (!isBroken(record)) return { record }
  const fault = record.faults.find(({ legal }) => !legal)
  return {
    result: 'permerror',
    problem: `"${brief(fault?.text ?? '')}" in the record of ${place.domain} is an error: ${fault?.says}`,
  }
}

type Decision = 'match' | 'no match' | Stop

async function evaluateTerm(inquiry: Inquiry, place: Place, term: Mechanism): Promise<Decision> {
  const before = inquiry.lookups
  const cost = () => inquiry.lookups - before
  const stop = costly.has(term.name) ? spend(inquiry, term.text, place) : undefined
  if (!stop && term.name === 'include') return evaluateInclude(inquiry, place, term, before)
  const finding = stop ?? (await matchers[term.name as keyof typeof matchers](inquiry, place, term))
  if ('result' in finding) {
    note(inquiry, place, { term: term.text, cost: cost(), came: finding.result, says: finding.problem })
    return finding
  }
  const { came, says, ...server } = finding
  const step = { term: term.text, cost: cost(), ...server }
  if (came !== 'match') {
    note(inquiry, place, { ...step, came, says })
    return 'no match'
  }
  const result = results[term.qualifier]
  note(inquiry, place, { ...step, came: result, says: `${says}, ${result}` })
  return 'match'
}

/** RFC 7208 section 5.2: only a pass inside is a match; none and permerror inside are errors here too. */
async function evaluateInclude(inquiry: Inquiry, place: Place, term: Mechanism, before: number): Promise<Decision> {
  const macros = parseMacros(term.domain ?? '', 'name')
  if ('parts' in macros && !canExpand(inquiry, macros.parts)) {
    // RFC 8616 section 4: no match, where any other name that cannot be asked is an error.
    note(inquiry, place, {
      term: term.text,
      cost: 1,
      came: 'no match',
      says: `${noQuestion(term.domain ?? '')}: no match`,
    })
    return 'no match'
  }
  const { outcome, step } = await enter(inquiry, place, term.text, term.domain ?? '', before)
  switch (outcome.result) {
    case 'pass':
      step.came = results[term.qualifier]
      step.says = `pass inside: match, ${step.came}`
      return 'match'
    case 'fail':
    case 'softfail':
    case 'neutral':
      step.says = `${outcome.result} inside: no match`
      return 'no match'
    case 'none':
      step.came = 'permerror'
      return { result: 'permerror', problem: outcome.problem }
    case 'permerror':
      step.came = 'permerror'
      return outcome
    case 'temperror':
      step.came = 'temperror'
      return outcome
  }
}

/** RFC 7208 section 6.1: where nothing matched and there is no `all`, another record decides in this one's place. */
async function followRedirect(inquiry: Inquiry, place: Place, record: SpfRecord): Promise<Outcome | undefined> {
  const redirect = record.terms.find((term) => term.kind === 'modifier' && term.name === 'redirect')
  if (redirect?.kind !== 'modifier') return undefined
  if (record.terms.some((term) => term.kind === 'mechanism' && term.name === 'all')) return undefined
  const before = inquiry.lookups
  const stop = spend(inquiry, redirect.text, place)
  if (stop) {
    note(inquiry, place, { term: redirect.text, cost: 1, came: stop.result, says: stop.problem })
    return stop
  }
  const { outcome, step } = await enter(inquiry, place, redirect.text, redirect.value, before, place.explains)
  const decided: Outcome = outcome.result === 'none' ? { result: 'permerror', problem: outcome.problem } : outcome
  step.came = decided.result
  if (!('problem' in decided)) step.says = `decides: ${decided.result}`
  return decided
}

/** Goes into the record that an include or a redirect names. Its step stands in the trace before those inside. */
async function enter(inquiry: Inquiry, place: Place, term: string, spec: string, before: number, explains = false) {
  const target = await findTarget(inquiry, place, spec, term)
  const step = note(inquiry, place, { term, cost: inquiry.lookups - before, came: 'no match', says: '' })
  const steps = inquiry.trace.length
  const outcome = 'result' in target ? target : await evaluateAt(inquiry, target, { depth: place.depth + 1, explains })
  const answer = 'name' in target ? await inquiry.ask(target.name, 'TXT') : undefined
  if (answer && answer.kind !== 'blind') step.server = answer.server
  // The problem is told where it arose: at a step inside, or else here.
  if ('problem' in outcome) step.says = inquiry.trace.length > steps ? `${outcome.result} inside` : outcome.problem
  return { step, outcome }
}

async function evaluateAt(inquiry: Inquiry, { name, text }: Target, inside: Omit<Place, 'domain'>): Promise<Outcome> {
  if (name !== undefined) return evaluate(inquiry, name, { ...inside, domain: text })
  return { result: 'permerror', problem: noQuestion(text) }
}
