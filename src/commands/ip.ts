import { checksAboutAddress } from '../checks/about-address.ts'
import type { ExitCode } from '../core/report.ts'
import type { IpRequest, Usage } from '../core/request.ts'
import type { AddressTarget } from '../core/target.ts'
import type { World } from '../core/world.ts'
import { pool } from '../formats/pool.ts'
import { deadLists } from '../knowledge/dead-lists.ts'
import type { Plan } from '../plan.ts'
import { planAddresses } from '../plan-addresses.ts'
import { complain, type Io } from '../terminal/io.ts'
import type { Where } from './domain.ts'
import { fromSpf, sayLeftOut } from './from-spf.ts'
import { keysAtHand } from './keys.ts'
import { readList } from './list.ts'
import { openPublicWorld } from './open-world.ts'
import { cannotShow } from './show.ts'
import { whole } from './whole.ts'

/** `relaycheck ip`: the same for addresses that send. */
export async function ip(request: IpRequest, io: Io, { typed, ...where }: Where): Promise<ExitCode> {
  const targets = await readList(request, io)
  if (targets === 'interrupted') return 130
  if ('usage' in targets) return complain(targets, io)
  const asked = { ...request, targets }
  const first = planAddresses(asked, checksAboutAddress, deadLists)
  if ('usage' in first) return complain(first, io)
  const unwritable = cannotShow(request)
  if (unwritable) return complain(unwritable, io)
  const held = keysAtHand(request, io)
  if ('usage' in held) return complain(held, io)
  const opened = openPublicWorld({ ...request, ...where, ...held, authoritative: [], signal: io.signal })
  if ('usage' in opened) return complain(opened, io)
  const planned: Named | Usage = request.fromSpf.length === 0 ? first : await withSpf(asked, io, opened.world)
  if ('usage' in planned) {
    opened.close()
    return complain(planned, io)
  }
  const { partly, ...plan } = planned
  const shown = { ...(typed && { typed }), ...(request.pool && { beside: pool }), ...(partly && { partly }) }
  if (plan.targets.length > 0)
    return whole(request, io, { plans: [plan], registry: checksAboutAddress, opened, ...shown })
  opened.close()
  if (io.signal.aborted) return 130
  return request.allowUnknown ? 0 : 3
}

/** What is to be looked at; `partly`: a record that names more could not be read. */
type Named = Plan<AddressTarget> & { partly?: true }

/** The plan with the addresses that SPF records name. */
async function withSpf(request: IpRequest, io: Io, world: World): Promise<Named | Usage> {
  const found = await fromSpf(request.fromSpf, world)
  if ('usage' in found) return found
  sayLeftOut(found, io)
  const targets = [...request.targets, ...found.networks]
  const planned = planAddresses({ ...request, targets }, checksAboutAddress, deadLists)
  return 'usage' in planned || found.unread.length === 0 ? planned : { ...planned, partly: true }
}
