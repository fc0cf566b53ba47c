import type { ReportedRecipient } from '../core/mail-report.ts'
import type { Pen } from './paint.ts'
import { table } from './table.ts'

/** What a bounce says of one recipient. `reply.text` is empty where it does not say why. */
export type RecipientExplained = Pick<ReportedRecipient, 'recipient' | 'action' | 'status' | 'remote' | 'reply'>

const fates: Readonly<Record<RecipientExplained['action'], string>> = {
  failed: 'bounced',
  delayed: 'deferred',
  delivered: 'delivered',
  relayed: 'handed on',
  expanded: 'sent to a list',
  unclear: 'not told',
}
const mostShown = 20

/** Several recipients side by side; of one alone the reply says all. */
export function recipientsText(recipients: readonly RecipientExplained[], pen: Pen): string[] {
  if (recipients.length < 2) return []
  const rows = recipients.map(({ recipient, action, status = '', reply }) => [
    recipient === '' ? '(not named)' : recipient,
    fates[action],
    status,
    meaningOf(action, reply),
  ])
  return table({ kind: 'table', head: ['recipient', 'mail', 'status', 'meaning'], rows }, pen, 2, mostShown)
}

/** The first clause is enough for a table. */
function meaningOf(action: RecipientExplained['action'], { text, means }: RecipientExplained['reply']): string {
  if (text === '') return action === 'failed' || action === 'delayed' ? 'The bounce does not say why.' : ''
  const clause = /^.{12,}?(?=[:;] |\. [A-Z]|, and it |\.$)/.exec(means)?.[0]
  return clause === undefined ? means : `${clause}.`
}

/** For programs, fields in a fixed order, new ones last. */
export const recipientsJson = (recipients: readonly RecipientExplained[]) =>
  recipients.map(({ recipient, action, status, remote, reply }) => ({
    recipient,
    action,
    status,
    server: remote,
    ...(reply.text !== '' && {
      text: reply.text,
      code: reply.code,
      enhanced: reply.enhanced,
      class: reply.class,
      owner: reply.owner,
      means: reply.means,
      pattern: reply.pattern,
    }),
  }))
