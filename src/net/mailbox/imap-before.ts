import type { ImapFlow, ListResponse } from 'imapflow'
import type { Marks } from '../../records/mail/probe-marks.ts'
import { type Before, printOf } from './before.ts'
import { isReadable } from './folders.ts'
import { inTime } from './imap-line.ts'
import { headerOctets } from './watch.ts'

const mostFolders = 200
const mostCopies = 200
const mostMs = 30_000

/** Looks through all folders, those of what was sent too, for copies of a message that was there before. */
export async function beforeIn(client: ImapFlow, list: readonly ListResponse[], letter: Marks, timeoutMs: number) {
  const before: Before = { prints: new Set(), whole: true }
  const until = performance.now() + mostMs
  const readable = list.filter(({ flags }) => isReadable(flags))
  for (const [n, { path }] of readable.entries()) {
    const isLate = n >= mostFolders || performance.now() >= until
    before.whole = !isLate && (await copiesIn(client, path, { letter, timeoutMs, before })) && before.whole
    if (isLate) break
  }
  return before
}

interface Looking {
  letter: Marks
  timeoutMs: number
  before: Before
}

/** Whether that folder was looked through. */
async function copiesIn(client: ImapFlow, path: string, { letter, timeoutMs, before }: Looking): Promise<boolean> {
  const { id, token } = letter
  const header = id === '' ? { 'x-relaycheck-probe': token } : { 'message-id': id }
  try {
    const lock = await inTime(client, timeoutMs, client.getMailboxLock(path, { readOnly: true }))
    try {
      const uids = await inTime(client, 3 * timeoutMs, client.search({ header }, { uid: true }))
      if (!uids) return false
      const some = uids.slice(-mostCopies)
      const bodyParts = [{ key: 'HEADER', start: 0, maxLength: headerOctets }]
      const reading = async () => {
        for await (const one of client.fetch(some, { uid: true, bodyParts }, { uid: true }))
          before.prints.add(printOf(one.headers?.toString('latin1') ?? ''))
      }
      if (some.length > 0) await inTime(client, 3 * timeoutMs, reading())
      return some.length === uids.length
    } finally {
      lock.release()
    }
  } catch (error) {
    if (client.usable) return false
    throw error
  }
}
