import { grouped } from '../records/number.ts'
import type { DkimKey } from './dkim.ts'
import type { DmarcWalk } from './dmarc.ts'
import type { MailAddress } from './mail.ts'
import type { Blind } from './observation.ts'
import type { SpfVerdict } from './spf.ts'

/** What a verifier says of one signature (RFC 8601 section 2.7.1); `policy` where it verifies and must not be counted (a weak key, SHA-1). */
export type SignatureResult = 'pass' | 'fail' | 'neutral' | 'policy' | 'permerror' | 'temperror'

/** What happened to a signature that does not verify: where it broke, and what most likely did it. */
export interface Breakage {
  /** The body hash differs, the signature over the header does, or the signature or its key is unfit by itself. */
  place: 'body' | 'header' | 'key' | 'signature'
  /**
   * What was proven by trying: with the change undone, it verifies. `footer`, `banner`: lines were added at the end, at the
   * top. `blanks`: blanks or line ends were changed. `wrapped`: long lines were broken. `dots`: a dot at the beginning of a
   * line was doubled or taken away. `from-quoted`: a `>` was put before lines that begin with `From `. `links`: they
   * were made to lead over a filter. `subject-tag`: a tag was put before the Subject. `field-added`, `field-changed`,
   * `field-removed`: that field. `canonicalization`: nothing was changed, but it was signed in another form than that which
   * a signature without `c=` is verified in.
   */
  proven?:
    | 'footer'
    | 'banner'
    | 'blanks'
    | 'wrapped'
    | 'dots'
    | 'from-quoted'
    | 'links'
    | 're-encoded'
    | 'subject-tag'
    | 'field-added'
    | 'field-changed'
    | 'field-removed'
    | 'canonicalization'
  /** The field that it was, as written. */
  field?: string
  /** Not proven, but known of the relay that carried it: it writes these fields, which the signature covers, anew. */
  by?: { relay: string; fields: readonly string[] }
  /** Not proven, but most likely: these are signed and not there, and are no fields that signers sign as absent. */
  gone?: readonly string[]
  /** Of a body: the header is as it was signed, so that key and signature are a pair. */
  sound?: true
  /** What was seen, a clause ("12 lines were added at the end of the body"). */
  says: string
}

/** One DKIM-Signature of the message (RFC 6376 section 3.5), verified. */
export interface MailSignature {
  /** Place among the DKIM-Signature fields, from 0, topmost first. */
  place: number
  /** A-labels, lower case; `''` where the tag is missing. */
  domain: string
  selector: string
  algorithm: string
  canonicalization: { header: string; body: string }
  /** `i=`, decoded. */
  identity: string
  timestamp?: Date
  /** Milliseconds by which `t=` is later than the message came: more than a day. */
  ahead?: number
  expires?: Date
  /** `l=`: how many octets of the body are covered. */
  covered?: number
  /** Of one that verifies: octets of the body behind `l=`, in the form that is signed; absent where there are only blanks. */
  unsigned?: number
  /** `h=`, lower case, in order. */
  fields: readonly string[]
  result: SignatureResult
  /** Why it is not a pass, a clause. */
  problem?: string
  broke?: Breakage
  /** What stands at the selector. */
  key?: DkimKey
  /** With temperror: what was not seen. */
  blind?: Blind
  /** Who signs with that domain: the author's own domain or one above or below it, a relay that is known, or anybody else. */
  whose: 'author' | 'relay' | 'other'
  /** The name of the relay. */
  relay?: string
}
export interface MailSignatures {
  /** At most 20. */
  signatures: readonly MailSignature[]
  /** How many there are in all. */
  count: number
}

/** Why it is not known what other signatures would say: there are more than were looked at. */
export const leftOutOf = ({ signatures, count }: MailSignatures): Blind | undefined =>
  count > signatures.length
    ? {
        reason: 'not-attempted',
        detail: `the mail bears ${grouped(count)} signatures, and only ${signatures.length} of them were looked at`,
        wayOut: 'Stop whoever puts so many signatures on it, and judge the message that is sent then.',
      }
    : undefined

