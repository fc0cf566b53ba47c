import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { blocklists } from '../../src/knowledge/blocklists.ts'
import type { Question } from '../../src/net/dns/name-server.ts'
import { isWithin } from '../../src/records/name.ts'
import { makeFolder, removeFolder } from '../support/real-server.ts'
import { type ListEntries, sender, startStub } from '../support/stub-lists.ts'
import { timeRun } from './start-up.ts'
import { median, type Target } from './target.ts'

const delayMs = 20
const runs = 25
/** What lists allow: three zones of one operator, each with its two test entries (BLOCKLISTS section 7). */
const mostAtOnce = 9

const worlds: { what: string; holds: ListEntries; roundTrips: number }[] = [
  { what: 'one address in good order', holds: {}, roundTrips: 3 },
  {
    what: 'one address on ZEN, its name on DBL',
    holds: {
      'zen.spamhaus.org': { [sender.address]: ['127.0.0.3'] },
      'dbl.spamhaus.org': { [sender.name]: ['127.0.1.2'] },
    },
    // The reason for a listing may take one more.
    roundTrips: 4,
  },
]

/**
 * (h) One address where every answer takes 20 ms: the test entries of all lists are asked for together with the address.
 * Start-up is what the same report takes from a recording; the two runs take turns.
 */
export async function oneAddress(program: string): Promise<Target[]> {
  const targets: Target[] = []
  for (const world of worlds) targets.push(...(await timeWorld(program, world)))
  return targets
}

async function timeWorld(program: string, { what, holds, roundTrips }: (typeof worlds)[number]): Promise<Target[]> {
  const folder = makeFolder()
  const tape = join(folder, 'tape.json')
  const question = [program, 'ip', sender.address]
  try {
    await timeAddress([...question, '--record', tape], holds)
    const live: Awaited<ReturnType<typeof timeAddress>>[] = []
    const replayed: number[] = []
    for (let run = 0; run < runs; run++) {
      live.push(await timeAddress(question, holds))
      replayed.push(timeRun([...question, '--replay', tape]))
    }
    const [wall, startUp] = [median(live.map(({ ms }) => ms)), median(replayed)]
    const budget = roundTrips * delayMs + startUp
    const atOnce = Math.max(...live.map((one) => one.atOnce))
    return [
      {
        what: `${what}: all default lists with their test entries, ${delayMs} ms an answer, ${live[0]?.questions} questions`,
        asked: `${budget.toFixed(0)} ms = ${roundTrips} x ${delayMs} + ${startUp.toFixed(0)} of start-up (the same from a recording)`,
        measured: `${wall.toFixed(0)} ms (medians of ${runs} pairs), ${((wall - startUp) / delayMs).toFixed(1)} round trips`,
        ratio: wall / budget,
        better: 'at most',
      },
      {
        what: `${what}: questions on their way to one operator at once`,
        asked: `${mostAtOnce}`,
        measured: `${atOnce}`,
        ratio: atOnce / mostAtOnce,
        better: 'at most',
      },
    ]
  } finally {
    removeFolder(folder)
  }
}

const operatorOf = ({ name }: Question) => blocklists.find(({ zone }) => isWithin(name, zone))?.operator

/** One run against a new world: its whole time, and what the world saw of it. */
async function timeAddress(question: string[], holds: ListEntries) {
  const waiting = new Map<string, number>()
  let atOnce = 0
  const stub = await startStub(holds, async (asked, healthy) => {
    const operator = operatorOf(asked) ?? ''
    const now = (waiting.get(operator) ?? 0) + 1
    waiting.set(operator, now)
    if (operator !== '') atOnce = Math.max(atOnce, now)
    await sleep(delayMs)
    waiting.set(operator, (waiting.get(operator) ?? 0) - 1)
    return healthy
  })
  const args = [...question, '--resolver', `${stub.address}:${stub.port}`]
  const start = performance.now()
  const status = await new Promise((resolve) =>
    spawn(process.execPath, args, { stdio: 'ignore' }).once('exit', resolve),
  )
  const ms = performance.now() - start
  await stub.close()
  if (status !== 0 && status !== 1) throw new Error(`${args.join(' ')} ended with ${status}`)
  return { ms, atOnce, questions: stub.asked.length }
}
