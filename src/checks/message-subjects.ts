import { defineSubject } from '../core/check.ts'
import type { MailReport } from '../core/mail-report.ts'

const instead = ({ kind }: MailReport): string =>
  kind === 'delivery'
    ? 'this is a report about other mail, which is judged by what it says'
    : 'this is a complaint about other mail, which is judged by what it says'

/** A message as somebody wrote it: what a bounce or a complaint says is told by message-report, and how it was sent says nothing. */
export const letter = defineSubject({
  needs: ['mailReport'],
  absent: ({ mailReport }) => mailReport && instead(mailReport),
})

/**
 * A message whose author has to be known: a letter, and a forged report. Real bounces are seldom signed, and what their
 * server lacks is not for its reader to mend: of one that nothing proves, message-report says so.
 */
export const claim = defineSubject({
  needs: ['mailReport'],
  absent: ({ mailReport }) => (mailReport && mailReport.writer.known !== 'forged' ? instead(mailReport) : undefined),
})
