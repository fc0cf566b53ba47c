import { parentPort, workerData } from 'node:worker_threads'
import type { DomainRequest, IpRequest } from '../core/request.ts'
import type { Target } from '../core/target.ts'
import { type Elsewhere, type Line, openLooker } from './looker.ts'

/** What a helper is given when it starts: plain data. */
export interface Given {
  request: DomainRequest | IpRequest
  where: Elsewhere
  /** How many threads share what servers may be asked at once. */
  parts: number
}
/** What it is told then: to look at a domain, `id` being the answer's; or that the run was cut short. */
export type Told = { id: number; target: Target } | 'stop'
/** What it says: that it can begin; then what became of each domain. */
export type Said = 'ready' | ({ id: number } & (Line | { bug: string }))

/** A thread of its own that looks at domains of a long list. */
if (parentPort) {
  const port = parentPort
  const { request, where, parts }: Given = workerData
  const stop = new AbortController()
  const looker = openLooker(request, where, stop.signal)
  if ('usage' in looker) throw new Error(looker.usage)
  looker.share(parts)
  port.on('message', (told: Told) => {
    if (told === 'stop') return stop.abort()
    const { id, target } = told
    looker.look(target).then(
      ({ line, code }) => port.postMessage({ id, line, code }, [line.buffer as ArrayBuffer]),
      (error) => port.postMessage({ id, bug: String(error) }),
    )
  })
  port.postMessage('ready' satisfies Said)
}
