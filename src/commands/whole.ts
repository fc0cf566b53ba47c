import zoneExists from '../checks/zone/zone-exists.ts'
import type { Check } from '../core/check.ts'
import type { ExitCode, Report } from '../core/report.ts'
import type { Choice, DomainRequest, IpRequest, MessageRequest, ProbeRequest, RelayRequest } from '../core/request.ts'
import type { Target } from '../core/target.ts'
import type { World } from '../core/world.ts'
import { formats } from '../formats/index.ts'
import { holdsAccount } from '../net/dns/resolvers.ts'
import type { OpenWorld } from '../net/world.ts'
import type { Plan } from '../plan.ts'
import { durationOf, makeReport } from '../report.ts'
import { complain, type Io } from '../terminal/io.ts'
import { startProgress } from '../terminal/progress.ts'
import { isUtf8 } from '../terminal/streams.ts'
import { version } from '../version.ts'
import { idleZoneFault } from './idle-zone.ts'
import { keep } from './keep.ts'
import { type Looked, lookInto } from './look.ts'
import { show } from './show.ts'

/** What is to be looked at because of what was found of another target, in a world of its own; it is shown behind that. */
export interface Later {
  behind: Target
  plan: Plan
  world(world: World): World
}
interface Asking {
  plans: readonly Plan[]
  /** What comes of that. */
  next?: ((looked: readonly Looked[]) => readonly Later[]) | undefined
  /** How many checks were chosen, where the plans do not tell. */
  chosen?: number
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
  request: DomainRequest | IpRequest | RelayRequest | MessageRequest | ProbeRequest,
  io: Io,
  { plans, next, registry, opened, typed, partly, beside, ...asking }: Asking,
): Promise<ExitCode> {
  const { world } = opened
  const targets = plans.flatMap((plan) => plan.targets)
  const { chosen = new Set(plans.flatMap(({ checks }) => checks)).size } = asking
  const called = targets.map(({ name, display }) => (isUtf8(io.env) ? display : name))
  const progress = startProgress(`${doing[request.command]} ${called.join(', ')}`, io)
  try {
    const started = performance.now()
    const looking = lookAtAll({ plans, next }, world)
    // While DNS answers there is time to load what writes the report.
    for (const { format } of request.outputs) void formats[format]()
    const judged = await looking
    const [idle] = opened.idleZones(targets.map(nameOf), { partly: chosen < registry.length })
    const fault = idle && !io.signal.aborted ? idleZoneFault(idle, targets.flatMap(shownName), io) : undefined
    // What was sent is sent: of that there is a report all the same.
    if (fault && request.command !== 'probe') return complain(fault, io)
    const durationMs = durationOf(request, opened.durationMs, performance.now() - started)
    const report = makeReport({
      version,
      command: request.command,
      ...(typed && !request.resolvers.some(holdsAccount) && { typed }),
      at: world.now(),
      ...(durationMs !== undefined && { durationMs }),
      resolvers: world.resolvers,
      judged,
      // That a domain does not exist is told by a check that the command may not have.
      checks: [...new Set<Check>([zoneExists, ...registry])],
      all: isNarrowed(request) ? registry.length : chosen,
      chosen,
      rule: { ...request, interrupted: io.signal.aborted, ...(partly && { partly }) },
    })
    progress.stop()
    const again = async (changed: World) =>
      (await lookAtAll({ plans, next }, changed)).map(({ target, findings }) => ({ target: target.display, findings }))
    const lost =
      (await show(request, io, async (format, style) => (await formats[format]())(report, style))) ??
      (await keep(request, io, opened, { report, again }))
    if (lost) return complain(lost, io)
    if (beside) io.stdout.write(beside(report))
    return fault ? worse(report.exitCode, complain(fault, io)) : report.exitCode
  } finally {
    progress.stop()
    opened.close()
  }
}

/** Whether `--only` or `--skip` chose. Checks that do not apply to this target were not left out by anybody. */
const isNarrowed = ({ only, skip }: Choice): boolean => only.length + skip.length > 0

/** What fails is worse than what was asked wrongly beside it. */
const worse = (code: ExitCode, asked: ExitCode): ExitCode => (code === 0 ? asked : code)

const doing = {
  domain: 'asking DNS about',
  ip: 'asking DNS about',
  relay: 'talking to',
  message: 'asking DNS about',
  probe: 'sending to',
} as const

/** The name that DNS is asked about. */
function nameOf(target: Target): string {
  if (target.kind === 'relay') return target.host
  return target.kind === 'probe' ? target.name.slice(target.name.lastIndexOf('@') + 1) : target.name
}

/** What a zone file may be about; a file that holds a message is nothing of the kind. */
const shownName = ({ kind, display }: Target): string[] => (kind === 'message' ? [] : [display])

const lookAtEach = (plans: readonly Plan[], world: World): Promise<Looked[]> =>
  Promise.all(plans.flatMap(({ targets, ...planned }) => targets.map((target) => lookInto(target, planned, world))))

/** All targets of the plans, each with what comes behind it. */
async function lookAtAll({ plans, next }: Pick<Asking, 'plans' | 'next'>, world: World): Promise<Looked[]> {
  const first = await lookAtEach(plans, world)
  const later = next?.(first) ?? []
  const looked = await Promise.all(
    later.map(async ({ behind, plan, world: its }) => ({ behind, all: await lookAtEach([plan], its(world)) })),
  )
  return first.flatMap((one) => [one, ...looked.flatMap(({ behind, all }) => (behind === one.target ? all : []))])
}
