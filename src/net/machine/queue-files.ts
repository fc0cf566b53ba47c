import type { ProgramSeen, QueueLayout, Unseen } from '../../core/machine.ts'
import {
  type PutOff,
  type QueueFile,
  readDeferFile,
  readEximEnvelope,
  readEximLog,
  readPostfixEnvelope,
} from '../../records/queue-files.ts'
import type { Files } from './files.ts'
import { textOf } from './text.ts'

const most = { messages: 5000, depth: 4, envelope: 32 * 1024, log: 64 * 1024 }
const atOnce = 16

interface Place {
  /** The queue's name; of Exim none. */
  queue: string
  id: string
  path: string
}
/** One message as `postqueue -j` would tell it. */
interface Told extends Pick<QueueFile, 'sender'> {
  queue: string
  id: string
  arrived?: number
  recipients: readonly { address: string; reason?: string }[]
}

/** What lies in the folder of a queue, message by message as `postqueue -j` tells it: no program is run. */
export async function readQueueFiles(files: Files, folder: string, layout: QueueLayout): Promise<ProgramSeen> {
  const queues = layout === 'postfix' ? ['incoming', 'active', 'deferred', 'hold', 'maildrop', 'corrupt'] : ['input']
  const places: Place[] = []
  const seen = await Promise.all(
    queues.map((queue) => find(files, { queue, path: `${folder}/${queue}`, depth: 0 }, places)),
  )
  if (seen.every((one) => one?.kind === 'absent')) return { kind: 'absent' }
  const blind = seen.find((one) => one?.kind === 'blind')
  if (blind) return blind
  const told: (Told | undefined)[] = []
  const chosen = places.slice(0, most.messages)
  const reasons: Place[] = []
  if (layout === 'postfix') await find(files, { queue: 'defer', path: `${folder}/defer`, depth: 0 }, reasons)
  const logs = new Map(reasons.map(({ id, path }) => [id, path]))
  for (let i = 0; i < chosen.length; i += atOnce)
    told.push(
      ...(await Promise.all(
        chosen
          .slice(i, i + atOnce)
          .map((place) =>
            layout === 'postfix' ? tellPostfix(files, place, logs.get(place.id)) : tellExim(files, place),
          ),
      )),
    )
  const out = told
    .filter((one) => one !== undefined)
    .map(line)
    .join('')
  return { kind: 'ran', code: 0, out, err: '', ...(places.length > most.messages && { cut: true as const }) }
}

/** Names of messages: queues are spread over folders of one letter. */
const isId = /^(?:[0-9A-Za-z]{6,30}|[0-9A-Za-z]{6}-[0-9A-Za-z]{6,11}-[0-9A-Za-z]{2,4}-H)$/
const isShare = /^[0-9A-Za-z]$/

async function find(
  files: Files,
  { queue, path, depth }: { queue: string; path: string; depth: number },
  places: Place[],
): Promise<Unseen | undefined> {
  const folder = await files.look(path)
  if (folder.kind === 'absent' || folder.kind === 'blind') return folder
  for (const name of folder.kind === 'folder' ? folder.names : []) {
    if (places.length > most.messages) break
    const below = `${path}/${name}`
    if (isId.test(name)) places.push({ queue, id: name.replace(/-H$/, ''), path: below })
    else if (isShare.test(name) && depth < most.depth) {
      const unseen = await find(files, { queue, path: below, depth: depth + 1 }, places)
      if (unseen?.kind === 'blind') return unseen
    }
  }
  return undefined
}

/** `log` is its file in the queue `defer`, where it has one. */
async function tellPostfix(files: Files, { queue, id, path }: Place, log: string | undefined): Promise<Told> {
  const named = { queue, id }
  const head = await files.head(path, most.envelope)
  const envelope = head.kind === 'file' ? readPostfixEnvelope(head.octets) : undefined
  const known = {
    sender: envelope?.sender ?? '',
    ...(envelope?.arrived !== undefined && { arrived: envelope.arrived }),
  }
  const file = log === undefined || queue === 'hold' ? undefined : await files.head(log, most.log)
  const reasons = file?.kind === 'file' ? readDeferFile(textOf(file.octets)) : []
  if (reasons.length > 0) return { ...named, ...known, recipients: reasons.map(asTold) }
  const bare = (envelope?.recipients ?? []).map((address) => ({ address }))
  const recipients = queue === 'deferred' ? (bare[0] ? bare : [{ address: '' }]).map(withoutReason) : bare
  return { ...named, ...known, recipients }
}

const asTold = ({ recipient, reason }: PutOff) => ({ address: recipient, reason })
const withoutReason = ({ address }: { address: string }) => ({ address, reason: 'no reason is kept in the queue' })

async function tellExim(files: Files, { id, path }: Place): Promise<Told | undefined> {
  const head = await files.head(path, most.envelope)
  const envelope = head.kind === 'file' ? readEximEnvelope(textOf(head.octets)) : undefined
  if (!envelope) return undefined
  const log = await files.head(path.replace(/^(.*)\/input\/(.*)-H$/, '$1/msglog/$2'), most.log)
  const reasons = new Map(
    (log.kind === 'file' ? readEximLog(textOf(log.octets)) : []).map(({ recipient, reason }) => [recipient, reason]),
  )
  const { sender, recipients, arrived, frozen } = envelope
  const all = recipients.map((address) => {
    const reason = reasons.get(address)
    return { address, ...(reason !== undefined && { reason }) }
  })
  const queue = frozen ? 'hold' : reasons.size > 0 ? 'deferred' : 'active'
  return { queue, id, sender, recipients: all, ...(arrived !== undefined && { arrived }) }
}

const line = ({ queue, id, arrived, sender, recipients }: Told): string =>
  `${JSON.stringify({
    queue_name: queue,
    queue_id: id,
    ...(arrived !== undefined && { arrival_time: arrived }),
    sender,
    recipients: recipients.map(({ address, reason }) => ({
      address,
      ...(reason !== undefined && { delay_reason: reason }),
    })),
  })}\n`
