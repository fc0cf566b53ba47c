/** A message of a queue, as it was told. */
export interface QueuedMessage {
  /** Postfix's name of the queue: `deferred`, `active`, `hold`, `incoming`, `maildrop`. */
  queue: string
  /** Milliseconds since 1970, where that is told. */
  arrived?: number
  /** `''` is the null sender. */
  sender: string
  recipients: readonly QueuedRecipient[]
}
export interface QueuedRecipient {
  address: string
  /** Why it was put off. */
  reason?: string
}
/** What could be read of a list, and whether some of it could not. */
export interface Listed {
  messages: QueuedMessage[]
  unread: boolean
}

/** More recipients of a message than these are counted with none of them. */
export const mostRecipients = 10_000
/** No address and no reason is longer; what is, is cut. */
export const longestText = 2000
