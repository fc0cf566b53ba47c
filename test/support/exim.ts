import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { makeAuthority } from './certificates.ts'
import { count, faces, freePorts, type RealRelay } from './real-relay.ts'
import { findProgram, greets, makeFolder, runProgram, startProgram } from './real-server.ts'

/** What `startExim` needs, for `describeWith`. */
export const forExim = ['root', 'exim4', 'libnss_wrapper.so']

const eximName = 'exim.relay.example'

/** A port for each state that the server is to be seen in. */
const ports = [
  /** STARTTLS first, then a login by PLAIN, LOGIN or CRAM-MD5; nobody relays without. */
  'starttls',
  'implicit',
  'expired',
  'wrongName',
  'selfSigned',
  /** Wants a certificate of the client. */
  'clientCertificate',
  /** Relays for everybody, to everywhere. */
  'open',
  /** Greets only after some seconds. */
  'delayed',
  /** Greets with 451. */
  'laterAtOnce',
  /** Puts every recipient off, as greylisting does. */
  'later',
  /** Puts every login off. */
  'laterLogin',
  /** Refuses every client with 554 in its greeting. */
  'refusing',
  /** Refuses the null sender, as some relays do. */
  'noBounces',
  /** Offers STARTTLS to nobody. */
  'stripped',
] as const
export type EximPort = (typeof ports)[number]

/** How long `delayed` waits, in seconds. */
export const delay = 6

const user = 'alice'
const password = 'Gehe1m-größer_%41'

/**
 * Starts Exim with all its ports, at an address of this machine. Its program may be unpacked somewhere (see .ci/run); its
 * user need not exist. Needs root.
 */
export async function startExim(address = '127.0.0.1'): Promise<RealRelay<EximPort>> {
  const folder = makeFolder()
  // It gives up its rights, and still has to get to its files.
  chmodSync(folder, 0o755)
  for (const name of ['spool', 'log']) mkdirSync(join(folder, name))
  const authority = makeAuthority()
  for (const [name, { cert, key }] of Object.entries(faces(authority, eximName)))
    writeFileSync(join(folder, `${name}.pem`), cert + key, { mode: 0o600 })
  writeFileSync(join(folder, 'authority.pem'), authority.cert)
  writeFileSync(join(folder, 'password'), password, { mode: 0o600 })
  writeFileSync(join(folder, 'passwd'), 'root:x:0:0::/:/bin/sh\nDebian-exim:x:65534:65534::/:/bin/sh\n')
  writeFileSync(join(folder, 'group'), 'root:x:0:\nDebian-exim:x:65534:\n')
  runProgram('chown', ['-R', '65534:65534', folder], folder)

  const at = await freePorts(ports)
  const conf = join(folder, 'exim.conf')
  writeFileSync(conf, eximConf(folder, address, at))
  const env = {
    LD_PRELOAD: findProgram('libnss_wrapper.so'),
    NSS_WRAPPER_PASSWD: join(folder, 'passwd'),
    NSS_WRAPPER_GROUP: join(folder, 'group'),
  }
  const ready = (child: Parameters<typeof greets>[0]) => greets(child, at.starttls, address)
  const { close } = await startProgram('exim4', ['-C', conf, '-bdf'], { folder, ready, env })
  const log = () => readFileSync(join(folder, 'log', 'mainlog'), 'utf8')
  const client = authority.issue(['client.example'])
  return {
    name: eximName,
    address,
    folder,
    ports: at,
    authority: authority.cert,
    client,
    user,
    password,
    log,
    connections,
    close,
  }

  function connections(port: EximPort) {
    const text = log()
    const here = `I=\\[[^\\]]*\\]:${at[port]} `
    // Of a client that leaves before TLS is up Exim tells nothing else, where TLS comes first.
    const inTls = port === 'implicit' ? `|TLS error .*${here}\\(gnutls_handshake\\)` : ''
    const left = `(?:closed by|lost)|${here}temporarily rejected connection in |SMTP call from .*${here}dropped`
    const ends = `SMTP connection from .*${here}.*${left}${inTls}`
    return {
      begun: count(text, new RegExp(` SMTP connection from .*${here}\\(TCP/IP connection count`, 'g')),
      ended: count(text, new RegExp(ends, 'g')),
      said: [...text.matchAll(new RegExp(` port ${at[port]} was told (.*)`, 'g'))].map(([, commands = '']) =>
        commands.split(','),
      ),
    }
  }
}

