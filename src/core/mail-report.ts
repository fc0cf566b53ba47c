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
      details?: ComplaintDetails
    }

/** What a complaint tells beside its kind and its parties. */
export interface ComplaintDetails {
  /** `arf` is RFC 5965; the others are forms of one feed, or older ones. */
  form: 'arf' | 'jmrp' | 'scomp' | 'spamcop' | 'x-arf' | 'ses'
  /** Who runs the feed, as far as its From field and User-Agent tell; `origin` is whose users complain, where that is somebody else. */
  feed?: { id: string; name: string; origin?: string }
  /** `Yahoo!-Mail-Feedback/2.0` */
  agent?: string
  /** The port that the mail came from (RFC 6692). */
  sourcePort?: number
  /** Reported-Domain, lower case. */
  domain?: string
  /** What stands in place of the recipient, where the feed hides who it is; empty where nothing does. */
  hidden?: string
  /** Recipients of whom one complained, where several got that mail; at most twenty. */
  candidates?: readonly string[]
  /** Nothing was sent: the relay keeps the address on a list of those that complained before. */
  isSuppressed?: true
  /** When the mail complained about arrived. */
  arrived?: Date
  /** How many such mails the report stands for, where that is more than one. */
  incidents?: number
  /** What tells which mailing it was: Feedback-ID, CFBL-Feedback-ID (RFC 9477), List-Unsubscribe; at most eight. */
  campaign: readonly { field: string; value: string }[]
  /** Domains that signed the mail complained about (DKIM d=), lower case, each once; at most ten. */
  signers: readonly string[]
  authentication?: AuthenticationFailure
}

/** What a report of failed authentication says beside what failed (RFC 6591 section 3). */
export interface AuthenticationFailure {
  dkimDomain?: string
  dkimSelector?: string
  dkimIdentity?: string
  /** The SPF record that was used: `txt : shop.example : v=spf1 -all`. */
  spfDns?: string
  /** What was aligned with From: `none`, `spf`, `dkim`, `dkim, spf`. */
  alignment?: string
  /** `delivered`, `spam`, `policy`, `reject`, `other`, lower case. */
  delivery?: string
  /** The Authentication-Results of whoever reports. */
  results?: string
}
