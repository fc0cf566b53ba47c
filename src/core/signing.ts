import type { DkimKey } from './dkim.ts'
import type { KeySeen } from './machine.ts'
import type { Setting } from './mta.ts'
import type { Blind, Observation } from './observation.ts'

/** Programs that sign outgoing mail at a mail server's bidding. */
export type SignerKind = 'opendkim' | 'rspamd'

/** What a signature is made with. */
export interface SigningKey {
  domain: string
  selector: string
  /** The file with the private key; absent where it stands in a table, or elsewhere. */
  path?: string
}

/** How mail of one sender is signed, by the address in From. */
export interface SenderSigned {
  sender: string
  /** None where it leaves as it came. */
  keys: Observation<readonly SigningKey[]>
  /** Why there is none though there seems to be one, a clause. */
  near?: string
  /** For that the signer has its mail kept back, rather than let it go unsigned. */
  stops?: true
}

/** Where a sender is to be written that is not signed yet. */
export type SignerTables =
  /** Of OpenDKIM: SigningTable, with or without patterns, and KeyTable. */
  | { kind: 'tables'; signing: string; patterns: boolean; keys: string }
  /** Of OpenDKIM: Domain. */
  | { kind: 'domains'; written: Setting; selector: string }
  /** Of Rspamd: a key at a path of its own. */
  | { kind: 'path'; path: string; selector: string }
  /** Tables that are no files. */
  | { kind: 'other' }

/** A program that signs, as its configuration says. */
export interface Signer {
  kind: SignerKind
  /** `/etc/opendkim.conf` */
  path: string
  /** Why it signs nothing, a clause. */
  off?: string
  /** Where it answers, as it is written there; several where it is not plain which one counts. */
  sockets: readonly string[]
  /** The first of them as Postfix is to write it. */
  postfixSocket?: string
  canonicalization: Setting
  /** The body is signed as it stands, and any change to it breaks the signature (RFC 6376 section 3.4.3). */
  simpleBody: boolean
  /** The hosts that it signs for beside clients who log in (InternalHosts), where this machine itself is not among them. */
  strange?: Setting & { path?: string }
  /** It takes no key that every user of the machine may read (RequireSafeKeys). */
  safeKeys?: true
  /** Why some of its files were not read that say whom it signs for, or where it answers. */
  unread?: readonly Blind[]
  /** It may answer elsewhere as well, as a file that was not read says. */
  elsewhere?: true
  tables: SignerTables
  senders: readonly SenderSigned[]
}

/** A filter that mail is handed to, as Postfix is told. */
export interface MilterAsked {
  written: string
  /** Whose socket it is. */
  signer?: SignerKind
  /** Nobody is known to answer there, and by its name or port this one was meant. */
  meant?: SignerKind
  /** `silent`: nobody listens there, with a clause on what was looked at. `files`: of another root there is no more to see. */
  state: { kind: 'listens' | 'files' } | { kind: 'silent'; says: string } | { kind: 'unseen'; blind: Blind }
}

/** A way for mail into Postfix: a service for clients, or the programs of this machine. */
export interface Inlet {
  configDirectory: string
  /** `submission`; absent for the programs of this machine. */
  service?: string
  /** The setting that names its filters, and where it stands. */
  parameter: 'smtpd_milters' | 'non_smtpd_milters'
  /** It stands with the service in master.cf. */
  own?: string
  /** Paths of sockets begin at the queue directory. */
  chrooted?: boolean
  queueDirectory: string
  milters: readonly MilterAsked[]
}

/** Who signs outgoing mail on this machine, and how mail comes to it. */
export interface Signing {
  signers: readonly Signer[]
  /** Why one that is there could not be read. */
  unread: readonly Blind[]
  inlets: readonly Inlet[]
}

/** So many private keys are compared with what is published. */
export const mostSignerKeys = 40

/** Every private key in a file that mail of some sender is signed with, each once, by the signers that are on. */
export function keysInUse(signers: readonly Signer[]): Omit<SignerKey, 'half' | 'published'>[] {
  const used = new Map<string, Omit<SignerKey, 'half' | 'published'>>()
  for (const { kind, off, senders, safeKeys } of signers)
    for (const { keys } of off === undefined ? senders : [])
      for (const { path, ...key } of keys.seen ? keys.value : [])
        if (path !== undefined)
          used.set(JSON.stringify([key.domain, key.selector, path]), {
            ...key,
            path,
            signer: kind,
            ...(safeKeys && { safe: true }),
          })
  return [...used.values()]
}

/** A private key that mail is signed with, and what is published for it. */
export interface SignerKey extends SigningKey {
  signer: SignerKind
  path: string
  /** As its signer's `safeKeys`. */
  safe?: true
  half: KeySeen
  published: DkimKey
}
