/** Something to be woken once. `tick` is when, in ticks of the clock; 0 while it is not set. */
export interface Alarm {
  tick: number
  ring(alarm: Alarm): void
}

/** Many alarms on one timer, to the nearest 10 ms. The process stays alive while an alarm is set, and no longer. */
export interface Clock {
  buckets: Map<number, Set<Alarm>>
  lastTick: number
  armed: number
  timer?: NodeJS.Timeout | undefined
}

const grain = 10

export const openClock = (): Clock => ({ buckets: new Map(), lastTick: 0, armed: 0 })

/** Sets an alarm, or sets it anew, for a time on performance.now(), in milliseconds. It never rings before its time. */
export function setAlarm(clock: Clock, alarm: Alarm, due: number): void {
  if (alarm.tick !== 0) clock.buckets.get(alarm.tick)?.delete(alarm)
  else if (clock.armed++ === 0) {
    clock.lastTick = Math.floor(performance.now() / grain)
    clock.timer = setInterval(hearFirst, grain, clock)
  }
  alarm.tick = Math.max(Math.ceil(due / grain), clock.lastTick + 1)
  const bucket = clock.buckets.get(alarm.tick)
  if (bucket) bucket.add(alarm)
  else clock.buckets.set(alarm.tick, new Set([alarm]))
}

/** Unsets an alarm. */
export function cancelAlarm(clock: Clock, alarm: Alarm): void {
  if (alarm.tick === 0) return
  clock.buckets.get(alarm.tick)?.delete(alarm)
  alarm.tick = 0
  if (--clock.armed > 0) return
  clearInterval(clock.timer)
  clock.buckets.clear()
}

const lateTicks = 5
/** Of a socket 32 datagrams are read in a round (libuv), and several hundred may wait there. */
const roundsWhenLate = 12

/** Sockets are read between timers and immediates: what came in while the process was busy is heard before time is up. */
function hearFirst(clock: Clock): void {
  const isLate = performance.now() / grain - clock.lastTick > lateTicks
  tickAfter(isLate ? roundsWhenLate : 1, clock)
}

function tickAfter(rounds: number, clock: Clock): void {
  setImmediate(() => (rounds > 1 ? tickAfter(rounds - 1, clock) : tick(clock)))
}

function tick(clock: Clock): void {
  const now = Math.floor(performance.now() / grain)
  while (clock.lastTick < now && clock.armed > 0) {
    clock.lastTick++
    for (const alarm of clock.buckets.get(clock.lastTick) ?? []) {
      cancelAlarm(clock, alarm)
      alarm.ring(alarm)
    }
    clock.buckets.delete(clock.lastTick)
  }
}
