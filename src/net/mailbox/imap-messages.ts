import type { FetchMessageObject, ImapFlow, MailboxObject } from 'imapflow'
import type { Blind } from '../../core/observation.ts'
import { largestMessage } from '../message.ts'
import { movedFrom, printOf } from './before.ts'
import { inTime, pieceOctets } from './imap-line.ts'
import { headerOctets, marksIn, type Sighting } from './watch.ts'

/** How far a folder was looked at: the next UID, and the UIDVALIDITY that it belongs to. */
export interface Place {
  next: number
  validity: string
}
interface Around extends Pick<Sighting, 'folder' | 'kind'> {
  timeoutMs: number
  /** It holds all mail, what was sent too. */
  isAll: boolean
  /** A connection to fetch and remove by. */
  ready(): Promise<ImapFlow>
  blind(error: unknown): Blind
}

const mostAtOnce = 500
const mostBehind = 2000

/** Where a folder ends that does not tell its status. */
export async function placeIn(
  client: ImapFlow,
  path: string,
  timeoutMs: number,
): Promise<Partial<Pick<MailboxObject, 'uidNext' | 'uidValidity'>>> {
  try {
    const lock = await inTime(client, timeoutMs, client.getMailboxLock(path, { readOnly: true }))
    lock.release()
    return selectedIn(client)
  } catch (error) {
    if (client.usable) return {}
    throw error
  }
}

/** What came into a folder since it was looked at last; the place moves on. */
export async function newIn(client: ImapFlow, path: string, place: Place, around: Around): Promise<Sighting[]> {
  const isGmail = client.capabilities.has('X-GM-EXT-1')
  if (around.isAll && !isGmail) return []
  const { timeoutMs } = around
  const lock = await inTime(client, timeoutMs, client.getMailboxLock(path, { readOnly: true }))
  try {
    // In a folder that stays selected, what has come is told only now.
    await inTime(client, timeoutMs, client.noop())
    const mailbox = selectedIn(client)
    if (String(mailbox.uidValidity) !== place.validity) {
      place.next = 1
      place.validity = String(mailbox.uidValidity)
    }
    if (mailbox.exists === 0) return []
    const { uidNext = 0 } = mailbox
    // Of a folder that was numbered anew, or is new and large, only the latest.
    place.next = Math.max(place.next, uidNext - mostBehind)
    const isMuch = uidNext - place.next > mostAtOnce
    const range = `${place.next}:${isMuch ? place.next + mostAtOnce - 1 : '*'}`
    const query = {
      uid: true,
      size: true,
      labels: around.isAll,
      bodyParts: [{ key: 'HEADER', start: 0, maxLength: headerOctets }],
    }
    const came: FetchMessageObject[] = []
    let left = Number.POSITIVE_INFINITY
    const reading = async () => {
      for await (const one of client.fetch(range, query, { uid: true })) {
        // The last message comes in any case (RFC 3501 section 6.4.8).
        if (!(one.uid >= place.next)) continue
        if (came.length < mostAtOnce) came.push(one)
        else left = Math.min(left, one.uid)
      }
    }
    await inTime(client, 3 * timeoutMs, reading())
    const beyond = isMuch ? place.next + mostAtOnce : Math.max(place.next, ...came.map(({ uid }) => uid + 1))
    place.next = Math.min(left, beyond)
    const { validity } = place
    return came.filter((one) => !isElsewhere(one)).map((one) => sighting(one, { ...around, path, validity }))
  } finally {
    lock.release()
  }
}

/** The folder that is open; a connection that has ended has none, and says nothing of what is in it. */
function selectedIn({ usable, mailbox }: ImapFlow): MailboxObject {
  if (usable && mailbox !== false) return mailbox
  throw Object.assign(new Error('the connection has ended'), { code: 'NoConnection' })
}

/** Gmail's folder for all mail: what was sent, and what is found in the inbox in any case. */
const isElsewhere = ({ labels }: FetchMessageObject): boolean =>
  labels !== undefined && (labels.has('\\Sent') || labels.has('\\Inbox'))

