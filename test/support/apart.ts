import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { makeFolder, removeFolder, runProgram } from './real-server.ts'

/** What `runApart` needs, for `describeWith`. */
export const forApart = ['root', 'setpriv', 'unshare', 'ip', 'mount']

/** Why no part of this machine can be set apart; nothing where it can. */
export function inseparable(): string | false {
  try {
    runProgram('unshare', [...apart, 'true'], '/')
    return false
  } catch (error) {
    return `nothing can be set apart here: ${error instanceof Error ? error.message : error}`
  }
}

/** Network, mounts and processes of its own. What runs in it ends with the first process, and so does what it mounted. */
const apart = ['--net', '--mount', '--pid', '--fork', '--kill-child', '--mount-proc']

const longestMs = 120_000

const endsWithUs = ['--pdeathsig', 'KILL']

/** Who connects to an address comes from the first, unless it says otherwise. Temporary files are kept in memory. */
const steps = ([own, ...others]: readonly string[]) =>
  [
    'ip link set lo up',
    `ip address add ${own}/32 dev lo`,
    ...others.map((one) => `ip address add ${one}/32 dev lo`),
    ...others.map((one) => `ip route replace local ${one} dev lo table local src ${own}`),
    'mount -t tmpfs -o mode=755 tmpfs "$TMPDIR"',
    'mount -t tmpfs -o mode=755 tmpfs /var/log',
    'exec "$0" "$@"',
  ].join('\n')

/** Runs a script in a machine of its own that has these addresses, the first as its own, and returns what it printed. Needs root. */
export async function runApart(script: string, addresses: readonly string[]): Promise<string> {
  const folder = makeFolder()
  const words = [...endsWithUs, 'unshare', ...apart, 'sh', '-ec', steps(addresses), process.execPath, script]
  const child = spawn('setpriv', words, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, TMPDIR: folder },
    timeout: longestMs,
    killSignal: 'SIGKILL',
  })
  const [out, err, [code]] = await Promise.all([textOf(child.stdout), textOf(child.stderr), once(child, 'close')])
  removeFolder(folder)
  if (code !== 0) throw new Error(`${script} ended with ${code}:\n${err}${out}`)
  return out
}

async function textOf(stream: AsyncIterable<Buffer>): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of stream) chunks.push(chunk)
  return Buffer.concat(chunks).toString('utf8')
}
