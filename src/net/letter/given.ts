import { Buffer } from 'node:buffer'
import type { ComposedLetter } from '../../core/probe.ts'
import { type Usage, usage } from '../../core/request.ts'
import { parseAddresses } from '../../records/mail/addresses.ts'
import { beginsMessage } from '../../records/mail/beginning.ts'
import { parseFields, readOctets, trimBlanks, unfold } from '../../records/mail/fields.ts'
import { parseMessageId } from '../../records/mail/message-id.ts'
import { markedBy } from '../../records/mail/probe-marks.ts'
import { visible } from '../../records/visible.ts'
import { hasBareEnd } from '../smtp/data.ts'
import { faultInLines } from './lines.ts'

/** A message that was given, and the domain of its author, in A-labels, where From names one. */
export interface Given {
  letter: Awaited<ReturnType<ComposedLetter>>
  author?: string
}

const longestSubject = 200

/**
 * A message to go out byte for byte; only where every line ends in LF alone the CRs come back, which programs take out of
 * files. Without a token or a Message-ID of its own these are `''`.
 */
export function readGiven({ octets, called }: { octets: Uint8Array; called: string }): Given | Usage {
  const file = Buffer.from(octets.buffer, octets.byteOffset, octets.byteLength)
  if (file.toString('latin1', 0, 64).trim() === '') return usage(`${called} is empty: give a message, header and all.`)
  if (/^>?From /.test(file.toString('latin1', 0, 6)))
    return usage(`${called} begins with a line that only mailbox files have ("From "): give the message without it.`)
  const message = file.includes(13) ? file : Buffer.from(file.toString('latin1').replaceAll('\n', '\r\n'), 'latin1')
  if (hasBareEnd(message))
    return usage(
      `${called} has lines that end in CRLF and others that do not, and SMTP carries the former alone (RFC 5321 section 2.3.8): give it with one kind of line end throughout.`,
    )
  const head = message.toString('latin1', 0, message.indexOf('\r\n\r\n') < 0 ? undefined : message.indexOf('\r\n\r\n'))
  if (!beginsMessage(head))
    return usage(`${called} holds no message: it does not begin with header fields (From:, Subject:).`)
  const fault = faultInLines(message)
  if (fault !== undefined) return usage(`${called} ${fault}`)
  const fields = parseFields(head)
  const value = (key: string) => fields.find((field) => field.key === key)?.value
  const id = parseMessageId(readOctets(unfold(value('message-id') ?? '')))
  const token = trimBlanks(value('x-relaycheck-probe') ?? '')
  const { from } = markedBy(fields)
  const author = parseAddresses(readOctets(unfold(value('from') ?? ''))).addresses[0]?.domain
  return {
    letter: {
      token: /^[a-z]{16}$/.test(token) ? token : '',
      id: 'fault' in id ? '' : id.id,
      ...(from !== undefined && { from }),
      subject: visible(trimBlanks(readOctets(unfold(value('subject') ?? '')))).slice(0, longestSubject),
      octets: message.length,
      given: true,
      message,
    },
    ...(author !== undefined && { author: author.toLowerCase() }),
  }
}
