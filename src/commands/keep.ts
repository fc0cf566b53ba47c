import type { Finding } from '../core/finding.ts'
import type { Report } from '../core/report.ts'
import type { DomainRequest, Usage } from '../core/request.ts'
import type { World } from '../core/world.ts'
import { mend } from '../mend.ts'
import { writeFile } from '../net/files.ts'
import { overlay } from '../net/overlay.ts'
import { showTape } from '../net/tape.ts'
import type { OpenWorld } from '../net/world.ts'
import { showFragment } from '../records/changes.ts'
import { parseZoneFile } from '../records/zone-file.ts'
import type { Io } from '../terminal/io.ts'

interface Ran {
  report: Report
  /** Looks and judges once more, in a world that was changed. */
  again(world: World): Promise<Finding[]>
}

/** Writes what a run leaves behind beside its report: the recording, and the repairs as a zone fragment. */
export async function keep(
  { record, writeFix }: Pick<DomainRequest, 'record' | 'writeFix'>,
  io: Io,
  { world, tape }: OpenWorld,
  { report, again }: Ran,
): Promise<Usage | undefined> {
  const { version } = report.tool
  const { durationMs } = report
  const recorded =
    record && writeFile(record, showTape(tape({ version, ...(durationMs !== undefined && { durationMs }) })))
  if (recorded) return recorded
  if (writeFix === undefined) return undefined
  const findings = report.steps.flatMap((step) => step.findings)
  const fragment = showFragment(await mend(findings, world.dns))
  const lost = writeFile(writeFix, fragment)
  if (lost) return lost
  const after = await again({ ...world, dns: laidOver(world, fragment, writeFix) })
  io.stderr.write(`relaycheck: ${writeFix} holds ${proof(findings, after)}\n`)
  return undefined
}

function laidOver(world: World, fragment: string, file: string): World['dns'] {
  const zone = parseZoneFile(fragment, { file })
  if ('fault' in zone) throw new Error(`the fragment does not read: line ${zone.fault.line}: ${zone.fault.says}`)
  return overlay(world.dns, [zone])
}

/** What following the repairs comes to, in one sentence. */
function proof(before: readonly Finding[], after: readonly Finding[]): string {
  const repairs = before.filter(({ repair }) => repair?.length).map(({ id }) => id)
  if (repairs.length === 0) return 'no repairs: none of these findings has one that is safe to make unasked.'
  const bad = (findings: readonly Finding[]) =>
    findings.filter(({ verdict }) => verdict === 'fail' || verdict === 'warn')
  const left = new Set(bad(after).map(({ id }) => id))
  const rest =
    left.size === 0 ? 'nothing is left to mend' : `${left.size} left to mend by hand: ${[...left].join(', ')}`
  return `the repairs of ${[...new Set(repairs)].join(', ')}. Laid over DNS and checked again: ${rest}.`
}