/** The ARC chain (RFC 8617). */
export interface ArcChain {
  result: 'none' | 'pass' | 'fail' | 'temperror'
  /** Sealed by, oldest first. */
  seals: readonly { instance: number; domain: string; selector: string; cv: string }[]
  /** Why it fails, a clause. */
  problem?: string
  blind?: Blind
}

/**
 * SPF for the hop that matters; nothing where that hop, or who sent, is not known: then `why` says so. `inHouse`: as far as
 * its header tells it came from no other server, and there is nothing for SPF to judge; `unreceived`: no server has had it
 * at all. `lacks`: the options that would tell what is missing.
 */
export type MailSpf =
  | { verdict: SpfVerdict; domain: string }
  | { why: string; lacks: string; inHouse?: true; unreceived?: true }

/** Why nobody can tell what SPF comes to, where that is so. */
export const unjudged = (spf: MailSpf): Blind | undefined =>
  'why' in spf
    ? {
        reason: 'not-attempted',
        detail: `SPF cannot be judged: ${spf.why}`,
        wayOut: `Say who sent it: ${spf.lacks}.`,
      }
    : undefined

/** One leg of DMARC (RFC 9989 section 4.4). */
export interface DmarcLeg {
  kind: 'spf' | 'dkim'
  /** The domain that passed, or did not. */
  domain: string
  passed: boolean
  /** By the record's own `adkim` and `aspf`. */
  aligned: boolean
  /** As it would be with relaxed alignment. */
  related: boolean
  mode: 'r' | 's'
  /** The selector of a signature. */
  selector?: string
  /** Of DKIM: signed with Ed25519 (RFC 8463), which not all receivers verify. */
  ed25519?: true
  /** Of SPF: the sender is the null one, and the domain is the name that the server greeted with. */
  helo?: true
  blind?: Blind
}
/** DMARC of the message. */
export interface MailDmarc {
  /** The author whose domain counts; nothing where there is none, or where From names several domains. */
  author?: MailAddress & { domain: string }
  /** From names more than that one address, all of the same domain or of none. */
  isOneOfSeveral?: true
  walk?: DmarcWalk
  legs: readonly DmarcLeg[]
  result: 'pass' | 'fail' | 'none' | 'temperror' | 'permerror'
  /** What a receiver is asked to do with it, where there is a record and it fails. */
  disposition?: 'none' | 'quarantine' | 'reject'
  blind?: Blind
  /** Not every signature was looked at: one of the others may be a leg as well. */
  leftOut?: Blind
}

/** One result of an Authentication-Results field (RFC 8601 section 2.2). */
export interface AuthResult {
  /** `spf`, `dkim`, `dmarc`, `arc`, `iprev`, lower case. */
  method: string
  /** Lower case. */
  result: string
  /** `header.d`, `smtp.mailfrom`, lower case -> value. */
  properties: Readonly<Record<string, string>>
  reason?: string
  comment?: string
}
/** What the receiver wrote, merged from all fields with its name. */
export interface ReceiversWord {
  /** Whose word is trusted: given, or the receiver of the topmost Received; nothing where neither is known. */
  authserv?: { id: string; from: 'option' | 'received' }
  results: readonly AuthResult[]
  /** How many fields bear that name. */
  fields: number
  /** Other names that stand in such fields, and are not believed; at most ten. */
  others: readonly string[]
  /** How many bear that name, but stood there before the message came to the receiver: not believed either. */
  misplaced?: number
}

/** One rule of a filter that counted. */
export interface SpamRule {
  name: string
  /** Absent where the filter names the rule alone. */
  score?: number
  /** What it means, a clause, where that is known. */
  means?: string
}
/** What one filter wrote into the header. */
export interface SpamMark {
  filter: 'SpamAssassin' | 'Rspamd' | 'Microsoft' | 'Gmail' | string
  /** The field it stands in, as written. */
  field: string
  /** Whose filter it was: `unclear` where the field could be the receiver's as well as the sender's own. */
  by: 'receiver' | 'other' | 'unclear'
  /** Its host, where it says so. */
  host?: string
  /** Whether the filter itself calls it spam. */
  spam: boolean
  score?: number
  limit?: number
  /** Costliest first; at most 50. */
  rules: readonly SpamRule[]
  /** The filter's own verdict in words, where it gives no score ("SFV:SPM, bulk confidence level 7"). */
  says?: string
}
