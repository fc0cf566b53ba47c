import { defineSubject } from '../core/check.ts'

/** A message as somebody wrote it: what a bounce or a complaint says is told by message-report, and how it was sent says nothing. */
export const letter = defineSubject({
  needs: ['mailReport'],
  absent: ({ mailReport }) =>
    mailReport &&
    (mailReport.kind === 'delivery'
      ? 'this is a report about other mail, which is judged by what it says'
      : 'this is a complaint about other mail, which is judged by what it says'),
})
