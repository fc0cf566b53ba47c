import about from '../package.json' with { type: 'json' }
import { checks } from './checks/index.ts'
import type { Finding } from './core/finding.ts'
import type { ExitCode } from './core/report.ts'
import type { ChecksRequest, DomainRequest, ExplainRequest } from './core/request.ts'
import type { DomainTarget } from './core/target.ts'
import type { World } from './core/world.ts'
import { gatherers } from './facts/index.ts'
import { formats } from './formats/index.ts'
import { gather } from './gather.ts'
import { judge } from './judge.ts'
import { keep } from './keep.ts'
import { openWorld, type WorldOptions } from './net/world.ts'
import { chooseChecks, type Plan, plan } from './plan.ts'
import { makeReport } from './report.ts'
import { cannotShow, show } from './show.ts'
import { complain, type Io, processIo } from './terminal/io.ts'
import { readArguments } from './terminal/program.ts'
import { startProgress } from './terminal/progress.ts'

const { version } = about

/** Where the world really is: the demo and tests move it to loopback. */
export type Outside = Pick<WorldOptions, 'reach' | 'from'>

/** The whole tool: what is asked, look, judge, show, answer. `argv` is without the program's own name. */
export async function main(argv: readonly string[], io: Io, outside: Outside = {}): Promise<ExitCode> {
  const request = readArguments(argv, { version })
  if ('usage' in request) return complain(request, io)
  if ('show' in request) {
    io.stdout.write(request.show)
    return 0
  }
  switch (request.command) {
    case 'domain':
      return checkDomains(request, io, outside, argv)
    case 'demo': {
      const { demo } = await import('./demo.ts')
      return demo(request, io, (asked, where) => checkDomains(asked, io, where))
    }
    case 'checks':
      return listChecks(request, io)
    case 'explain':
      return explainCheck(request, io)
  }
}

/** The process as it really is, for bin/: whatever goes wrong that should not is said, and is exit code 70. */
export async function run(): Promise<void> {
  try {
    process.exitCode = await main(process.argv.slice(2), processIo())
  } catch (error) {
    process.stderr.write(
      `relaycheck: this is a bug in relaycheck ${version}, please report it: ${(error as Error).stack}\n`,
    )
    process.exitCode = 70
  }
}

async function checkDomains(
  request: DomainRequest,
  io: Io,
  outside: Outside,
  typed?: readonly string[],
): Promise<ExitCode> {
  const planned = plan(request, checks)
  if ('usage' in planned) return complain(planned, io)
  const unwritable = cannotShow(request)
  if (unwritable) return complain(unwritable, io)
  const authoritative = request.authoritative ? planned.targets.map(({ name }) => name) : []
  const opened = openWorld({ ...request, ...outside, authoritative, signal: io.signal })
  if ('usage' in opened) return complain(opened, io)
  const { world } = opened
  const progress = startProgress(`asking DNS about ${planned.targets.map(({ display }) => display).join(', ')}`, io)
  try {
    const started = performance.now()
    const judged = await lookAtAll(planned, world)
    const durationMs = opened.durationMs ?? Math.round(performance.now() - started)
    const report = makeReport({
      version,
      command: request.command,
      ...(typed && { typed }),
      at: world.now(),
      ...(request.at === undefined && { durationMs }),
      resolvers: world.resolvers,
      judged,
      checks: planned.checks,
      rule: { ...request, interrupted: io.signal.aborted },
    })
    progress.stop()
    const again = async (changed: World) => (await lookAtAll(planned, changed)).flatMap(({ findings }) => findings)
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

const lookAtAll = ({ targets, ...planned }: Plan, world: World) =>
  Promise.all(targets.map(async (target) => ({ target, findings: await lookAt(target, planned, world) })))

async function lookAt(target: DomainTarget, planned: Omit<Plan, 'targets'>, world: World): Promise<Finding[]> {
  const gathered = await gather(planned.facts, gatherers, { target, asked: planned.asked, world })
  return planned.checks.flatMap((check) => judge(check, gathered))
}

async function listChecks(request: ChecksRequest, io: Io): Promise<ExitCode> {
  const chosen = chooseChecks(request, checks)
  if ('usage' in chosen) return complain(chosen, io)
  const { checksJson, checksText } = await import('./formats/checks.ts')
  const lost = await show(request, io, {
    text: async (style) => checksText(chosen, style),
    json: async () => checksJson(chosen),
  })
  return lost ? complain(lost, io) : 0
}

async function explainCheck(request: ExplainRequest, io: Io): Promise<ExitCode> {
  const { explain, explainJson, explainText } = await import('./formats/explain.ts')
  const explanation = explain(request.what, checks)
  if ('usage' in explanation) return complain(explanation, io)
  const lost = await show(request, io, {
    text: async (style) => explainText(explanation, style),
    json: async () => explainJson(explanation),
  })
  return lost ? complain(lost, io) : 0
}
