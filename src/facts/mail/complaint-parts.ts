import { fieldsOf, type Mail } from '../../core/mail.ts'
import type { ReportContent } from '../../core/mail-report.ts'
import { canonicalAddress } from '../../records/address.ts'
import { parseAddresses } from '../../records/mail/addresses.ts'
import { decodeWords } from './decode.ts'

export type Complaint = Extract<ReportContent, { kind: 'complaint' }>

const longest = 500

/** The mailbox that wrote a message. */
export const writerOf = (mail: Pick<Mail, 'fields'>) =>
  parseAddresses(fieldsOf(mail, 'from')[0]?.value ?? '').addresses[0]
export const subjectOf = (mail: Pick<Mail, 'fields'>): string =>
  decodeWords((fieldsOf(mail, 'subject')[0]?.value ?? '').slice(0, longest))

/** AOL and Microsoft name the address in the subject. */
export const addressIn = (subject: string): string | undefined => {
  const [, text = ''] = /\b(?:report for IP|message from) \[?([0-9a-f.:]{3,45})\]?[ \t]*$/i.exec(subject) ?? []
  return canonicalAddress(text)
}

/** A recipient, or what a feed put in place of one: a hash, a word, nothing. */
export function recipientOf(...given: readonly (string | undefined)[]): { recipient?: string; hidden?: string } {
  const recipient = given.find((one) => one !== undefined && !isHidden(one))
  if (recipient !== undefined) return { recipient }
  const hidden = given.find((one) => one !== undefined)
  return hidden === undefined ? {} : { hidden }
}

/** Words, hashes and domains that stand for no mailbox. */
const isHidden = (one: string): boolean => {
  const address = one.slice(0, longest)
  return (
    !/^[^\s@]+@[^\s@.]+\.[^\s@]+$/.test(address) ||
    /\b(?:redacted|undisclosed|anonymi[sz]ed)\b/i.test(address) ||
    /^(?:[0-9a-f]{24,128}|x{3,64}|\*{1,64})@/i.test(address) ||
    /@x{3,20}\./i.test(address)
  )
}
