import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { startChain } from '../support/chain.ts'
import { mailboxName, relayName, selector } from '../support/chain-dns.ts'
import { mailboxPassword } from '../support/chain-mailboxes.ts'
import { chainUser } from '../support/chain-relay.ts'
import { privatePem } from '../support/letter-keys.ts'
import { makeFolder } from '../support/real-server.ts'
import { relaycheck } from '../support/tool.ts'
import { type ChainMail, type ChainProbe, type ChainRan, type ChainRuns, chainProbes } from './probe-states.ts'
import { echoes } from './relay-run.ts'

/** Sends a probe along the chain in each of the states, all at once, and prints what came of them. To be run apart. */

const letter = `From: Alice <alice@shop.example>\r
To: Bob <bob@inbox.example>\r
Date: ${new Date().toUTCString().replace('GMT', '+0000')}\r
Message-ID: <order-17@shop.example>\r
Subject: Your order\r
\r
It is on its way.\r
`
const begun = Date.now()
const chain = await startChain()
const startMs = Date.now() - begun
const folder = makeFolder()
const file = (name: string, text: string) => {
  writeFileSync(join(folder, name), text)
  return join(folder, name)
}
const ca = file('authority.pem', chain.authority.cert)
const fills: Readonly<Record<string, string>> = {
  MAIL: chain.mail,
  KEY: file('key.pem', privatePem('rsa2048')),
  SELECTOR: selector,
  LETTER: file('letter.eml', letter),
}

const ends = Object.entries(chainProbes).map(async ([name, probe]) => [name, await run(name, probe)] as const)
const runs = Object.fromEntries(await Promise.all(ends)) as ChainRuns['runs']
const files = readdirSync(chain.mail, { recursive: true, encoding: 'utf8' }).filter((name) => name.includes(',S='))
const told: ChainRuns = { startMs, runs, mails: await Promise.all(files.map(mailIn)), logs: chain.logs() }
process.stdout.write(JSON.stringify(told), () => process.exit(0))

async function mailIn(name: string): Promise<ChainMail> {
  const octets = readFileSync(join(chain.mail, name))
  const text = octets.toString('latin1')
  const [, sender = ''] = /^Return-Path: <(.*)>/.exec(text) ?? []
  const [, helo = '', address = ''] =
    /^Received: from (\S+) \(\S+ \[([\d.]+)\]\)\n(?:\s.*\n)*?\s+by mx\./m.exec(text) ?? []
  const symbols = address === '' ? [] : await chain.opinion(octets, { address, helo, sender })
  return { name, sender, symbols }
}

async function run(name: string, probe: ChainProbe): Promise<ChainRan> {
  const { password = chainUser.password, mailboxPassword: opens = mailboxPassword } = probe
  const tape = join(folder, `${name}.json`)
  const argv = asking(probe)
  const env = { RELAYCHECK_PASSWORD: password, RELAYCHECK_IMAP_PASSWORD: opens }
  const stop = new AbortController()
  if (probe.stops) void whenReceived(probe.from).then(() => stop.abort())
  const { code, out, err } = await relaycheck([...argv, '--record', tape], { env, signal: stop.signal })
  if (code === 2) return { code, out, err, echoes: echoes(out + err, chainUser.name, password) }
  const again = await relaycheck([...withoutAuthority(argv), '--replay', tape])
  const text = [out, err, readFileSync(tape, 'utf8')].join('\n')
  const leaked = [...echoes(text, chainUser.name, password), ...echoes(text, probe.mailbox ?? '', opens)]
  return { code, out, err, again, echoes: leaked }
}

/** A replay talks to nobody whose certificate is to be believed. */
function withoutAuthority(argv: readonly string[]): string[] {
  return argv.filter((word, i) => word !== '--ca' && argv[i - 1] !== '--ca')
}

/** Until the receiver has mail from them. */
async function whenReceived(sender: string) {
  const seen = new RegExp(` mx postfix/qmgr.* from=<${sender}>`)
  while (!seen.test(chain.logs())) await new Promise((resolve) => setTimeout(resolve, 50))
}

function asking({ from, to, via = 'relay', mailbox, more = [], wait }: ChainProbe): string[] {
  const login = ['--relay', `${relayName}:587`, '--user', chainUser.name]
  return [
    ...['probe', '--to', to, '--via', via, '--yes', '--format', 'json', '--wait', String(wait)],
    ...(more.includes('--message') ? [] : ['--from', from]),
    ...['--resolver', '127.0.0.1', '--ca', ca, '--helo', 'box.shop.example'],
    ...(via === 'relay' ? login : []),
    ...(mailbox === undefined ? [] : ['--imap', `imaps://${encodeURIComponent(mailbox)}@${mailboxName}`]),
    ...more.map((word) => word.replace(/^[A-Z]+/, (name) => fills[name] ?? name)),
  ]
}
