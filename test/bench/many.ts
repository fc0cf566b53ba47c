import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import { text } from 'node:stream/consumers'
import { pathToFileURL } from 'node:url'
import { domainOf } from './list/world.ts'
import { median, type Target } from './target.ts'

const delayMs = 20
const asked = { few: 2000, many: 20_000 }
const leastPerSecond = 500
const mostMegabytes = 200
/** How much more memory ten times the domains may take. */
const mostGrowth = 1.1

const folder = join(import.meta.dirname, 'list')

/** (d) A list of domains that share what real ones share, every answer 20 ms away. */
export async function manyDomains(program: string): Promise<Target[]> {
  const few = middle([await run(program, asked.few), await run(program, asked.few), await run(program, asked.few)])
  const many = await run(program, asked.many)
  const what = `${asked.few} domains by jsonl (medians of 3), ${delayMs} ms an answer, ${few.questions} questions a domain`
  return [
    {
      what: `${what}: domains a second`,
      asked: `${leastPerSecond}`,
      measured: `${few.perSecond.toFixed(0)} (${asked.many} domains: ${many.perSecond.toFixed(0)})`,
      ratio: few.perSecond / leastPerSecond,
      better: 'at least',
    },
    {
      what: `${what}: most resident memory`,
      asked: `${mostMegabytes} MB`,
      measured: `${few.megabytes.toFixed(0)} MB`,
      ratio: few.megabytes / mostMegabytes,
      better: 'at most',
    },
    {
      what: `most resident memory with ${asked.many} domains, against ${asked.few}`,
      asked: `${mostGrowth.toFixed(2)} x`,
      measured: `${(many.megabytes / few.megabytes).toFixed(2)} x (${many.megabytes.toFixed(0)} MB)`,
      ratio: many.megabytes / few.megabytes / mostGrowth,
      better: 'at most',
    },
  ]
}

interface Ran {
  perSecond: number
  megabytes: number
  questions: number
}

/** Of each figure the median. */
const middle = (runs: readonly Ran[]): Ran => ({
  perSecond: median(runs.map(({ perSecond }) => perSecond)),
  megabytes: median(runs.map(({ megabytes }) => megabytes)),
  questions: median(runs.map(({ questions }) => questions)),
})

/** One run of the built tool with the first domains of the world, the server and the tool each a process of its own. */
async function run(program: string, count: number): Promise<Ran> {
  // Room for what is new, so that the server takes the less time from the tool's cores.
  const server = spawn(process.execPath, ['--min-semi-space-size=16', join(folder, 'server.ts'), `${delayMs}`], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  try {
    const said = createInterface(server.stdout)
    const [port] = await once(said, 'line')
    const main = pathToFileURL(join(dirname(program), 'main.js')).href
    const tool = spawn(process.execPath, ['--input-type=module', '--eval', asker, main, String(port)], {
      stdio: ['pipe', 'pipe', 'pipe'],
    })
    tool.stdin.end(list(count))
    const [lines, told] = await Promise.all([countLines(tool), text(tool.stderr)])
    if (lines !== count) throw new Error(`${lines} lines for ${count} domains: ${told}`)
    server.stdin.end()
    const [questions] = await once(said, 'line')
    const { seconds, octets }: { seconds: number; octets: number } = JSON.parse(told)
    return { perSecond: count / seconds, megabytes: octets / 1e6, questions: Math.round(Number(questions) / count) }
  } finally {
    server.kill()
  }
}

/**
 * The built tool with every name server of the world at one port of 127.0.0.1. It is no file: one in TypeScript would bring
 * its reader along, and that much more memory. The last line on standard error is what is measured.
 */
const asker = `
const [main, port] = process.argv.slice(1)
const tool = await import(main)
const { stdout, stderr, env } = process
const io = { stdin: () => process.stdin, stdout, stderr, env, signal: new AbortController().signal }
const detour = { address: '127.0.0.1', port: Number(port) }
const argv = ['domain', '-', '--format', 'jsonl', '--resolver', '127.0.0.1:' + port]
const started = performance.now()
await tool.main(argv, io, { detour })
const seconds = (performance.now() - started) / 1000
console.error(JSON.stringify({ seconds, octets: process.resourceUsage().maxRSS * 1024 }))
`

const list = (count: number): string => Array.from({ length: count }, (_, i) => `${domainOf(i)}\n`).join('')

/** Lines are long: to look at every octet of them would take a tenth of the tool's time. */
async function countLines({ stdout }: ChildProcess): Promise<number> {
  let lines = 0
  for await (const chunk of stdout ?? [])
    for (let at = chunk.indexOf(10); at >= 0; at = chunk.indexOf(10, at + 1)) lines++
  return lines
}
