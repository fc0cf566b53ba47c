import type { Dns, ResolverInfo } from './dns.ts'
import type { KeyName } from './lists.ts'

/** The outside world, and the only door to it. Network trouble comes back as data, never as an exception. */
export interface World {
  /** Asks DNS for an absolute name (A-labels, no trailing dot needed). One run asks no question twice. */
  dns: Dns
  /** Which keys of lists are at hand. A name holds `keyLabel` in the place of a key: what goes out has the key itself. */
  keys: ReadonlySet<KeyName>
  /** Who answers `dns`. */
  resolvers: readonly ResolverInfo[]
  /** The clock that verdicts are judged by (`--at`, or the recording's). */
  now(): Date
  /** A label of 16 lower-case letters that nobody can have published; the same ones again under `--at` and in a replay. */
  nonce(): string
}
