import zoneExists from '../checks/zone/zone-exists.ts'
import type { Check } from '../core/check.ts'
import type { ExitCode, Report } from '../core/report.ts'
import { type DomainRequest, type IpRequest, type MessageRequest, type RelayRequest, usage } from '../core/request.ts'
import type { Target } from '../core/target.ts'
import type { World } from '../core/world.ts'
import { formats } from '../formats/index.ts'
import { holdsAccount } from '../net/dns/resolvers.ts'
import type { OpenWorld } from '../net/world.ts'
import type { Plan } from '../plan.ts'
import { makeReport } from '../report.ts'
import { complain, type Io } from '../terminal/io.ts'
import { startProgress } from '../terminal/progress.ts'
import { isUtf8 } from '../terminal/streams.ts'
import { version } from '../version.ts'
import { keep } from './keep.ts'
import { lookAt } from './look.ts'
import { show } from './show.ts'

interface Asking {
  plans: readonly Plan[]
  /** Every check that the command has. */
  registry: readonly Check[]
  opened: OpenWorld
  /** The command line, where one asked. */
  typed?: Report['typed']
  /** Not all that was asked about could be found: what is looked at is not everything. */
  partly?: true
  /** Shown when the reports are. */
  beside?(report: Report): string
}

/** Looks at all targets of a run, judges, shows one report about them, keeps what is to be kept, and closes the world. */
export async function whole(
  request: DomainRequest | IpRequest | RelayRequest | MessageRequest,
  io: Io,
  { plans, registry, opened, typed, partly, beside }: Asking,
): Promise<ExitCode> {
  const { world } = opened
  const targets = plans.flatMap((plan) => plan.targets)
  const chosen = new Set(plans.flatMap(({ checks }) => checks)).size
  const called = targets.map(({ name, display }) => (isUtf8(io.env) ? display : name))
  const progress = startProgress(
    `${request.command === 'relay' ? 'talking to' : 'asking DNS about'} ${called.join(', ')}`,
    io,
  )
  try {
    const started = performance.now()
    const looking = lookAtAll(plans, world)
    // While DNS answers there is time to load what writes the report.
    for (const { format } of request.outputs) void formats[format]()
    const judged = await looking
    const [idle] = opened.idleZones(
      targets.map((target) => (target.kind === 'relay' ? target.host : target.name)),
      { partly: chosen < registry.length },
    )
    if (idle !== undefined && !io.signal.aborted) return complain(unrelated(idle, targets), io)
    const durationMs = opened.durationMs ?? Math.round(performance.now() - started)
    const report = makeReport({
      version,
      command: request.command,
      ...(typed && !request.resolvers.some(holdsAccount) && { typed }),
      at: world.now(),
      ...(request.at === undefined && { durationMs }),
      resolvers: world.resolvers,
      judged,
      // That a domain does not exist is told by a check that the command may not have.
      checks: [...new Set<Check>([zoneExists, ...registry])],
      all: registry.length,
      chosen,
      rule: { ...request, interrupted: io.signal.aborted, ...(partly && { partly }) },
    })
    progress.stop()
    const again = async (changed: World) =>
      (await lookAtAll(plans, changed)).map(({ target, findings }) => ({ target: target.display, findings }))
    const lost =
      (await show(request, io, async (format, style) => (await formats[format]())(report, style))) ??
      (await keep(request, io, opened, { report, again }))
    if (lost) return complain(lost, io)
    if (beside) io.stdout.write(beside(report))
    return report.exitCode
  } finally {
    progress.stop()
    opened.close()
  }
}

/** A file that changes nothing was meant to be another: a report without it would be a false green. */
const unrelated = (file: string, targets: readonly Target[]) =>
  usage(
    `--zone ${file} holds nothing about ${targets.map(({ display }) => display).join(', ')}, nor about any name that was asked for: give the right file, or leave it out.`,
  )

const lookAtAll = (plans: readonly Plan[], world: World) =>
  Promise.all(
    plans.flatMap(({ targets, ...planned }) =>
      targets.map(async (target) => ({ target, findings: await lookAt(target, planned, world) })),
    ),
  )
