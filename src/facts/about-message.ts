import type { MessageGatherers } from '../core/gatherer.ts'
import { asked } from './asked.ts'
import { envelope } from './envelope.ts'
import { mailAuthors } from './mail-authors.ts'
import { mailDmarc } from './mail-dmarc.ts'
import { mailLinks } from './mail-links.ts'
import { mailNotice } from './mail-notice.ts'
import { mailPath } from './mail-path.ts'
import { mailReach } from './mail-reach.ts'
import { arc, mail, mailRead, signatures } from './mail-read.ts'
import { mailReport } from './mail-report.ts'
import { mailSpf } from './mail-spf.ts'
import { mailText } from './mail-text.ts'
import { messageReceivers } from './message-receivers.ts'
import { receivedAt } from './received-at.ts'
import { receiversWord } from './receivers-word.ts'
import { spamMarks } from './spam-marks.ts'
import { unsubscribe } from './unsubscribe.ts'

/** How each fact about a message is looked up. */
export const aboutMessage: MessageGatherers = {
  asked,
  mailRead,
  mail,
  mailAuthors,
  receivedAt,
  mailPath,
  envelope,
  mailSpf,
  signatures,
  arc,
  mailDmarc,
  receiversWord,
  spamMarks,
  mailText,
  mailLinks,
  unsubscribe,
  mailReach,
  mailReport,
  mailNotice,
  receivers: messageReceivers,
}
