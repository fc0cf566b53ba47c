import type { Blind } from '../../core/observation.ts'
import type { TrailAsk, TrailSeen } from '../../core/probe.ts'
import type { RecordsApi } from '../../core/trail.ts'
import { type Activities, type Activity, parseActivities } from '../../records/log/smtp2go.ts'
import { visible } from '../../records/visible.ts'
import type { Https, HttpsSeen } from '../https.ts'
import { pause } from '../pause.ts'
import type { Redact } from '../redact.ts'
import { bounded, type Look, type SourceFor } from './source.ts'

/** A relay that is asked for its records, with the key for that. */
export interface RecordsOptions {
  api: RecordsApi
  key: string
  https: Https
  /** Takes the key, and what else is secret, out of what comes back. */
  hide: Redact
  signal?: AbortSignal | undefined
  /** How long it is waited before each look, in milliseconds; tests are in a hurry. */
  pausesMs?: readonly number[]
}

const mostPages = 3
const mostFailures = 3
/** The last one is for all that follow. */
const usualPauses = [2000, 3000, 5000, 8000, 13_000, 21_000, 30_000]
/** Whoever asked too much is not heard for a minute. */
const penaltyMs = 61_000

/** What the relay has recorded, asked no oftener than half of what it allows, however many messages are followed. */
export function recordsOf({ api, key, https, hide, signal, pausesMs = usualPauses }: RecordsOptions): SourceFor {
  const turn = inTurn((2 * 60_000) / api.mostAMinute, signal)
  const search = async (ask: TrailAsk, more: string | undefined): Promise<HttpsSeen> => {
    await turn()
    const seen = await https({
      method: 'POST',
      url: api.url,
      headers: { 'content-type': 'application/json', accept: 'application/json', [api.keyHeader]: key },
      body: JSON.stringify({
        start_date: new Date(ask.since.getTime() - 60_000).toISOString(),
        end_date: new Date(Date.now() + 3_600_000).toISOString(),
        search_recipient: ask.recipient,
        include_headers: true,
        limit: 100,
        ...(more !== undefined && { continue_token: more }),
      }),
    })
    return seen.kind === 'reply' ? { ...seen, body: hide(seen.body) } : seen
  }
  // Of all messages: until then nobody is asked, and this is what was said.
  let shut: { until: number; blind: Blind } | undefined
  return (ask) => {
    let last: Look = { events: [], unseen: [], done: false }
    let failures = 0
    const look = async (): Promise<Look> => {
      const isShut = shut !== undefined && performance.now() < shut.until
      const seen = isShut && shut ? { blind: shut.blind, over: false } : await activitiesOf(ask, search, api)
      if ('events' in seen) {
        failures = 0
        last = { ...toldOf(seen.events, api, hide), unseen: seen.events.length > 0 ? [] : [noneOf(api, seen.cut)] }
        return last
      }
      const { blind, over } = seen
      if (blind.reason === 'deferred' && !isShut) shut = { until: performance.now() + penaltyMs, blind }
      else failures++
      last = { ...last, unseen: [{ by: api.name, blind }], done: over || failures >= mostFailures }
      return last
    }
    const shutFor = () => (shut ? shut.until - performance.now() : 0)
    return { look, pauseMs: (looks) => Math.max(shutFor(), pausesMs[Math.min(looks, pausesMs.length - 1)] ?? 0) }
  }
}

function toldOf(activities: readonly Activity[], api: RecordsApi, hide: Redact): Omit<Look, 'unseen'> {
  const events = activities.map((one): TrailSeen => {
    const { event, at, answer, host } = one
    const state = (Object.hasOwn(api.states, event) && api.states[event]) || 'other'
    const words = [event, host, answer].filter((word) => word !== undefined).join(', ')
    return { at, by: api.name, state, ...(host && { to: host }), ...(answer && { answer }), text: words }
  })
  const sorted = events.sort((a, b) => a.at.getTime() - b.at.getTime())
  return { events: bounded(sorted, hide), done: activities.some(({ event }) => api.last.includes(event)) }
}

/** `cut`: there are more pages than were looked through. */
type Searched = { events: Activity[]; cut: boolean } | { blind: Blind; over: boolean }

