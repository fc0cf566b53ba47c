import type { Where } from './commands/domain.ts'
import type { ExitCode } from './core/report.ts'
import { isBulk } from './core/request.ts'
import { complain, type Io, processIo } from './terminal/io.ts'
import { readArguments } from './terminal/program.ts'
import { version } from './version.ts'

/** The whole tool: what is asked, and the command that answers. `argv` is without the program's own name. */
export async function main(argv: readonly string[], io: Io, where: Where = {}): Promise<ExitCode> {
  const request = readArguments(argv, { version })
  if ('usage' in request) return complain(request, io)
  if ('show' in request) {
    io.stdout.write(request.show)
    return 0
  }
  switch (request.command) {
    case 'domain':
      if (isBulk(request)) return (await import('./commands/many.ts')).many(request, io, where)
      return (await import('./commands/domain.ts')).domain(request, io, { ...where, typed: argv })
    case 'ip':
      if (isBulk(request)) return (await import('./commands/many.ts')).many(request, io, where)
      return (await import('./commands/ip.ts')).ip(request, io, { ...where, typed: argv })
    case 'relay':
      return (await import('./commands/relay.ts')).relay(request, io, { ...where, typed: argv })
    case 'message':
      return (await import('./commands/message.ts')).message(request, io, { ...where, typed: argv })
    case 'probe':
      return (await import('./commands/probe.ts')).probe(request, io, { ...where, typed: argv })
    case 'demo':
      return (await import('./commands/demo.ts')).demo(request, io)
    case 'completion':
      return (await import('./commands/completion.ts')).completion(request, io)
    case 'checks':
      return (await import('./commands/registry.ts')).listChecks(request, io)
    case 'explain':
      return (await import('./commands/explain.ts')).explainWhat(request, io)
  }
}

/** The process as it really is, for bin/: whatever goes wrong that should not is said, and is exit code 70. */
export async function run(): Promise<void> {
  process.on('uncaughtException', (error) => {
    tellBug(error)
    process.exit()
  })
  try {
    process.exitCode = await main(process.argv.slice(2), processIo())
  } catch (error) {
    tellBug(error as Error)
  }
}

function tellBug({ stack }: Error): void {
  process.stderr.write(`relaycheck: this is a bug in relaycheck ${version}, please report it: ${stack}\n`)
  process.exitCode = 70
}
