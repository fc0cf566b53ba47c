import type { Gatherer } from '../core/gatherer.ts'
import type { MxHost } from '../core/mx.ts'
import { seen } from '../core/observation.ts'
import { exchangeNames } from '../records/exchange.ts'

const mostHosts = 50

/** The addresses of every exchange. Beyond the fiftieth nobody is asked, and that is said in place of the answers. */
export const mxHosts: Gatherer<'mxHosts'> = async ({ world, look }) => {
  const mx = await look('mx')
  if (!mx.seen) return mx
  const asked = exchangeNames(mx.value.exchanges).map((host, i) =>
    i < mostHosts
      ? { host, A: world.dns(host, 'A'), AAAA: world.dns(host, 'AAAA') }
      : { host, A: unasked, AAAA: unasked },
  )
  const hosts: MxHost[] = []
  for (const { host, A, AAAA } of asked) hosts.push({ host, A: await A, AAAA: await AAAA })
  return seen(hosts)
}

const unasked = {
  kind: 'blind',
  blind: { reason: 'not-attempted', detail: `only the first ${mostHosts} mail exchanges are looked at` },
} as const
