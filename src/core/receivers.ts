import type { Blind } from './observation.ts'

export const receiverIds = ['gmail', 'yahoo', 'microsoft', 'apple'] as const
export type ReceiverId = (typeof receiverIds)[number]

/** A rule of a receiver, as the world knows it. */
export interface ReceiverRule {
  /** `gmail-dmarc` */
  id: string
  receiver: ReceiverId
  /** `bulk`: only for those who send many. */
  appliesTo: 'all' | 'bulk'
  /** What is asked for, a clause ("SPF and DKIM both pass"). */
  asks: string
  /** What tells whether it holds; nothing here can tell of the others. */
  by?: RuleTest
  /** What to do where it does not hold, an order. */
  fix: string
  /** What is said to those who break it: `550 5.7.26`. */
  codes: readonly string[]
  sources: readonly string[]
}
/** What can be tested, by its name. */
export const ruleTests = [
  'spf-or-dkim',
  'spf-and-dkim',
  'dmarc-record',
  'dmarc-pass',
  'alignment',
  'dkim-key-size',
  'reverse-dns',
  'tls',
  'from-single',
  'headers',
  'message-id',
  'date',
  'one-click',
  'unsubscribe-link',
  'return-path',
  'arc',
  'not-listed',
  'from-not-gmail',
  'mx-for-from',
] as const
export type RuleTest = (typeof ruleTests)[number]

/** What was found of one rule. `unobservable`: nothing here can show it. */
export interface RuleFound {
  rule: ReceiverRule
  state: 'holds' | 'broken' | 'unobservable' | 'blind'
  /** What was seen, a clause. */
  says: string
  blind?: Blind
}
export interface ReceiverFound {
  receiver: ReceiverId
  /** The rules that apply, those for bulk senders with `--bulk` as well. */
  rules: readonly RuleFound[]
  /** Those for bulk senders alone, without `--bulk`. */
  bulk: readonly RuleFound[]
}
