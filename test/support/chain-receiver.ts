import { once } from 'node:events'
import { chmodSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { Authority } from './certificates.ts'
import { chainAddresses, receiverName } from './chain-dns.ts'
import { lmtpPort } from './chain-mailboxes.ts'
import { makeQueue, startMaster } from './postfix-folder.ts'
import { accepts } from './reached.ts'
import { findProgram, makeFolder, startProgram } from './real-server.ts'

const ports = { dkim: 8892, dmarc: 8893, greylist: 8894 }
const { receiver } = chainAddresses

/** How long somebody unknown is put off, in milliseconds. */
const greyFor = 2000

/**
 * Starts the receiver: Postfix with an SPF policy daemon, OpenDKIM and OpenDMARC, which refuses what p=reject is said of.
 * `grey@` is greylisted, mail for `dropped@` is accepted and thrown away. To be run apart.
 */
export async function startChainReceiver(authority: Authority): Promise<{ log(): string }> {
  await Promise.all([startVerifier(), startDmarc(), startGreylist()])
  const folder = makeFolder()
  chmodSync(folder, 0o755)
  makeQueue(folder)
  const { cert, key } = authority.issue([receiverName], { from: -24, until: 24 * 60 })
  writeFileSync(join(folder, 'mx.pem'), key + cert, { mode: 0o600 })
  writeFileSync(join(folder, 'spf.conf'), spfConf)
  writeFileSync(join(folder, 'main.cf'), mainCf(folder))
  writeFileSync(join(folder, 'master.cf'), masterCf(folder))
  await startMaster(folder, (child) => accepts(child, receiver, 25))
  return { log: () => readFileSync(join(folder, 'log'), 'utf8') }
}

function startVerifier() {
  const folder = makeFolder()
  const conf = join(folder, 'opendkim.conf')
  writeFileSync(join(folder, 'resolver.conf'), 'forward-zone:\n  name: "."\n  forward-addr: 127.0.0.1\n')
  writeFileSync(
    conf,
    `Mode v
AuthservID ${receiverName}
ResolverConfiguration ${folder}/resolver.conf
Socket inet:${ports.dkim}@127.0.0.1
PidFile ${folder}/pid
Syslog no
`,
  )
  const ready = (child: Parameters<typeof accepts>[0]) => accepts(child, '127.0.0.1', ports.dkim)
  return startProgram('opendkim', ['-f', '-x', conf], { folder, ready })
}

function startDmarc() {
  const folder = makeFolder()
  const conf = join(folder, 'opendmarc.conf')
  writeFileSync(
    conf,
    `AuthservID ${receiverName}
TrustedAuthservIDs ${receiverName}
RejectFailures true
PublicSuffixList /usr/share/publicsuffix/public_suffix_list.dat
Socket inet:${ports.dmarc}@127.0.0.1
PidFile ${folder}/pid
Syslog false
`,
  )
  const ready = (child: Parameters<typeof accepts>[0]) => accepts(child, '127.0.0.1', ports.dmarc)
  return startProgram('opendmarc', ['-f', '-c', conf], { folder, ready })
}

/** Postfix's policy delegation protocol: whoever writes to somebody for the first time is told to come again. */
async function startGreylist() {
  const first = new Map<string, number>()
  const server = createServer(async (socket) => {
    socket.on('error', () => {})
    let asked: Record<string, string> = {}
    for await (const line of createInterface(socket)) {
      const [, name = '', value = ''] = /^([^=]*)=(.*)$/.exec(line) ?? []
      if (line !== '') asked[name] = value
      else {
        const who = `${asked.client_address} ${asked.sender} ${asked.recipient}`
        const since = first.get(who) ?? Date.now()
        first.set(who, since)
        const action = Date.now() - since < greyFor ? '450 4.2.0 Greylisted, please try again later' : 'DUNNO'
        socket.write(`action=${action}\n\n`)
        asked = {}
      }
    }
  })
  server.listen(ports.greylist, '127.0.0.1').unref()
  await once(server, 'listening')
}

const spfConf = `debugLevel = 1
TestOnly = 1
HELO_reject = False
Mail_From_reject = False
PermError_reject = False
TempError_Defer = False
Header_Type = AR
Authserv_Id = ${receiverName}
`

const mainCf = (folder: string) => `compatibility_level = 3.6
queue_directory = ${folder}/queue
data_directory = ${folder}/data
maillog_file = ${folder}/log
maillog_file_prefixes = ${folder}
myhostname = ${receiverName}
mydestination =
local_recipient_maps =
alias_maps =
mynetworks =
inet_interfaces = ${receiver}
inet_protocols = ipv4
smtp_bind_address = ${receiver}
in_flow_delay = 0
smtpd_tls_chain_files = ${folder}/mx.pem
smtpd_tls_security_level = may
smtpd_tls_received_header = yes
virtual_mailbox_domains = inbox.example, shop.example, changed.example, nospf.example, strict.example, junk.example
smtpd_reject_unlisted_recipient = no
virtual_transport = lmtp:inet:127.0.0.1:${lmtpPort}
transport_maps = inline:{ { dropped@inbox.example = discard: } }
smtpd_recipient_restrictions = reject_unauth_destination, check_policy_service unix:private/spf,
  check_recipient_access inline:{ { grey@inbox.example = greylist } }
smtpd_restriction_classes = greylist
greylist = check_policy_service inet:127.0.0.1:${ports.greylist}
smtpd_milters = inet:127.0.0.1:${ports.dkim}, inet:127.0.0.1:${ports.dmarc}
milter_default_action = tempfail
`

const masterCf = (folder: string) => `${receiver}:25 inet n - n - - smtpd
spf unix - n n - 0 spawn user=nobody argv=${findProgram('policyd-spf')} ${folder}/spf.conf
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
error unix - - n - - error
retry unix - - n - - error
discard unix - - n - - discard
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
lmtp unix - - n - - lmtp
smtp unix - - n - - smtp
postlog unix-dgram n - n - 1 postlogd
`
