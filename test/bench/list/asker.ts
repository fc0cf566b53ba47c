import { pathToFileURL } from 'node:url'
import type { main as Main } from '../../../src/main.ts'

/**
 * `node asker.ts MAIN PORT < LIST > LINES`: the built tool with every name server of the world at one port of 127.0.0.1.
 * The last line on standard error is the seconds it took and the most memory it held, in octets.
 */
const [program = '', port = ''] = process.argv.slice(2)
const { main }: { main: typeof Main } = await import(pathToFileURL(program).href)
const { stdout, stderr, env } = process
const io = { stdin: () => process.stdin, stdout, stderr, env, signal: new AbortController().signal }
const reach = () => ({ address: '127.0.0.1', port: Number(port) })
const started = performance.now()
const code = await main(['domain', '-', '--format', 'jsonl', '--resolver', `127.0.0.1:${port}`], io, { reach })
const seconds = (performance.now() - started) / 1000
console.error(JSON.stringify({ code, seconds, octets: process.resourceUsage().maxRSS * 1024, cpu: process.cpuUsage() }))
