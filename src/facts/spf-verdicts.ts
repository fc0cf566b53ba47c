import type { Gatherer } from '../core/gatherer.ts'
import { seen } from '../core/observation.ts'
import { parseDomain } from '../records/domain.ts'
import { checkHost } from './spf/check-host.ts'

/** What receivers would say of each address asked about, all at once. */
export const spfVerdicts: Gatherer<'spfVerdicts'> = async ({ target, asked, world }) => {
  const sender = inALabels(asked.sender ?? `postmaster@${target.name}`)
  const helo = asked.helo ?? target.name
  const at = world.now()
  return seen(await Promise.all(asked.addresses.map((ip) => checkHost(world.dns, { ip, sender, helo, at }))))
}

/** RFC 8616 section 4: SPF sees the domain in A-labels. A domain that has none stays as it was typed. */
function inALabels(sender: string): string {
  const at = sender.lastIndexOf('@')
  const domain = sender.slice(at + 1)
  if (/^[\0-\x7f]*$/.test(domain)) return sender
  const parsed = parseDomain(domain)
  return 'name' in parsed ? `${sender.slice(0, at + 1)}${parsed.name}` : sender
}
