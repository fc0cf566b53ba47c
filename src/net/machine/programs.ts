import { Buffer } from 'node:buffer'
import { execFile } from 'node:child_process'
import { constants } from 'node:fs'
import { access } from 'node:fs/promises'
import type { Program, ProgramSeen } from '../../core/machine.ts'
import { textOf } from './text.ts'

const folders = ['/usr/sbin', '/usr/bin', '/sbin', '/bin']
const longestMs = 10_000
const most = 1024 * 1024
const mostInput = 256 * 1024
const mostArgs = 1000

/**
 * Runs a program of this machine, from its system folders alone, without a shell, in an environment of its own. A program
 * that is asked for more than to tell is never run: that would be a bug of ours, and throws.
 */
export async function runProgram(
  program: Program,
  args: readonly string[],
  input: string | undefined,
  {
    signal,
    from = folders,
    withinMs = longestMs,
  }: { signal?: AbortSignal; from?: readonly string[]; withinMs?: number },
): Promise<ProgramSeen> {
  if (args.some((arg) => arg.includes('\0')) || !onlyTells[program](args))
    throw new Error(`${program} ${args.join(' ')} would do more than tell`)
  const blind = (reason: 'not-attempted' | 'interrupted', detail: string) =>
    ({ kind: 'blind', blind: { reason, detail } }) as const
  if (args.length > mostArgs || Buffer.byteLength(args.join('\0')) > 64 * 1024 || (input?.length ?? 0) > mostInput)
    return blind('not-attempted', `${program} would have had to be asked for too much at once`)
  if (signal?.aborted) return blind('interrupted', `${program} was not run: the run was ended before`)
  const path = await pathOf(program, from)
  return path === undefined ? { kind: 'absent' } : end(program, path, args, input, { signal, withinMs })
}

async function pathOf(program: Program, from: readonly string[]): Promise<string | undefined> {
  for (const folder of from) {
    const path = `${folder}/${program}`
    const there = await access(path, constants.X_OK).then(
      () => true,
      () => false,
    )
    if (there) return path
  }
  return undefined
}

function end(
  program: Program,
  path: string,
  args: readonly string[],
  input: string | undefined,
  { signal, withinMs }: { signal: AbortSignal | undefined; withinMs: number },
): Promise<ProgramSeen> {
  const env = { LANG: 'C', LC_ALL: 'C', PATH: folders.join(':') }
  const how = { env, cwd: '/', encoding: 'buffer', maxBuffer: most, timeout: withinMs, killSignal: 'SIGKILL' } as const
  return new Promise((resolve) => {
    const child = execFile(path, [...args], { ...how, ...(signal && { signal }) }, (error, out, err) =>
      resolve(ended(program, error, out, err, { withinMs, aborted: signal?.aborted === true })),
    )
    // A program that ends before it has read all is heard all the same.
    child.stdin?.on('error', () => {})
    child.stdin?.end(input ?? '')
  })
}

type Trouble = Error & { code?: number | string | null; killed?: boolean; signal?: string | null }

function ended(
  program: Program,
  error: Trouble | null,
  out: Buffer,
  err: Buffer,
  { withinMs, aborted }: { withinMs: number; aborted: boolean },
): ProgramSeen {
  const said = (code: number) => ({ kind: 'ran', code, out: textOf(out), err: textOf(err) }) as const
  if (!error) return said(0)
  if (typeof error.code === 'number') return said(error.code)
  if (error.code === 'ERR_CHILD_PROCESS_STDIO_MAXBUFFER') return { ...cutShort(out, err), cut: true }
  if (error.code === 'ENOENT') return { kind: 'absent' }
  if (aborted) return { kind: 'blind', blind: { reason: 'interrupted', detail: `${program} was stopped with the run` } }
  const why =
    error.killed === true
      ? ({ reason: 'timeout', detail: `${program} did not end within ${withinMs / 1000} s` } as const)
      : ({ reason: 'unreachable', detail: `${program} could not be run to its end (${trouble(error)})` } as const)
  return { kind: 'blind', blind: why }
}

const trouble = ({ code, signal }: Trouble): string => String(signal ?? code ?? 'for no reason that the system gives')

const cutShort = (out: Buffer, err: Buffer) => {
  const whole = (octets: Buffer) =>
    octets.length < most ? textOf(octets) : textOf(octets.subarray(0, octets.lastIndexOf(10) + 1))
  return { kind: 'ran', code: 0, out: whole(out), err: whole(err) } as const
}

/** Which arguments only make a program tell: Postfix's write as readily, `postconf name=value` even without an option. */
const onlyTells: Readonly<Record<Program, (args: readonly string[]) => boolean>> = {
  postconf: (args) =>
    withOptions(args, /^-[adfhlmnxACFHMPp]+$/, ['-c', '-C']).every((name) => /^[^-=#][^=]*$/.test(name)),
  postmap(args) {
    const asked = args.includes('-q') || args.includes('-s')
    return asked && withOptions(args, /^-[sfFhbmv]+$/, ['-c', '-q']).every((map) => fileMap.test(map))
  },
  postqueue: (args) => args.length > 0 && withOptions(args, /^-[jp]$/, ['-c']).length === 0,
  postmulti: (args) => args.length === 1 && args[0] === '-l',
  mailq: (args) => args.length === 0,
  getfacl: (args) => args.length === 3 && args[0] === '-cpn' && args[1] === '--',
  ls: (args) => args.length === 3 && args[0] === '-ldn' && args[1] === '--',
  // Its other options delete what it holds, or make keys.
  journalctl: (args) => args.length === journalArgs.length && args.every((arg, i) => journalArgs[i]?.test(arg)),
}

/** The journal of the services of Postfix and Exim since a time. */
const journalArgs = [
  /^--unit=postfix\*$/,
  /^--unit=exim\*$/,
  /^--output=short-iso$/,
  /^--since=@\d{1,12}$/,
  /^--no-pager$/,
] as const

/** Maps that are files: others ask servers, or are told by the caller himself. */
const fileMap = /^(?:hash|btree|lmdb|cdb|dbm|sdbm|texthash|regexp|pcre|cidr):\//

/** The arguments that are no options and no values of them; one that is not known stays as it is, with its dash. */
function withOptions(args: readonly string[], flags: RegExp, valued: readonly string[]): string[] {
  const rest: string[] = []
  for (let i = 0; i < args.length; i++) {
    const arg = args[i] ?? ''
    if (valued.includes(arg)) i++
    else if (!flags.test(arg)) rest.push(arg)
  }
  return rest
}
