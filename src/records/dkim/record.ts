import type { Tag } from '../tag-list.ts'

/** What a `p=` holds. */
export type PublicKey =
  | {
      type: 'rsa'
      /** Size of the modulus. */
      bits: number
      modulus: bigint
      exponent: bigint
      /** SubjectPublicKeyInfo, or the bare PKCS #1 RSAPublicKey (RFC 6376 section 3.6.1 and its erratum 3017). */
      form: 'spki' | 'pkcs1'
    }
  | {
      type: 'ed25519'
      /** The 32 octets in hexadecimal (RFC 8463 section 4). */
      hex: string
    }

/**
 * What is wrong with a key in itself, as a clause. `exponent`, `close-primes` and `known` let a stranger sign with it. With
 * the others it is no sound RSA key, which shows damage more often than a weakness that anybody can use.
 */
export interface WeakKey {
  kind: 'exponent' | 'close-primes' | 'known' | 'even-exponent' | 'even' | 'small-factor'
  says: string
}

/** One place where a key record is not as RFC 6376 section 3.6.1 wants it. */
export interface DkimKeyFault {
  /** The tag it is in (`p`), where it is in one. */
  tag?: string
  /** Offset in the record's text, from 0. */
  start: number
  /** What is there, cut where nobody would read on. */
  text: string
  /** What is wrong and what was probably meant, as a clause: "p= stops at 255 characters: the second string was left out". */
  says: string
  /** The whole record as it was meant, where that is safe to say; it has no fault itself. */
  meant?: string
  /** Only strict verifiers mind: most use the key all the same. */
  tolerated?: true
}

/** One key record, parsed to the end whatever is wrong with it: with any fault that is not `tolerated`, verifiers do not use it. */
export interface DkimKeyRecord {
  text: string
  tags: Tag[]
  faults: DkimKeyFault[]
  /** `p=` is empty: the key is withdrawn (RFC 6376 section 3.6.1). */
  revoked: boolean
  /** Absent where revoked, and where `p=` cannot be read. */
  key?: PublicKey
  /** `h=`, lower case; absent where every hash will do. */
  hashes?: string[]
  /** `s=`, lower case; `*` where it is not given. */
  services: string[]
  /** `t=`, lower case: `y` testing, `s` exact domain. */
  flags: string[]
}
