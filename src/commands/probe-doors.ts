import type { Mailbox } from '../core/probe.ts'
import type { ProbeRequest, Usage } from '../core/request.ts'
import type { World } from '../core/world.ts'
import { smtp2goApi } from '../knowledge/smtp2go-api.ts'
import { readKey, readMailboxProof, readPassword } from '../net/secrets.ts'
import { openTrail } from '../net/trail/open.ts'
import type { Io } from '../terminal/io.ts'
import type { Where } from './domain.ts'

interface Around {
  where: Omit<Where, 'typed'>
  world: World
  recipients: readonly string[]
  /** Those that are trusted beside the system's (`--ca`), PEM. */
  authorities: string | undefined
}
type Doors = Pick<World, 'mailbox' | 'trail'>

/** Opens the mailbox that is watched, logged in, and whoever knows of messages on their way; before anything is sent. */
export async function openDoors(request: ProbeRequest, io: Io, around: Around): Promise<Doors | Usage> {
  const key = readKey(smtp2goApi.keyVariable, io.env)
  if (key !== undefined && typeof key !== 'string') return key
  const end = AbortSignal.any([io.signal, AbortSignal.timeout(request.deadlineMs)])
  const opened = await openMailbox(request, { env: io.env, signal: end }, around)
  if (opened && 'usage' in opened) return opened
  const { secrets = [], mailbox } = opened ?? {}
  if (mailbox) end.addEventListener('abort', () => void mailbox.close())
  const { world, where, authorities } = around
  const trail = openTrail({
    root: world.machine.root,
    signal: end,
    dns: world.dns,
    timeoutMs: request.timeoutMs,
    ...(where.reach && { reach: where.reach }),
    ...(key !== undefined && { records: { api: smtp2goApi, key, ...(authorities !== undefined && { authorities }) } }),
    secrets: [...secrets, ...smtpPassword(request, io)],
  })
  return { trail, ...(mailbox && { mailbox }) }
}

function smtpPassword({ passwordFile }: ProbeRequest, { env }: Edges): string[] {
  const read = readPassword(env, passwordFile)
  return 'usage' in read || read.password === undefined ? [] : [read.password]
}

interface Opened {
  mailbox: Mailbox
  secrets?: readonly string[]
}

type Edges = Pick<Io, 'env' | 'signal'>

async function openMailbox(request: ProbeRequest, io: Edges, around: Around): Promise<Opened | Usage | undefined> {
  const { imap, maildir, listen } = request
  if (imap !== undefined) return openImap(imap, request, io, around)
  const mailbox = await openHere({ maildir, listen }, around.recipients, io)
  return mailbox === undefined || 'usage' in mailbox ? mailbox : { mailbox }
}

/** A mailbox on this machine: one that is there, or one for this run. */
async function openHere(
  { maildir, listen }: { [K in 'maildir' | 'listen']: ProbeRequest[K] | undefined },
  recipients: readonly string[],
  { signal }: Edges,
): Promise<Mailbox | Usage | undefined> {
  if (maildir !== undefined) return (await import('../net/mailbox/maildir.ts')).openMaildir({ path: maildir })
  if (listen === undefined) return undefined
  return (await import('../net/mailbox/listener.ts')).openListener({ listen, recipients, signal })
}

async function openImap(
  url: string,
  { imapPasswordFile, timeoutMs }: ProbeRequest,
  { env, signal }: Edges,
  { where, authorities }: Around,
): Promise<Opened | Usage> {
  const proof = readMailboxProof(env, imapPasswordFile)
  if ('usage' in proof) return proof
  const { openImap } = await import('../net/mailbox/imap.ts')
  const mailbox = await openImap({
    url,
    ...proof,
    timeoutMs,
    signal,
    ...(authorities !== undefined && { authorities }),
    ...(where.reach && { reach: where.reach }),
  })
  return 'usage' in mailbox ? mailbox : { mailbox, secrets: Object.values(proof) }
}
