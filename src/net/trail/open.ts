import type { Dns } from '../../core/dns.ts'
import type { TrailAsk, TrailRead } from '../../core/probe.ts'
import { isOverFor } from '../../core/trail-legs.ts'
import type { World } from '../../core/world.ts'
import type { Endpoint } from '../dns/channel.ts'
import { type Https, openHttps } from '../https.ts'
import { pause } from '../pause.ts'
import { passwordsRedactor, type Redact } from '../redact.ts'
import { type LogOptions, logsOf } from './logs.ts'
import { type RecordsOptions, recordsOf } from './records.ts'
import type { Look, Source, SourceFor } from './source.ts'

/** Who is asked about messages on their way. */
export interface TrailOptions extends LogOptions {
  /** Records of the relay, with the key for them; without, nobody is asked. */
  records?: Pick<RecordsOptions, 'api' | 'key' | 'pausesMs'> & { authorities?: string }
  /** Finds the addresses of hosts. */
  dns: Dns
  timeoutMs: number
  reach?: ((address: string, port: number) => Endpoint) | undefined
  /** Passwords and keys that are at hand: they stand in nothing that is told. */
  secrets?: readonly string[]
}

/** Opens the logs of a machine and the records of a relay for messages on their way. Nothing is looked at before the first. */
export function openTrail(options: TrailOptions): NonNullable<World['trail']> {
  const { records, signal, secrets = [] } = options
  const hide = hiderOf([...secrets, ...(records ? [records.key] : [])])
  const logs = logsOf(options, hide)
  const asked = records && recordsOf({ ...records, https: httpsOf(options), hide, signal })
  // By the clock that logs are written by, whatever a run is judged by.
  const opened = new Date()
  return async (given, waitMs, enough) => {
    const ask = given.since < opened ? given : { ...given, since: opened }
    const sources = [...(ask.here ? [logs] : []), ...(ask.relay && asked ? [asked] : [])]
    return hidden(await followAll(ask, sources, { waitMs, enough, signal }), hide)
  }
}

const httpsOf = ({ dns, timeoutMs, signal, reach, records }: TrailOptions): Https =>
  openHttps({
    dns,
    timeoutMs,
    signal,
    reach,
    ...(records?.authorities !== undefined && { authorities: records.authorities }),
  })

interface Until {
  waitMs: number
  enough: Promise<unknown> | undefined
  signal: AbortSignal | undefined
}

/** Every source until it is done; all of them until one knows the end. */
async function followAll(ask: TrailAsk, sources: readonly SourceFor[], until: Until): Promise<TrailRead> {
  const over = new AbortController()
  const stop = () => over.abort()
  until.signal?.addEventListener('abort', stop)
  void until.enough?.then(stop, stop)
  try {
    const end = performance.now() + until.waitMs
    const looks = await Promise.all(
      sources.map((open) => followOne(open(ask), ask.recipient, { end, over, signal: until.signal })),
    )
    return {
      events: looks.flatMap(({ events }) => events).sort((a, b) => a.at.getTime() - b.at.getTime()),
      unseen: looks.flatMap(({ unseen }) => unseen),
    }
  } finally {
    until.signal?.removeEventListener('abort', stop)
  }
}

/** `over` ends the waiting, not the last look; `signal` ends all. */
async function followOne(
  source: Source,
  recipient: string,
  { end, over, signal }: { end: number; over: AbortController; signal: AbortSignal | undefined },
): Promise<Look> {
  for (let looks = 0; ; looks++) {
    const left = end - performance.now()
    await pause(Math.min(source.pauseMs(looks), left), over.signal)
    const isLast = over.signal.aborted || performance.now() >= end - 1
    const look = await source.look()
    if (isOverFor(look.events, recipient)) over.abort()
    if (look.done || isLast || signal?.aborted) return look
  }
}

/** Takes secrets out of a text, however they are written. */
const hiderOf = (secrets: readonly string[]): Redact =>
  secrets.length === 0 ? (text) => text : passwordsRedactor(secrets.map((password) => ({ password })))

/** The same value, with nothing secret in any of its texts. */
function hidden<V>(value: V, hide: Redact): V {
  if (typeof value === 'string') return hide(value) as V
  if (Array.isArray(value)) return value.map((one) => hidden(one, hide)) as V
  if (typeof value !== 'object' || value === null || value instanceof Date) return value
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, hidden(inner, hide)])) as V
}
