import { checksFor } from '../checks/index.ts'
import type { ExitCode } from '../core/report.ts'
import type { IpRequest } from '../core/request.ts'
import { openWorld } from '../net/world.ts'
import { planAddresses } from '../plan-addresses.ts'
import { complain, type Io } from '../terminal/io.ts'
import type { Where } from './domain.ts'
import { readList } from './list.ts'
import { cannotShow } from './show.ts'
import { whole } from './whole.ts'

/** `relaycheck ip`: the same for addresses that send. */
export async function ip(request: IpRequest, io: Io, { typed, ...where }: Where): Promise<ExitCode> {
  const targets = await readList(request, io)
  if ('usage' in targets) return complain(targets, io)
  const planned = planAddresses({ ...request, targets }, checksFor.address)
  if ('usage' in planned) return complain(planned, io)
  const unwritable = cannotShow(request)
  if (unwritable) return complain(unwritable, io)
  const opened = openWorld({ ...request, ...where, authoritative: [], signal: io.signal })
  if ('usage' in opened) return complain(opened, io)
  return whole(request, io, { planned, opened, ...(typed && { typed }) })
}
