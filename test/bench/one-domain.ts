import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { startNsd } from '../support/nsd.ts'
import { startProxy } from '../support/proxy.ts'
import { makeFolder, type RealServer, removeFolder } from '../support/real-server.ts'
import { longestChain } from './chain.ts'
import { timeRun } from './start-up.ts'
import { median, type Target } from './target.ts'

const delayMs = 20
const runs = 25
const domain = 'shop.test'

/** Its longest chain, by reading: TXT, include, include, MX of `mx:`, address of the exchange. */
const expectedChain = 5
const zone = `$ORIGIN test.
$TTL 300
@ SOA ns1.shop hostmaster 1 3600 900 604800 60
@ NS ns1.shop
`
const shop = `$ORIGIN shop.test.
$TTL 300
@ SOA ns1 hostmaster 1 3600 900 604800 60
@ NS ns1
@ NS ns2
ns1 A 127.0.0.77
ns2 A 127.0.0.78
@ MX 10 mail
@ MX 20 backup
@ TXT "v=spf1 a mx include:spf.shop.test include:news.shop.test -all"
@ A 198.51.100.80
mail A 198.51.100.25
backup A 198.51.100.26
spf TXT "v=spf1 include:deep.shop.test ip4:198.51.100.0/28 -all"
news TXT "v=spf1 a:out.shop.test -all"
out A 198.51.100.30
deep TXT "v=spf1 mx:relay.shop.test -all"
relay MX 10 exit.relay
exit.relay A 198.51.100.31
`

/**
 * (a) One domain where every answer takes 20 ms: all that can be asked at once is asked at once. Start-up is what the same
 * report takes from a recording, where nothing is waited for; the two runs take turns.
 */
export async function oneDomain(program: string): Promise<Target[]> {
  const nsd = await startNsd({ 'test.': zone, 'shop.test.': shop })
  const folder = makeFolder()
  const tape = join(folder, 'tape.json')
  const question = [program, 'domain', domain, '--ip', '198.51.100.25']
  try {
    await timeDomain([...question, '--record', tape], nsd)
    const live: Awaited<ReturnType<typeof timeDomain>>[] = []
    const replayed: number[] = []
    for (let run = 0; run < runs; run++) {
      live.push(await timeDomain(question, nsd))
      replayed.push(timeRun([...question, '--replay', tape]))
    }
    const chain = Math.max(...live.map((one) => one.chain))
    if (chain !== expectedChain) throw new Error(`the longest chain is ${chain}, and was to be ${expectedChain}`)
    const [wall, startUp] = [median(live.map(({ ms }) => ms)), median(replayed)]
    const budget = (chain + 1) * delayMs + startUp
    return [
      {
        what: `one domain, ${delayMs} ms an answer, ${live[0]?.questions} questions, longest chain ${chain}`,
        asked: `${budget.toFixed(0)} ms = (${chain} + 1) x ${delayMs} + ${startUp.toFixed(0)} of start-up (the same from a recording)`,
        measured: `${wall.toFixed(0)} ms (medians of ${runs} pairs)`,
        ratio: wall / budget,
        better: 'at most',
      },
    ]
  } finally {
    await nsd.close()
    removeFolder(folder)
  }
}

/** One run against a new proxy: its whole time, and what the proxy saw of it. */
async function timeDomain(question: string[], nsd: RealServer) {
  const proxy = await startProxy(nsd.port, { delayMs })
  const args = [...question, '--resolver', `127.0.0.1:${proxy.port}`]
  const start = performance.now()
  const status = await new Promise((resolve) =>
    spawn(process.execPath, args, { stdio: 'ignore' }).once('exit', resolve),
  )
  const ms = performance.now() - start
  await proxy.close()
  if (status !== 0 && status !== 1) throw new Error(`${args.join(' ')} ended with ${status}`)
  return { ms, chain: longestChain(proxy.passages, domain), questions: proxy.passages.length }
}
