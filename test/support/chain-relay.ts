import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Authority } from './certificates.ts'
import { chainAddresses, relayName, selector } from './chain-dns.ts'
import { privatePem } from './letter-keys.ts'
import { makeQueue, startMaster } from './postfix-folder.ts'
import { accepts } from './reached.ts'
import { makeFolder, runProgram, startProgram } from './real-server.ts'

/** Who may submit: every address of the domains that it sends for. */
export const chainUser = { name: 'alice@relay.example', password: 'Gehe1m & "größer" %41' }

const signerPort = 8891
const { relay } = chainAddresses

/**
 * Starts OpenDKIM, and Postfix as the relay: port 587 wants TLS and a login, port 25 of loopback neither. Its configuration
 * is laid over /etc/postfix, its log is /var/log/mail.log. To be run apart.
 */
export async function startChainRelay(authority: Authority): Promise<{ log(): string }> {
  await startSigner()
  const folder = makeFolder()
  // It gives up its rights, and still has to get to its files.
  chmodSync(folder, 0o755)
  makeQueue(folder)
  makeUsers(folder)
  const { cert, key } = authority.issue([relayName], { from: -24, until: 24 * 60 })
  writeFileSync(join(folder, 'relay.pem'), key + cert, { mode: 0o600 })
  writeFileSync(join(folder, 'authority.pem'), authority.cert)
  writeFileSync(join(folder, 'change'), '/^Subject: (.*)/ REPLACE Subject: [EXTERNAL] $1\n')
  writeFileSync(join(folder, 'main.cf'), mainCf(folder))
  writeFileSync(join(folder, 'master.cf'), masterCf(folder))
  runProgram('mount', ['--bind', folder, '/etc/postfix'], '/')
  await startMaster(folder, (child) => accepts(child, relay, 587))
  return { log: () => readFileSync('/var/log/mail.log', 'utf8') }
}

/** Signs for the domains whose key is in DNS. */
function startSigner() {
  const folder = makeFolder()
  const keyFile = join(folder, 'key.private')
  writeFileSync(keyFile, privatePem('rsa2048'), { mode: 0o600 })
  const conf = join(folder, 'opendkim.conf')
  writeFileSync(
    conf,
    `Mode s
RequireSafeKeys no
Domain shop.example, changed.example, nospf.example
Selector ${selector}
KeyFile ${keyFile}
Canonicalization relaxed/relaxed
SignHeaders From,Reply-To,Sender,To,Cc,Subject,Date,Message-ID,MIME-Version,Content-Type,List-Unsubscribe,List-Unsubscribe-Post
OversignHeaders From
InternalHosts 0.0.0.0/0
Socket inet:${signerPort}@127.0.0.1
PidFile ${folder}/pid
Syslog no
`,
  )
  const ready = (child: Parameters<typeof accepts>[0]) => accepts(child, '127.0.0.1', signerPort)
  return startProgram('opendkim', ['-f', '-x', conf], { folder, ready })
}

/** Cyrus SASL's own database, with one user in it. */
function makeUsers(folder: string) {
  mkdirSync(join(folder, 'sasl'))
  const database = join(folder, 'sasl', 'users')
  writeFileSync(
    join(folder, 'sasl', 'smtpd.conf'),
    `pwcheck_method: auxprop\nauxprop_plugin: sasldb\nsasldb_path: ${database}\nmech_list: PLAIN LOGIN\n`,
  )
  const [name = '', realm = ''] = chainUser.name.split('@')
  runProgram('saslpasswd2', ['-p', '-c', '-f', database, '-u', realm, name], folder, chainUser.password)
  runProgram('chown', ['postfix', database], folder)
}

/** Tries again every two seconds, so that nobody has to wait for it. */
const mainCf = (folder: string) => `compatibility_level = 3.6
queue_directory = ${folder}/queue
data_directory = ${folder}/data
maillog_file = /var/log/mail.log
myhostname = ${relayName}
mydestination =
local_recipient_maps =
alias_maps =
mynetworks = 127.0.0.0/8
inet_interfaces = 127.0.0.1, ${relay}
inet_protocols = ipv4
smtp_bind_address = ${relay}
in_flow_delay = 0
queue_run_delay = 2s
minimal_backoff_time = 2s
maximal_backoff_time = 2s
smtpd_tls_chain_files = ${folder}/relay.pem
smtpd_sasl_type = cyrus
smtpd_sasl_path = smtpd
cyrus_sasl_config_path = ${folder}/sasl
smtpd_sasl_local_domain = relay.example
smtpd_sasl_security_options = noanonymous
smtpd_relay_restrictions = permit_mynetworks, permit_sasl_authenticated, reject_unauth_destination
smtpd_milters = inet:127.0.0.1:${signerPort}
milter_default_action = tempfail
smtp_tls_security_level = may
smtp_tls_CAfile = ${folder}/authority.pem
smtp_tls_loglevel = 1
sender_dependent_default_transport_maps = inline:{ { @changed.example = changing: } }
`

const masterCf = (folder: string) => `127.0.0.1:25 inet n - n - - smtpd
${relay}:587 inet n - n - - smtpd
  -o syslog_name=postfix/submission
  -o smtpd_tls_security_level=encrypt
  -o smtpd_tls_auth_only=yes
  -o smtpd_sasl_auth_enable=yes
  -o { mynetworks = }
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 2 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
error unix - - n - - error
retry unix - - n - - error
showq unix n - n - - showq
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
smtp unix - - n - - smtp
changing unix - - n - - smtp
  -o { smtp_header_checks = regexp:${folder}/change }
postlog unix-dgram n - n - 1 postlogd
`
