import { once } from 'node:events'
import { chmodSync, existsSync, mkdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import { join } from 'node:path'
import type { Machine } from '../../src/core/machine.ts'
import type { Postfix } from '../../src/core/mta.ts'
import { readPostfix } from '../../src/mta/postfix/read.ts'
import { doorTo } from './machine-tree.ts'
import { makeQueue, startMaster } from './postfix-folder.ts'
import { freePort, greets, makeFolder, runProgram } from './real-server.ts'

/** What the relay is called in these configurations; the client has it in a hosts file of its own. */
export const relayName = 'mail.relay.example'

/** A Postfix that delivers, in a state of its own. */
export interface LivePostfix {
  folder: string
  /** Hands it one message for that recipient, and returns the reply that decided. */
  send(sender: string, recipient: string): Promise<string>
  /** Waits until the log tells what became of mail for that recipient: the line. */
  becameOf(recipient: string): Promise<string>
  log(): string
  close(): Promise<void>
}

/** A configuration: lines of main.cf, and files beside it. `DIR` stands for the folder. */
export interface LiveState {
  main: readonly string[]
  files?: Readonly<Record<string, string>>
  /** `postmap` is run on these. */
  maps?: readonly string[]
  /** Done once the maps are made, before Postfix starts. */
  afterMaps?: (folder: string) => void
}

const mainCf = (folder: string) => `compatibility_level = 3.6
queue_directory = ${folder}/queue
data_directory = ${folder}/data
maillog_file = ${folder}/log
maillog_file_prefixes = ${folder}
myhostname = mx.shop.example
mydestination =
local_recipient_maps =
alias_maps =
mynetworks = 127.0.0.0/8
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
in_flow_delay = 0
smtpd_peername_lookup = no
smtp_host_lookup = native
smtp_dns_support_level = disabled
smtp_helo_timeout = 2s
smtp_starttls_timeout = 2s
`

/** The client is shut in, so that its hosts file is that of the queue directory. */
const masterCf = (port: number) => `127.0.0.1:${port} inet n - n - - smtpd
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
error unix - - n - - error
retry unix - - n - - error
showq unix n - n - - showq
smtp unix - - y - - smtp
postlog unix-dgram n - n - 1 postlogd
`

/** Starts Postfix with queue, log and configuration in a folder of its own. Needs root. `hosts`: names and their addresses. */
export async function startLivePostfix(
  state: LiveState,
  hosts: Readonly<Record<string, string>>,
): Promise<LivePostfix> {
  const { folder, port } = await configureLive(state, hosts)
  const { close } = await startMaster(folder, (child) => greets(child, port))
  const log = () => (existsSync(join(folder, 'log')) ? readFileSync(join(folder, 'log'), 'utf8') : '')
  const send = (sender: string, recipient: string) => hand(port, sender, recipient)
  const becameOf = async (recipient: string): Promise<string> => {
    const line = new RegExp(` to=<${recipient}>.* status=.*`)
    for (const end = Date.now() + 15_000; Date.now() < end; await new Promise((resolve) => setTimeout(resolve, 50))) {
      const [found] = line.exec(log()) ?? []
      if (found !== undefined) return found
    }
    throw new Error(`nothing became of mail for ${recipient} within 15 s:\n${log()}`)
  }
  return { folder, send, becameOf, log, close }
}

/** The same without a start: the folder, and the port that it would listen on. */
export async function configureLive(
  state: LiveState,
  hosts: Readonly<Record<string, string>>,
): Promise<{ folder: string; port: number }> {
  const folder = makeFolder()
  // It gives up its rights, and still has to get to its files.
  chmodSync(folder, 0o755)
  const port = await freePort()
  const here = (text: string) => text.replaceAll('DIR', folder)
  makeQueue(folder)
  shutIn(folder, hosts)
  const files = { 'main.cf': mainCf(folder) + state.main.join('\n'), 'master.cf': masterCf(port), ...state.files }
  for (const [name, text] of Object.entries(files))
    writeFileSync(join(folder, name), `${here(text)}\n`, { mode: 0o600 })
  for (const name of ['main.cf', 'master.cf']) {
    chmodSync(join(folder, name), 0o644)
    utimesSync(join(folder, name), 1_700_000_000, 1_700_000_000)
  }
  for (const map of state.maps ?? []) runProgram('postmap', ['-c', folder, here(map)], folder)
  state.afterMaps?.(folder)
  return { folder, port }
}

/** This machine with the Postfix of that folder, as relaycheck reads it; `seenBy` may change what it shows. */
export async function hereMachine(
  folder: string,
  sender: string,
  seenBy: (machine: Machine) => Machine,
): Promise<{ machine: Machine; postfix: Postfix }> {
  const machine = seenBy(doorTo({}).machine)
  const seen = await readPostfix(machine, [sender], { configDirectory: folder })
  if (!seen.seen) throw new Error(seen.blind.detail)
  return { machine, postfix: seen.value }
}

/** What a client that is shut in finds of names. */
function shutIn(folder: string, hosts: Readonly<Record<string, string>>) {
  mkdirSync(join(folder, 'queue/etc'))
  const lines = Object.entries(hosts).map(([name, address]) => `${address} ${name}\n`)
  writeFileSync(join(folder, 'queue/etc/hosts'), lines.join(''))
  writeFileSync(join(folder, 'queue/etc/nsswitch.conf'), 'hosts: files\n')
}

/** One message over SMTP, and the reply to its end, or the first no. */
async function hand(port: number, sender: string, recipient: string): Promise<string> {
  const socket = connect(port, '127.0.0.1')
  socket.setTimeout(10_000, () => socket.destroy())
  const replies = repliesOf(socket)
  let reply = await replies.next()
  const says = ['EHLO client.example', `MAIL FROM:<${sender}>`, `RCPT TO:<${recipient}>`, 'DATA', message(sender)]
  for (const line of says) {
    if (!/^[23]/.test(reply.value ?? '4')) break
    socket.write(`${line}\r\n`)
    reply = await replies.next()
  }
  socket.write('QUIT\r\n')
  await replies.next()
  socket.destroy()
  return reply.value ?? ''
}

const message = (sender: string) => `From: ${sender}\r\nSubject: test\r\n\r\nHello\r\n.`

/** The last line of each reply. */
async function* repliesOf(socket: AsyncIterable<Buffer>): AsyncGenerator<string, undefined> {
  let text = ''
  for await (const chunk of socket) {
    text += chunk.toString('latin1')
    for (let end = text.indexOf('\r\n'); end >= 0; end = text.indexOf('\r\n')) {
      const line = text.slice(0, end)
      text = text.slice(end + 2)
      if (/^\d{3}(?: |$)/.test(line)) yield line
    }
  }
  return undefined
}

/** An address of loopback of its own, whose ports lead on to others on 127.0.0.1: those below 1024 are free there. */
export async function leadOn(ports: Readonly<Record<number, number>>): Promise<{ address: string; close(): void }> {
  const address = `127.${1 + Math.floor(Math.random() * 250)}.${1 + Math.floor(Math.random() * 250)}.7`
  const servers = Object.entries(ports).map(([port, target]) => {
    const server = createServer((inward) => {
      const outward = connect(target, '127.0.0.1')
      inward.pipe(outward).pipe(inward)
      for (const [one, other] of [
        [inward, outward],
        [outward, inward],
      ] as const)
        one.on('error', () => other.destroy()).on('close', () => other.destroy())
    })
    server.listen(Number(port), address)
    return server
  })
  await Promise.all(servers.map((server) => once(server, 'listening')))
  const close = () => {
    for (const server of servers) server.close()
  }
  return { address, close }
}
