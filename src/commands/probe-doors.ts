import type { Mailbox } from '../core/probe.ts'
import type { ProbeRequest, Usage } from '../core/request.ts'
import type { World } from '../core/world.ts'
import { smtp2goApi } from '../knowledge/smtp2go-api.ts'
import { parseImapUrl } from '../net/mailbox/imap-url.ts'
import { readKey, readMailboxProof } from '../net/secrets.ts'
import { openTrail } from '../net/trail/open.ts'
import type { Marks } from '../records/mail/probe-marks.ts'
import type { Io } from '../terminal/io.ts'
import type { Where } from './domain.ts'

interface Around {
  where: Omit<Where, 'typed'>
  world: World
  recipients: readonly string[]
  keys: DoorKeys
  /** That of the login at the relay. */
  password: string | undefined
  /** What a message that was given is known by. */
  given?: Marks | undefined
  /** Those that are trusted beside the system's (`--ca`), PEM. */
  authorities: string | undefined
}
type Doors = Pick<World, 'mailbox' | 'trail'>

/** What proves who reads a mailbox, and who may ask for the records of the relay. */
export interface DoorKeys {
  mailbox?: { password: string } | { token: string }
  records?: string
}

/** Reads them before anybody is asked, and sees that what is to be watched can be meant. A replay opens nothing. */
export function doorKeys({ imap, imapPasswordFile, replay }: ProbeRequest, { env }: Pick<Io, 'env'>): DoorKeys | Usage {
  if (replay !== undefined) return {}
  const records = readKey(smtp2goApi.keyVariable, env)
  if (records !== undefined && typeof records !== 'string') return records
  const place = imap === undefined ? undefined : parseImapUrl(imap)
  if (place && 'usage' in place) return place
  const mailbox = place && readMailboxProof(env, imapPasswordFile)
  if (mailbox && 'usage' in mailbox) return mailbox
  return { ...(mailbox && { mailbox }), ...(records !== undefined && { records }) }
}

/** Opens the mailbox that is watched, logged in, and whoever knows of messages on their way; before anything is sent. */
export async function openDoors(
  request: ProbeRequest,
  { signal }: Pick<Io, 'signal'>,
  around: Around,
): Promise<Doors | Usage> {
  const end = AbortSignal.any([signal, AbortSignal.timeout(request.deadlineMs)])
  const mailbox = await openMailbox(request, end, around)
  if (mailbox && 'usage' in mailbox) return mailbox
  if (mailbox) end.addEventListener('abort', () => void mailbox.close())
  const { world, where, authorities, keys, password } = around
  const trail = openTrail({
    root: world.machine.root,
    signal: end,
    dns: world.dns,
    timeoutMs: request.timeoutMs,
    ...(where.reach && { reach: where.reach }),
    ...(keys.records !== undefined && {
      records: { api: smtp2goApi, key: keys.records, ...(authorities !== undefined && { authorities }) },
    }),
    secrets: [...Object.values(keys.mailbox ?? {}), ...(password === undefined ? [] : [password])],
  })
  return { trail, ...(mailbox && { mailbox }) }
}

async function openMailbox(
  { imap, maildir, listen, timeoutMs }: ProbeRequest,
  signal: AbortSignal,
  { keys, recipients, where, authorities, given: known }: Around,
): Promise<Mailbox | Usage | undefined> {
  const given = known && { given: known }
  if (imap !== undefined) {
    const { openImap } = await import('../net/mailbox/imap.ts')
    const around = { ...(authorities !== undefined && { authorities }), ...(where.reach && { reach: where.reach }) }
    return openImap({ url: imap, ...keys.mailbox, timeoutMs, signal, ...around, ...given })
  }
  if (maildir !== undefined) return (await import('../net/mailbox/maildir.ts')).openMaildir({ path: maildir, ...given })
  if (listen === undefined) return undefined
  return (await import('../net/mailbox/listener.ts')).openListener({ listen, recipients, signal })
}
