import { checks } from '../checks/index.ts'
import type { ExitCode } from '../core/report.ts'
import type { DomainRequest, Usage } from '../core/request.ts'
import type { DomainTarget } from '../core/target.ts'
import { jsonl } from '../formats/jsonl.ts'
import { openWorlds } from '../net/world.ts'
import { plan } from '../plan.ts'
import { makeReport } from '../report.ts'
import { version } from '../version.ts'
import type { Where } from './domain.ts'
import { lookAt } from './look.ts'

/** What became of one domain: its line, ended, as text or as UTF-8. */
export interface Line {
  line: string | Uint8Array
  code: ExitCode
}
/** Whoever looks at domains, many at a time: this thread or another. */
export interface Looker {
  /** Rejects where relaycheck itself failed. */
  look(target: DomainTarget): Promise<Line>
  close(): void
}
/** The one in this thread. */
export interface OwnLooker extends Looker {
  /** The zone files that hold nothing of any domain so far, as far as the checks that were chosen can tell. */
  idleZones(): string[]
  /** From now on it asks no more at once than its part of what one run may ask. */
  share(parts: number): void
}

export type Elsewhere = Omit<Where, 'typed'>

/** Looks at domains and makes a line of each. */
export function openLooker(request: DomainRequest, where: Elsewhere, signal: AbortSignal): OwnLooker | Usage {
  const planned = plan({ ...request, targets: [] }, checks)
  if ('usage' in planned) return planned
  const worlds = openWorlds({ ...request, ...where, signal })
  if ('usage' in worlds) return worlds
  const look = async (target: DomainTarget): Promise<Line> => {
    const started = performance.now()
    const { world, end } = worlds.worldFor(target.name)
    try {
      const findings = await lookAt(target, planned, world)
      const durationMs = worlds.durationMs ?? Math.round(performance.now() - started)
      const report = makeReport({
        version,
        command: request.command,
        at: world.now(),
        ...(request.at === undefined && { durationMs }),
        resolvers: world.resolvers,
        judged: [{ target, findings }],
        checks,
        chosen: planned.checks.length,
        rule: { ...request, interrupted: signal.aborted },
      })
      return { line: jsonl(report), code: report.exitCode }
    } finally {
      end()
    }
  }
  const { close, share } = worlds
  const idleZones = () => worlds.idleZones({ partly: planned.checks.length < checks.length })
  return { look, close, share, idleZones }
}
