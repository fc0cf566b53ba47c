import { checks } from '../checks/index.ts'
import type { ExitCode, Report } from '../core/report.ts'
import { type DomainRequest, usage, type WholeFormat } from '../core/request.ts'
import type { World } from '../core/world.ts'
import { formats } from '../formats/index.ts'
import { holdsAccount } from '../net/dns/resolvers.ts'
import { openWorld, type WorldOptions } from '../net/world.ts'
import { type Plan, plan } from '../plan.ts'
import { makeReport } from '../report.ts'
import { complain, type Io } from '../terminal/io.ts'
import { startProgress } from '../terminal/progress.ts'
import { isUtf8 } from '../terminal/streams.ts'
import { version } from '../version.ts'
import { keep } from './keep.ts'
import { readList } from './list.ts'
import { lookAt } from './look.ts'
import { cannotShow, show } from './show.ts'

/** Where the world really is (the demo and tests move it to loopback), and the command line that asked, if one did. */
export type Where = Pick<WorldOptions, 'reach' | 'detour' | 'from'> & Pick<Report, 'typed'>

/** `relaycheck domain`: plan, look, judge, show, answer. */
export async function domain(request: DomainRequest, io: Io, { typed, ...where }: Where): Promise<ExitCode> {
  const targets = await readList(request, io)
  if (targets === 'interrupted') return 130
  if ('usage' in targets) return complain(targets, io)
  const planned = plan({ ...request, targets }, checks)
  if ('usage' in planned) return complain(planned, io)
  const unwritable = cannotShow(request)
  if (unwritable) return complain(unwritable, io)
  const authoritative = request.authoritative ? planned.targets.map(({ name }) => name) : []
  const opened = openWorld({ ...request, ...where, authoritative, signal: io.signal })
  if ('usage' in opened) return complain(opened, io)
  const { world } = opened
  const called = planned.targets.map(({ name, display }) => (isUtf8(io.env) ? display : name))
  const progress = startProgress(`asking DNS about ${called.join(', ')}`, io)
  try {
    const started = performance.now()
    const looking = lookAtAll(planned, world)
    // While DNS answers there is time to load what writes the report.
    for (const { format } of request.outputs) void formats[format as WholeFormat]()
    const judged = await looking
    const partly = planned.checks.length < checks.length
    const names = planned.targets.map(({ name }) => name)
    const [idle] = opened.idleZones(names, { partly })
    if (idle !== undefined) return complain(unrelated(idle, planned.targets), io)
    const durationMs = opened.durationMs ?? Math.round(performance.now() - started)
    const report = makeReport({
      version,
      command: request.command,
      ...(typed && !request.resolvers.some(holdsAccount) && { typed }),
      at: world.now(),
      ...(request.at === undefined && { durationMs }),
      resolvers: world.resolvers,
      judged,
      checks,
      chosen: planned.checks.length,
      rule: { ...request, interrupted: io.signal.aborted },
    })
    progress.stop()
    const again = async (changed: World) =>
      (await lookAtAll(planned, changed)).map(({ target, findings }) => ({ target: target.display, findings }))
    const lost =
      (await show(request, io, {
        text: async (style) => (await formats.text())(report, style),
        json: async (style) => (await formats.json())(report, style),
      })) ?? (await keep(request, io, opened, { report, again }))
    return lost ? complain(lost, io) : report.exitCode
  } finally {
    progress.stop()
    opened.close()
  }
}

/** A file that changes nothing was meant to be another: a report without it would be a false green. */
const unrelated = (file: string, targets: Plan['targets']) =>
  usage(
    `--zone ${file} holds nothing about ${targets.map(({ display }) => display).join(', ')}, nor about any name that was asked for: give the right file, or leave it out.`,
  )

const lookAtAll = ({ targets, ...planned }: Plan, world: World) =>
  Promise.all(targets.map(async (target) => ({ target, findings: await lookAt(target, planned, world) })))
