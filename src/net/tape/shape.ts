import type { DnsAnswer, DnsHow, ResolverInfo } from '../../core/dns.ts'
import type { SmtpSession } from '../../core/smtp.ts'
import type { RecordType } from '../../records/dns.ts'
import { isPlainName, parseName } from '../../records/name.ts'
import type { MachineTape } from './machine.ts'
import type { ProbeTape } from './probe.ts'

/** What a run asked of the world and heard, enough to judge it again without a network. */
export interface Tape {
  /** The version that recorded it. */
  version?: string
  /** The clock that the run was judged by, ISO 8601. */
  at: string
  /** How long the run took; absent under `--at`. */
  durationMs?: number
  resolvers: readonly ResolverInfo[]
  /** The random labels, in the order in which they were drawn. */
  nonces: readonly string[]
  /** By question in plain words: `TXT shop.example`, `SOA shop.example @192.0.2.1`, `SOA shop.example +cd`, `SOA shop.example +resolver`. */
  dns: Readonly<Record<string, DnsAnswer>>
  /** By what was asked, as `sessionKey` writes it; absent where no server was talked to. */
  smtp?: Readonly<Record<string, SmtpSession>>
  /** The address of this machine that leads toward another; none where no route does. */
  sources?: Readonly<Record<string, string | null>>
  /** Absent where nothing of a machine was looked at. */
  machine?: MachineTape
  /** Absent where no message was sent. */
  probe?: ProbeTape
}

/** The words that a question stands under in a tape. */
export function questionKey(name: string, type: RecordType, how?: DnsHow): string {
  const parsed = isPlainName(name) ? undefined : parseName(name)
  const plain = parsed && 'name' in parsed ? parsed.name : name
  if (!how) return `${type} ${plain}`
  const { server, checkingDisabled, viaResolver } = how
  const at = server === undefined ? '' : ` @${server}`
  return `${type} ${plain}${at}${checkingDisabled ? ' +cd' : ''}${viaResolver ? ' +resolver' : ''}`
}

/** What a tape holds by key, as it is written: the keys in order. */
export const sorted = <V>(values: Readonly<Record<string, V>>, write: (value: V) => unknown): object =>
  Object.fromEntries(
    Object.keys(values)
      .sort()
      .map((key) => [key, write(values[key] as V)]),
  )
