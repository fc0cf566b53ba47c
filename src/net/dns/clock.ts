/** Something to be woken once, at `due` (milliseconds of performance.now()); 0 while it is not set. */
export interface Alarm {
  due: number
  ring(): void
}

/** Many alarms on one timer, to the nearest 10 ms. The process stays alive while an alarm is set, and no longer. */
export interface Clock {
  buckets: Map<number, Alarm[]>
  lastTick: number
  armed: number
  timer?: NodeJS.Timeout | undefined
}

const grain = 10
const tickOf = (at: number): number => Math.ceil(at / grain)

export const openClock = (): Clock => ({ buckets: new Map(), lastTick: 0, armed: 0 })

/** Sets an alarm, or sets it anew. */
export function setAlarm(clock: Clock, alarm: Alarm, due: number): void {
  if (alarm.due === 0) clock.armed++
  if (!clock.timer) {
    clock.lastTick = Math.floor(performance.now() / grain)
    clock.timer = setInterval(tick, grain, clock)
  }
  alarm.due = Math.max(due, 1)
  const at = Math.max(tickOf(alarm.due), clock.lastTick + 1)
  const bucket = clock.buckets.get(at)
  if (bucket) bucket.push(alarm)
  else clock.buckets.set(at, [alarm])
}

/** Unsets an alarm. It stays in its bucket until that comes up, which costs less than taking it out. */
export function cancelAlarm(clock: Clock, alarm: Alarm): void {
  if (alarm.due === 0) return
  alarm.due = 0
  clock.armed--
  if (clock.armed > 0) return
  clearInterval(clock.timer)
  clock.timer = undefined
  clock.buckets.clear()
}

function tick(clock: Clock): void {
  const now = Math.floor(performance.now() / grain)
  while (clock.lastTick < now && clock.armed > 0) {
    clock.lastTick++
    const bucket = clock.buckets.get(clock.lastTick)
    clock.buckets.delete(clock.lastTick)
    for (const alarm of bucket ?? []) if (alarm.due !== 0 && tickOf(alarm.due) <= clock.lastTick) ring(clock, alarm)
  }
}

function ring(clock: Clock, alarm: Alarm): void {
  cancelAlarm(clock, alarm)
  alarm.ring()
}
