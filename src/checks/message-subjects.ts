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

/** A message whose author is to be proven: a letter, and a report that nobody is known to have written. */
export const claim = defineSubject({
  needs: ['mailReport'],
  absent: ({ mailReport }) =>
    mailReport && ['proven', 'house'].includes(mailReport.writer.known) ? instead(mailReport) : undefined,
})
