import type { SaidReply } from '../records/reply/said.ts'

export type { SaidReply }

/** What a refusal is about. */
export const replyClasses = [
  'sender-authentication',
  'reputation',
  'policy',
  'recipient',
  'mailbox-full',
  'content',
  'relay-account',
  'configuration',
  'temporary',
  'unknown',
] as const
export type ReplyClass = (typeof replyClasses)[number]

/** Why a reply refused or deferred the mail, as far as it says so. */
export const replyReasons = [
  'no-such-mailbox',
  'mailbox-disabled',
  'mailbox-full',
  'bad-address',
  'recipient-refuses',
  'recipient-domain',
  'too-large',
  'too-many-recipients',
  'mail-loop',
  'malformed-message',
  'spam-content',
  'virus-or-attachment',
  'blocklisted',
  'link-listed',
  'reputation',
  'rate-limit',
  'greylisted',
  'reverse-dns',
  'helo',
  'spf',
  'dkim',
  'dmarc',
  'authentication',
  'sender-domain',
  'sender-refused',
  'login',
  'tls',
  'relaying-denied',
  'relay-account',
  'protocol',
  'connection',
  'server-trouble',
  'policy',
  'challenge',
  'expired',
  'unknown',
] as const
export type ReplyReason = (typeof replyReasons)[number]

/** Whose move it is: whoever runs the sending server, its hosting company, the relay that mail goes through, the receiver's postmaster, the person written to, or nobody's (wait). */
export const replyOwners = ['sender', 'host', 'relay', 'receiver', 'recipient', 'nobody', 'unknown'] as const
export type ReplyOwner = (typeof replyOwners)[number]

const moves: Readonly<Record<ReplyOwner, string>> = {
  sender: 'The next move is up to whoever runs the sending server.',
  host: 'The next move is up to the hosting company of the sending server.',
  relay: 'The next move is up to the relay that the mail goes through.',
  receiver: 'The next move is up to the postmaster of the receiver.',
  recipient: 'The next move is up to the recipient.',
  nobody: 'Nobody has to do anything.',
  unknown: 'Whose move it is does not stand in it.',
}
/** Whose move it is, a sentence; an address is corrected by whoever wrote to it. */
export const moveOf = ({ owner, class: kind }: Pick<ReplyExplained, 'owner' | 'class'>): string =>
  owner === 'sender' && kind === 'recipient' ? 'The next move is up to whoever sent the message.' : moves[owner]

/** A reply that is known, as the world knows it. */
export interface ReplyPattern {
  id: string
  /** Matched without regard to case against the reply on one line, repeated codes taken out. */
  pattern: RegExp
  /** Who says so: `Gmail`, `Postfix`; nothing where many do. */
  emitter?: string
  class: ReplyClass
  owner: ReplyOwner
  reason: ReplyReason
  /** What it means, a sentence. */
  means: string
  /** What to do, an order. */
  fix: string
  /** What to run next, with `{domain}`, `{ip}`, `{to}`, `{host}`, `{from}` where they belong: `relaycheck domain {domain}`. */
  next?: readonly string[]
  sources: readonly string[]
}

/** A reply taken apart and, where it is known, explained. */
export interface ReplyExplained {
  /** On one line, repeated codes taken out, control characters in it still. */
  text: string
  /** `550` */
  code?: number
  /** `5.7.26` */
  enhanced?: string
  /** What the enhanced code means by RFC 3463 and the registry, a clause. */
  enhancedMeans?: string
  class: ReplyClass
  owner: ReplyOwner
  reason: ReplyReason
  means: string
  fix: string
  next: readonly string[]
  /** Of the pattern that fits; absent where only a code, or nothing, tells. */
  pattern?: string
  emitter?: string
  /** Where no pattern fits: a known reply with nearly the same words, which may mean something else. */
  nearest?: { pattern: string; text: string }
  /** The server that said it, lower case. */
  host?: string
  sources: readonly string[]
  /** What stands in it: addresses, domains, IP addresses, each once, canonical; at most ten. */
  names: readonly string[]
}
