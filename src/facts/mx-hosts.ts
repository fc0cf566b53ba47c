import type { Gatherer } from '../core/gatherer.ts'
import type { MxHost } from '../core/mx.ts'
import { seen } from '../core/observation.ts'
import { exchangeNames } from '../records/exchange.ts'

const mostHosts = 50

/** The addresses of every exchange. Beyond the fiftieth nobody is asked, and that is said in place of the answers. */
export const mxHosts: Gatherer<'mxHosts'> = async ({ world, look }) => {
  const mx = await look('mx')
  if (!mx.seen) return mx
  const hosts = exchangeNames(mx.value.exchanges).map(async (host, i): Promise<MxHost> => {
    if (i >= mostHosts) return { host, A: unasked, AAAA: unasked }
    const [four, six] = [world.dns(host, 'A'), world.dns(host, 'AAAA')]
    return { host, A: await four, AAAA: await six }
  })
  return seen(await Promise.all(hosts))
}

const unasked = {
  kind: 'blind',
  blind: { reason: 'not-attempted', detail: `only the first ${mostHosts} mail exchanges are looked at` },
} as const
