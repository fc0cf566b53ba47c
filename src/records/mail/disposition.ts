import { untyped } from './delivery-status.ts'
import { parseFields } from './fields.ts'

export const dispositions = ['displayed', 'deleted', 'dispatched', 'processed', 'denied', 'failed'] as const
/** What became of a message in the recipient's mail program (RFC 8098 section 3.2.6.2; denied, failed: RFC 2298). */
export type Disposition = (typeof dispositions)[number]

/** A message/disposition-notification (RFC 8098 section 3). */
export interface DispositionReport {
  disposition: Disposition
  /** No person did it (automatic-action). */
  isAutomatic: boolean
  /** The mail program that says so. */
  reporter?: string
  recipient?: string
  /** Message-ID of the mail that it is about. */
  id?: string
  /** What went wrong, as it says (Error, Failure, Warning). */
  problem?: string
}

const longest = 500

/** Reads it; nothing where it does not say what became of the message. */
export function parseDisposition(text: string): DispositionReport | undefined {
  const fields = parseFields(text.replace(/^(?:[ \t]*\r?\n)+/, ''))
  const said = (key: string) => fields.find((field) => field.key === key)?.value.slice(0, longest) || undefined
  const [modes = '', type = ''] = (said('disposition') ?? '').toLowerCase().split(';')
  const disposition = dispositions.find((one) => one === /^[a-z]+/.exec(type.trim())?.[0])
  if (disposition === undefined) return undefined
  const reporter = said('reporting-ua')?.split(';').at(-1)?.trim()
  const recipient = untyped(said('original-recipient')) ?? untyped(said('final-recipient'))
  const id = said('original-message-id')
  const problem = said('error') ?? said('failure') ?? said('warning')
  return {
    disposition,
    isAutomatic: modes.includes('automatic-action'),
    ...(reporter && { reporter }),
    ...(recipient !== undefined && { recipient }),
    ...(id !== undefined && { id }),
    ...(problem !== undefined && { problem }),
  }
}
