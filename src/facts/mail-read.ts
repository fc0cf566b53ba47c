import type { MessageGatherer } from '../core/gatherer.ts'
import type { Mail } from '../core/mail.ts'
import { type Blind, blind, seen } from '../core/observation.ts'
import { openSaved } from './mail/saved.ts'
import { openScan } from './mail/scan.ts'
import { openVerification } from './mail/verification.ts'

/** One pass over the message, for who takes it apart and for who verifies it: it may come through a pipe, and be large. */
export const mailRead: MessageGatherer<'mailRead'> = async ({ world, asked }) => {
  const saved = openSaved()
  const scan = openScan()
  const verification = await openVerification(world, asked)
  const take = async (octets: readonly Uint8Array[]) => {
    for (const chunk of octets) {
      scan.write(chunk)
      await verification.write(chunk)
    }
  }
  try {
    for await (const chunk of world.message ?? []) await take(saved.write(chunk))
    await take(saved.end())
  } catch (error) {
    return blind(unread(error as Error))
  }
  const how = saved.how()
  const scanned = scan.end()
  if (isCutOff(scanned)) return blind(cutOff)
  const mail = { ...scanned, ...(Object.keys(how).length > 0 && { saved: how }) }
  return seen({ mail, ...(await verification.end()) })
}

/** It ends in the header, before what a message has (RFC 5322 section 3.6). */
const isCutOff = ({ isHeadAlone, fields }: Mail): boolean =>
  isHeadAlone === true &&
  fields.length > 0 &&
  !['from', 'date', 'message-id'].every((key) => fields.some((field) => field.key === key))

const cutOff: Blind = {
  reason: 'malformed',
  detail: 'the file ends within the header of the message: it was cut off',
  wayOut: 'Save the message once more, header and all, and give that file.',
}

function unread({ name, message }: Error): Blind {
  if (name === 'AbortError') return { reason: 'interrupted', detail: 'the reading of the message was broken off' }
  return {
    reason: 'malformed',
    detail: `the message was not read to its end: ${message}`,
    wayOut: 'Save the message once more, header and all, and give that file.',
  }
}

export const mail: MessageGatherer<'mail'> = async ({ look }) => {
  const read = await look('mailRead')
  return read.seen ? seen(read.value.mail) : read
}
export const signatures: MessageGatherer<'signatures'> = async ({ look, world }) => {
  const read = await look('mailRead')
  if (!read.seen) return read
  const { signatures, unread } = read.value
  if (world.veiled && signatures.count > 0) return blind(veiled)
  return unread !== undefined && signatures.count === 0 ? blind(mayBeBelow(unread)) : seen(signatures)
}
export const arc: MessageGatherer<'arc'> = async ({ look, world }) => {
  const read = await look('mailRead')
  if (!read.seen) return read
  const { arc, unread } = read.value
  if (world.veiled && arc.result !== 'none') return blind(veiled)
  return unread !== undefined && arc.result === 'none' ? blind(mayBeBelow(unread)) : seen(arc)
}

/** A signature is of every octet. */
const veiled: Blind = {
  reason: 'not-recorded',
  detail: 'the recording leaves out what was secret in the message, so that no signature of it can be verified',
  wayOut: 'Look at the report of the run itself.',
}

const mayBeBelow = (unread: string): Blind => ({
  reason: 'malformed',
  detail: `not all of the header was read: ${unread}`,
  wayOut: 'Do what message-headers says of it, and judge the message that is sent then.',
})
