import assert from 'node:assert/strict'
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import test from 'node:test'
import { type Alarm, cancelAlarm, openClock, setAlarm } from '../../../src/net/dns/clock.ts'

const wait = (ms: number) => new Promise((later) => setTimeout(later, ms))

test('alarms ring in order, never early, and the timer stops with the last', async () => {
  const clock = openClock()
  const rung: { after: number; took: number }[] = []
  const begun = performance.now()
  for (const after of [80, 20, 50, 0, -5])
    setAlarm(clock, { tick: 0, ring: () => rung.push({ after, took: performance.now() - begun }) }, begun + after)
  await wait(150)
  assert.deepEqual(rung.map((r) => r.after).slice(-3), [20, 50, 80])
  assert.ok(
    rung.every(({ after, took }) => took >= after),
    JSON.stringify(rung),
  )
  assert.deepEqual([clock.armed, clock.buckets.size], [0, 0])
})

test('an alarm that is set anew rings once, at its new time; one that is unset never', async () => {
  const clock = openClock()
  const rung: string[] = []
  const alarm = (name: string): Alarm => ({ tick: 0, ring: () => rung.push(name) })
  const [later, sooner, never] = [alarm('later'), alarm('sooner'), alarm('never')]
  const now = performance.now()
  setAlarm(clock, later, now + 20)
  setAlarm(clock, later, now + 100)
  setAlarm(clock, sooner, now + 90)
  setAlarm(clock, sooner, now + 30)
  setAlarm(clock, never, now + 40)
  cancelAlarm(clock, never)
  cancelAlarm(clock, never)
  await wait(60)
  assert.deepEqual(rung, ['sooner'])
  await wait(90)
  assert.deepEqual([rung, clock.armed], [['sooner', 'later'], 0])
})

test('an alarm may set itself again while it rings', async () => {
  const clock = openClock()
  let rings = 0
  const alarm: Alarm = {
    tick: 0,
    ring: () => {
      if (++rings < 3) setAlarm(clock, alarm, performance.now() + 10)
    },
  }
  setAlarm(clock, alarm, performance.now() + 10)
  await wait(120)
  assert.deepEqual([rings, clock.armed], [3, 0])
})

test('what came in while the process was busy is heard before an alarm says that time is up', async (t) => {
  const [socket, sender] = [createSocket('udp4').bind(0, '127.0.0.1'), createSocket('udp4')]
  t.after(() => [socket, sender].map((one) => one.close()))
  await once(socket, 'listening')
  sender.connect(socket.address().port, '127.0.0.1')
  await once(sender, 'connect')
  const told: string[] = []
  socket.on('message', () => told.push('answer'))
  const clock = openClock()
  setAlarm(clock, { tick: 0, ring: () => told.push('alarm') }, performance.now() + 30)
  // From here timers are looked at before sockets are.
  setImmediate(() => {
    // More than the loop reads of a socket in one round.
    for (let i = 0; i < 80; i++) sender.send('x')
    for (const until = performance.now() + 100; performance.now() < until; );
  })
  await wait(200)
  assert.deepEqual(told, [...Array(80).fill('answer'), 'alarm'])
})
