import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Authority } from './certificates.ts'
import { chainAddresses, mailboxName } from './chain-dns.ts'
import { accepts } from './reached.ts'
import { makeFolder, runProgram, startProgram } from './real-server.ts'

/** Where the receiver hands mail over. */
export const lmtpPort = 24

/** Who has a mailbox. `gone@inbox.example` has none. */
const owners = ['bob', 'grey', 'dropped', 'slow'].map((name) => `${name}@inbox.example`)
const senders = ['shop', 'changed', 'nospf', 'strict', 'junk'].map((name) => `alice@${name}.example`)

/** The password of every mailbox. */
export const mailboxPassword = 'Postfach §7 "offen"'

/**
 * Starts Dovecot: IMAP at ports 143 and 993 of the receiver, no login without TLS, and LMTP for the receiver. What DMARC
 * fails for goes to Junk. Returns the folder of its Maildirs, one for each address. To be run apart.
 */
export async function startChainMailboxes(authority: Authority): Promise<{ mail: string; log(): string }> {
  const folder = makeFolder()
  chmodSync(folder, 0o755)
  const [mail, sieve] = [join(folder, 'mail'), join(folder, 'sieve')]
  const maildirs = [...owners, ...senders].flatMap((name) =>
    ['cur', 'new', 'tmp'].map((part) => join(mail, name, part)),
  )
  for (const one of [...maildirs, sieve]) mkdirSync(one, { recursive: true })
  const { cert, key } = authority.issue([mailboxName], { from: -24, until: 24 * 60 })
  writeFileSync(join(folder, 'imap.pem'), cert)
  writeFileSync(join(folder, 'imap.key'), key, { mode: 0o600 })
  const users = [...owners, ...senders].map((name) => `${name}:{PLAIN}${mailboxPassword}::::::\n`)
  writeFileSync(join(folder, 'users'), users.join(''))
  writeFileSync(join(sieve, 'junk.sieve'), junkSieve)
  const conf = join(folder, 'dovecot.conf')
  writeFileSync(conf, dovecotConf(folder))
  runProgram('chown', ['-R', 'nobody:nogroup', mail, sieve], folder)
  await startProgram('dovecot', ['-F', '-c', conf], {
    folder,
    ready: async (child) => {
      await accepts(child, chainAddresses.receiver, 993)
      await accepts(child, '127.0.0.1', lmtpPort)
    },
  })
  return { mail, log: () => readFileSync(join(folder, 'log'), 'utf8') }
}

const junkSieve = `require ["fileinto"];
if header :contains "Authentication-Results" "dmarc=fail" { fileinto "Junk"; }
`

const dovecotConf = (folder: string) => `dovecot_config_version = 2.4.1
dovecot_storage_version = 2.4.1
base_dir = ${folder}/run
state_dir = ${folder}/state
log_path = ${folder}/log
protocols = imap lmtp
hostname = ${mailboxName}
ssl = required
ssl_server_cert_file = ${folder}/imap.pem
ssl_server_key_file = ${folder}/imap.key
auth_mechanisms = plain login
mail_driver = maildir
mail_path = ${folder}/mail/%{user}
mail_uid = nobody
mail_gid = nogroup
first_valid_gid = 1
passdb passwd-file {
  passwd_file_path = ${folder}/users
}
userdb passwd-file {
  passwd_file_path = ${folder}/users
  fields {
    uid:default = nobody
    gid:default = nogroup
    home:default = ${folder}/mail/%{user}
  }
}
namespace inbox {
  inbox = yes
  separator = /
  mailbox Junk {
    auto = create
    special_use = \\Junk
  }
}
service imap-login {
  inet_listener imap {
    listen = ${chainAddresses.receiver}
    port = 143
  }
  inet_listener imaps {
    listen = ${chainAddresses.receiver}
    port = 993
    ssl = yes
  }
}
service lmtp {
  inet_listener lmtp {
    listen = 127.0.0.1
    port = ${lmtpPort}
  }
}
protocol lmtp {
  mail_plugins {
    sieve = yes
  }
}
sieve_script junk {
  type = before
  driver = file
  path = ${folder}/sieve/junk.sieve
}
`
