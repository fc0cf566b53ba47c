import type { TrailState } from '../records/log/line.ts'
import type { Marks } from '../records/mail/probe-marks.ts'
import type { ReportContent } from './mail-report.ts'
import type { Blind } from './observation.ts'
import type { ReplyExplained } from './reply.ts'
import type { Said, SmtpAsk, SmtpSession } from './smtp.ts'

export type { TrailState }

/** How a probe leaves: through a relay, through this machine's own submission, or straight to the recipient's servers. */
export const viaWays = ['relay', 'local', 'mx'] as const
export type Via = (typeof viaWays)[number]

/** What is to be sent and how it is followed, the same for every recipient of one run. */
export interface ProbeAsked {
  via: Via
  /** From, and MAIL FROM: `user@domain`; `''` is the null sender. */
  from: string
  envelopeFrom: string
  /** Whose servers are tried, in turn, for `relay` and `local`; those of the recipient's domain are looked up. */
  server?: { host: string; port: number; tls: 'auto' | 'starttls' | 'implicit' | 'none' }
  /** `--wait`, milliseconds. */
  waitMs: number
  /** `--bulk` */
  bulk: boolean
  /** `--clean-up` */
  cleanUp: boolean
}

/** A message to be sent once. `envelopes` holds one, with one recipient. */
export interface PostAsk extends SmtpAsk {
  /** As it goes out, with CRLF, without dot-stuffing. */
  message: Uint8Array
}
/** A session that went on to DATA. `sent`: whether the server has the message; `perhaps` where the conversation broke after its end was said. */
export interface PostSession extends SmtpSession {
  data?: { go: Said; end?: Said }
  /** The message has octets outside ASCII, and 8BITMIME is not offered (RFC 6152 section 3): nothing was said of it. */
  withheld?: 'no-8bitmime'
  sent: 'no' | 'yes' | 'perhaps'
}

/** The message that was composed, or that was given. */
export interface ProbeLetter {
  /** 16 letters, in the subject and in the header; nobody else has them. */
  token: string
  /** Message-ID without angle brackets. */
  id: string
  /** Who its From names, as `mailboxOf` writes it; absent where it names nobody. */
  from?: string
  subject: string
  octets: number
  /** It was given as a file, and went out as it is. */
  given: boolean
}

/** The same with its octets, for each recipient. */
export type ComposedLetter = (recipient: string) => Promise<ProbeLetter & { message: Uint8Array }>

/** The same as a recording has it, which may not. */
export type LetterOf = (recipient: string) => Promise<Awaited<ReturnType<ComposedLetter>> | { blind: Blind }>

/** What came of the sending. */
export interface ProbeSent {
  letter: ProbeLetter
  at: Date
  via: Via
  /** Each server that was tried, in turn. */
  sessions: readonly (PostSession & { host: string })[]
  /** The place of the one that had the last word, where that is not the last: one that put it off before others said nothing. */
  decisive?: number
  outcome: 'accepted' | 'rejected' | 'deferred' | 'perhaps' | 'not-sent'
  /** Not sent, for nobody takes mail for the domain of the recipient (RFC 7505; RFC 5321 section 5.1). */
  nowhere?: 'null-mx' | 'no-such-domain' | 'no-address'
  /** Where it ended. */
  stage: 'connect' | 'greeting' | 'tls' | 'login' | 'sender' | 'recipient' | 'data' | 'end'
  /** What the server answered last, and what that means. */
  reply?: ReplyExplained
  /** How the server calls the message (`250 2.0.0 Ok: queued as 4XyZ01`). */
  queueId?: string
  /** Why it was not sent, or why it is not known whether; absent where a server, or what it does not offer, plainly stood against it. */
  blind?: Blind
}

/** The session with the server that had the last word; nothing where no server was asked. */
export const lastWord = ({
  sessions,
  decisive = sessions.length - 1,
}: ProbeSent): ProbeSent['sessions'][number] | undefined => sessions[decisive]

