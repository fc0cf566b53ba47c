import type { Evidence, TimelineHop } from '../core/finding.ts'
import type { ProbeArrival, ProbeSent, ProbeTrail, TrailEvent } from '../core/probe.ts'
import { quoted } from './few.ts'

/** From when on a message has waited longer than mail should, in milliseconds. */
export const slowFrom = 5 * 60_000
/** Clocks that are further apart than this tell nothing of one another. */
const mostApart = 10 * 86_400_000
const mostHops = 30
const longestReply = 160

type Hop = Omit<TimelineHop, 'number' | 'tookMs' | 'marks' | 'at'> & { at: Date }

/** The way of a probe as a drawing: from here to the server that took it, through all that was heard of it, to where it was found. */
export function wayOf(sent: ProbeSent, trail: ProbeTrail, arrival: ProbeArrival): Evidence[] {
  const server = sent.sessions[sent.decisive ?? sent.sessions.length - 1]?.host
  const last = lastHop(arrival)
  const onTheWay = trail.events.map(hopOf)
  if (onTheWay.length === 0 && !last) return []
  const first: Hop = { from: 'relaycheck', ...(server !== undefined && { by: server }), at: sent.at, how: 'handed in' }
  const all = [first, ...onTheWay, ...(last ? [last] : [])].sort((a, b) => a.at.getTime() - b.at.getTime())
  const more = all.length - mostHops
  return [{ kind: 'timeline', hops: all.slice(0, mostHops).map(numbered), ...(more > 0 && { more }) }]
}

function numbered({ at, ...hop }: Hop, place: number, all: readonly Hop[]): TimelineHop {
  const before = all[place - 1]
  const tookMs = before && at.getTime() - before.at.getTime()
  const isTold = tookMs !== undefined && tookMs < mostApart
  const marks = isTold && tookMs > slowFrom ? ['slow'] : []
  return { number: place + 1, ...hop, at: at.toISOString(), ...(isTold && { tookMs }), marks }
}

function hopOf(event: TrailEvent): Hop {
  const { at, by, state, to } = event
  const said = event.reply && event.reply.text !== '' ? `: ${quoted(event.reply.text, longestReply)}` : ''
  const next = to ?? 'the next server'
  switch (state) {
    case 'queued':
      return { by, at, how: 'queued' }
    case 'sent':
      return { from: by, by: next, at, how: `taken${said}` }
    case 'deferred':
      return { from: by, by, at, how: to === undefined ? `put off${said}` : `put off by ${to}${said}` }
    case 'bounced':
      return { from: by, by: to ?? by, at, how: `refused for good${said}` }
    case 'dropped':
      return { from: by, by: 'nobody', at, how: `thrown away${said}` }
    case 'delivered':
      return { from: by, by: 'a mailbox', at, how: 'laid into it' }
    case 'opened':
      return { by, at, how: 'opened' }
    case 'complained':
      return { by, at, how: 'reported as spam' }
    default:
      return { by, at, how: quoted(event.text, longestReply) }
  }
}

function lastHop(arrival: ProbeArrival): Hop | undefined {
  if (arrival.kind === 'arrived') return { by: arrival.called, at: arrival.arrival.at, how: 'arrived' }
  if (arrival.kind !== 'bounced' || !arrival.arrival) return undefined
  return { by: arrival.report.reporter ?? 'a server on the way', at: arrival.arrival.at, how: 'came back' }
}
