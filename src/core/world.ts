import type { Dns, ResolverInfo } from './dns.ts'
import type { KeyName } from './lists.ts'
import type { Machine } from './machine.ts'
import type { Observation } from './observation.ts'
import type { LetterOf, Mailbox, PostAsk, PostSession, TrailAsk, TrailRead } from './probe.ts'
import type { SmtpAsk, SmtpSession } from './smtp.ts'

/** The outside world, and the only door to it. Network trouble comes back as data, never as an exception. */
export interface World {
  /** Asks DNS for an absolute name (A-labels, no trailing dot needed). One run asks no question twice. */
  dns: Dns
  /** Talks to one server, never further than RSET after RCPT. One run asks nothing twice. */
  smtp(ask: SmtpAsk): Promise<SmtpSession>
  /** The address of this machine that packets to that address leave from, by its own routes: none where it has no route. Nothing is sent. */
  sourceToward(address: string): Promise<Observation<string | undefined>>
  /** The files and the programs of this machine's mail server. One run looks at nothing twice. */
  machine: Machine
  /** Sends one message to one recipient; absent where nothing may be sent. One run sends nothing twice. */
  post?(ask: PostAsk): Promise<PostSession>
  /** Composes and signs; absent where nothing may be sent. */
  letter?: LetterOf
  /** Where the end of the way is watched, opened before anything was sent. */
  mailbox?: Mailbox
  /**
   * What is known of a message on its way: logs of this machine, records of the relay. Looks again, no oftener than is
   * polite, until it has come to an end, `enough` has come true, or so many milliseconds are over.
   */
  trail?(ask: TrailAsk, waitMs: number, enough?: Promise<unknown>): Promise<TrailRead>
  /** The message that was asked about, if one was: its octets as they come, once. What fails on the way is the iteration's error. */
  message?: AsyncIterable<Uint8Array>
  /** What was secret in that message has been taken out of it. */
  veiled?: true
  /** Takes the secrets of this run out of a text that somebody else wrote, before it is told. */
  hide?(text: string): string
  /** Which keys of lists are at hand. A name holds `keyLabel` in the place of a key: what goes out has the key itself. */
  keys: ReadonlySet<KeyName>
  /** Who answers `dns`. */
  resolvers: readonly ResolverInfo[]
  /** The clock that verdicts are judged by (`--at`, or the recording's). */
  now(): Date
  /** A label of 16 lower-case letters that nobody can have published; the same ones again under `--at` and in a replay. */
  nonce(): string
}