/** `mx.example.com [192.0.2.1] port 25`; an address that was named by itself stands alone. */
export const serverCalled = ({ host, address, port }: { host: string; address: string; port: number }): string =>
  host === address ? `${address} port ${port}` : `${host} [${address}] port ${port}`

/** One thing that somebody knows of the message on its way. */
export interface TrailEvent {
  at: Date
  /** `Postfix on this machine`, `SMTP2GO` */
  by: string
  state: TrailState
  /** Whom that is about, by the final address: an alias or a copy makes several of one. */
  recipient?: string
  /** It was handed on within the same machine, and is followed there. */
  within?: true
  /** To whom it was handed, or who answered: `mx.example.com[192.0.2.1]:25`. */
  to?: string
  reply?: ReplyExplained
  /** The line or record it was read in. */
  text: string
}
/** The same as it is read: what was answered in its own words. */
export type TrailSeen = Omit<TrailEvent, 'reply'> & { answer?: string }
/** Which message is followed, and who may know of it. */
export interface TrailAsk extends Pick<ProbeLetter, 'token' | 'id'> {
  /** As the server that took it calls it. */
  queueId?: string
  recipient: string
  since: Date
  /** Whether a mail server of this machine has it, or had. */
  here: boolean
  /** Whether it goes through a relay whose records can be asked for, or may. */
  relay: boolean
}
/** Everything that is known of the way, in order of time. What could not be asked, and why. */
export interface ProbeTrail {
  events: readonly TrailEvent[]
  unseen: readonly { by: string; blind: Blind }[]
}

/** What was read of the way by those who keep records of it. */
export interface TrailRead {
  events: readonly TrailSeen[]
  unseen: ProbeTrail['unseen']
}

/** A message that was found in a mailbox. */
export interface Arrival {
  /** As the mailbox calls it; `''` where there are no folders. */
  folder: string
  kind: 'inbox' | 'junk' | 'other'
  /** When it was seen there. */
  at: Date
  octets: Uint8Array
  /** What was secret in it has been taken out, so that no signature of it can be verified. */
  veiled?: true
}
/** Where the end of the way is watched. */
export interface Mailbox {
  kind: 'imap' | 'maildir' | 'mbox' | 'listener'
  /** `imap.example.com, INBOX and 4 other folders` */
  called: string
  /**
   * Waits for what bears the token or the Message-ID, the probe itself, a report about it or an answer to it, up to so many
   * milliseconds; looks no oftener than is polite, changes nothing, leaves it unread. Nothing where it did not come. `ms`:
   * how long that took, where somebody has kept it.
   */
  find(letter: Marks, waitMs: number): Promise<{ found?: Arrival; ms?: number } | { blind: Blind }>
  /** Takes away what was found (`--clean-up`), and nothing else. */
  remove(arrival: Arrival): Promise<Blind | undefined>
  close(): Promise<void>
}

/** An answer to the message, or what else holds its token, as its header says. */
export interface ProbeAnswer {
  from: string
  subject: string
  /** To whom a report says that mail failed, where that is somebody else. */
  recipient?: string
}
/** What came of the waiting. */
export type ProbeArrival =
  /** `kept`: why it was not taken away, where it should be. */
  | { kind: 'arrived'; arrival: Arrival; called: string; tookMs: number; removed?: true; kept?: Blind }
  /** `removed` and `kept` are of the report. */
  | { kind: 'bounced'; report: ReportContent; arrival?: Arrival; tookMs: number; removed?: true; kept?: Blind }
  /** `report`: what a report said of a delay. `answers`: what else came that is about it, and is not the message itself. */
  | {
      kind: 'not-yet'
      waitedMs: number
      called: string
      report?: ReportContent
      answers?: readonly ProbeAnswer[]
    }
  /** It never left, so there is nothing to wait for. `called`: where somebody would have. */
  | { kind: 'not-sent'; called?: string }
  /** No mailbox was named. */
  | { kind: 'not-watched' }
