import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { bundle } from '../../bin/build.ts'
import { packagesLoaded } from '../support/loaded.ts'
import { median, type Target } from './target.ts'

const pairs = 60
const heavy = ['ora', 'nodemailer', 'mailauth', 'chalk', 'cli-table3', 'dns-packet']

/** Milliseconds of one run of a program to its end. */
export function timeRun(args: string[]): number {
  const start = performance.now()
  const ran = spawnSync(process.execPath, args, { stdio: ['ignore', 'ignore', 'pipe'] })
  if (ran.status !== 0 && ran.status !== 1) throw new Error(`${args.join(' ')} ended with ${ran.status}: ${ran.stderr}`)
  return performance.now() - start
}

/** (b) `relaycheck --version` against an empty program, run in turns, and what it loads. */
export async function startUp(program: string): Promise<Target[]> {
  const folder = mkdtempSync(join(tmpdir(), 'relaycheck-bench-'))
  try {
    const empty = join(folder, 'empty.mjs')
    writeFileSync(empty, '')
    const runs = Array.from({ length: pairs }, () => [timeRun([empty]), timeRun([program, '--version'])] as const)
    const [floor, ours] = [median(runs.map(([ms]) => ms)), median(runs.map(([, ms]) => ms))]
    const loaded = packagesLoaded(program, ['--version'], await bundle()).packages
    const tooMuch = loaded.filter((name) => heavy.includes(name))
    return [
      {
        what: 'start-up: relaycheck --version, against an empty Node program',
        asked: '2.00 x',
        measured: `${(ours / floor).toFixed(2)} x (${ours.toFixed(0)} ms against ${floor.toFixed(0)} ms, medians of ${pairs} pairs)`,
        ratio: ours / floor / 2,
        better: 'at most',
      },
      {
        what: 'start-up: heavy packages loaded by --version',
        asked: 'none',
        measured: `${tooMuch.join(', ') || 'none'} (loaded: ${loaded.join(', ') || 'no package'})`,
        ratio: tooMuch.length === 0 ? 1 : 2,
        better: 'at most',
      },
    ]
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
