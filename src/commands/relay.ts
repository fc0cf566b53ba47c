import { checksAboutRelay } from '../checks/about-relay.ts'
import { relayRecordChecks } from '../checks/relay-records/index.ts'
import type { ExitCode } from '../core/report.ts'
import type { RelayRequest } from '../core/request.ts'
import { userTold } from '../net/secrets.ts'
import { planRelay } from '../plan-relay.ts'
import { complain, type Io } from '../terminal/io.ts'
import type { Where } from './domain.ts'
import { keysAtHand } from './keys.ts'
import { known } from './known.ts'
import { openPublicWorld } from './open-world.ts'
import { proofs } from './proofs.ts'
import { cannotShow } from './show.ts'
import { whole } from './whole.ts'

const registry = [...checksAboutRelay, ...relayRecordChecks]

/** `relaycheck relay`: the same for a relay, and for its records at the domains of those who send through it. */
export async function relay(request: RelayRequest, io: Io, { typed, ...where }: Where): Promise<ExitCode> {
  const { target } = request
  if (target === undefined)
    return (await import('./own-relay.ts')).ownRelay(request, io, { ...where, ...(typed && { typed }) })
  const proof = proofs(request, io)
  if ('usage' in proof) return complain(proof, io)
  const user = request.user === undefined ? undefined : userTold(request.user, proof.smtp.password)
  const planned = planRelay({ ...request, target, ...(user !== undefined && { user }) }, registry, known.relays)
  if ('usage' in planned) return complain(planned, io)
  const unwritable = cannotShow(request)
  if (unwritable) return complain(unwritable, io)
  const held = keysAtHand(request, io)
  if ('usage' in held) return complain(held, io)
  const opened = openPublicWorld({ ...request, ...where, ...held, ...proof, authoritative: [], signal: io.signal })
  if ('usage' in opened) return complain(opened, io)
  return whole(request, io, {
    plans: planned.plans,
    registry,
    opened,
    ...(typed && user === request.user && { typed }),
  })
}
