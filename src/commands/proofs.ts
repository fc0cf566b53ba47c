import { type ProbeRequest, type RelayRequest, type SessionRequest, type Usage, usage } from '../core/request.ts'
import { readClient, readPem } from '../net/pem.ts'
import { readPassword } from '../net/secrets.ts'
import type { WorldOptions } from '../net/world.ts'
import type { Io } from '../terminal/io.ts'

type Asking = SessionRequest &
  Pick<RelayRequest, 'replay' | 'timeoutMs' | 'deadlineMs'> &
  Partial<Pick<ProbeRequest, 'waitMs'>>

/** What this machine proves itself and the relay with. A replay says nothing to anybody. */
export function proofs(request: Asking, { env }: Pick<Io, 'env'>): Required<Pick<WorldOptions, 'smtp'>> | Usage {
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
      ...endOf(request),
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

/** RFC 5321 section 4.5.3.2.6 gives a server ten minutes for a message; of the run, the wait for its arrival is to be left. */
function endOf({ waitMs, timeoutMs, deadlineMs }: Asking): { endMs?: number } {
  return waitMs === undefined ? {} : { endMs: Math.min(Math.max(deadlineMs - waitMs, timeoutMs, 60_000), 600_000) }
}
