import { randomBytes } from 'node:crypto'
import { chmodSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { makeAuthority } from './certificates.ts'
import { freePorts } from './real-relay.ts'
import { makeFolder, runProgram, startProgram } from './real-server.ts'

/** What `startDovecot` needs, for `describeWith`. */
export const forDovecot = ['root', 'dovecot', '../lib/dovecot/imap']

/** Dovecot with one user, whose mail is a Maildir. */
export interface Dovecot {
  name: string
  ports: { imap: number; imaps: number }
  authority: string
  user: string
  password: string
  /** Whoever has that address is reached there. */
  reach(host: string, port: number): { address: string; port: number }
  /** Lays a message (latin1) into a folder, as a delivery agent does, or with flags (`T` is deleted); the name of its file. */
  deliver(message: string, folder?: string, flags?: string): string
  /** The files of a folder, flags and all (`…:2,S` is read). */
  files(folder?: string): string[]
  log(): string
  close(): Promise<void>
}

const user = 'anna@receiver.example'
const password = 'Gehe1m "größer" \\%41'

/** Starts it on loopback. */
export async function startDovecot(): Promise<Dovecot> {
  const folder = makeFolder()
  chmodSync(folder, 0o755)
  const name = 'imap.receiver.example'
  const authority = makeAuthority()
  const { cert, key } = authority.issue([name, 'localhost'])
  const ports = await freePorts(['imap', 'imaps'] as const)
  const mail = join(folder, 'mail')
  for (const part of ['', '.Junk', '.Archive', '.Sent', '.Gr&APwA3w-e']) {
    for (const kind of ['cur', 'new', 'tmp']) mkdirSync(join(mail, part, kind), { recursive: true })
    if (part !== '') writeFileSync(join(mail, part, 'maildirfolder'), '')
  }
  writeFileSync(join(folder, 'cert.pem'), cert)
  writeFileSync(join(folder, 'key.pem'), key, { mode: 0o600 })
  writeFileSync(join(folder, 'passwd'), `${user}:{PLAIN}${password}::::::\n`, { mode: 0o640 })
  writeFileSync(join(folder, 'dovecot.conf'), conf(folder, ports))
  runProgram('chown', ['-R', 'nobody:nogroup', mail, join(folder, 'passwd')], folder)
  const { close } = await startProgram('dovecot', ['-F', '-c', join(folder, 'dovecot.conf')], {
    folder,
    ready: () => greeted(ports.imap),
  })
  const at = (part = '') => join(mail, part)
  return {
    name,
    ports,
    authority: authority.cert,
    user,
    password,
    reach: (_, port) => ({ address: '127.0.0.1', port }),
    deliver(message, part, flags) {
      const file = `${Date.now()}.${randomBytes(6).toString('hex')}.host`
      const place = join(at(part), 'tmp', file)
      writeFileSync(place, Buffer.from(message.replaceAll('\r\n', '\n'), 'latin1'))
      runProgram('chown', ['nobody:nogroup', place], folder)
      renameSync(place, flags ? join(at(part), 'cur', `${file}:2,${flags}`) : join(at(part), 'new', file))
      return file
    },
    files: (part) => ['new', 'cur'].flatMap((kind) => readdirSync(join(at(part), kind))),
    log: () => readFileSync(join(folder, 'log'), 'utf8'),
    close,
  }
}

async function greeted(port: number): Promise<void> {
  for (const end = Date.now() + 15_000; Date.now() < end; ) {
    const came = await new Promise<boolean>((done) => {
      const socket = connect(port, '127.0.0.1')
      socket.setTimeout(2000, () => socket.destroy())
      socket.once('data', (octets) => {
        done(octets.toString('latin1').startsWith('* OK'))
        socket.destroy()
      })
      socket.once('error', () => done(false)).once('close', () => done(false))
    })
    if (came) return
    await new Promise((done) => setTimeout(done, 50))
  }
  throw new Error(`no greeting at port ${port}`)
}

const conf = (folder: string, port: Dovecot['ports']) => `
dovecot_config_version = 2.4.0
dovecot_storage_version = 2.4.0
base_dir = ${folder}/run
state_dir = ${folder}/state
log_path = ${folder}/log
protocols = imap
listen = 127.0.0.1
default_login_user = nobody
default_internal_user = nobody
default_internal_group = nogroup
ssl = required
ssl_server_cert_file = ${folder}/cert.pem
ssl_server_key_file = ${folder}/key.pem
first_valid_uid = 1
mail_uid = nobody
mail_gid = nogroup
mail_driver = maildir
mail_path = ${folder}/mail
mail_inbox_path = ${folder}/mail
mailbox_list_layout = maildir++
auth_mechanisms = plain login
passdb passwd-file {
  passwd_file_path = ${folder}/passwd
}
userdb static {
  fields {
    uid = nobody
    gid = nogroup
    home = ${folder}
  }
}
namespace inbox {
  inbox = yes
  separator = /
  mailbox Sent {
    special_use = \\Sent
  }
}
service imap-login {
  inet_listener imap {
    port = ${port.imap}
  }
  inet_listener imaps {
    port = ${port.imaps}
    ssl = yes
  }
}
service anvil {
  chroot =
}
service stats {
  chroot =
}
`
