import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { findProgram, freePort, greets, makeFolder, runProgram, startProgram } from './real-server.ts'

/** An Exim that delivers, in a folder of its own. */
export interface DeliveringExim {
  port: number
  log(): string
  close(): Promise<void>
}

/**
 * Starts an Exim that does with mail what the local part says: `sent` hands it to that port of 127.0.0.1, `deferred` to one
 * where nothing listens, `bounced` and `dropped` are that, all others lie in a Maildir. Needs what `startExim` needs.
 */
export async function startDeliveringExim(sink: number): Promise<DeliveringExim> {
  const folder = makeFolder()
  chmodSync(folder, 0o755)
  for (const name of ['spool', 'log', 'mail']) mkdirSync(join(folder, name))
  writeFileSync(join(folder, 'passwd'), 'root:x:0:0::/:/bin/sh\nDebian-exim:x:65534:65534::/:/bin/sh\n')
  writeFileSync(join(folder, 'group'), 'root:x:0:\nDebian-exim:x:65534:\n')
  const [port, closed] = [await freePort(), await freePort()]
  runProgram('chown', ['-R', '65534:65534', folder], folder)
  const conf = join(folder, 'exim.conf')
  writeFileSync(conf, eximConf({ folder, port, sink, closed }))
  const env = {
    LD_PRELOAD: findProgram('libnss_wrapper.so'),
    NSS_WRAPPER_PASSWD: join(folder, 'passwd'),
    NSS_WRAPPER_GROUP: join(folder, 'group'),
  }
  const ready = (child: Parameters<typeof greets>[0]) => greets(child, port)
  const { close } = await startProgram('exim4', ['-C', conf, '-bdf', '-q1h'], { folder, ready, env })
  return { port, log: () => readFileSync(join(folder, 'log', 'mainlog'), 'utf8'), close }
}

const eximConf = ({ folder, port, sink, closed }: Record<'port' | 'sink' | 'closed', number> & { folder: string }) => `
primary_hostname = exim.shop.example
exim_user = Debian-exim
exim_group = Debian-exim
never_users =
spool_directory = ${folder}/spool
log_file_path = ${folder}/log/%slog
pid_file_path = ${folder}/pid
keep_environment = LD_PRELOAD : NSS_WRAPPER_PASSWD : NSS_WRAPPER_GROUP
exim_path = ${findProgram('exim4')}
local_interfaces = 127.0.0.1
daemon_smtp_ports = ${port}
host_lookup =
rfc1413_hosts =
tls_advertise_hosts =
acl_smtp_rcpt = all
acl_smtp_data = all

begin acl

all:
  accept

begin routers

bounced:
  driver = redirect
  local_parts = bounced
  allow_fail
  data = :fail: 5.1.1 nobody here

dropped:
  driver = redirect
  local_parts = dropped
  data = :blackhole:

sent:
  driver = manualroute
  local_parts = sent
  transport = sent
  route_list = * 127.0.0.1
  self = send

deferred:
  driver = manualroute
  local_parts = deferred
  transport = deferred
  route_list = * 127.0.0.1
  self = send

mailbox:
  driver = accept
  transport = mailbox

begin transports

sent:
  driver = smtp
  port = ${sink}
  allow_localhost
  hosts_try_fastopen = :

deferred:
  driver = smtp
  port = ${closed}
  allow_localhost
  hosts_try_fastopen = :

mailbox:
  driver = appendfile
  directory = ${folder}/mail/all
  maildir_format
  create_directory
  user = Debian-exim

begin retry
* * F,2h,15m
`
