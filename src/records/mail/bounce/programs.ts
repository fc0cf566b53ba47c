import type { Layout } from './layouts.ts'
import { administrators } from './sentences.ts'
import { address } from './told.ts'

/** A program, or several that write alike: how a bounce of it begins, and how it goes on. */
export interface Program {
  name: string
  /** Tried against the beginning of the text, on one line. */
  begins: RegExp
  /** The first that finds a recipient with a reason is taken. `ruled`, `diagnosed`, `answered`: see there. */
  layouts: readonly (Layout | 'ruled' | 'diagnosed' | 'answered')[]
}

const paragraphs: Layout = { read: 'paragraphs' }
const indented: Layout = { read: 'indented' }
const fields: Layout = { read: 'fields' }
const preceded: Layout = { read: 'preceded' }
const dated: Layout = { read: 'dated' }
const line = (pattern: string, flags = ''): Layout => ({ read: 'lines', line: new RegExp(pattern, flags) })
const to = `<?(?<to>${address})>?`

/** In this order: the words of one program stand before those that many share. */
export const programs: readonly Program[] = [
  {
    name: 'Apache James',
    begins: /\bThis is the James mail server at\b|\bFailed recipient\(s\): .{1,2000}\bError message:/,
    layouts: [{ read: 'sections', recipients: /^Failed recipient\(s\):/, reason: /^Error message:/ }],
  },
  {
    name: 'Zoho',
    begins: /\bERROR_CODE ?: ?[45]|\[Status: Error, Address: </,
    layouts: [
      line(`^[ \\t]{0,8}${to},? (?<why>[^\\n]*ERROR_CODE.*)$`),
      line(`^[ \\t]{0,8}\\[Status: Error, Address: ${to}, (?<why>.*)\\]$`),
    ],
  },
  {
    name: 'Exim',
    begins: /\bA message that you sent could not be delivered .{0,200}\bFor the following reason:/i,
    layouts: [
      {
        read: 'sections',
        recipients: /^The following address(?:\(?es\)?)? failed:/i,
        reason: /^For the following reason:/i,
      },
    ],
  },
  {
    name: 'Exim',
    begins:
      /\bThis message was created automatically by mail delivery software\b(?! \(TMDA)|\bA message that you (?:have )?sent could not be delivered\b|\bA message that you sent (?:was rejected|has not yet been delivered)\b/,
    layouts: [
      indented,
      paragraphs,
      {
        read: 'sections',
        recipients: /^The following address(?:\(?es\)?)? (?:have )?failed:/i,
        reason: /^(?:For the following )?reason:/i,
      },
    ],
  },
  {
    name: 'mail.ru',
    begins: /Это письмо создано автоматически сервером/,
    layouts: [indented],
  },
  {
    name: 'Courier',
    begins:
      /\brunning the Courier mail server\b|\bUNDELIVERABLE MAIL Your message to the following recipients cannot be delivered/,
    layouts: [paragraphs],
  },
  {
    name: 'OpenSMTPD',
    begins:
      /\bThis is the (?:MAILER-DAEMON|mailer daemon), please DO NOT REPLY to this e-?mail\b|\bmessage for the following list of recipients:/i,
    layouts: [line(`^[ \\t]{0,8}${to}: (?<why>\\S.*)$`)],
  },
  {
    name: 'dma',
    begins: /\bThis is the DragonFly Mail Agent\b/,
    layouts: [{ read: 'sections', recipients: /^There was an error delivering your mail to (?=<)/ }],
  },
  {
    name: 'MailMarshal',
    begins: /\bCould not be delivered because of\b.{0,2000}\brecipients were affected:/,
    layouts: [
      {
        read: 'sections',
        recipients: /^The following recipients were affected:/,
        reason: /^Could not be delivered because of/,
      },
    ],
  },
  {
    name: 'Domino',
    begins: /\bYour message\b.{0,400} was not delivered to: .{0,2000}\bbecause:/,
    layouts: [{ read: 'sections', recipients: /^\s{0,8}was not delivered to:/, reason: /^\s{0,8}because:/ }],
  },
  {
    name: 'Notes',
    begins: /-{3,} Failure Reasons? -{3,}/,
    layouts: [preceded, { read: 'sections', reason: /^-{3,} {0,3}Failure Reasons? {0,3}-{3,}$/ }],
  },
  {
    name: 'GroupWise',
    begins: /\bThe message that you sent was undeliverable to the following:/,
    layouts: [
      // Of its own users it gives the name and the post office alone.
      line(
        `^[ \\t]{1,12}(?:${to}(?: .{0,80}?)?|(?<name>[^\\s@<>()]{1,120}))[ \\t]*\\((?<why>[^()]{2,300}(?:\\([^()]{0,200}\\)[^()]{0,100})?)\\)$`,
      ),
    ],
  },
  {
    name: 'MessageLabs',
    begins: /\bThis is the mail delivery agent at (?:\S+\.)?(?:messagelabs|symanteccloud)\.com\b/i,
    layouts: [
      {
        read: 'sections',
        recipients: /^I was unable to deliver your message to the following addresses:/,
        reason: /^Reason:/,
      },
    ],
  },
  {
    name: 'SurfControl',
    begins: /\bYour message could not be sent\. A transcript of the attempts to send the message follows\b/,
    layouts: [
      line(`^[ \\t]{0,8}${to}: (?<why>\\S.*)$`),
      { read: 'sections', recipients: /^Addressed To:/, reason: /^Failed to send to identified host,?/ },
    ],
  },
  {
    name: 'MailFoundry',
    begins: /\bUnable to deliver message to: <[^<>]{1,320}> Delivery failed for the following reason:/,
    layouts: [
      {
        read: 'sections',
        recipients: /^Unable to deliver message to:/,
        reason: /^Delivery failed for the following reason:/,
      },
    ],
  },
  {
    name: 'm-FILTER',
    begins: /-{3,} ?server message\b/,
    layouts: [
      {
        read: 'sections',
        recipients: /^以下のメールアドレスへの送信に失敗しました。?/,
        reason: /^-{3,} ?server message$/,
        ends: /^-{3,} ?(?:SMTP command|original message)/,
      },
      preceded,
    ],
  },
  {
    name: 'Biglobe',
    begins: /----- Non-delivered information -----/,
    layouts: [
      {
        read: 'sections',
        recipients: /^[ \t]{0,8}-{3,} The following addresses had .{1,60} -{3,}$/,
        reason: /^[ \t]{0,8}-{3,} Non-delivered information -{3,}$/,
      },
    ],
  },
  {
    name: 'KDDI',
    begins: /\bYour mail (?:sent|attempted to be delivered) on: .{5,60}Could not be delivered to: </,
    layouts: [{ read: 'sections', recipients: /^[ \t]{0,12}Could not be delivered to:/ }],
  },
  {
    name: 'InterMail',
    begins:
      /\bEach of the following recipients was rejected by a remote mail server\b|\bThe user\(s\) account is (?:disabled|temporarily|not)\b|\bThis Message was undeliverable due to the following reason\b|\bThe following recipients? did not receive (?:this|your) message:/i,
    layouts: [
      fields,
      paragraphs,
      {
        read: 'sections',
        recipients: /^The following recipients? did not receive (?:this|your) message:/i,
        reason:
          /^(?:This Message was undeliverable due to the following reason:|(?=Your message was not delivered within ))/i,
      },
      preceded,
    ],
  },
  {
    name: 'Oracle Messaging Server',
    begins: /\bThis report relates to a message you sent with the following header fields\b/,
    layouts: [fields],
  },
  {
    name: 'Verizon',
    begins: /\bError message below: [45]\d\d\b.{0,2000}\bRCPT TO:/,
    layouts: [{ read: 'sections', reason: /^Error message below:/, recipients: /^[ \t]{0,8}RCPT TO:/ }],
  },
  {
    name: 'PowerMTA',
    begins: /\bthis is the mail server on\b.{0,400}\bDelivery Status Notification\b/,
    layouts: [line(`^[ \\t]{0,8}${to}[ \\t]+(?<why>delivery .*)$`)],
  },
  {
    name: 'MDaemon',
    begins:
      /\bThe following addresses did NOT receive a copy of your message:|\bMDaemon has (?:detected|identified)\b/i,
    layouts: [
      {
        read: 'sections',
        recipients: /^The following addresses did NOT receive a copy of your message:/i,
        reason: /^-{2,} ?Session Transcript ?-{2,}/i,
      },
    ],
  },
  {
    name: 'InterScan',
    begins: /\bSent <<< (?:RCPT|MAIL|DATA|EHLO|HELO)\b/,
    layouts: [
      {
        read: 'sections',
        recipients: /^[ \t]{0,8}Sent <<< RCPT TO: ?/i,
        reason: /^[ \t]{0,8}Received >>> (?=[45]\d\d)/,
        ends: /^[ \t]{0,8}(?:Sent <<<|Received >>> [23]|\.{3}|\*{3})|^[ \t]*$/,
      },
    ],
  },
  {
    name: 'Amavis',
    begins: /\bThis nondelivery report was generated by the program amavisd(?:-new)?\b/,
    layouts: [
      {
        read: 'sections',
        recipients: /^The message .{0,200}(?:WAS NOT DELIVERED TO|was not delivered to):/i,
        reason: /^(?:Reason:|Our internal reference code)/,
      },
      line(`^[ \\t]{0,8}${to}: ?(?<why>\\S.*)$`),
    ],
  },
  {
    name: 'Exchange',
    begins:
      /\bdid not reach (?:some or all of the intended recipients\.|the following recipient\(s\):|any of)|\bThe following recipient\(s\) (?:could not|cannot) be reached\b|\bMSEXCH:|< ?[\w.-]{1,253} #[45]\.\d{1,3}\.\d{1,3}(?:>| +smtp;)/i,
    layouts: [dated, 'diagnosed'],
  },
  {
    name: 'Exchange',
    begins:
      /\bDelivery has failed to these recipients\b|\b\bcouldn't be delivered\.|\bYour message did not reach (?:some or all|any) of/i,
    layouts: ['diagnosed'],
  },
  { name: 'Exchange', begins: administrators, layouts: ['diagnosed'] },
  {
    name: 'Delivery Status Notification',
    begins:
      /\bDel[ei]very to the following recipients? (?:was aborted after|failed permanently)\b.{0,2000}={20} Technical details:/,
    layouts: [
      {
        read: 'sections',
        recipients: /^Del[ei]very to the following recipients? (?:was aborted after|failed permanently)/,
        reason: /^ {0,40}Technical details: {0,40}$/,
      },
    ],
  },
  {
    name: 'Gmail',
    begins:
      /\bYour message wasn't delivered to\b|\bThere was a (?:temporary )?problem (?:while )?delivering your message\b|\*\* ?(?:Address not found|Message (?:blocked|not delivered|too large)|Recipient inbox full|Delivery incomplete) ?\*\*|\bTechnical details of (?:permanent|temporary) failure:|\bDelivery to the following recipients? (?:failed permanently|has been delayed):|\bWe're writing to let you know that the group you tried to contact\b/,
    layouts: ['answered'],
  },
  {
    name: 'Postfix',
    begins: /\bThis is the mail (?:system|program) at host\b|\bThis is the Postfix program at host\b/i,
    layouts: [paragraphs],
  },
  {
    name: 'Yahoo',
    begins:
      /\bwe were unable to deliver your message to the following address|\bUnable to deliver message to the following address\(es\)/i,
    layouts: [paragraphs],
  },
  {
    name: 'qmail',
    begins:
      /\bThis is the (?:qmail|qmail-send|qmail-inject|mini_sendmail|IndiMail|MagicMail|deliver|machine|email server|mail delivery|ezmlm-?\w{0,10})\b[^.]{0,60} (?:program|MTA|server|system|at)\b|\bI'm afraid I wasn't able to deliver your message to the following address|\bYour mail message to the following address\(es\) could not be delivered\b|\bI tried to deliver a bounce message to this address, but the bounce bounced\b|\bthis message has been in the queue too long\b/i,
    layouts: [paragraphs],
  },
  {
    name: 'X6',
    begins: /\bWe had trouble delivering your message\. Full details follow:/,
    layouts: [
      line(`^SMTP Server <(?<at>[^<>]{1,253})> rejected recipient ${to}(?:.{0,120} as follows: \\[)?(?<why>.*?)\\]?$`),
      line(`^The following recipients returned permanent errors: ${to}(?<why>.*)$`),
    ],
  },
  {
    name: 'Mail2000',
    begins: /---The following addresses had delivery errors---/,
    layouts: [line(`^[ \\t]{0,8}${to} \\[(?<why>[^\\]]{2,300})\\]$`), 'ruled'],
  },
  {
    name: 'IMail',
    begins:
      /(?:^| )(?:Unknown user|Unknown host|User mailbox exceeds allowed size|Invalid final delivery userid): \S{1,64}@|(?:^| )undeliverable to \S{1,64}@|\bDelivery failed \d{1,3} attempts: \S{1,64}@/i,
    layouts: [
      {
        read: 'sections',
        recipients: /^(?:undeliverable to|Unknown user:|Delivery failed \d{1,3} attempts:) (?=\S{1,64}@)/i,
        reason: /^Body of message generated response:/i,
      },
      line(
        `^(?<why>(?:Unknown user|Unknown host|User mailbox exceeds allowed size|Invalid final delivery userid|undeliverable to|Delivery failed \\d{1,3} attempts):? ${to}.*)$`,
        'i',
      ),
    ],
  },
  {
    name: 'Mail service',
    begins:
      /\bThe e-?mail below could not be delivered to the following user|\bhere is your list of failed recipients\b/i,
    layouts: [paragraphs, indented, preceded],
  },
  {
    name: 'sendmail',
    begins:
      /-{2,} ?The following addresse?s? had (?:permanent|transient|delivery)|-{2,} ?Transcript of session follows ?-{2,}|-{2,} ?The following addresses had\b/,
    layouts: ['ruled'],
  },
]

/** Words by which a program says that it goes on trying. */
export const delays =
  /\bhas not yet been delivered\b|\bhas not been delivered yet\b|\bTHIS IS A WARNING MESSAGE ONLY\b|\bTHIS IS A WARNING ONLY\b|\bMessage delivery delayed\b|\bdelivery (?:has been|is) delayed\b|\bhas been delayed:|\btransient non-fatal errors\b|\bThere was a temporary problem\b|\bDelivery incomplete\b|\bIt will be retried until it is\b/i
