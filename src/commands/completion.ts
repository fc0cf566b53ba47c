import { checks } from '../checks/index.ts'
import type { ExitCode } from '../core/report.ts'
import type { CompletionRequest } from '../core/request.ts'
import { completionScript } from '../terminal/completion.ts'
import type { Io } from '../terminal/io.ts'
import { grammar } from '../terminal/program.ts'
import { version } from '../version.ts'

/** `relaycheck completion` */
export function completion({ shell }: CompletionRequest, io: Io): ExitCode {
  const program = grammar(version, () => {})
  const words = checks.map(({ id, title }) => ({ word: id, says: title }))
  io.stdout.write(completionScript(shell, program, words))
  return 0
}
