import { Buffer } from 'node:buffer'
import type { ExitCode } from '../core/report.ts'
import type { DomainRequest, IpRequest, Usage } from '../core/request.ts'
import { worstExitCode } from '../exit.ts'
import { errorLine } from '../formats/jsonl.ts'
import { type Cache, keep, openCache, recall } from '../records/cache.ts'
import { complain, type Io } from '../terminal/io.ts'
import { version } from '../version.ts'
import { withNamed } from './bulk.ts'
import { openCrew } from './crew.ts'
import { type Crowd, openCrowd } from './crowd.ts'
import type { Where } from './domain.ts'
import { leanHeap } from './heap.ts'
import { helpersFor } from './helpers.ts'
import { idleZoneFault } from './idle-zone.ts'
import { keysAtHand } from './keys.ts'
import { type Entry, emptyList, type List, openList, tooLong } from './list.ts'
import { type Line, type OwnLooker, openLooker } from './looker.ts'
import { cannotShow } from './show.ts'
import { openSink, type Sink } from './sink.ts'
import { startTally, type Tally } from './tally.ts'

/** How many targets are looked at together. */
const limits = { mostBusy: 96, mostWaiting: 384, waitsAfterMs: 1000 }
/** Where lists are asked: their limits let five domains a second through, and each has its own deadline to keep. */
const limitsWithLists = { mostBusy: 32, mostWaiting: 64, waitsAfterMs: 1000 }
/** Of so many targets it is remembered that they were asked about. */
const mostMet = 100_000

type Request = DomainRequest | IpRequest

/** All that the targets of one run share. */
interface Run {
  request: Request
  signal: AbortSignal
  own: OwnLooker
  crowd: Crowd
  list: List
  sink: Sink
  tally: Tally
  met: Cache<true>
  codes: Set<ExitCode>
}

/** `--format jsonl`: one report a line, each as soon as it is done, however long the list. */
export async function many(request: Request, io: Io, { typed: _, ...elsewhere }: Where): Promise<ExitCode> {
  const unwritable = cannotShow(request)
  if (unwritable) return complain(unwritable, io)
  const { signal } = io
  const held = keysAtHand(request, io)
  if ('usage' in held) return complain(held, io)
  const where = { ...elsewhere, ...held }
  const own = openLooker(request, where, signal)
  if ('usage' in own) return complain(own, io)
  const give = (up: Usage): ExitCode => {
    own.close()
    return complain(up, io)
  }
  const named = await withNamed(request, own, io)
  if ('usage' in named) return give(named)
  const list = openList(named.request, io)
  if ('usage' in list) return give(list)
  const [{ file } = {}] = request.outputs
  const sink = openSink(file, io)
  if ('usage' in sink) return give(sink)
  const letHeapGo = leanHeap()
  const tally = startTally(io, file !== undefined)
  const crowd = openCrowd(own, helpersFor(request, where, signal))
  const run: Run = {
    request,
    signal,
    own,
    crowd,
    list,
    sink,
    tally,
    met: openCache(mostMet),
    codes: new Set(named.codes),
  }
  try {
    const fault = await untilStopped(run)
    const lost = await sink.end()
    tally.end()
    for (const wrong of [fault ?? unusedZone(run, io), lost]) if (wrong) run.codes.add(complain(wrong, io))
    return worstExitCode(run.codes)
  } finally {
    tally.end()
    list.close()
    letHeapGo()
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

/** Starts every target as there is room; what is wrong with the list itself is returned. */
async function askAll(run: Run): Promise<Usage | undefined> {
  const { request, signal, own, list, sink, codes } = run
  const crew = openCrew(own.bulk.planned.asked.lists ? limitsWithLists : limits)
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
      return next.value ?? (empty && codes.size === 0 ? emptyList(request) : undefined)
    }
    for (const begin of linesOf(next.value, run)) {
      await crew.room()
      if (signal.aborted || sink.gone.aborted) break
      last = tell(begin(), inOrder ? last : undefined, run)
      crew.start(last)
    }
  }
}

/** What one entry of the list comes to, each line to be begun when there is room; nothing where it has been met before. */
function linesOf(entry: Entry, run: Run): (() => Promise<Line> | Line)[] {
  const targets = entry.long ? { fault: tooLong(entry) } : run.own.bulk.read(entry.typed)
  if ('fault' in targets) return [() => refused(run, entry.typed, targets.fault, 2)]
  const unmet = targets.filter(({ name }) => !recall(run.met, name))
  for (const { name } of unmet) keep(run.met, name, true)
  return unmet.map(
    (target) => () =>
      run.crowd
        .look(target)
        .catch((error) =>
          refused(run, target.name, `This is a bug in relaycheck ${version}, please report it: ${String(error)}`, 70),
        ),
  )
}

const mostShown = 300

const refused = ({ request }: Run, typed: string, error: string, code: ExitCode): Line => {
  const target = typed.length > mostShown ? `${typed.slice(0, mostShown)}…` : typed
  return { line: Buffer.from(errorLine(request.command, target, error, code)), code }
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
function unusedZone({ request, own, codes }: Run, io: Io): Usage | undefined {
  const [idle] = own.idleZones()
  if (idle === undefined || codes.has(130)) return undefined
  const targets = request.command === 'ip' ? 'any of these addresses' : 'any of these domains'
  return idleZoneFault(idle, [targets], io, [])
}
