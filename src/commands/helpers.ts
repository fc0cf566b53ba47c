import { availableParallelism } from 'node:os'
import { setFlagsFromString } from 'node:v8'
import { Worker } from 'node:worker_threads'
import type { DomainRequest, IpRequest } from '../core/request.ts'
import type { Target } from '../core/target.ts'
import { newSpace } from './heap.ts'
import type { Given, Said, Told } from './helper.ts'
import { helperScript } from './helper-script.ts'
import type { Elsewhere, Line, Looker } from './looker.ts'

/** Another thread that looks at domains. */
export interface Helper extends Looker {
  /** Whether it takes domains: not before it has loaded what it needs, and never again once it has ended. */
  isReady(): boolean
  close(): Promise<void>
}
interface Open {
  done(line: Line): void
  failed(error: Error): void
}

const mostThreads = 2

/** How helpers are had. */
export interface Helpers {
  /** Among how many threads, this one too, the work is divided. */
  parts: number
  start(): Helper
}

/**
 * The helpers for a list: one where there is a core for it, and no more: each takes some 60 MB. None where all has to be in one place: with
 * a recording, with zone files (whether they are of use shows in the whole), where a function says what is where, and where
 * lists are asked: their limits are for the whole run.
 */
export function helpersFor(
  request: DomainRequest | IpRequest,
  where: Elsewhere,
  signal: AbortSignal,
): Helpers | undefined {
  const parts = Math.min(availableParallelism(), mostThreads)
  const asksLists = request.command === 'ip' || request.lists !== undefined
  if (parts < 2 || asksLists || request.replay !== undefined || request.zones.length > 0 || where.reach)
    return undefined
  const script = helperScript()
  return { parts, start: () => startHelper(script, { request, where, parts }, signal) }
}

/** Starts a thread. If it ends before its time, the domains that it was looking at reject, and it takes no others. */
export function startHelper(script: URL | string, given: Given, signal: AbortSignal): Helper {
  setFlagsFromString(`--min-semi-space-size=${newSpace}`)
  // What this process was started with (`--eval`, say) is about its own script.
  const worker = new Worker(script, { eval: typeof script === 'string', workerData: given, execArgv: [] })
  const open = new Map<number, Open>()
  let next = 0
  let ready = false
  let why = 'it ended'
  const tell = (told: Told) => worker.postMessage(told)
  const stop = () => tell('stop')
  signal.addEventListener('abort', stop)
  worker.on('message', (said: Said) => {
    if (said === 'ready') {
      ready = true
      return
    }
    const who = open.get(said.id)
    open.delete(said.id)
    if ('bug' in said) who?.failed(new Error(said.bug))
    else who?.done(said)
  })
  worker.on('error', (error) => {
    why = String(error)
  })
  worker.on('exit', () => {
    ready = false
    signal.removeEventListener('abort', stop)
    for (const { failed } of open.values()) failed(new Error(`the thread that looked at it failed: ${why}`))
    open.clear()
  })
  return {
    isReady: () => ready,
    look: (target: Target) =>
      new Promise<Line>((done, failed) => {
        const id = next++
        open.set(id, { done, failed })
        tell({ id, target })
      }),
    close: async () => void (await worker.terminate()),
  }
}