/** All pages; of what is recorded for that recipient, what is of that message. */
async function activitiesOf(
  ask: TrailAsk,
  search: (ask: TrailAsk, more: string | undefined) => Promise<HttpsSeen>,
  api: RecordsApi,
): Promise<Searched> {
  const events: Activity[] = []
  let more: string | undefined
  for (let page = 0; page < mostPages; page++) {
    const seen = await search(ask, more)
    if (seen.kind === 'blind') return { blind: withWayOut(seen.blind, api), over: seen.blind.reason === 'interrupted' }
    const answer = parseActivities(seen.body)
    if (seen.status < 200 || seen.status > 299 || 'error' in answer) return refusalOf(seen.status, answer, api)
    if ('fault' in answer) return { ...malformed(api, answer.fault), over: true }
    events.push(...answer.events.filter((one) => isOf(one, ask)))
    more = answer.more
    if (more === undefined) break
  }
  return { events, cut: more !== undefined }
}

/** By the relay's own name for it, by our token, or by its Message-ID. */
function isOf(
  { emailId, recipients, subject, headers }: Activity,
  { queueId, token, id, recipient }: TrailAsk,
): boolean {
  if (recipients.length > 0 && !recipients.includes(recipient.toLowerCase())) return false
  if (queueId !== undefined && emailId === queueId) return true
  const isIn = (word: string) => word.length >= 8 && (subject.includes(word) || headers.includes(word))
  return isIn(token) || isIn(id)
}

const saidBy = ({ name }: RecordsApi, words: string, status: number): string => {
  const said = visible(words.replace(/\s+/g, ' ').trim()).slice(0, 200)
  return `${name} gives no records: HTTP status ${status}${said === '' ? '' : `, "${said}"`}`
}

const noneOf = ({ name }: RecordsApi, cut: boolean) => ({
  by: name,
  blind: {
    reason: 'not-attempted',
    ...(cut
      ? {
          detail: `${name} has more records of that recipient than were looked through, and none of the message among them`,
          wayOut: byHand(name),
        }
      : { detail: `${name} has no record of the message so far`, wayOut: 'Wait longer: --wait 900.' }),
  } satisfies Blind,
})

const byHand = (name: string): string => `Look for the message in the reports of ${name}.`

/** Where the run has ended the network is not at fault. */
const withWayOut = (blind: Blind, { name }: RecordsApi): Blind => ({
  ...blind,
  wayOut:
    blind.reason === 'interrupted'
      ? byHand(name)
      : `Let this machine reach ${name} by HTTPS, or look for the message in its own reports.`,
})

const malformed = ({ name }: RecordsApi, fault: string) => ({
  blind: {
    reason: 'malformed',
    detail: `what ${name} answers is none of its records: ${fault}`,
    wayOut: byHand(name),
  } satisfies Blind,
})

/** What a status that is none of success means, and an error beside one that is. */
function refusalOf(status: number, answer: Activities, api: RecordsApi): { blind: Blind; over: boolean } {
  const { error = '', code } = 'error' in answer ? answer : {}
  const detail = saidBy(api, error, status)
  if (status === 429)
    return {
      blind: {
        reason: 'deferred',
        detail,
        wayOut: `Wait a minute: ${api.name} answers ${api.mostAMinute} questions in one.`,
      },
      over: false,
    }
  if (status >= 500)
    return { blind: { reason: 'server-failure', detail, wayOut: 'Run it again in some minutes.' }, over: false }
  if (status === 401) return { blind: { reason: 'refused', detail, wayOut: wrongKey(api) }, over: true }
  if (status === 403 || code === api.forbidden)
    return { blind: { reason: 'no-permission', detail, wayOut: notAllowed(api) }, over: true }
  return {
    blind: { reason: 'refused', detail, wayOut: byHand(api.name) },
    over: true,
  }
}

const wrongKey = ({ name, keyVariable, keyPage }: RecordsApi): string =>
  `${name} does not take the key in ${keyVariable}. ${keyPage}`
const notAllowed = ({ keyVariable, keyPage, name }: RecordsApi): string =>
  `The key in ${keyVariable} may not ask for that, or not from this machine's address (${name} has a list of those that may). ${keyPage}`

/** Lets one after another through, so far apart. */
function inTurn(apartMs: number, signal: AbortSignal | undefined): () => Promise<void> {
  let next = 0
  return () => {
    const now = performance.now()
    const at = Math.max(now, next)
    next = at + apartMs
    return pause(at - now, signal)
  }
}
