import { forApart, inseparable } from './apart.ts'
import { type Authority, makeAuthority } from './certificates.ts'
import { startChainDns } from './chain-dns.ts'
import { startChainMailboxes } from './chain-mailboxes.ts'
import { startChainReceiver } from './chain-receiver.ts'
import { startChainRelay } from './chain-relay.ts'
import { runProgram } from './real-server.ts'
import { type SecondOpinion, startRspamd } from './rspamd.ts'

/** The programs that the chain is made of, for `describeWith`. */
export const forChain = [
  ...forApart,
  ...[
    'nsd',
    'unbound',
    'postfix',
    'saslpasswd2',
    'opendkim',
    'opendmarc',
    'policyd-spf',
    'dovecot',
    'sievec',
    'rspamd',
  ],
  // In no PATH: beside the folder of programs.
  ...['../lib/dovecot/imap', '../lib/dovecot/lmtp'],
]

/** Why the chain cannot be started with what is there; nothing where it can. */
export function unsuited(): string | false {
  const [version = ''] = runProgram('dovecot', ['--version'], '/').split(' ')
  return /^2\.[0-3]\./.test(version) ? `Dovecot ${version} has no such words as 2.4 for its settings` : inseparable()
}

/** The way of a message from its submission to a mailbox, of real servers. */
interface Chain {
  /** Whose certificates they show. */
  authority: Authority
  /** Where the mailboxes are, as Maildirs: a folder for each address. */
  mail: string
  /** That of Rspamd, which stands beside the chain. */
  opinion: SecondOpinion
  /** Everything that they logged so far. */
  logs(): string
}

/** Starts all of it. To be run apart (see apart.ts), and it ends with that. */
export async function startChain(): Promise<Chain> {
  const authority = makeAuthority()
  await startChainDns()
  const [relay, receiver, mailboxes, opinion] = await Promise.all([
    startChainRelay(authority),
    startChainReceiver(authority),
    startChainMailboxes(authority),
    startRspamd(),
  ])
  const logs = () => [relay, receiver, mailboxes].map((one) => one.log()).join('\n')
  return { authority, mail: mailboxes.mail, opinion, logs }
}
