import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { accepts } from './reached.ts'
import { makeFolder, runProgram, startProgram } from './real-server.ts'

/** From where a message came, by what the receiver noted. */
export interface Came {
  address: string
  helo: string
  sender: string
}
/** The symbols of the rules that a message fits: `R_SPF_ALLOW`, `R_DKIM_REJECT`, `DMARC_POLICY_ALLOW`. */
export type SecondOpinion = (message: Uint8Array, came: Came) => Promise<readonly string[]>

const port = 11333

/** Starts Rspamd with Debian's rules, and names asked for at 127.0.0.1. To be run apart. */
export async function startRspamd(): Promise<SecondOpinion> {
  const folder = makeFolder()
  chmodSync(folder, 0o755)
  const places = { LOCAL_CONFDIR: 'conf', DBDIR: 'db', RUNDIR: 'run', LOGDIR: 'log' }
  for (const one of ['conf/local.d', 'db', 'run', 'log']) mkdirSync(join(folder, one), { recursive: true })
  // The list of all suffixes takes it seven seconds to read.
  writeFileSync(join(folder, 'suffixes'), 'example\n')
  for (const [name, text] of Object.entries(settings(folder))) writeFileSync(join(folder, 'conf/local.d', name), text)
  runProgram('chown', ['-R', '_rspamd:_rspamd', folder], folder)
  const at = Object.entries(places).map(([name, place]) => `--var=${name}=${join(folder, place)}`)
  await startProgram('rspamd', ['-f', '-u', '_rspamd', '-g', '_rspamd', '-c', '/etc/rspamd/rspamd.conf', ...at], {
    folder,
    ready: (child) => accepts(child, '127.0.0.1', port),
  })
  return async (message, { address, helo, sender }) => {
    const headers = { IP: address, Helo: helo, From: sender }
    const answer = await fetch(`http://127.0.0.1:${port}/checkv2`, { method: 'POST', headers, body: message.slice() })
    const { symbols } = (await answer.json()) as { symbols: Record<string, unknown> }
    return Object.keys(symbols)
  }
}

const settings = (folder: string): Record<string, string> => ({
  'options.inc': `dns { nameserver = ["127.0.0.1"]; }
disable_hyperscan = true;
url_tld = "${folder}/suffixes";
`,
  'worker-normal.inc': `bind_socket = "127.0.0.1:${port}";\ncount = 1;\n`,
  'worker-controller.inc': 'enabled = false;\n',
  'worker-proxy.inc': 'enabled = false;\n',
  'logging.inc': 'type = "console";\nlevel = "warning";\n',
})
