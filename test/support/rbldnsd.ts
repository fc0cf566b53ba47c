import { chmodSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { freePort, makeFolder, type RealServer, startServer } from './real-server.ts'

/** A set of a list's entries, in the words of rbldnsd: its kind, the value that entries have (`127.0.0.2:why`), and the entries. */
export interface ListSet {
  kind: 'ip4set' | 'ip6trie' | 'dnset'
  /** A, and TXT where there is any; `$` in it is the subject. */
  value: string
  entries: readonly string[]
}

export interface Rbldnsd extends RealServer {
  /** The names that it was asked about so far, as they came, with the type: `A 2.0.0.127.list.example`. */
  asked(): string[]
}

/** Starts rbldnsd, the server that most blocklists run on: zone -> its sets, several of them combined. It speaks UDP alone. */
export async function startRbldnsd(zones: Readonly<Record<string, readonly ListSet[]>>): Promise<Rbldnsd> {
  const folder = makeFolder()
  // As root it gives up its rights before it reads its files.
  chmodSync(folder, 0o755)
  const log = join(folder, 'log')
  writeFileSync(log, '', { mode: 0o666 })
  chmodSync(log, 0o666)
  const port = await freePort()
  const specs = Object.entries(zones).map(([zone, sets], index) => {
    writeFileSync(join(folder, `${index}`), zoneText(zone, sets))
    return `${zone}:combined:${index}`
  })
  const asOther = process.getuid?.() === 0 ? ['-u', 'nobody:nogroup'] : []
  const args = ['-n', ...asOther, '-w', folder, '-b', `127.0.0.1/${port}`, '-l', `+${log}`, ...specs]
  const server = await startServer('rbldnsd', args, { folder, port, ready: Object.keys(zones)[0] ?? '' })
  const asked = () =>
    readFileSync(log, 'utf8')
      .split('\n')
      .flatMap((line) => /^\S+ \S+ (\S+) (\S+) IN/.exec(line)?.slice(1, 3).reverse().join(' ') ?? [])
  return { ...server, asked }
}

const zoneText = (zone: string, sets: readonly ListSet[]): string =>
  [
    `$SOA 300 ns.${zone} hostmaster.${zone} 1 600 300 86400 60`,
    `$NS 300 ns.${zone}`,
    ...sets.flatMap(({ kind, value, entries }, i) => [`$DATASET ${kind}:set${i} @`, `:${value}`, ...entries]),
    '',
  ].join('\n')
