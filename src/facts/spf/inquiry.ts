import { type Dns, type DnsAnswer, recordsOf } from '../../core/dns.ts'
import type { Blind } from '../../core/observation.ts'
import type { SpfStep } from '../../core/spf.ts'
import type { Address } from '../../records/address.ts'
import type { RecordType } from '../../records/dns.ts'
import type { MacroValues } from '../../records/spf/macro.ts'
import { isSpf, parseSpf } from '../../records/spf/parse.ts'
import type { SpfRecord } from '../../records/spf/record.ts'

/** RFC 7208 section 4.6.4. */
export const mostLookups = 10
const mostVoids = 2
const mostSteps = 200
const mostAhead = 40

/** One evaluation of check_host() under way: who is asked, what it has cost, and the way so far. */
export interface Inquiry {
  readonly ip: Address
  readonly values: Omit<MacroValues, 'domain' | 'validated'>
  /** Asks no question twice. */
  ask<T extends RecordType>(name: string, type: T): Promise<DnsAnswer<T>>
  /** Asks before anybody knows whether the answer will be needed; nothing once enough has been asked so, or all is said. */
  askAhead<T extends RecordType>(name: string, type: T): Promise<DnsAnswer<T>> | undefined
  /** What was read, by its text. */
  readonly records: Map<string, SpfRecord>
  /** Domains whose records were looked at ahead. */
  readonly foreseen: Set<string>
  lookups: number
  voids: number
  voidQueries: number
  readonly trace: SpfStep[]
  /** The first name of the address that was needed and could not be looked up. */
  doubt?: Blind
  decided: boolean
}

/** Whose record is being read, and how deep inside others it stands. `domain` is unescaped, in lower case. */
export interface Place {
  domain: string
  depth: number
  /** Whether this record's exp counts: it does not inside an include (RFC 7208 section 6.2). */
  explains: boolean
}

/** What ends the whole evaluation at once (RFC 7208 sections 2.6.6 and 2.6.7). */
export interface Stop {
  result: 'permerror' | 'temperror'
  problem: string
  /** It was too much (section 4.6.4), not wrong. */
  limit?: true
  blind?: Blind
}

/** What came of one mechanism. */
export type Finding = { came: 'match' | 'no match' | 'void'; says: string; server?: string } | Stop

/** Nothing asked, nothing spent. */
export function openInquiry(dns: Dns, ip: Address, values: Inquiry['values']): Inquiry {
  const asked = new Map<string, Promise<DnsAnswer>>()
  let ahead = 0
  const ask = <T extends RecordType>(name: string, type: T) => {
    const key = `${type} ${name}`
    const answer = asked.get(key) ?? dns(name, type)
    asked.set(key, answer as Promise<DnsAnswer>)
    return answer as Promise<DnsAnswer<T>>
  }
  const inquiry: Inquiry = {
    ip,
    values,
    ask,
    askAhead(name, type) {
      if (inquiry.decided) return undefined
      if (!asked.has(`${type} ${name}`) && ++ahead > mostAhead) return undefined
      return ask(name, type)
    },
    records: new Map(),
    foreseen: new Set(),
    lookups: 0,
    voids: 0,
    voidQueries: 0,
    trace: [],
    decided: false,
  }
  return inquiry
}

/** Counts one lookup; a Stop where it is one too many (RFC 7208 section 4.6.4). */
export function spend(inquiry: Inquiry, term: string, place: Place): Stop | undefined {
  inquiry.lookups += 1
  if (inquiry.lookups <= mostLookups) return undefined
  return {
    result: 'permerror',
    limit: true,
    problem: `${brief(term)} in the record of ${place.domain} is lookup ${inquiry.lookups}, and ${mostLookups} are allowed`,
  }
}

/** Counts an answer without a record; a Stop where it is one void too many (RFC 7208 section 4.6.4). */
export function countVoid(inquiry: Inquiry, question: string, place: Place): Stop | undefined {
  inquiry.voids += 1
  inquiry.voidQueries += 1
  if (inquiry.voids <= mostVoids) return undefined
  return {
    result: 'permerror',
    limit: true,
    problem: `${question}, asked for the record of ${place.domain}, is void lookup ${inquiry.voids}, and ${mostVoids} are allowed`,
  }
}

/** No answer is no "no" (RFC 7208 section 2.6.6). */
export const unseen = (why: Blind): Stop => ({
  result: 'temperror',
  problem: why.question ? `${why.question}: ${why.detail}` : why.detail,
  blind: why,
})

/** Whether an answer was seen and holds nothing of what was asked: a void lookup. */
export const isVoid = (answer: DnsAnswer): boolean => answer.kind === 'no-data' || answer.kind === 'no-such-name'

/** The texts of an answer that are SPF records (RFC 7208 sections 3.3 and 4.5). */
export const spfTextsOf = (answer: Exclude<DnsAnswer<'TXT'>, { kind: 'blind' }>): string[] =>
  recordsOf(answer)
    .map(({ data }) => data.join(''))
    .filter(isSpf)

/** Each text is parsed once, however often it is reached. */
export function readRecord(inquiry: Inquiry, text: string): SpfRecord {
  const record = inquiry.records.get(text) ?? parseSpf(text)
  inquiry.records.set(text, record)
  return record
}

/** A term as a sentence or a drawing can hold it. */
export const brief = (text: string): string => (text.length > 100 ? `${text.slice(0, 100)}…` : text)

/**
 * Adds a step to the trace. Of a hostile record's thousands of addresses only the first are kept, and what matters:
 * what cost something, matched or stopped it all.
 */
export function note(inquiry: Inquiry, place: Place, step: Omit<SpfStep, 'depth' | 'domain' | 'lookups'>): SpfStep {
  const whole = { depth: place.depth, domain: place.domain, lookups: inquiry.lookups, ...step, term: brief(step.term) }
  if (inquiry.trace.length < mostSteps || step.cost > 0 || step.came !== 'no match') inquiry.trace.push(whole)
  return whole
}
