import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { startNsd } from '../support/nsd.ts'
import { makeFolder, removeFolder, runProgram } from '../support/real-server.ts'
import { median, type Target } from './target.ts'

const count = 150_000
const inFlight = 1000
const rounds = 3
export const nameOf = (index: number) => `n${index}.bench.test`

const zone = `$ORIGIN bench.test.
$TTL 300
@ SOA ns1 hostmaster 1 3600 900 604800 60
@ NS ns1
ns1 A 192.0.2.53
* TXT "v=spf1 ip4:192.0.2.0/24 -all"
`

/** (c) Answers a second through the public `dns` call of one process, against dnsperf in the same minute. */
export async function throughput(): Promise<Target[]> {
  const nsd = await startNsd({ 'bench.test.': zone })
  const folder = makeFolder()
  try {
    const list = join(folder, 'names')
    writeFileSync(list, Array.from({ length: count }, (_, i) => `${nameOf(i)} TXT\n`).join(''))
    const runs = Array.from({ length: rounds }, () => [withDnsperf(nsd.port, list), withRelaycheck(nsd.port)] as const)
    const [theirs, ours] = [median(runs.map(([rate]) => rate)), median(runs.map(([, rate]) => rate))]
    return [
      {
        what: `answers a second, ${inFlight} in flight, straight to nsd, against dnsperf`,
        asked: '0.20 x',
        measured: `${(ours / theirs).toFixed(2)} x (${Math.round(ours)} against ${Math.round(theirs)}, medians of ${rounds})`,
        ratio: ours / theirs / 0.2,
        better: 'at least',
      },
    ]
  } finally {
    await nsd.close()
    removeFolder(folder)
  }
}

function withDnsperf(port: number, list: string): number {
  const args = [
    '-s',
    '127.0.0.1',
    '-p',
    `${port}`,
    '-d',
    list,
    '-n',
    '1',
    '-q',
    `${inFlight}`,
    '-e',
    '-O',
    'suppress=timeouts',
  ]
  const said = runProgram('dnsperf', args, '.')
  const lost = Number(/Queries lost:\s+(\d+)/.exec(said)?.[1] ?? Number.NaN)
  if (!(lost < count / 100)) throw new Error(`dnsperf lost ${lost} of ${count}: its figure means nothing\n${said}`)
  return Number(/Queries per second:\s+([\d.]+)/.exec(said)?.[1])
}

function withRelaycheck(port: number): number {
  const ran = spawnSync(
    process.execPath,
    [join(import.meta.dirname, 'asker.ts'), `${port}`, `${count}`, `${inFlight}`],
    {
      encoding: 'utf8',
    },
  )
  if (ran.status !== 0) throw new Error(`the asker ended with ${ran.status}: ${ran.stderr}`)
  return Number(ran.stdout)
}
