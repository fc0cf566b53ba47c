import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { makeAuthority, type Shown, selfSigned } from './certificates.ts'
import { freePort, greets, makeFolder, runProgram, startProgram } from './real-server.ts'

/** The programs that `startPostfix` needs, and the rights, for `describeWith`. */
export const forPostfix = ['root', 'postfix', 'saslpasswd2']

/** The name that its certificates bear. */
export const relayName = 'mail.relay.example'

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
} as const
export type PostfixPort = keyof typeof ports

export interface Postfix {
  ports: Readonly<Record<PostfixPort, number>>
  /** Who signed the certificates that are to be believed; PEM. */
  authority: string
  /** A certificate that `clientCertificate` takes. */
  client: Shown
  /** Who may log in; mail may come from the user's own address and from `also`. */
  user: string
  also: string
  password: string
  /** All that it logged so far. */
  log(): string
  close(): Promise<void>
}

const user = 'alice@relay.example'
const also = 'sales@relay.example'
/** Of somebody else: a sender that the user may not take. */
export const stranger = 'bob@relay.example'

function shows(which: string) {
  return `smtpd_tls_chain_files=$config_directory/${which}.pem`
}

/**
 * Starts Postfix as a submission relay, each port in a state of its own; nobody may relay without a login, and nothing is
 * ever delivered. Needs root.
 */
export async function startPostfix(password = 'Gehe1m & "größer" %41'): Promise<Postfix> {
  const folder = makeFolder()
  // It gives up its rights, and still has to get to its files.
  chmodSync(folder, 0o755)
  const authority = makeAuthority()
  makeQueue(folder)
  makeUsers(folder, password)
  const shown: Record<string, Shown> = {
    good: authority.issue([relayName]),
    expired: authority.issue([relayName], { from: -48, until: -24 }),
    wrongName: authority.issue(['mail.elsewhere.example']),
    selfSigned: selfSigned(relayName),
  }
  for (const [name, { cert, key }] of Object.entries(shown))
    writeFileSync(join(folder, `${name}.pem`), key + cert, { mode: 0o600 })
  writeFileSync(join(folder, 'authority.pem'), authority.cert)

  const at = Object.fromEntries(
    await Promise.all(Object.keys(ports).map(async (name) => [name, await freePort()] as const)),
  ) as Record<PostfixPort, number>
  writeFileSync(join(folder, 'main.cf'), mainCf(folder))
  writeFileSync(join(folder, 'master.cf'), masterCf(at))
  const master = join(runProgram('postconf', ['-d', '-h', 'daemon_directory'], folder).trim(), 'master')
  const ready = (child: Parameters<typeof greets>[0]) => greets(child, at.starttls)
  const { close } = await startProgram(master, ['-c', folder, '-s'], { folder, ready })
  return {
    ports: at,
    authority: authority.cert,
    client: authority.issue(['client.example']),
    user,
    also,
    password,
    log: () => readFileSync(join(folder, 'log'), 'utf8'),
    close,
  }
}

/** The folders that `postfix check` would make, where it expects them to be somewhere below /var. */
function makeQueue(folder: string) {
  const owned = [
    'active',
    'bounce',
    'corrupt',
    'defer',
    'deferred',
    'flush',
    'hold',
    'incoming',
    'private',
    'saved',
    'trace',
  ]
  for (const name of [
    'queue',
    'queue/pid',
    'queue/public',
    'queue/maildrop',
    'data',
    ...owned.map((name) => `queue/${name}`),
  ])
    mkdirSync(join(folder, name))
  const paths = [...owned, 'public', 'maildrop'].map((name) => join('queue', name))
  runProgram('chown', ['postfix', 'data', ...paths], folder)
  runProgram('chmod', ['700', 'data', ...owned.map((name) => join('queue', name))], folder)
}

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
smtpd_sender_login_maps = inline:{ { ${user} = ${user} }, { ${also} = ${user} }, { ${stranger} = ${stranger} } }
`

function masterCf(at: Readonly<Record<PostfixPort, number>>): string {
  const services = Object.entries(ports).map(([name, changes]) =>
    [
      `127.0.0.1:${at[name as PostfixPort]} inet n - n - - smtpd`,
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
