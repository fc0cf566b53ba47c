import type { ReplyExplained } from './reply.ts'

/** What became of the mail for one recipient (RFC 3464 section 2.3). */
export interface ReportedRecipient {
  recipient: string
  /** Who the sender wrote to, where that was somebody else (Original-Recipient). */
  original?: string
  /** `unclear`: the report does not tell, and `unclear` says why, a clause. */
  action: 'failed' | 'delayed' | 'delivered' | 'relayed' | 'expanded' | 'unclear'
  unclear?: string
  /** `5.1.1` */
  status?: string
  /** Who said it. */
  remote?: string
  /** The reply and what it means. */
  reply: ReplyExplained
  /** Until when it is tried again. */
  retryUntil?: Date
}
/**
 * Who wrote a report, by its From field, and whether anything shows it. `proven`: SPF or DKIM passes in that name, aligned
 * (RFC 9989 section 4.4). `house`: it came from no other server. `forged`: DMARC fails, and that domain asks receivers to
 * refuse such mail or to take it for spam.
 */
export interface ReportWriter {
  known: 'proven' | 'house' | 'unproven' | 'forged'
  /** A-labels. */
  domain?: string
}
/** A bounce, or a delay, or a receipt (RFC 3464), non-standard ones too; or a complaint (RFC 5965). */
export type MailReport = { writer: ReportWriter } & ReportContent
/** What a report says, whoever wrote it. */
export type ReportContent =
  | {
      kind: 'delivery'
      /** `false`: there is no message/delivery-status, and it was read out of the text. */
      standard: boolean
      reporter?: string
      /** At most 100. */
      recipients: readonly ReportedRecipient[]
      /** How many there are in all. */
      count: number
      /** Message-ID, From and Subject of the mail it is about. */
      original: { id?: string; from?: string; subject?: string }
    }
  | {
      kind: 'complaint'
      /** `abuse`, `auth-failure`, `not-spam`, lower case. */
      feedback: string
      reporter?: string
      /** Canonical. */
      ip?: string
      sender?: string
      recipient?: string
      /** With auth-failure (RFC 6591). */
      failure?: string
      original: { id?: string; from?: string; subject?: string }
      /** What is not as RFC 5965 wants it, clauses. */
      faults: readonly string[]
    }
