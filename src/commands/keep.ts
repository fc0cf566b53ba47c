import { bySigner } from '../core/dkim.ts'
import type { Finding } from '../core/finding.ts'
import type { Report } from '../core/report.ts'
import type { DomainRequest, Usage } from '../core/request.ts'
import type { World } from '../core/world.ts'
import { indented } from '../formats/wrap.ts'
import { mend } from '../mend.ts'
import { writeFile } from '../net/files.ts'
import { overlay } from '../net/overlay.ts'
import { showTape, type Tape } from '../net/tape.ts'
import type { OpenWorld } from '../net/world.ts'
import { showFragment, usualTtl } from '../records/changes.ts'
import { parseZoneFile } from '../records/zone-file.ts'
import type { Io } from '../terminal/io.ts'
import { styleFor } from '../terminal/streams.ts'

interface Ran {
  report: Report
  /** Looks and judges once more, in a world that was changed. */
  again(world: World): Promise<Judged[]>
}
/** What was found about one target. */
interface Judged {
  target: string
  findings: readonly Finding[]
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
  const made = tape({ version, ...(durationMs !== undefined && { durationMs }) })
  const recorded = record && writeFile(record, showTape(showsMachine(report) ? made : withoutMachine(made)))
  if (recorded) return recorded
  if (writeFix === undefined) return undefined
  const futile = sawNothing(report)
  if (futile !== undefined) return tell(`${writeFix} is left alone: ${futile}.`, io)
  const findings = report.steps.flatMap((step) => step.findings)
  const fragment = showFragment(await mend(findings, world.dns), { ttl: usualTtl })
  const lost = writeFile(writeFix, fragment)
  if (lost) return lost
  const after = await again({ ...world, dns: laidOver(world, fragment, writeFix) })
  return tell(`${writeFix} holds ${proof(report.steps, after)}`, io)
}

/** What was read on this machine belongs to a report about a domain only where its signer is spoken of. */
const showsMachine = ({ command, steps }: Report): boolean =>
  command !== 'domain' || steps.some(({ findings }) => findings.some(({ about }) => about.source === bySigner))

const withoutMachine = ({ machine: _, ...rest }: Tape): Tape => rest

/** Says it beside the report; a terminal's lines are not to be broken inside a word. */
function tell(says: string, { stderr, env }: Io): undefined {
  const line = `relaycheck: ${says}`
  const { width } = styleFor(stderr, env, { color: false, verbosity: 'normal' })
  stderr.write(`${(stderr.isTTY ? indented(line, width, 0) : [line]).join('\n')}\n`)
}

/** Why a run has no say in what is to be repaired: a file from a better one is worth more. */
function sawNothing({ exitCode, steps }: Report): string | undefined {
  if (exitCode === 130) return 'the run was interrupted, so what is to be repaired is not known'
  const isSeen = ({ verdict }: Finding) => verdict !== 'unknown' && verdict !== 'skip'
  return steps.some(({ findings }) => findings.some(isSeen)) ? undefined : 'nothing was seen, so nothing is repaired'
}

function laidOver(world: World, fragment: string, file: string): World['dns'] {
  const zone = parseZoneFile(fragment, { file })
  if ('fault' in zone) throw new Error(`the fragment does not read: line ${zone.fault.line}: ${zone.fault.says}`)
  return overlay(world.dns, [zone])
}

/** What following the repairs comes to, in one sentence. */
function proof(before: readonly Judged[], after: readonly Judged[]): string {
  const several = new Set(before.map(({ target }) => target)).size > 1
  const wrong = foundIn(before, isWrong)
  const repaired = foundIn(before, ({ repair }) => repair !== undefined && repair.length > 0)
  if (wrong.length === 0) return `no repairs: nothing${seenIn(before)} is wrong.`
  if (repaired.length === 0) return 'no repairs: none of these findings has one that is safe to make unasked.'
  const left = foundIn(after, isWrong)
  const rest =
    left.length === 0
      ? `nothing${seenIn(after)} is left to mend`
      : `${left.length} left to mend by hand: ${named(left, several)}`
  return `the repairs of ${named(repaired, several)}. Laid over DNS and checked again: ${rest}.`
}

const isWrong = ({ verdict }: Finding): boolean => verdict === 'fail' || verdict === 'warn'

const seenIn = (judged: readonly Judged[]): string =>
  foundIn(judged, ({ verdict }) => verdict === 'unknown').length === 0 ? '' : ' that could be seen'

const foundIn = (judged: readonly Judged[], isMeant: (finding: Finding) => boolean) =>
  judged.flatMap(({ target, findings }) => findings.filter(isMeant).map(({ id }) => ({ target, id })))

const mostNamed = 12

/** Findings by name, each once; of several domains with those that it is about, else with how often where that is more than once. */
function named(found: readonly { target: string; id: string }[], several: boolean): string {
  const groups = [...Map.groupBy(found, ({ id }) => id)].map(([id, same]) => {
    const targets = [...new Set(same.map(({ target }) => target))]
    if (several) return `${id} (${some(targets)})`
    return same.length > 1 ? `${id} (${same.length})` : id
  })
  return some(groups)
}

const some = (words: readonly string[]): string =>
  words.length > mostNamed + 1
    ? `${words.slice(0, mostNamed).join(', ')} and ${words.length - mostNamed} more`
    : words.join(', ')
