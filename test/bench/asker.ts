import { openDns } from '../../src/net/dns/client.ts'
import { nameOf } from './throughput.ts'

/** `node asker.ts PORT COUNT IN-FLIGHT`: prints how many answers a second the DNS client gets from 127.0.0.1. */
const [port = 0, count = 0, inFlight = 0] = process.argv.slice(2).map(Number)
const client = openDns({ resolvers: [{ address: '127.0.0.1', port, transport: 'udp' }], timeoutMs: 5000 })

let next = 0
async function ask() {
  while (next < count) {
    const answer = await client.dns(nameOf(next++), 'TXT')
    if (answer.kind !== 'records') throw new Error(`no answer: ${JSON.stringify(answer)}`)
  }
}
const start = performance.now()
await Promise.all(Array.from({ length: inFlight }, ask))
const seconds = (performance.now() - start) / 1000
client.close()
console.log(count / seconds)
