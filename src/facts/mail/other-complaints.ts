import { fieldsOf, type Mail, type MailPart } from '../../core/mail.ts'
import type { ComplaintDetails } from '../../core/mail-report.ts'
import { feedOf } from '../../knowledge/feedback-feeds.ts'
import { canonicalAddress } from '../../records/address.ts'
import { parseMailDate } from '../../records/mail/date.ts'
import { parseFields } from '../../records/mail/fields.ts'
import { parseXArf } from '../../records/mail/x-arf.ts'
import { complaintOfSes } from '../../records/ses-notification.ts'
import { type ComplainedMail, complainedMail } from './complained-mail.ts'
import { addressIn, type Complaint, recipientOf, subjectOf, writerOf } from './complaint-parts.ts'
import { sesComplaint } from './ses-complaint.ts'

const mostCampaign = 8

/** A complaint of a feed that does not write RFC 5965; nothing where it is none of them. */
export function complaintInOtherForm(mail: Mail): Complaint | undefined {
  const address = writerOf(mail)?.address ?? ''
  const feed = feedOf(address)
  if (feed?.id === 'microsoft-jmrp') return ofMicrosoft(mail)
  if (feed?.id === 'aol-scomp') return ofAol(mail)
  if (feed?.id === 'spamcop') return ofSpamCop(mail)
  if (/@(?:[\w-]{1,40}\.)?sns\.amazonaws\.com$/i.test(address)) {
    const read = complaintOfSes(firstText(mail))
    return read && sesComplaint(read)
  }
  return xArf(mail)
}

const attached = ({ parts }: Mail): MailPart | undefined =>
  parts.find(({ type, depth }) => type === 'message/rfc822' && depth === 1)
const firstText = ({ parts }: Mail): string =>
  parts.find(({ type, depth, disposition }) => type === 'text/plain' && depth <= 2 && disposition !== 'attachment')
    ?.text ?? ''

type Found = {
  ip?: string | undefined
  recipient?: string | undefined
  details: Omit<ComplaintDetails, 'campaign' | 'signers'>
}

/** A complaint without a part for programs: what its own header and that of the mail complained about tell. */
function bareComplaint(mail: Mail, about: ComplainedMail, { ip, recipient, details }: Found): Complaint {
  const reporter = writerOf(mail)?.domain
  const named = recipientOf(recipient, about.recipient)
  const feed = feedOf(writerOf(mail)?.address ?? '')
  return {
    kind: 'complaint',
    feedback: 'abuse',
    ...(reporter !== undefined && { reporter }),
    ...(ip !== undefined && { ip }),
    ...(about.returnPath !== undefined && { sender: about.returnPath }),
    ...(named.recipient !== undefined && { recipient: named.recipient }),
    original: about.original,
    faults: [],
    details: {
      ...(feed && { feed }),
      ...(named.hidden !== undefined && { hidden: named.hidden }),
      ...details,
      campaign: about.campaign.slice(0, mostCampaign),
      signers: about.signers,
    },
  }
}

/** JMRP: the mail alone, attached, with X-HmXmrOriginalRecipient above its header; the subject names the address. */
function ofMicrosoft(mail: Mail): Complaint | undefined {
  const subject = subjectOf(mail)
  if (!/^\s*complaint about message from\b/i.test(subject)) return undefined
  const about = complainedMail(attached(mail) ?? headerIn(firstText(mail)))
  return bareComplaint(mail, about, { ip: addressIn(subject), details: { form: 'jmrp' } })
}

/** The form that AOL sent before RFC 5965: words, and the mail attached. */
function ofAol(mail: Mail): Complaint | undefined {
  const subject = subjectOf(mail)
  const part = attached(mail)
  if (!part || !/\b(?:TOS notification|feedback report|complaint)\b/i.test(subject)) return undefined
  const [, ip = ''] = /\bIP(?: address)?:? \[?([0-9a-f.:]{3,45})/i.exec(firstText(mail).slice(0, 10_000)) ?? []
  const details = { form: 'scomp', hidden: '' } as const
  const about = complainedMail(part)
  return bareComplaint(mail, about, {
    ip: addressIn(subject) ?? canonicalAddress(ip.replace(/[.:]$/, '')),
    details: about.recipient === undefined ? details : { form: 'scomp' },
  })
}

/** `[SpamCop (203.0.113.5) id:7301234567]Subject of the mail`, and that mail in the text below a line. */
function ofSpamCop(mail: Mail): Complaint | undefined {
  const [, address = ''] = /^\s*\[SpamCop \(([^()]{3,300})\) id:\d{1,20}\]/i.exec(subjectOf(mail)) ?? []
  if (address === '') return undefined
  const [, below = ''] = firstText(mail).split(/^\[ Offending message \][ \t]*\r?$/im, 2)
  return bareComplaint(mail, complainedMail({ text: below.trimStart() }), {
    ip: canonicalAddress(address),
    details: { form: 'spamcop' },
  })
}

/** A text that begins with a header, as some forward a mail. */
const headerIn = (text: string): { text: string } | undefined =>
  parseFields(text.trimStart().slice(0, 65_536)).some(({ key }) => key === 'from')
    ? { text: text.trimStart() }
    : undefined

/** Kinds of X-ARF that are about mail: a break-in that was tried, or a scan, is no complaint about mail. */
const asFeedback: Readonly<Record<string, string>> = {
  spam: 'abuse',
  'spam-trap': 'abuse',
  spamvertised: 'abuse',
  phishing: 'fraud',
  fraud: 'fraud',
  malware: 'virus',
  virus: 'virus',
  'malware-attack': 'virus',
}

/** X-ARF 0.1 (`X-ARF: YES`) and 0.2 (`X-XARF: PLAIN`): a second part of flat YAML, a third of evidence. */
function xArf(mail: Mail): Complaint | undefined {
  const isOne = ['x-arf', 'x-xarf'].some((key) =>
    fieldsOf(mail, key).some(({ value }) => /^(?:yes|plain|secure)\b/i.test(value)),
  )
  const read = isOne
    ? mail.parts
        .filter(({ type, depth }) => type.startsWith('text/') && depth <= 2)
        .map(({ text = '' }) => parseXArf(text))
        .find((one) => one !== undefined)
    : undefined
  const feedback = asFeedback[read?.type ?? '']
  if (!read || feedback === undefined) return undefined
  const date = parseMailDate(read.date ?? '')
  const feed = feedOf(writerOf(mail)?.address ?? '')
  return {
    ...bareComplaint(mail, complainedMail(attached(mail)), {
      ip: read.ip,
      details: {
        form: 'x-arf',
        ...(feed && { feed }),
        ...(read.agent !== undefined && { agent: read.agent }),
        ...(read.source !== undefined && { domain: read.source.toLowerCase() }),
        ...('at' in date && { arrived: date.at }),
      },
    }),
    feedback,
  }
}
