import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { makeAuthority } from './certificates.ts'
import { makeQueue, startMaster } from './postfix-folder.ts'
import { count, faces, freePorts, type RealRelay } from './real-relay.ts'
import { greets, makeFolder, runProgram } from './real-server.ts'

/** The programs that `startPostfix` needs, and the rights, for `describeWith`. */
export const forPostfix = ['root', 'postfix', 'saslpasswd2']

const address = '127.0.0.1'
const relayName = 'mail.relay.example'

/** What differs from a good submission port (STARTTLS first, then a login), in the words of main.cf. */
const ports = {
  starttls: [],
  /** TLS from the first octet on. */
  implicit: ['smtpd_tls_wrappermode=yes'],
  expired: [shows('expired')],
  wrongName: [shows('wrongName')],
  selfSigned: [shows('selfSigned')],
  /** No TLS at all, and a login is offered all the same. */
  clear: ['smtpd_tls_security_level=none', 'smtpd_tls_auth_only=no'],
  /** No login by which the password goes over the line (RFC 2195 is left). */
  challenge: [
    'smtpd_sasl_security_options=noanonymous,noplaintext',
    'smtpd_sasl_tls_security_options=noanonymous,noplaintext',
  ],
  clientCertificate: ['smtpd_tls_req_ccert=yes'],
  /** Takes messages up to 5 MB. */
  small: ['message_size_limit=5242880'],
  /** Puts every recipient off, as greylisting does. */
  later: ['smtpd_recipient_restrictions=defer'],
  /** Speaks TLS 1.1 at best. */
  oldTls: [
    'smtpd_tls_mandatory_protocols=TLSv1.1',
    'smtpd_tls_mandatory_ciphers=low',
    'tls_low_cipherlist=ALL:@SECLEVEL=0',
  ],
} as const
export type PostfixPort = keyof typeof ports

const user = 'alice@relay.example'
/** An address that the user may send from, beside the own. */
export const alias = 'sales@relay.example'
/** Somebody else's. */
export const colleague = 'bob@relay.example'

function shows(which: string) {
  return `smtpd_tls_chain_files=$config_directory/${which}.pem`
}

/**
 * Starts Postfix as a submission relay, each port in a state of its own; nobody may relay without a login, and nothing is
 * ever delivered. Needs root.
 */
export async function startPostfix(password = 'Gehe1m & "größer" %41'): Promise<RealRelay<PostfixPort>> {
  const folder = makeFolder()
  // It gives up its rights, and still has to get to its files.
  chmodSync(folder, 0o755)
  const authority = makeAuthority()
  makeQueue(folder)
  makeUsers(folder, password)
  for (const [name, { cert, key }] of Object.entries(faces(authority, relayName)))
    writeFileSync(join(folder, `${name}.pem`), key + cert, { mode: 0o600 })
  writeFileSync(join(folder, 'authority.pem'), authority.cert)

  const at = await freePorts(Object.keys(ports) as PostfixPort[])
  writeFileSync(join(folder, 'main.cf'), mainCf(folder))
  writeFileSync(join(folder, 'master.cf'), masterCf(at))
  const { close } = await startMaster(folder, (child) => greets(child, at.starttls))
  const log = () => readFileSync(join(folder, 'log'), 'utf8')
  const client = authority.issue(['client.example'])
  return {
    name: relayName,
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

  function connections(port: PostfixPort) {
    const text = log()
    const summaries = [...text.matchAll(new RegExp(` ${port}/smtpd\\[\\d+\\]: disconnect from \\S+ (.*)`, 'g'))]
    return {
      begun: count(text, new RegExp(` ${port}/smtpd\\[\\d+\\]: connect from `, 'g')),
      ended: summaries.length,
      said: summaries.map(([, commands = '']) => [...commands.matchAll(/([a-z]+)=(?:\d+\/)?(\d+)/g)].flatMap(times)),
    }
  }
}

/** `auth=0/1` is a command that was said once, and not taken. */
const times = ([, verb = '', often = '']: RegExpExecArray): string[] =>
  verb === 'commands' ? [] : Array.from({ length: Number(often) }, () => verb.toUpperCase())

/** Cyrus SASL's own database, with one user in it. */
function makeUsers(folder: string, password: string) {
  mkdirSync(join(folder, 'sasl'))
  const database = join(folder, 'sasl', 'users')
  writeFileSync(
    join(folder, 'sasl', 'smtpd.conf'),
    `pwcheck_method: auxprop\nauxprop_plugin: sasldb\nsasldb_path: ${database}\nmech_list: PLAIN LOGIN CRAM-MD5\n`,
  )
  const [name = '', realm = ''] = user.split('@')
  runProgram('saslpasswd2', ['-p', '-c', '-f', database, '-u', realm, name], folder, password)
  runProgram('chown', ['postfix', database], folder)
}

const mainCf = (folder: string) => `compatibility_level = 3.6
queue_directory = ${folder}/queue
data_directory = ${folder}/data
maillog_file = ${folder}/log
maillog_file_prefixes = ${folder}
myhostname = ${relayName}
mydestination =
local_recipient_maps =
alias_maps =
mynetworks =
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
disable_dns_lookups = yes
smtpd_peername_lookup = no
in_flow_delay = 0
message_size_limit = 52428800
smtpd_tls_security_level = encrypt
smtpd_tls_auth_only = yes
${shows('good').replace('=', ' = ')}
smtpd_tls_CAfile = ${folder}/authority.pem
smtpd_tls_loglevel = 1
smtpd_sasl_auth_enable = yes
smtpd_sasl_type = cyrus
smtpd_sasl_path = smtpd
cyrus_sasl_config_path = ${folder}/sasl
smtpd_sasl_local_domain = relay.example
smtpd_sasl_security_options = noanonymous
smtpd_relay_restrictions = permit_sasl_authenticated, reject_unauth_destination
smtpd_recipient_restrictions =
smtpd_sender_restrictions = reject_sender_login_mismatch
smtpd_sender_login_maps = inline:{ { ${user} = ${user} }, { ${alias} = ${user} }, { ${colleague} = ${colleague} } }
`

function masterCf(at: Readonly<Record<PostfixPort, number>>): string {
  const services = Object.entries(ports).map(([name, changes]) =>
    [
      `127.0.0.1:${at[name as PostfixPort]} inet n - n - - smtpd`,
      `  -o syslog_name=${name}`,
      ...changes.map((one) => `  -o { ${one.replace('=', ' = ')} }`),
    ].join('\n'),
  )
  return `${services.join('\n')}
cleanup unix n - n - 0 cleanup
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
anvil unix - - n - 1 anvil
postlog unix-dgram n - n - 1 postlogd
`
}
