import { visible } from '../records/visible.ts'
import type { Via } from './probe.ts'
import type { Mechanism, tlsWays } from './smtp.ts'

export const formatNames = ['text', 'json', 'jsonl', 'html'] as const
export type FormatName = (typeof formatNames)[number]
/** Those that show words beside reports: what checks there are, what one means. */
export const wholeFormats = ['text', 'json'] as const
/** From which verdict on a run has failed. */
export const failOnNames = ['warn', 'fail'] as const
export const shellNames = ['bash', 'zsh', 'fish'] as const
export type Shell = (typeof shellNames)[number]
export type Verbosity = 'quiet' | 'normal' | 'verbose'

/** One report to write; without a file, to standard output. */
export interface Output {
  format: FormatName
  file?: string
}
/** Which checks: patterns of ids as typed (`spf-*`). Empty `only` means all. */
export interface Choice {
  only: readonly string[]
  skip: readonly string[]
}
export interface Shown {
  outputs: readonly Output[]
  /** false: `--no-color`. */
  color: boolean
}
/** What every command that checks something takes. */
export interface Run extends Choice, Shown {
  verbosity: Verbosity
  failOn: (typeof failOnNames)[number]
  allowUnknown: boolean
  /** Budget for one answer and for the whole run, in milliseconds. */
  timeoutMs: number
  deadlineMs: number
  /** `--at` */
  at?: Date
  /** Files to write. */
  writeFix?: string
  record?: string
}
export interface DomainRequest extends Run {
  command: 'domain'
  /** As typed, like all that follows. */
  targets: readonly string[]
  addresses: readonly string[]
  sender?: string
  helo?: string
  selectors: readonly string[]
  /** `--relay`: an id, or a host. */
  relay?: string
  returnPath?: string
  /** `--targets`: a file with one domain a line. */
  list?: string
  parked: boolean
  bulk: boolean
  lists?: string
  deadLists?: true
  resolvers: readonly string[]
  authoritative: boolean
  /** Files to read. */
  zones: readonly string[]
  replay?: string
}
export interface IpRequest extends Run {
  command: 'ip'
  /** As typed, like all that follows: addresses, or small networks. */
  targets: readonly string[]
  /** `--targets`: a file with one a line. */
  list?: string
  /** `--from-spf`: domains whose SPF record names more. */
  fromSpf: readonly string[]
  lists?: string
  /** `--ask-dead-lists` */
  deadLists?: true
  helo?: string
  neighbours: boolean
  pool: boolean
  resolvers: readonly string[]
  zones: readonly string[]
  replay?: string
}
/** How a server is talked to, as typed. */
export interface SessionRequest {
  user?: string
  mechanism?: Mechanism
  tls: (typeof tlsWays)[number]
  servername?: string
  helo?: string
  recipients: readonly string[]
  /** `--bind` */
  source?: string
  family?: 4 | 6
  /** Budget for a greeting, and for the answer to a login, in milliseconds: servers hold both back. */
  greetingMs: number
  /** `--mta-root` */
  mtaRoot?: string
  /** Files to read. */
  passwordFile?: string
  ca?: string
  clientCert?: string
  clientKey?: string
}
export interface RelayRequest extends Run, SessionRequest {
  command: 'relay'
  /** `host`, `host:port` or an id; without one, the relay that this machine's mail server uses. As typed, like all that follows. */
  target?: string
  senders: readonly string[]
  openRelayTest: boolean
  selectors: readonly string[]
  /** `--relay`: an id, where the host does not tell. */
  relay?: string
  returnPath?: string
  resolvers: readonly string[]
  zones: readonly string[]
  replay?: string
}
/** What is known of a message better than its header says, as typed. */
export interface ArrivalRequest {
  ip?: string
  sender?: string
  /** `--authserv-id` */
  authservId?: string
}
export interface ProbeRequest extends Run, SessionRequest, ArrivalRequest {
  command: 'probe'
  via: Via
  /** `--relay`: `host`, `host:port` or an id; without one, the relay that this machine's mail server uses. As typed, like all that follows. */
  relay?: string
  from?: string
  envelopeFrom?: string
  /** `--selector`, `--return-path`: of the relay's records at the domain of the sender. */
  selectors: readonly string[]
  returnPath?: string
  /** `--dkim-selector`: whose key `dkimKey` holds. */
  dkimSelector?: string
  openRelayTest: boolean
  /** `--imap`, `--maildir`, `--listen`: at most one of them. */
  imap?: string
  maildir?: string
  listen?: string
  /** `--wait`, in milliseconds. */
  waitMs: number
  bulk: boolean
  cleanUp: boolean
  /** `--yes`: it is sent without asking. */
  yes: boolean
  lists?: string
  deadLists?: true
  resolvers: readonly string[]
  /** Files to read. */
  message?: string
  dkimKey?: string
  imapPasswordFile?: string
  zones: readonly string[]
  replay?: string
}
export interface MessageRequest extends Run, ArrivalRequest {
  command: 'message'
  /** The file it is in; `-` is standard input. As typed, like all that follows. */
  file: string
  helo?: string
  /** `--received-at` */
  receivedAt?: Date
  bulk: boolean
  lists?: string
  deadLists?: true
  resolvers: readonly string[]
  zones: readonly string[]
  replay?: string
}
export interface DemoRequest {
  command: 'demo'
  color: boolean
  verbosity: Verbosity
}
export interface ChecksRequest extends Choice, Shown {
  command: 'checks'
}
export interface ExplainRequest extends Shown {
  command: 'explain'
  /** An id, a reply, or `-`. As typed. */
  what: string
}
export interface CompletionRequest {
  command: 'completion'
  shell: Shell
}
/** One report a line, as each target is done: many targets, so each is asked about with less. */
export const isBulk = ({ outputs }: Pick<Shown, 'outputs'>): boolean => outputs.some(({ format }) => format === 'jsonl')

/** What the command line asks for, its values checked as far as they can be without looking at anything. */
export type Request =
  | DomainRequest
  | IpRequest
  | RelayRequest
  | MessageRequest
  | ProbeRequest
  | DemoRequest
  | ChecksRequest
  | ExplainRequest
  | CompletionRequest

/** Asked wrongly: `usage` is for standard error as it stands, the last line ended. */
export interface Usage {
  usage: string
  exitCode: 2
}
/** Asked for words only (`--version`, `--help`): `show` is for standard output as it stands. */
export interface Show {
  show: string
  exitCode: 0
}

/** One sentence that says what to change. What it quotes may come from anywhere. */
export const usage = (sentence: string): Usage => ({ usage: `relaycheck: ${visible(sentence)}\n`, exitCode: 2 })
