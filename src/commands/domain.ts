import { checksAboutDomain } from '../checks/about-domain.ts'
import type { ExitCode, Report } from '../core/report.ts'
import type { DomainRequest } from '../core/request.ts'
import type { WorldOptions } from '../net/world.ts'
import { plan } from '../plan.ts'
import { complain, type Io } from '../terminal/io.ts'
import { keysAtHand } from './keys.ts'
import { known } from './known.ts'
import { readList } from './list.ts'
import { openPublicWorld } from './open-world.ts'
import { cannotShow } from './show.ts'
import { whole } from './whole.ts'

/** Where the world really is (the demo and tests move it to loopback), and the command line that asked, if one did. */
export type Where = Pick<WorldOptions, 'reach' | 'detour' | 'from'> & Pick<Report, 'typed'>

/** `relaycheck domain`: plan, look, judge, show, answer. */
export async function domain(request: DomainRequest, io: Io, { typed, ...where }: Where): Promise<ExitCode> {
  const targets = await readList(request, io)
  if (targets === 'interrupted') return 130
  if ('usage' in targets) return complain(targets, io)
  const planned = plan({ ...request, targets }, checksAboutDomain, known)
  if ('usage' in planned) return complain(planned, io)
  const unwritable = cannotShow(request)
  if (unwritable) return complain(unwritable, io)
  const authoritative = request.authoritative ? planned.targets.map(({ name }) => name) : []
  const held = keysAtHand(request, io)
  if ('usage' in held) return complain(held, io)
  const opened = openPublicWorld({ ...request, ...where, ...held, authoritative, signal: io.signal })
  if ('usage' in opened) return complain(opened, io)
  return whole(request, io, { plans: [planned], registry: checksAboutDomain, opened, ...(typed && { typed }) })
}
