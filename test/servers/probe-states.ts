import type { Ran } from '../support/tool.ts'

/** A probe through the chain: from whom to whom, and by which way. */
export interface ChainProbe {
  from: string
  to: string
  via?: 'relay' | 'local' | 'mx'
  /** Whose mailbox is watched over IMAP. */
  mailbox?: string
  /** Seconds. */
  wait: number
  /** Instead of the right ones. */
  password?: string
  mailboxPassword?: string
  /** It is interrupted once the relay has the message. */
  stops?: true
  /** What else is asked. `MAIL` stands for the folder of the Maildirs, `KEY` for the file with the key of `SELECTOR`, `LETTER` for one with a message. */
  more?: readonly string[]
}

const [shop, bob] = ['alice@shop.example', 'bob@inbox.example']
const toBob = { to: bob, mailbox: bob, wait: 20 }

/** A state for each way in which mail goes, or does not. */
export const chainProbes = {
  right: { from: shop, ...toBob },
  /** Its Subject is changed on the way, after it was signed. */
  changed: { from: 'alice@changed.example', ...toBob },
  withoutSpf: { from: 'alice@nospf.example', ...toBob },
  /** Neither signed nor sent from where SPF allows it, under p=reject: the relay takes it, the receiver does not. */
  refusedLater: { from: 'alice@strict.example', to: bob, mailbox: 'alice@strict.example', wait: 20 },
  /** The same straight to the receiver, who says so itself. */
  refused: { from: 'alice@strict.example', to: bob, via: 'mx', wait: 0 },
  /** Accepted, and then nobody has that mailbox. */
  bounced: { from: shop, to: 'gone@inbox.example', mailbox: shop, wait: 20 },
  greylisted: { from: shop, to: 'grey@inbox.example', mailbox: 'grey@inbox.example', wait: 30 },
  putOff: { from: shop, to: 'grey@inbox.example', via: 'mx', wait: 0 },
  junk: { from: 'alice@junk.example', ...toBob },
  dropped: { from: shop, to: 'dropped@inbox.example', mailbox: 'dropped@inbox.example', wait: 4 },
  /** The receiver's server is down: it waits in the relay's queue. */
  queued: { from: shop, to: 'bob@away.example', mailbox: bob, wait: 4 },
  wrongPassword: { from: shop, ...toBob, password: 'Fa1sch: "wrong"' },
  wrongMailboxPassword: { from: 'never@shop.example', ...toBob, mailboxPassword: 'Fa1sch: "wrong"' },
  /** By the mail server of this machine, whose log is at hand. */
  local: { from: shop, ...toBob, via: 'local' },
  maildir: { from: shop, to: bob, wait: 20, more: ['--maildir', `MAIL/${bob}`] },
  listener: { from: shop, to: 'x@listen.example', wait: 20, more: ['--listen', '198.51.100.30:25'] },
  /** Signed here, and sent from where SPF does not allow it. */
  signedHere: {
    from: 'here@shop.example',
    ...toBob,
    via: 'mx',
    more: ['--dkim-key', 'KEY', '--dkim-selector', 'SELECTOR'],
  },
  several: { from: shop, ...toBob, wait: 4, more: ['--to', 'dropped@inbox.example'] },
  /** A message that somebody else wrote. */
  given: { from: shop, ...toBob, more: ['--message', 'LETTER'] },
  bulk: { from: shop, ...toBob, more: ['--bulk'] },
  tidied: { from: 'tidy@shop.example', ...toBob, more: ['--clean-up'] },
  interrupted: { from: 'stopped@shop.example', to: 'dropped@inbox.example', wait: 30, mailbox: bob, stops: true },
} as const satisfies Record<string, ChainProbe>
export type ChainState = keyof typeof chainProbes

/** What came of one, and of the replay of its recording. */
export interface ChainRan extends Ran {
  again?: Ran
  /** Where a password stands in what it wrote. */
  echoes: readonly string[]
}
/** A message that came through. */
export interface ChainMail {
  /** Its file, in the folder of the Maildirs. */
  name: string
  /** Its return path. */
  sender: string
  /** What Rspamd makes of it. */
  symbols: readonly string[]
}
/** What came of all. */
export interface ChainRuns {
  startMs: number
  runs: Readonly<Record<ChainState, ChainRan>>
  /** What is in the mailboxes at the end. */
  mails: readonly ChainMail[]
  logs: string
}
