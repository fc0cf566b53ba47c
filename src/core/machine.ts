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
/** What else may stand where a file was looked for: never opened. */
export type NoFile = 'folder' | 'fifo' | 'device' | 'socket' | 'link-outside' | 'too-large' | 'binary'
export type FileSeen =
  | { kind: 'file'; text: string; info: FileInfo }
  | { kind: 'other'; what: NoFile }
  | { kind: 'absent' }
  | { kind: 'blind'; blind: Blind }
export type EntrySeen =
  | { kind: 'file'; info: FileInfo }
  | { kind: 'folder'; info: FileInfo; names: readonly string[] }
  | { kind: 'other'; what: Exclude<NoFile, 'folder'> }
  | { kind: 'absent' }
  | { kind: 'blind'; blind: Blind }
/** A program that was run to its end. */
export type ProgramSeen =
  | { kind: 'ran'; code: number; out: string; err: string }
  | { kind: 'absent' }
  | { kind: 'blind'; blind: Blind }

/** Programs that only read, and that is all that is run. */
export const programs = ['postconf', 'postmap', 'postqueue', 'postmulti', 'mailq'] as const
export type Program = (typeof programs)[number]

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
  look(path: string): Promise<EntrySeen>
  run(program: Program, args: readonly string[], input?: string): Promise<ProgramSeen>
  /** Who is looking; absent under another root. */
  self?: { uid: number; hostname: string; addresses: readonly string[] }
}
