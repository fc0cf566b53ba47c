import type { DnsAnswer } from './dns.ts'
import type { Blind } from './observation.ts'

/** What one Received field says (RFC 5321 section 4.4); untrusted but for those that the receiver wrote itself. */
export interface MailHop {
  /** Place among the Received fields, from 0, topmost (the last hop) first. */
  place: number
  /** The name that the client gave (HELO), the name that its address has, and the address, each where it is said. */
  helo?: string
  rdns?: string
  /** Canonical form. */
  ip?: string
  by?: string
  /** `ESMTPSA`, `LMTP`, upper case. */
  protocol?: string
  /** Whether the hop was encrypted: by its protocol, or by what stands in comments (`TLSv1.3`); not told is no clear hop. */
  tls?: { encrypted: boolean; version?: string; cipher?: string }
  /** The client logged in (`ESMTPA`, `ESMTPSA`, "Authenticated sender"). */
  authenticated?: true
  id?: string
  for?: string
  /** The return path, where the server wrote it there; `''` for the null sender. */
  envelopeFrom?: string
  /** Absent where there is none that can be read. */
  at?: Date
  /**
   * `outside`: from one organization to another, over the public network. `inside`: from a private or loopback address,
   * within one machine, or between servers of one house. `submission`: a person or a program handed it in.
   */
  kind: 'outside' | 'inside' | 'submission'
  /** Milliseconds since the hop before (below), negative where a clock is wrong; absent where a date is missing. */
  tookMs?: number
  /** The field as it stands, unfolded. */
  text: string
}
export interface MailPath {
  /** Topmost (the last hop) first; at most 100. */
  hops: readonly MailHop[]
  /** Whole time from the first date to the last, in milliseconds. */
  tookMs?: number
  /** The hop at which the message came into the receiver's house from outside: what SPF is judged by. */
  border?: MailHop
}

/** Who sent, as the receiver's border saw it, and where each was learned. */
export interface Envelope {
  ip?: { value: string; from: 'option' | 'received' }
  helo?: { value: string; from: 'option' | 'received' }
  /**
   * `user@domain`, or `''` for the null sender. `received`: the border wrote it in its Received field. `spf`: from a
   * Received-SPF or Authentication-Results field (smtp.mailfrom).
   */
  sender?: { value: string; from: 'option' | 'received' | 'return-path' | 'spf' }
}
/** The clock that the message is judged by: when it was received. */
export interface ReceivedAt {
  at: Date
  from: 'option' | 'received' | 'clock'
}

/** Whether a domain can receive mail: by MX, or by its own address (RFC 5321 section 5.1). */
export interface MailReach {
  role: 'return-path' | 'from' | 'reply-to'
  domain: string
  display: string
  /** `null-mx`: it says that it takes no mail (RFC 7505). */
  state: 'answers' | 'null-mx' | 'no-such-name' | 'no-address' | 'unseen'
  /** What DNS said, where it does not answer. */
  answers?: readonly DnsAnswer[]
  blind?: Blind
}
