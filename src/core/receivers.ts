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
  /** What is asked for, in a few words ("SPF and DKIM pass"). */
  asks: string
  /** What tells whether it holds; nothing here can tell of the others. */
  by?: RuleTest
  /** Of a rule that nothing here can tell of: where it shows, a clause ("Google Postmaster Tools shows it"). */
  shows?: string
  /** What to do where it does not hold, an order. */
  fix: string
  /** What is said to those who break it: `550 5.7.26`. */
  codes: readonly string[]
  sources: readonly string[]
}
/**
 * What can be tested, by its name; what asks for more stands before what asks for less. `dmarc-obeyed`: mail that fails DMARC is not under a policy that has it refused.
 * `unsubscribe-at-once`: by one click, or by a mail. `ipv6`: what is sent over IPv6 has reverse DNS, and SPF or DKIM passes. `sender-exists`: the sender's domains exist and
 * take mail.
 */
export const ruleTests = [
  'spf-and-dkim',
  'spf-or-dkim',
  'dmarc-record',
  'dmarc-pass',
  'dmarc-obeyed',
  'alignment',
  'dkim-key-size',
  'reverse-dns',
  'ipv6',
  'tls',
  'headers',
  'one-click',
  'unsubscribe-at-once',
  'unsubscribe',
  'arc',
  'from-not-gmail',
  'sender-exists',
] as const
export type RuleTest = (typeof ruleTests)[number]

/**
 * What a test came to. `unobservable`: nothing here can show it. `says`: what was seen, a clause. `fix`: an order that fits
 * what was seen better than the rule's own. `legs`: which of SPF and DKIM does not pass, where that is what breaks it.
 */
export type Tested =
  | { state: 'holds' | 'unobservable'; says: string }
  | { state: 'broken'; says: string; fix?: string; legs?: readonly ('spf' | 'dkim')[] }
  | { state: 'blind'; says: string; blind: Blind }
/** What was found of one rule. */
export interface RuleFound {
  rule: ReceiverRule
  tested: Tested
}

export interface ReceiverFound {
  receiver: ReceiverId
  /** The rules that apply, those for bulk senders with `--bulk` as well. */
  rules: readonly RuleFound[]
  /** Those for bulk senders alone, without `--bulk`. */
  bulk: readonly RuleFound[]
}
/** What receivers would make of mail. */
export interface Receivers {
  /** Whose mail, as a sentence goes on with it: "mail of shop.example", "this message". */
  mail: string
  /** What the rules were held against. */
  seenIn: 'DNS' | 'the message'
  /** Why there is no mail to judge, a clause; then nothing was found either. */
  nobody?: string
  found: readonly ReceiverFound[]
  /** One of many domains: rules are listed only where some are broken. */
  brief?: true
}
