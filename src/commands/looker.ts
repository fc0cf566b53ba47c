import type { ExitCode } from '../core/report.ts'
import type { DomainRequest, IpRequest, Usage } from '../core/request.ts'
import type { Target } from '../core/target.ts'
import { jsonlOctets } from '../formats/jsonl.ts'
import type { IdleZone, ManyOptions, OpenWorlds } from '../net/world.ts'
import { durationOf, makeReport } from '../report.ts'
import { version } from '../version.ts'
import { type Bulk, bulkOf } from './bulk.ts'
import type { Where } from './domain.ts'
import { lookAt } from './look.ts'
import { openPublicWorlds } from './open-world.ts'

/** What became of one target: its line, ended, as UTF-8. */
export interface Line {
  line: Uint8Array
  code: ExitCode
}
/** Whoever looks at targets, many at a time: this thread or another. */
export interface Looker {
  /** Rejects where relaycheck itself failed. */
  look(target: Target): Promise<Line>
  close(): void
}
/** The one in this thread. */
export interface OwnLooker extends Looker, Pick<OpenWorlds, 'worldFor'> {
  /** What is done with each entry of the list. */
  bulk: Bulk
  /** The zone files that hold nothing of any domain so far, as far as the checks that were chosen can tell. */
  idleZones(): IdleZone[]
  /** From now on it asks no more at once than its part of what one run may ask. */
  share(parts: number): void
}

export type Elsewhere = Omit<Where, 'typed'> & Pick<ManyOptions, 'keys'>

/** Looks at targets and makes a line of each. */
export function openLooker(
  request: DomainRequest | IpRequest,
  where: Elsewhere,
  signal: AbortSignal,
): OwnLooker | Usage {
  const bulk = bulkOf(request)
  if ('usage' in bulk) return bulk
  const { planned, registry } = bulk
  const worlds = openPublicWorlds({ authoritative: false, ...request, ...where, signal })
  if ('usage' in worlds) return worlds
  const look = async (target: Target): Promise<Line> => {
    const started = performance.now()
    const { world, end } = worlds.worldFor(target.name)
    try {
      const findings = await lookAt(target, planned, world)
      const durationMs = durationOf(request, worlds.durationMs, performance.now() - started)
      const report = makeReport({
        version,
        command: request.command,
        at: world.now(),
        ...(durationMs !== undefined && { durationMs }),
        resolvers: world.resolvers,
        judged: [{ target, findings }],
        checks: registry,
        all: registry.length,
        chosen: planned.checks.length,
        rule: { ...request, interrupted: signal.aborted },
      })
      return { line: jsonlOctets(report), code: report.exitCode }
    } finally {
      end()
    }
  }
  const { close, share, worldFor } = worlds
  const idleZones = () => worlds.idleZones({ partly: planned.checks.length < registry.length })
  return { bulk, look, close, share, worldFor, idleZones }
}
