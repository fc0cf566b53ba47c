import type { Evidence, TimelineHop } from '../core/finding.ts'
import { lastWord, type ProbeArrival, type ProbeSent, type ProbeTrail, type TrailEvent } from '../core/probe.ts'
import { quoted } from './few.ts'

/** From when on a message has waited longer than mail should, in milliseconds. */
export const slowFrom = 5 * 60_000
/** Clocks that are further apart than this tell nothing of one another, in milliseconds. */
export const mostApart = 10 * 86_400_000
const mostHops = 30
const longestReply = 160

type Hop = Omit<TimelineHop, 'number' | 'marks' | 'at'> & { at?: Date }

/** The way of a probe as a drawing: from here to the server that took it, through all that was heard of it, to where it was found. */
export function wayOf(sent: ProbeSent, trail: ProbeTrail, arrival: ProbeArrival): Evidence[] {
  const server = lastWord(sent)?.host
  const last = lastHop(arrival)
  const onTheWay = [...trail.events.map(hopOf), ...(last ? [last] : [])]
  if (onTheWay.length === 0) return []
  const inOrder = joined(onTheWay.sort((a, b) => a.at.getTime() - b.at.getTime()))
  const first: Hop = { from: 'relaycheck', ...(server !== undefined && { by: server }), how: 'handed in' }
  const only = inOrder.length === 1 && arrival.kind === 'arrived' ? { tookMs: arrival.tookMs } : {}
  const all = [first, ...inOrder.map((hop) => ({ ...hop, ...only }))]
  const more = all.length - mostHops
  return [{ kind: 'timeline', hops: all.slice(0, mostHops).map(numbered), ...(more > 0 && { more }) }]
}

/** Tries that ended alike are one, as late as the last. */
function joined(hops: readonly Timed[]): Timed[] {
  const all: (Timed & { tries: number })[] = []
  for (const hop of hops) {
    const before = all.at(-1)
    const isAgain = before !== undefined && before.by === hop.by && before.from === hop.from && before.how === hop.how
    if (isAgain) all[all.length - 1] = { ...before, at: hop.at, tries: before.tries + 1 }
    else all.push({ ...hop, tries: 1 })
  }
  return all.map(({ tries, how, ...hop }) => ({ ...hop, how: tries === 1 ? how : `${how}, ${tries} times` }))
}
type Timed = Hop & { at: Date }

function numbered({ at, tookMs: known, ...hop }: Hop, place: number, all: readonly Hop[]): TimelineHop {
  const before = all[place - 1]?.at
  const tookMs = known ?? (before && at ? at.getTime() - before.getTime() : undefined)
  const isTold = tookMs !== undefined && tookMs < mostApart
  const marks = isTold && tookMs > slowFrom ? ['slow'] : []
  return { number: place + 1, ...hop, ...(at && { at: at.toISOString() }), ...(isTold && { tookMs }), marks }
}

function hopOf(event: TrailEvent): Timed {
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

function lastHop(arrival: ProbeArrival): Timed | undefined {
  if (arrival.kind === 'arrived') return { by: arrival.called, at: arrival.arrival.at, how: 'arrived' }
  if (arrival.kind !== 'bounced' || !arrival.arrival) return undefined
  return { by: arrival.report.reporter ?? 'a server on the way', at: arrival.arrival.at, how: 'came back' }
}
