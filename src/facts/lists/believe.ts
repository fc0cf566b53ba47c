import type { DnsAnswer } from '../../core/dns.ts'
import type { Blocklist, ListCode, ListProbe, ListState } from '../../core/lists.ts'
import { isEntry, readCodes } from '../../records/list-codes.ts'

/** What a list answered about a subject and about its test entries. */
export interface Heard {
  subject: DnsAnswer<'A'>
  /** Absent where no entry is known that must be listed. */
  positive?: DnsAnswer<'A'>
  negative: DnsAnswer<'A'>
  /** About two more that nobody lists, asked where `negative` was listed. */
  second?: readonly DnsAnswer<'A'>[]
}
/** What is to be made of it. `why` and `oddity` as in Listing. */
export interface Belief {
  state: ListState
  codes: readonly string[]
  told: readonly ListCode[]
  why?: string
  oddity?: string
}
/** So many are kept; all are read. */
const mostCodes = 32

type Doubt = Required<Pick<Belief, 'state' | 'why'>>

export const addressesIn = (answer: DnsAnswer<'A'>): string[] =>
  answer.kind === 'records' ? answer.records.map(({ data }) => data) : []

/** Whether a list has the name that was asked for, whatever it means by it. */
export const isListed = (list: Blocklist, answer: DnsAnswer<'A'>): boolean => isEntry(list, addressesIn(answer))

/**
 * Judges an answer together with the test entries that were asked at the same time (RFC 5782 section 5): refusals first, then
 * whether the list proved itself, then what it says. Silence is never clean, and a refusal never a listing.
 */
export function believe(list: Blocklist, heard: Heard, probe: ListProbe): Belief {
  const codes = addressesIn(heard.subject)
  const read = readCodes(list, codes)
  const said = { codes: codes.slice(0, mostCodes), told: read.told }
  const doubt = doubtIn(list, heard.subject) ?? doubtOfList(list, heard, probe)
  if (doubt) return { ...said, ...doubt }
  const isThere = isListed(list, heard.subject)
  if (!heard.positive && !isThere)
    return {
      ...said,
      state: 'skipped',
      why: 'it has no known test entry, so nobody can tell its silence from "not listed"',
    }
  const oddity = isListed(list, heard.negative)
    ? `${list.name} lists ${probe.clear}, which no list should, but not everything: it is believed.`
    : undefined
  const { state, why } = read
  return { ...said, state, ...(why !== undefined && { why: saidBy(heard.subject, why) }), ...(oddity && { oddity }) }
}

function doubtOfList(
  list: Blocklist,
  { subject, positive, negative, second = [] }: Heard,
  probe: ListProbe,
): Doubt | undefined {
  const stopped = [...(positive ? [positive] : []), negative].map((answer) => doubtIn(list, answer)).find(Boolean)
  if (stopped) return stopped
  if (positive && !isListed(list, positive)) return notItself(list, subject, positive, probe)
  if (!isListed(list, negative)) return undefined
  if (second.some((answer) => isAbsent(answer))) return undefined
  const unseen = second.map((answer) => doubtIn(list, answer)).find(Boolean)
  if (unseen) return unseen
  const why = `${by(negative)} says that it lists ${probe.clear} and every other name: the list, or this resolver, answers everything`
  return { state: 'broken', why }
}

/** Without its test entry a list is empty, or the resolver keeps it from us. */
function notItself(list: Blocklist, subject: DnsAnswer<'A'>, positive: DnsAnswer<'A'>, { listed }: ListProbe): Doubt {
  return isListed(list, subject)
    ? {
        state: 'broken',
        why: `${by(positive)} says that it does not list its own test entry ${listed}, but that it does list this`,
      }
    : {
        state: 'unreachable',
        why: `${by(positive)} says that it does not even list its own test entry ${listed}: the list is empty, or this resolver keeps it from us`,
      }
}

const isAbsent = (answer: DnsAnswer<'A'>): boolean => answer.kind === 'no-such-name' || answer.kind === 'no-data'

/** Why an answer says nothing at all: nobody gave one, or it is a refusal, or no list's. */
function doubtIn(list: Blocklist, answer: DnsAnswer<'A'>): Doubt | undefined {
  if (answer.kind === 'blind') {
    const { reason, detail } = answer.blind
    return { state: states[reason] ?? 'unreachable', why: detail }
  }
  const { state, why = '' } = readCodes(list, addressesIn(answer))
  return state === 'refused' || state === 'broken' ? { state, why: saidBy(answer, why) } : undefined
}

const states: Readonly<Record<string, ListState>> = { refused: 'refused', 'not-attempted': 'skipped' }

const by = (answer: DnsAnswer): string => (answer.kind === 'blind' ? 'nobody' : answer.server)
const saidBy = (answer: DnsAnswer, why: string): string => `${by(answer)} answered ${why}`
