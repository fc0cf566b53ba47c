import { Resolver } from 'node:dns/promises'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { publishedKey } from './letter-keys.ts'
import { makeFolder, runProgram, startProgram } from './real-server.ts'

/** Where everything of the chain is: documentation addresses, which only a network of its own can have. */
export const chainAddresses = {
  /** Of whoever writes. */
  box: '203.0.113.9',
  names: '192.0.2.53',
  /** Takes submissions, and sends. */
  relay: '192.0.2.25',
  /** Receives, and keeps the mailboxes. */
  receiver: '198.51.100.25',
  /** Free for a listener of somebody's own. */
  listener: '198.51.100.30',
  /** Nothing listens there. */
  nobody: '198.51.100.99',
} as const
export const relayName = 'mail.relay.example'
export const receiverName = 'mx.inbox.example'
export const mailboxName = 'imap.inbox.example'
/** The selector of every signature. */
export const selector = 'mail'

const { box, names, relay, receiver, listener, nobody } = chainAddresses
const key = publishedKey('rsa2048')
const dkim = `${selector}._domainkey TXT "v=DKIM1; k=rsa; p=" "${key.slice(0, 200)}" "${key.slice(200)}"`
const theirs = `@ MX 10 ${receiverName}.`
const dmarc = (policy: string) => `_dmarc TXT "v=DMARC1; p=${policy}"`
const throughRelay = `@ TXT "v=spf1 ip4:${relay} -all"`
const elsewhere = '@ TXT "v=spf1 ip4:203.0.113.77 -all"'

/** Each domain that somebody writes from, in a state of its own, and those that mail is for. */
const zones: Readonly<Record<string, readonly string[]>> = {
  /** All is well. */
  'shop.example': [theirs, `box A ${box}`, throughRelay, dkim, dmarc('reject')],
  /** The relay changes its mail after it was signed. */
  'changed.example': [theirs, throughRelay, dkim, dmarc('reject')],
  'nospf.example': [theirs, dkim, dmarc('reject')],
  /** Neither signed nor sent from where SPF allows it. */
  'strict.example': [theirs, elsewhere, dmarc('reject')],
  'junk.example': [theirs, elsewhere, dmarc('quarantine')],
  'relay.example': [`mail A ${relay}`, 'mail TXT "v=spf1 a -all"'],
  'inbox.example': [theirs, `mx A ${receiver}`, `imap A ${receiver}`, 'mx TXT "v=spf1 a -all"'],
  'listen.example': ['@ MX 10 mx', `mx A ${listener}`],
  /** Its server is down. */
  'away.example': ['@ MX 10 mx', `mx A ${nobody}`],
  '2.0.192.in-addr.arpa': [`25 PTR ${relayName}.`],
  '100.51.198.in-addr.arpa': [`25 PTR ${receiverName}.`],
  '113.0.203.in-addr.arpa': ['9 PTR box.shop.example.'],
}

const head = `$TTL 300
@ SOA ns.root.example. hostmaster.root.example. 1 3600 900 604800 60
@ NS ns.root.example.
`
const rootZone = `${head}ns.root.example. A ${names}
${Object.keys(zones)
  .map((zone) => `${zone}. NS ns.root.example.\n`)
  .join('')}`

/** Starts nsd with the root and every zone below it, and unbound at 127.0.0.1, whom everybody then asks. */
export async function startChainDns(): Promise<void> {
  await startNames()
  await startResolver()
  const resolv = join(makeFolder(), 'resolv.conf')
  writeFileSync(resolv, 'nameserver 127.0.0.1\n')
  runProgram('mount', ['--bind', resolv, '/etc/resolv.conf'], '/')
}

function startNames() {
  const folder = makeFolder()
  const blocks = Object.entries({ '.': [], ...zones }).map(([name, lines], index) => {
    const text = name === '.' ? rootZone : `$ORIGIN ${name}.\n${head}${lines.join('\n')}\n`
    writeFileSync(join(folder, `${index}.zone`), text)
    return `zone:\n  name: "${name}"\n  zonefile: "${index}.zone"\n`
  })
  const conf = join(folder, 'nsd.conf')
  writeFileSync(
    conf,
    `server:
  ip-address: ${names}
  username: ""
  chroot: ""
  zonesdir: "${folder}"
  pidfile: "${folder}/nsd.pid"
  xfrdfile: "${folder}/xfrd.state"
  xfrdir: "${folder}"
  zonelistfile: "${folder}/zone.list"
  cookie-secret-file: ""
  server-count: 1
  rrl-ratelimit: 0
  rrl-whitelist-ratelimit: 0
remote-control:
  control-enable: no
${blocks.join('')}`,
  )
  return startProgram('nsd', ['-d', '-c', conf], { folder, ready: () => answers(names) })
}

function startResolver() {
  const folder = makeFolder()
  writeFileSync(join(folder, 'root.hints'), `. 3600 NS ns.root.example.\nns.root.example. 3600 A ${names}\n`)
  const conf = join(folder, 'unbound.conf')
  writeFileSync(
    conf,
    `server:
  interface: 127.0.0.1
  access-control: 127.0.0.0/8 allow
  do-ip6: no
  username: ""
  chroot: ""
  directory: "${folder}"
  pidfile: "${folder}/unbound.pid"
  root-hints: "${folder}/root.hints"
  use-syslog: no
  logfile: ""
  num-threads: 1
  module-config: "iterator"
  local-zone: "2.0.192.in-addr.arpa." nodefault
  local-zone: "100.51.198.in-addr.arpa." nodefault
  local-zone: "113.0.203.in-addr.arpa." nodefault
remote-control:
  control-enable: no
`,
  )
  return startProgram('unbound', ['-d', '-p', '-c', conf], { folder, ready: () => answers('127.0.0.1') })
}

/** Asks until an answer comes; gives up after 15 seconds. */
async function answers(server: string) {
  const resolver = new Resolver({ timeout: 250, tries: 1 })
  resolver.setServers([server])
  for (const end = Date.now() + 15_000; Date.now() < end; await new Promise((resolve) => setTimeout(resolve, 50)))
    if (await resolver.resolveSoa('shop.example').catch(() => undefined)) return
  throw new Error(`no answer of ${server} within 15 s`)
}
