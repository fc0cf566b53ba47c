import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { randomInt } from 'node:crypto'
import { createSocket } from 'node:dgram'
import { Resolver } from 'node:dns/promises'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
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

const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', '/usr/local/sbin', '/sbin']

/** Where the program is installed; servers are often outside an ordinary user's PATH. */
const findProgram = (name: string) => folders.map((folder) => join(folder, name)).find((path) => existsSync(path))

/** What is missing of these programs, as a sentence; nothing where all are installed. Under CI they must be: it throws. */
export function missingPrograms(...programs: string[]): string | undefined {
  const missing = programs.filter((name) => !findProgram(name))
  if (missing.length === 0) return undefined
  const reason = `${missing.join(', ')} not installed here (Debian: apt-get install nsd unbound rbldnsd ldnsutils dnsperf zsh fish bsdutils)`
  if (process.env.CI) throw new Error(reason)
  return reason
}

/** Tests that need these programs; where they are missing, one skipped test, which the count at the end shows. */
export function describeWith(programs: string[], name: string, tests: () => void): void {
  const reason = missingPrograms(...programs)
  if (reason === undefined) void describe(name, tests)
  else void test(name, { skip: reason })
}

/** Runs a program to its end and returns what it printed. */
export const runProgram = (name: string, args: string[], cwd: string) =>
  execFileSync(findProgram(name) ?? name, args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] })

const made = new Set<string>()

/** An empty folder that goes at the latest when this process ends. */
export function makeFolder(): string {
  if (made.size === 0) process.once('exit', () => made.forEach(removeFolder))
  const folder = mkdtempSync(join(tmpdir(), 'relaycheck-server-'))
  made.add(folder)
  return folder
}
export const removeFolder = (folder: string) => rmSync(folder, { recursive: true, force: true })

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

/**
 * Starts a name server in the foreground and waits until it answers for `ready` (a name with an SOA record).
 * The folder is its own, and goes with it. It ends with this process, however that ends (`setpriv`, where there is one).
 */
export async function startServer(
  name: string,
  args: string[],
  { folder, port, ready }: { folder: string; port: number; ready: string },
): Promise<RealServer> {
  const program = findProgram(name) ?? name
  const setpriv = findProgram('setpriv')
  const child = setpriv
    ? spawn(setpriv, ['--pdeathsig', 'TERM', program, ...args], { stdio: ['ignore', 'pipe', 'pipe'] })
    : spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'] })
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
    removeFolder(folder)
  }
  try {
    await answering(child, port, ready)
  } catch (error) {
    await close()
    throw new Error(`${name} did not start: ${error instanceof Error ? error.message : error}\n${said}`)
  }
  return { address: '127.0.0.1', port, close }
}

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
