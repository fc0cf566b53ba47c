import { checksFor } from '../checks/index.ts'
import { relayRecordChecks } from '../checks/relay-records/index.ts'
import type { ExitCode } from '../core/report.ts'
import type { RelayRequest, Usage } from '../core/request.ts'
import { usage } from '../core/request.ts'
import { readClient, readPem } from '../net/pem.ts'
import { readPassword, userTold } from '../net/secrets.ts'
import { openWorld, type WorldOptions } from '../net/world.ts'
import { planRelay } from '../plan-relay.ts'
import { complain, type Io } from '../terminal/io.ts'
import type { Where } from './domain.ts'
import { keysAtHand } from './keys.ts'
import { known } from './known.ts'
import { cannotShow } from './show.ts'
import { whole } from './whole.ts'

const registry = [...checksFor.relay, ...relayRecordChecks]

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
  const opened = openWorld({ ...request, ...where, ...held, ...proof, authoritative: [], signal: io.signal })
  if ('usage' in opened) return complain(opened, io)
  return whole(request, io, {
    plans: planned.plans,
    registry,
    opened,
    ...(typed && user === request.user && { typed }),
  })
}

/** What this machine proves itself and the relay with. A replay says nothing to anybody. */
export function proofs(request: RelayRequest, { env }: Pick<Io, 'env'>): Required<Pick<WorldOptions, 'smtp'>> | Usage {
  const { greetingMs, user, passwordFile, ca, clientCert, clientKey, replay } = request
  if (replay !== undefined) return { smtp: { greetingMs, ...passwordAtHand(env, passwordFile) } }
  const secret = user === undefined ? {} : readPassword(env, passwordFile)
  if ('usage' in secret) return secret
  const { password } = secret
  if (user !== undefined && password === undefined)
    return usage(
      `--user wants a password: set RELAYCHECK_PASSWORD, or give a file that holds it: --password-file FILE.`,
    )
  const authorities = ca === undefined ? undefined : readPem(ca, '--ca')
  if (authorities && 'usage' in authorities) return authorities
  const client = clientCert === undefined || clientKey === undefined ? undefined : readClient(clientCert, clientKey)
  if (client && 'usage' in client) return client
  return {
    smtp: {
      greetingMs,
      ...(user !== undefined && { user }),
      ...(password !== undefined && { password }),
      ...(authorities && { authorities: authorities.pem }),
      ...(client && { client }),
    },
  }
}

/** In a replay the password is for not telling it alone, and nobody has to give it. */
function passwordAtHand(env: Io['env'], file: string | undefined): { password?: string } {
  const read = readPassword(env, file)
  return 'usage' in read ? {} : read
}
