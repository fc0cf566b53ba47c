import type { SmtpReply } from '../records/smtp/reply.ts'
import type { PasswordRef } from './machine.ts'

/** TLS by the STARTTLS command (RFC 3207), from the first octet on (RFC 8314 section 3.3), or none. */
export type SmtpTls = 'starttls' | 'implicit' | 'none'
/** `--tls`; `auto`: as the port is used. */
export const tlsWays = ['auto', 'starttls', 'implicit', 'none'] as const
export const mechanisms = ['PLAIN', 'LOGIN', 'CRAM-MD5', 'XOAUTH2', 'OAUTHBEARER'] as const
/** How a login is said: RFC 4616, draft-murchison-sasl-login, RFC 2195, Google's XOAUTH2, RFC 7628. */
export type Mechanism = (typeof mechanisms)[number]

/** A session that stops before DATA, as plain data. Whose password a login takes, the world knows; it stands nowhere else. */
export interface SmtpAsk {
  /** Of the server: canonical text. One connection is made, to it alone. */
  address: string
  port: number
  tls: SmtpTls
  /** The name that goes out as SNI and that the certificate has to bear; without it the certificate has to bear the address. */
  servername?: string
  /** What EHLO says; without it this machine's own full name, else its address in brackets (RFC 5321 section 4.1.4). */
  helo?: string
  /** The address of this machine to connect from. */
  source?: string
  /** `secret`: where its password stands on this machine, for the world that keeps it; without one it is the one that was given. */
  login?: { user: string; mechanism?: Mechanism; secret?: PasswordRef }
  /** One after another, each ended by RSET. */
  envelopes: readonly Envelope[]
}
export interface Envelope {
  /** `''` is the null sender. */
  sender: string
  recipients: readonly string[]
}

/**
 * Why nothing more came. `refused`: the port is closed. `silent`: nothing within the time. `no-route`: this machine has none
 * to that address. `hung-up`: the server ended the connection unasked. `not-smtp`: what came is no reply. `too-much`: a
 * line, a reply or the whole was larger than any honest one. `tls`: the handshake failed. `injected`: octets in clear
 * behind the reply to STARTTLS.
 */
export type SmtpTrouble =
  | 'refused'
  | 'silent'
  | 'unreachable'
  | 'no-route'
  | 'hung-up'
  | 'not-smtp'
  | 'too-much'
  | 'tls'
  | 'injected'
  | 'interrupted'
  | 'not-recorded'
/**
 * `detail` is a clause that names who and how: "192.0.2.1 port 587 said nothing within 30 s". `speaks`: what the server began
 * with in the place of the other.
 */
export interface Broken {
  trouble: SmtpTrouble
  detail: string
  speaks?: 'tls' | 'smtp'
}

/** What came of one thing that was said, or waited for, and how long that took. */
export type Said = { ms: number } & ({ reply: SmtpReply } | { broken: Broken })

/** What a server offers (RFC 1869, RFC 5321 section 4.1.1.1), each with its parameters. */
export interface Offers {
  /** `EHLO`, or `HELO` where the server knows no other: then nothing is offered. */
  by: 'EHLO' | 'HELO'
  starttls: boolean
  /** Upper case, in the server's order (RFC 4954); none where AUTH is not offered. */
  auth: readonly string[]
  /** Octets (RFC 1870); `unlimited` for 0, absent where it is not stated. */
  size?: number | 'unlimited'
  smtputf8: boolean
  pipelining: boolean
  /** Every keyword as it came, upper case. */
  keywords: readonly string[]
}
/** EHLO, or HELO after it was refused; `offers` where it was taken. */
export type Hello = Said & { offers?: Offers }

export interface Certificate {
  /** `CN=mail.example, O=Example`; the same form for `issuer`. */
  subject: string
  issuer: string
  /** DNS names and addresses that it is for (RFC 5280 section 4.2.1.6); at most 100. */
  names: readonly string[]
  /** ISO 8601. */
  from: string
  until: string
  /** SHA-256, hexadecimal with colons. */
  fingerprint: string
}
/** What TLS came to. */
export interface Encrypted {
  /** `TLSv1.3` */
  version: string
  /** `TLS_AES_256_GCM_SHA384`, the standard name. */
  cipher: string
  /** Whether keys are made for the session alone (forward secrecy). */
  ephemeral: boolean
  /** The server's own first; at most ten. */
  chain: readonly Certificate[]
  /** OpenSSL's word for why the chain does not verify (`SELF_SIGNED_CERT_IN_CHAIN`); absent where it does. */
  untrusted?: string
  /** Whether the server's certificate bears the name (RFC 9525) or the address that was asked for. */
  named: boolean
}

/**
 * Why no login was tried: the session is in clear; the certificate does not verify; TLS is older than 1.2; the server
 * offers no AUTH; none of its mechanisms is one of ours, or the one that was asked for.
 */
export type LoginUntried = 'in-clear' | 'unverified' | 'old-tls' | 'no-auth' | 'no-mechanism'
export type Login = { untried: LoginUntried } | (Said & { mechanism: Mechanism })

/** One envelope as the server took it. `untried`: it has a local part outside ASCII, and SMTPUTF8 is not offered (RFC 6531). */
export interface EnvelopeSaid {
  sender: string
  mail: Said | { untried: 'no-smtputf8' }
  recipients: readonly { recipient: string; rcpt: Said | { untried: 'no-smtputf8' } }[]
}

/** One line of the conversation; secrets were replaced as it was written, and what came from outside is as it came. */
export interface TranscriptLine {
  /** Since the connection was asked for. */
  ms: number
  from: 'client' | 'server' | 'note'
  text: string
}

/** All that one connection came to. What is absent was not reached. */
export interface SmtpSession {
  address: string
  port: number
  /** The way that was asked for. */
  tls: SmtpTls
  connected: { ms: number } & ({ source: string } | { broken: Broken })
  /** The handshake: before the greeting where it is implicit. */
  encrypted?: { ms: number } & (Encrypted | { broken: Broken })
  greeting?: Said
  hello?: Hello
  starttls?: Said
  /** EHLO again, inside TLS after STARTTLS. */
  helloAgain?: Hello
  login?: Login
  envelopes: readonly EnvelopeSaid[]
  transcript: readonly TranscriptLine[]
}
