import { checks } from '../checks/index.ts'
import type { ExitCode } from '../core/report.ts'
import type { ChecksRequest } from '../core/request.ts'
import { checksJson, checksText } from '../formats/checks.ts'
import { chooseChecks } from '../plan.ts'
import { complain, type Io } from '../terminal/io.ts'
import { show } from './show.ts'

/** `relaycheck checks` */
export async function listChecks(request: ChecksRequest, io: Io): Promise<ExitCode> {
  const chosen = chooseChecks(request, checks)
  if ('usage' in chosen) return complain(chosen, io)
  const lost = await show(request, io, async (format, style) =>
    format === 'text' ? checksText(chosen, style) : checksJson(chosen),
  )
  return lost ? complain(lost, io) : 0
}
