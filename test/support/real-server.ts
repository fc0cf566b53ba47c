import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { randomInt } from 'node:crypto'
import { createSocket } from 'node:dgram'
import { Resolver } from 'node:dns/promises'
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { connect, createServer, Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { describe, test } from 'node:test'

/** A server of somebody else's making, started for one test on a port of its own on 127.0.0.1. */
export interface RealServer {
  address: string
  port: number
  /** Stops it and removes its files. */
  close(): Promise<void>
}

/** Where Debian packages are unpacked that cannot be installed beside others (see .ci/run). */
const unpacked = process.env.RELAYCHECK_SERVERS
const folders = [
  ...(process.env.PATH ?? '').split(delimiter),
  ...['/usr/sbin', '/usr/local/sbin', '/sbin'],
  ...(unpacked === undefined ? [] : [join(unpacked, 'usr/sbin'), ...librariesIn(join(unpacked, 'usr/lib'))]),
]

function librariesIn(folder: string): string[] {
  return existsSync(folder) ? [folder, ...readdirSync(folder).map((name) => join(folder, name))] : []
}

/** Where the program, or library, is installed; servers are often outside an ordinary user's PATH. */
export const findProgram = (name: string): string | undefined =>
  folders.map((folder) => join(folder, name)).find((path) => existsSync(path))

/** What is missing of these programs (`root` is the right to be it), as a sentence; nothing where all is there. Under CI it must be: it throws. */
export function missingPrograms(...programs: string[]): string | undefined {
  const missing = programs.filter((name) => (name === 'root' ? process.getuid?.() !== 0 : !findProgram(name)))
  if (missing.length === 0) return undefined
  const reason = `not there: ${missing.join(', ')} (.ci/run, as root on Debian, installs what the tests against real servers need)`
  if (process.env.CI) throw new Error(reason)
  return reason
}

/** Tests that need these programs; where they are missing, one skipped test, which the count at the end shows. */
export function describeWith(programs: string[], name: string, tests: () => void): void {
  const reason = missingPrograms(...programs)
  if (reason === undefined) void describe(name, tests)
  else void test(name, { skip: reason })
}

/** Runs a program to its end and returns what it printed. `input`: what it reads. */
export const runProgram = (name: string, args: string[], cwd: string, input = ''): string =>
  execFileSync(findProgram(name) ?? name, args, { cwd, encoding: 'utf8', input, stdio: ['pipe', 'pipe', 'pipe'] })

const made = new Set<string>()

/** An empty folder that goes at the latest when this process ends, however that ends. */
export function makeFolder(): string {
  if (made.size === 0) process.once('exit', () => made.forEach(removeFolder))
  const folder = mkdtempSync(join(tmpdir(), 'relaycheck-server-'))
  made.add(folder)
  sweeper ??= outlive('while read -r one; do set -- "$@" "$one"; done; sleep 2; rm -rf "$@"')
  sweeper.stdin?.write(`${folder}\n`)
  return folder
}
export const removeFolder = (folder: string) => rmSync(folder, { recursive: true, force: true })

let sweeper: ChildProcess | undefined

/** A shell that outlives this process, and learns of its end by that of its own input. */
function outlive(script: string, ...args: string[]): ChildProcess {
  const shell = spawn('sh', ['-c', script, 'sh', ...args], { detached: true, stdio: ['pipe', 'ignore', 'ignore'] })
  shell.unref()
  shell.stdin?.on('error', () => {})
  if (shell.stdin instanceof Socket) shell.stdin.unref()
  return shell
}

/** A port that is free for UDP and TCP now, below those that the system hands out by itself. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = randomInt(12_000, 32_000)
    if ((await bindsUdp(port)) && (await bindsTcp(port))) return port
  }
}
const bindsUdp = (port: number) =>
  new Promise<boolean>((resolve) => {
    const socket = createSocket('udp4')
    socket.once('error', () => resolve(false))
    socket.bind(port, '127.0.0.1', () => socket.close(() => resolve(true)))
  })
const bindsTcp = (port: number) =>
  new Promise<boolean>((resolve) => {
    const server = createServer()
    server.once('error', () => resolve(false))
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)))
  })

/** Starts a name server in the foreground and waits until it answers for `ready` (a name with an SOA record); else as `startProgram`. */
export async function startServer(
  name: string,
  args: string[],
  { folder, port, ready }: { folder: string; port: number; ready: string },
): Promise<RealServer> {
  const { close } = await startProgram(name, args, { folder, ready: (child) => answering(child, port, ready) })
  return { address: '127.0.0.1', port, close }
}

/**
 * Starts a program that stays in the foreground, and waits until it is `ready`. The folder is its own, and goes with it.
 * Both go with this process, however that ends.
 */
export async function startProgram(
  name: string,
  args: string[],
  { folder, ready, env }: { folder: string; ready: (child: ChildProcess) => Promise<void>; env?: NodeJS.ProcessEnv },
): Promise<Pick<RealServer, 'close'>> {
  const child = spawn(findProgram(name) ?? name, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...env },
  })
  const watcher = outlive('read -r _; kill "$1"; sleep 1; kill -9 "$1"', String(child.pid))
  let said = ''
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (text: Buffer) => {
      said = (said + text).slice(-4000)
    })
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()))
  const close = async () => {
    if (running(child)) child.kill('SIGTERM')
    const late = setTimeout(() => child.kill('SIGKILL'), 5000)
    await ended
    clearTimeout(late)
    watcher.kill('SIGKILL')
    removeFolder(folder)
  }
  try {
    await ready(child)
  } catch (error) {
    await close()
    throw new Error(`${name} did not start: ${error instanceof Error ? error.message : error}\n${said}`)
  }
  return { close }
}

/** Waits until an SMTP server greets at that port; gives up after 15 seconds, or at once when its program has ended. */
export async function greets(child: ChildProcess, port: number, address = '127.0.0.1'): Promise<void> {
  for (const end = Date.now() + 15_000; Date.now() < end; ) {
    if (!running(child)) throw new Error(`it ended with ${child.exitCode ?? child.signalCode}`)
    if (await greeted(port, address)) return
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  throw new Error(`no greeting at port ${port} within 15 s`)
}
const greeted = (port: number, address: string) =>
  new Promise<boolean>((resolve) => {
    const socket = connect(port, address)
    socket.setTimeout(2000, () => socket.destroy())
    socket.once('data', (octets) => {
      resolve(octets.toString('latin1').startsWith('220'))
      socket.end('QUIT\r\n').resume()
    })
    socket.once('error', () => resolve(false)).once('close', () => resolve(false))
  })

const running = (child: ChildProcess) => child.exitCode === null && child.signalCode === null

/** Asks until an answer comes; gives up after 15 seconds, or at once when the server has ended. */
async function answering(child: ChildProcess, port: number, name: string) {
  const resolver = new Resolver({ timeout: 250, tries: 1 })
  resolver.setServers([`127.0.0.1:${port}`])
  for (const end = Date.now() + 15_000; Date.now() < end; ) {
    if (!running(child)) throw new Error(`it ended with ${child.exitCode ?? child.signalCode}`)
    try {
      await resolver.resolveSoa(name)
      return
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
  }
  throw new Error(`no answer for ${name} within 15 s`)
}
