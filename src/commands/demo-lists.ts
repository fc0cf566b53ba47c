import type { Blocklist } from '../core/lists.ts'
import { blocklists } from '../knowledge/blocklists.ts'
import { demoEntries } from '../knowledge/demo-world.ts'
import { listName } from '../records/reverse-name.ts'

/** The lists of the demo's world, a zone each: their test entries (RFC 5782 section 5), and what they say of its addresses. */
export const listZones = (): Record<string, string> =>
  Object.fromEntries(blocklists.filter(isServed).map((list) => [list.zone, zoneOf(list)]))

const isServed = ({ tier, key, probes }: Blocklist): boolean =>
  ['core', 'context'].includes(tier) && key === undefined && Object.keys(probes).length > 0

function zoneOf({ zone, probes }: Blocklist): string {
  const entry = (subject: string, data: string) => `${listName(subject, zone) ?? zone}. ${data}\n`
  const tests = Object.values(probes).map(({ listed, answers = ['127.0.0.2'] }) =>
    answers.map((code) => entry(listed, `A ${code}`)).join(''),
  )
  const own = demoEntries.filter((one) => one.zone === zone)
  return [
    `$ORIGIN ${zone}.\n$TTL 300\n@ SOA ns.registry.example. dns.registry.example. 1 7200 3600 1209600 300\n`,
    '@ NS ns.registry.example.\n',
    ...tests,
    ...own.map(
      ({ subject, code, says }) => entry(subject, `A ${code}`) + (says ? entry(subject, `TXT "${says}"`) : ''),
    ),
  ].join('')
}
