import type { Dns, DnsAnswer, DnsHow } from '../core/dns.ts'
import type { Blind } from '../core/observation.ts'
import { type Cache, keep, openCache, recall } from '../records/cache.ts'
import type { RecordType } from '../records/dns.ts'
import { type Alarm, type Clock, cancelAlarm, openClock, setAlarm } from './dns/clock.ts'
import { secondsOf } from './dns/trouble.ts'
import { questionKey } from './tape/shape.ts'

/** What lists allow those who ask them (see the terms of Spam Eating Monkey, SPFBL): so many at once, so many a second. */
const mostAtOnce = 9
const ordinary = { atOnce: mostAtOnce, burst: 9, perSecond: 5 }
/** For questions about addresses of other people. */
const slow = { atOnce: 1, burst: 1, perSecond: 1 }
const mostRemembered = 20_000
const moreTime = 'Give the run more time (--deadline), or ask about fewer at a time.'

/** One that waits for its turn. */
interface Turn extends Alarm {
  /** It follows from what was asked before: it goes at once, and those behind it wait the longer. */
  follows: boolean
  go(): void
}
/** The way to one operator. `free` is how many may go at once without waiting, counted at `countedAt`. */
interface Lane {
  manner: typeof ordinary
  inside: number
  free: number
  countedAt: number
  /** Until when samples that were begun take all of its turns. */
  heldUntil: number
  waiting: Turn[]
  timer?: NodeJS.Timeout | undefined
}

/** How the operators of lists are treated in one run, whoever asks. */
export interface Pace {
  lanes: Map<string, Lane>
  /** Questions that have had their turn, or wait for it. */
  met: Cache<Promise<Blind | undefined>>
  clock: Clock
  over?: Blind
  close(): void
}

export function openPace(signal?: AbortSignal): Pace {
  const end = (detail: string) => {
    pace.over ??= { reason: 'interrupted', detail }
    for (const lane of pace.lanes.values()) {
      clearTimeout(lane.timer)
      for (const turn of lane.waiting.splice(0)) turn.ring(turn)
    }
  }
  const interrupt = () => end('the run was interrupted before the answer came')
  const close = () => {
    signal?.removeEventListener('abort', interrupt)
    end('the run ended before the answer came')
  }
  const pace: Pace = { lanes: new Map(), met: openCache(mostRemembered), clock: openClock(), close }
  if (signal?.aborted) interrupt()
  else signal?.addEventListener('abort', interrupt, { once: true })
  return pace
}

/**
 * The same DNS, no faster than a list's operator allows where one is named (`how.operator`): nine questions at once, and
 * after the first nine, five a second. A question that was asked before costs nothing. What has had no turn when
 * `deadlineMs`, from now, are over is blind.
 */
export function paced(dns: Dns, pace: Pace, deadlineMs = Number.POSITIVE_INFINITY): Dns {
  const due = performance.now() + deadlineMs
  type ToList = DnsHow & { operator: string }
  const ask = async <T extends RecordType>(name: string, type: T, how: ToList): Promise<DnsAnswer<T>> => {
    const lane = laneTo(pace, how.operator, how.slowly !== undefined)
    const key = questionKey(name, type, how)
    const met = recall(pace.met, key)
    if (met && !(await met)) return dns(name, type, how)
    if (how.slowly?.place === 0 && !hold(lane, how.slowly.size, due)) {
      const detail = `the ${how.slowly.size} questions of a sample, ${slow.perSecond} a second, do not fit into what is left of the run's ${secondsOf(deadlineMs)} (--deadline)`
      return {
        kind: 'blind',
        blind: { reason: 'not-attempted', detail, question: `${type} ${name}`, wayOut: moreTime },
      }
    }
    const turn = turnIn(pace, lane, { follows: how.follows ?? false, due })
    keep(pace.met, key, turn)
    const missed = await turn
    if (missed) {
      const late = `the run's ${secondsOf(deadlineMs)} were up before its turn came: ${how.operator} is asked no more than ${lane.manner.perSecond} questions a second, as its limits want it`
      const told = missed.reason === 'timeout' ? { detail: late, wayOut: moreTime } : {}
      return { kind: 'blind', blind: { ...missed, ...told, question: `${type} ${name}` } }
    }
    try {
      return await dns(name, type, how)
    } finally {
      lane.inside--
      letIn(lane)
    }
  }
  return (name, type, how) => {
    const operator = how?.operator
    return operator === undefined ? dns(name, type, how) : ask(name, type, { ...how, operator })
  }
}

function laneTo({ lanes }: Pace, operator: string, slowly: boolean): Lane {
  const key = `${operator}${slowly ? ', slowly' : ''}`
  const known = lanes.get(key)
  if (known) return known
  const manner = slowly ? slow : ordinary
  const now = performance.now()
  const lane: Lane = { manner, inside: 0, free: manner.burst, countedAt: now, heldUntil: now, waiting: [] }
  lanes.set(key, lane)
  return lane
}

/** Keeps the turns of a whole sample, unless they come too late. */
function hold(lane: Lane, size: number, due: number): boolean {
  const until = Math.max(lane.heldUntil, performance.now()) + (size / lane.manner.perSecond) * 1000
  if (until > due) return false
  lane.heldUntil = until
  return true
}

/** Resolves when the turn has come, or with what came before it. */
function turnIn(
  pace: Pace,
  lane: Lane,
  { follows, due }: Pick<Turn, 'follows'> & { due: number },
): Promise<Blind | undefined> {
  if (pace.over) return Promise.resolve(pace.over)
  return new Promise((settle) => {
    const turn: Turn = {
      tick: 0,
      follows,
      go() {
        cancelAlarm(pace.clock, turn)
        settle(undefined)
      },
      ring() {
        cancelAlarm(pace.clock, turn)
        lane.waiting = lane.waiting.filter((other) => other !== turn)
        settle(pace.over ?? { reason: 'timeout', detail: '' })
      },
    }
    lane.waiting.push(turn)
    letIn(lane)
    if (due <= performance.now()) turn.ring(turn)
    else if (lane.waiting.includes(turn) && due < Number.POSITIVE_INFINITY) setAlarm(pace.clock, turn, due)
  })
}

/** Lets in who may come in now, and comes back when the next one may. */
function letIn(lane: Lane): void {
  const { atOnce, burst, perSecond } = lane.manner
  const now = performance.now()
  lane.free = Math.min(burst, lane.free + ((now - lane.countedAt) / 1000) * perSecond)
  lane.countedAt = now
  while (lane.waiting.length > 0 && lane.inside < atOnce) {
    const [turn] = lane.waiting
    if (turn && !turn.follows && lane.free < 1) {
      clearTimeout(lane.timer)
      lane.timer = setTimeout(letIn, Math.ceil(((1 - lane.free) / perSecond) * 1000), lane)
      return
    }
    lane.waiting.shift()
    lane.free--
    lane.inside++
    turn?.go()
  }
}
