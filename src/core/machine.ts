import type { Readers } from '../records/file-access.ts'
import type { Blind } from './observation.ts'

/** What is known of a file without reading it. Times are ISO 8601. */
export interface FileInfo {
  /** The permission bits (`0o640`). */
  mode: number
  uid: number
  gid: number
  /** Octets. */
  size: number
  modified: string
}
/**
 * What else may stand where a file was looked for: never read. `link-loop`: more than 40 links one after another, as in a
 * circle. `link-outside`: it led out of the root while it was opened.
 */
export const noFiles = [
  'folder',
  'fifo',
  'device',
  'socket',
  'link-loop',
  'link-outside',
  'too-large',
  'binary',
] as const
export type NoFile = (typeof noFiles)[number]

/** What keeps us from knowing: nothing is there, or it could not be looked at. */
export type Unseen = { kind: 'absent' } | { kind: 'blind'; blind: Blind }
export type FileSeen = { kind: 'file'; text: string; info: FileInfo } | { kind: 'other'; what: NoFile } | Unseen
export type EntrySeen =
  | { kind: 'file'; info: FileInfo }
  /** Names sorted, at most 10,000. */
  | { kind: 'folder'; info: FileInfo; names: readonly string[] }
  | { kind: 'other'; what: Exclude<NoFile, 'folder' | 'too-large' | 'binary'> }
  | Unseen
/** A program that was run to its end; with `cut` it said more than 1 MB, was stopped, and the whole lines before that are here. */
export type ProgramSeen = { kind: 'ran'; code: number; out: string; err: string; cut?: true } | Unseen
/** The public half of a private key: its kind (`rsa`, `ed25519`), and SubjectPublicKeyInfo in base64 (RFC 5280 section 4.1.2.7). */
export type KeySeen =
  | { kind: 'key'; type: string; spki: string; info: FileInfo }
  /** A file without a private key that can be used; `says` why, a clause. */
  | { kind: 'no-key'; says: string; info: FileInfo }
  | { kind: 'other'; what: NoFile }
  | Unseen

/** Who can read a file beside root: its mode, its access control list, and every folder on the way to it count. */
export type ReadersSeen =
  | ({ kind: 'readers'; limits: readonly ReadersLimit[] } & Readers)
  | { kind: 'other'; what: NoFile }
  | Unseen
/**
 * What that does not count. `owners-lost`: all of another root belongs to whoever copied it, so only what everybody may is
 * known. `lists-unseen`: whether there are access control lists could not be asked. `list-unread`: there is one.
 */
export const readersLimits = ['owners-lost', 'lists-unseen', 'list-unread'] as const
export type ReadersLimit = (typeof readersLimits)[number]

/** Whose files a queue is made of: a queue directory of Postfix, a spool directory of Exim. */
export const queueLayouts = ['postfix', 'exim'] as const
export type QueueLayout = (typeof queueLayouts)[number]

/** Programs that only read, and that is all that is run. */
export const programs = [
  'postconf',
  'postmap',
  'postqueue',
  'postmulti',
  'mailq',
  'journalctl',
  'getfacl',
  'ls',
] as const
export type Program = (typeof programs)[number]

/**
 * Where a password was read that the world keeps: the file, or the map as postmap was asked (`hash:/etc/postfix/sasl_passwd`),
 * and the key of its entry there; in a file without keys the line (`line 12`).
 */
export interface PasswordRef {
  path: string
  key: string
}
/** What stands for a private key in a text. */
export const privateKeyLabel = '[private key]'

/** Who is looking. */
export interface Self {
  uid: number
  hostname: string
  /** Canonical, of every interface. */
  addresses: readonly string[]
}

/**
 * This machine as far as its mail server is concerned, or the root of another that was given (`--mta-root`): then links
 * stay inside it and no program is run (`absent`). Nothing is ever written. Every password in what is read is replaced by
 * `[password]` and kept by the world alone.
 */
export interface Machine {
  /** The folder that stands for the root; absent for this machine itself. */
  root?: string
  /** Absolute path, at most 1 MB of text. */
  read(path: string): Promise<FileSeen>
  /** As `read`, of a file that is known to hold a login in each entry, as `smtp_sasl_password_maps` do: `key user:[password]`. */
  readLogins(path: string): Promise<FileSeen>
  look(path: string): Promise<EntrySeen>
  /** The public half of the private key in a file. */
  publicKeyOf(path: string): Promise<KeySeen>
  readersOf(path: string): Promise<ReadersSeen>
  /** What lies in the folder of a queue, by its files: a line for each message as `postqueue -j` writes it, nobody named. */
  queued(folder: string, layout: QueueLayout): Promise<ProgramSeen>
  /** What the program says. What it is asked of can only be read. */
  run(program: Program, args: readonly string[], input?: string): Promise<ProgramSeen>
  /** Whether this machine has that address; under another root nobody knows, and no is the answer. */
  owns(address: string): boolean
  /** Absent under another root. */
  self?: Self | undefined
}
