import { checksAboutMessage } from '../checks/about-message.ts'
import type { ExitCode } from '../core/report.ts'
import type { MessageRequest } from '../core/request.ts'
import { deadLists } from '../knowledge/dead-lists.ts'
import { openFile } from '../net/files.ts'
import { openMessage } from '../net/message.ts'
import { planMessage } from '../plan-message.ts'
import { complain, type Io } from '../terminal/io.ts'
import type { Where } from './domain.ts'
import { keysAtHand } from './keys.ts'
import { openPublicWorld } from './open-world.ts'
import { cannotShow } from './show.ts'
import { whole } from './whole.ts'

/** `relaycheck message`: the same for a message as it was received. */
export async function message(request: MessageRequest, io: Io, { typed, ...where }: Where): Promise<ExitCode> {
  const planned = planMessage(request, checksAboutMessage, deadLists)
  if ('usage' in planned) return complain(planned, io)
  const unwritable = cannotShow(request)
  if (unwritable) return complain(unwritable, io)
  const held = keysAtHand(request, io)
  if ('usage' in held) return complain(held, io)
  const isInput = request.file === '-'
  const source = isInput ? io.stdin() : openFile(request.file)
  if ('usage' in source) return complain(source, io)
  const signal = AbortSignal.any([io.signal, AbortSignal.timeout(request.deadlineMs)])
  const octets = await openMessage(source, { called: isInput ? 'standard input' : `"${request.file}"`, signal })
  if (io.signal.aborted && 'usage' in octets) return 130
  if ('usage' in octets) return complain(octets, io)
  const opened = openPublicWorld({
    ...request,
    ...where,
    ...held,
    authoritative: [],
    message: octets,
    signal: io.signal,
  })
  if ('usage' in opened) {
    source.destroy()
    return complain(opened, io)
  }
  return whole(request, io, { plans: [planned], registry: checksAboutMessage, opened, ...(typed && { typed }) })
}