interface Where extends Around {
  path: string
  validity: string
}

function sighting({ uid, size = 0, headers }: FetchMessageObject, where: Where): Sighting {
  const head = headers?.toString('latin1', 0, headerOctets) ?? ''
  const { folder, kind } = where
  return {
    folder,
    kind,
    at: new Date(),
    size,
    print: printOf(head),
    marked: marksIn(head),
    octets: () => octetsOf(uid, where),
    remove: () => removed(uid, where),
  }
}

/** Does something in the folder, where it is still the same one. */
async function within<T>(
  where: Where,
  readOnly: boolean,
  doing: (client: ImapFlow) => Promise<T>,
): Promise<T | 'gone'> {
  const client = await where.ready()
  const lock = await inTime(client, where.timeoutMs, client.getMailboxLock(where.path, { readOnly }))
  try {
    if (String(selectedIn(client).uidValidity) !== where.validity) return 'gone'
    return await doing(client)
  } finally {
    lock.release()
  }
}

/** Piece by piece, none of them marked as read. */
async function octetsOf(uid: number, where: Where): Promise<Uint8Array | 'gone' | Blind> {
  try {
    return await within(where, true, async (client) => {
      const pieces: Buffer[] = []
      for (let start = 0; start <= largestMessage; start += pieceOctets) {
        const fetching = client.fetchOne(String(uid), { source: { start, maxLength: pieceOctets } }, { uid: true })
        const one = await inTime(client, 3 * where.timeoutMs, fetching)
        if (!one) return 'gone'
        const piece = one.source ?? Buffer.alloc(0)
        pieces.push(piece)
        if (piece.length < pieceOctets) return Buffer.concat(pieces)
      }
      return { reason: 'malformed', detail: 'the message is larger than 50 MB' } satisfies Blind
    })
  } catch (error) {
    return where.blind(error)
  }
}

/** Deletes that message alone: where the server cannot, it is only marked as deleted. */
async function removed(uid: number, where: Where): Promise<Blind | undefined> {
  try {
    const done = await within(where, false, async (client): Promise<Blind | undefined> => {
      const { capabilities } = client
      // To delete what is not there is OK to a server (RFC 3501 section 6.4.8).
      const there = client.fetchOne(String(uid), { uid: true }, { uid: true })
      if (!(await inTime(client, where.timeoutMs, there))) return movedFrom(where.folder)
      const doing = capabilities.has('UIDPLUS')
        ? client.messageDelete(String(uid), { uid: true })
        : client.messageFlagsAdd(String(uid), ['\\Deleted'], { uid: true })
      const done = await inTime(client, 2 * where.timeoutMs, doing)
      if (done && capabilities.has('UIDPLUS')) return undefined
      return {
        reason: 'not-attempted',
        detail: done
          ? `the server can only delete all messages of ${where.folder} that are marked for it, so this one was marked`
          : `the server did not delete the message in ${where.folder}`,
        wayOut: 'Delete it by hand.',
      }
    })
    return done === 'gone' ? movedFrom(where.folder) : done
  } catch (error) {
    return where.blind(error)
  }
}

/** So long what comes is let gather. */
const gatherMs = 250

/** Rests in the folder until it is over, or something came there; where the server offers IDLE (RFC 2177) it tells by itself. */
export async function restIn(client: ImapFlow, path: string, over: Promise<void>, timeoutMs: number): Promise<void> {
  if (!client.capabilities.has('IDLE')) return over
  const lock = await inTime(client, timeoutMs, client.getMailboxLock(path, { readOnly: true }))
  let came = () => {}
  const coming = new Promise<void>((done) => {
    came = () => void setTimeout(done, gatherMs)
  })
  client.once('exists', came).once('close', came)
  try {
    client.idle().catch(() => {})
    await Promise.race([over, coming])
  } finally {
    client.off('exists', came).off('close', came)
    lock.release()
  }
}
