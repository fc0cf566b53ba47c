import type { Disposition } from '../records/mail/disposition.ts'

export type { Disposition }

/** What a program answers to mail that it got: no report about delivery, and no letter of a person. */
export interface MailNotice {
  /**
   * `challenge`: the mail is held until its sender confirms that a person wrote it. `refusal`: a filter of the recipient
   * rejected it, and says so as a read receipt (RFC 5429 section 2.2).
   */
  kind: 'automatic-reply' | 'challenge' | 'read-receipt' | 'refusal'
  /**
   * Of an automatic reply: why a program answers. `absence`: the person is away; `left`: the address is no longer used;
   * `acknowledgement`: a service has got the mail; `other`: it does not say.
   */
  reason?: 'absence' | 'left' | 'acknowledgement' | 'other'
  /** What a challenge was made by: `TMDA`. */
  program?: string
  /** Of a read receipt. */
  disposition?: Disposition
  /** Of a read receipt: no person did it. */
  isAutomatic?: true
  /** What went wrong, as a read receipt says; why a filter refused the mail. */
  problem?: string
  /** The mail program that made a read receipt. */
  reporter?: string
  /** Whose program answers: the mailbox. */
  from?: string
  /** Message-ID and Subject of the mail that is answered. */
  original: { id?: string; subject?: string }
}
