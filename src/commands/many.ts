import { setFlagsFromString } from 'node:v8'
import type { ExitCode } from '../core/report.ts'
import { type DomainRequest, type Usage, usage } from '../core/request.ts'
import { worstExitCode } from '../exit.ts'
import { errorLine } from '../formats/jsonl.ts'
import { type Cache, keep, openCache, recall } from '../net/dns/cache.ts'
import { readTarget } from '../plan.ts'
import { complain, type Io } from '../terminal/io.ts'
import { version } from '../version.ts'
import { openCrew } from './crew.ts'
import { type Crowd, openCrowd } from './crowd.ts'
import type { Where } from './domain.ts'
import { helpersFor } from './helpers.ts'
import { type Entry, emptyList, type List, openList, tooLong } from './list.ts'
import { type Line, type OwnLooker, openLooker } from './looker.ts'
import { cannotShow } from './show.ts'
import { openSink, type Sink } from './sink.ts'
import { startTally, type Tally } from './tally.ts'

/** How many domains are looked at together. */
const limits = { mostBusy: 96, mostWaiting: 384, waitsAfterMs: 1000 }
/** Of so many domains it is remembered that they were asked about. */
const mostMet = 100_000

/**
 * V8 lets a heap grow with the memory of the machine, to several times what is in use; collecting sooner costs a run that
 * waits for DNS next to nothing.
 */
const leanHeap = ['--semi-space-growth-factor=1', '--heap-growing-percent=60']

/** All that the domains of one run share. */
interface Run {
  request: DomainRequest
  signal: AbortSignal
  own: OwnLooker
  crowd: Crowd
  list: List
  sink: Sink
  tally: Tally
  met: Cache<true>
  codes: Set<ExitCode>
}

/** `relaycheck domain --format jsonl`: one report a line, each as soon as it is done, however long the list. */
export async function many(request: DomainRequest, io: Io, { typed: _, ...where }: Where): Promise<ExitCode> {
  const unwritable = cannotShow(request)
  if (unwritable) return complain(unwritable, io)
  const { signal } = io
  const own = openLooker(request, where, signal)
  if ('usage' in own) return complain(own, io)
  const list = openList(request, io)
  if ('usage' in list) return complain(list, io)
  const [{ file } = {}] = request.outputs
  const sink = openSink(file, io)
  if ('usage' in sink) return complain(sink, io)
  for (const flag of leanHeap) setFlagsFromString(flag)
  const tally = startTally(io, file !== undefined)
  const crowd = openCrowd(own, helpersFor(request, where, signal))
  const run: Run = { request, signal, own, crowd, list, sink, tally, met: openCache(mostMet), codes: new Set() }
  try {
    const fault = await untilStopped(run)
    const lost = await sink.end()
    tally.end()
    for (const wrong of [fault ?? unusedZone(run), lost]) if (wrong) run.codes.add(complain(wrong, io))
    return worstExitCode(run.codes)
  } finally {
    tally.end()
    list.close()
    await crowd.close()
  }
}

/** Asks about all of the list; Ctrl-C, or a reader that went away, ends the reading and whatever is on its way. */
async function untilStopped(run: Run): Promise<Usage | undefined> {
  const { signal, list, sink, crowd, codes } = run
  const interrupt = () => {
    codes.add(130)
    list.close()
  }
  const leave = () => {
    list.close()
    void crowd.close()
  }
  if (signal.aborted) interrupt()
  signal.addEventListener('abort', interrupt)
  sink.gone.addEventListener('abort', leave)
  try {
    return await askAll(run)
  } finally {
    signal.removeEventListener('abort', interrupt)
    sink.gone.removeEventListener('abort', leave)
  }
}

/** Starts every domain as there is room; what is wrong with the list itself is returned. */
async function askAll(run: Run): Promise<Usage | undefined> {
  const { request, signal, list, sink } = run
  const crew = openCrew(limits)
  // The same input gives the same bytes: there the order is the list's.
  const inOrder = request.at !== undefined || request.replay !== undefined
  let last: Promise<void> = Promise.resolve()
  const entries = list.entries()
  for (let empty = true; ; empty = false) {
    await crew.room()
    const next = await entries.next()
    const stopped = signal.aborted || sink.gone.aborted
    if (stopped || next.done) {
      await crew.done()
      if (stopped || !next.done) return undefined
      return next.value ?? (empty ? emptyList(request) : undefined)
    }
    const asked = lineOf(next.value, run)
    if (asked === undefined) continue
    const before = inOrder ? last : undefined
    last = tell(asked, before, run)
    crew.start(last)
  }
}

/** Begins with one entry of the list; nothing where it has been met before. */
function lineOf(entry: Entry, run: Run): Promise<Line> | Line | undefined {
  const target = entry.long ? { fault: tooLong(entry) } : readTarget(entry.typed)
  if ('fault' in target) return refused(entry.typed, target.fault, 2)
  if (recall(run.met, target.name)) return undefined
  keep(run.met, target.name, true)
  return run.crowd
    .look(target)
    .catch((error) =>
      refused(target.name, `This is a bug in relaycheck ${version}, please report it: ${String(error)}`, 70),
    )
}

const mostShown = 300

const refused = (typed: string, error: string, code: ExitCode): Line => {
  const target = typed.length > mostShown ? `${typed.slice(0, mostShown)}…` : typed
  return { line: errorLine('domain', target, error, code), code }
}

/** Writes a line when it is known, and after those before it where the order counts. */
async function tell(asked: Promise<Line> | Line, before: Promise<void> | undefined, run: Run): Promise<void> {
  const { line, code } = await asked
  await before
  if (run.sink.gone.aborted) return
  run.codes.add(code)
  run.tally.add(code)
  await run.sink.write(line)
}

/** A zone file that says nothing about any domain was meant to be another: without it all of them are a false green. */
function unusedZone({ own, codes }: Run): Usage | undefined {
  const [file] = own.idleZones()
  if (file === undefined || codes.has(130)) return undefined
  return usage(
    `--zone ${file} holds nothing about any of these domains, nor about any name that was asked for: give the right file, or leave it out.`,
  )
}