/** What the words are at one port, and elsewhere. */
const at = (port: number, there: string, elsewhere = '') => `\${if eq{$received_port}{${port}}{${there}}{${elsewhere}}}`

const eximConf = (folder: string, address: string, port: Readonly<Record<EximPort, number>>) => `
primary_hostname = ${eximName}
exim_user = Debian-exim
exim_group = Debian-exim
spool_directory = ${folder}/spool
log_file_path = ${folder}/log/%slog
pid_file_path = ${folder}/pid
keep_environment =
local_interfaces = ${address}
daemon_smtp_ports = ${Object.values(port).join(' : ')}
tls_on_connect_ports = ${port.implicit}
host_lookup =
rfc1413_hosts =
smtp_accept_max = 0
message_size_limit = 20M
smtp_enforce_sync = false
log_selector = +smtp_connection +incoming_port +incoming_interface +tls_cipher +smtp_no_mail +smtp_protocol_error

tls_advertise_hosts = ${at(port.stripped, '', '*')}
tls_certificate = ${folder}/${at(port.expired, 'expired', at(port.wrongName, 'wrongName', at(port.selfSigned, 'selfSigned', 'good')))}.pem
tls_verify_certificates = ${folder}/authority.pem
tls_verify_hosts = ${at(port.clientCertificate, '*')}
tls_try_verify_hosts =
auth_advertise_hosts = \${if def:tls_in_cipher {*}{}}

acl_smtp_connect = connecting
acl_smtp_auth = login
acl_smtp_mail = sender
acl_smtp_rcpt = recipient
acl_smtp_quit = ended
acl_smtp_notquit = ended

begin acl

connecting:
  accept condition = ${at(port.delayed, 'yes')}
         delay = ${delay}s
  defer  condition = ${at(port.laterAtOnce, 'yes')}
         message = 4.3.2 too busy, come back later
  drop   condition = ${at(port.refusing, 'yes')}
         message = 5.7.1 nobody of your network
  accept

login:
  defer  condition = ${at(port.laterLogin, 'yes')}
         message = 4.7.0 no logins just now
  accept

sender:
  deny   condition = ${at(port.noBounces, 'yes')}
         senders = :
         message = 5.7.1 no bounces here
  accept

recipient:
  defer  condition = ${at(port.later, 'yes')}
         message = 4.2.0 greylisted, come back later
  accept condition = ${at(port.open, 'yes')}
  accept authenticated = *
  deny   message = 5.7.1 relaying denied

ended:
  accept logwrite = port $received_port was told $smtp_command_history

begin routers
begin transports
begin authenticators

plain:
  driver = plaintext
  public_name = PLAIN
  server_prompts = :
  server_condition = \${if and{{eq{$auth2}{${user}}}{eq{$auth3}{\${readfile{${folder}/password}}}}}}
  server_set_id = $auth2

login:
  driver = plaintext
  public_name = LOGIN
  server_prompts = User Name : Password
  server_condition = \${if and{{eq{$auth1}{${user}}}{eq{$auth2}{\${readfile{${folder}/password}}}}}}
  server_set_id = $auth1

cram:
  driver = cram_md5
  public_name = CRAM-MD5
  server_secret = \${if eq{$auth1}{${user}}{\${readfile{${folder}/password}}}fail}
  server_set_id = $auth1
`
