import type { Gatherer } from '../core/gatherer.ts'
import { seen } from '../core/observation.ts'
import { checkHost } from './spf/check-host.ts'

/** What receivers would say of each address asked about, all at once. */
export const spfVerdicts: Gatherer<'spfVerdicts'> = async ({ target, asked, world }) => {
  if (asked.addresses.length === 0) return seen([])
  const sender = asked.sender ?? `postmaster@${target.name}`
  const helo = asked.helo ?? target.name
  const at = world.now()
  return seen(await Promise.all(asked.addresses.map((ip) => checkHost(world.dns, { ip, sender, helo, at }))))
}
