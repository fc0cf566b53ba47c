import { blocklists } from '../../src/knowledge/blocklists.ts'
import type { ResourceRecord } from '../../src/records/dns.ts'
import { listName } from '../../src/records/reverse-name.ts'
import { authenticationEntries } from './corpus-authentication.ts'
import { brokenEntries } from './corpus-broken.ts'
import { cleanEntries } from './corpus-clean.ts'
import { contentEntries } from './corpus-content.ts'
import { forwardedEntries } from './corpus-forwarded.ts'
import { headerEntries } from './corpus-header.ts'
import type { Entry } from './corpus-letter.ts'
import { pathEntries } from './corpus-path.ts'
import { reportEntries } from './corpus-reports.ts'
import { keyLine, ownSignature } from './letters.ts'
import { readRecords } from './zone-text.ts'

/** Every message of the corpus by the name of its file: clean ones, then those with one fault, by what is wrong. */
export const corpus: Readonly<Record<string, Entry>> = {
  ...cleanEntries,
  ...authenticationEntries,
  ...brokenEntries,
  ...forwardedEntries,
  ...pathEntries,
  ...headerEntries,
  ...contentEntries,
  ...reportEntries,
}

/** The world in which the ordinary letter is clean. */
const clean = [
  'shop.example SOA ns.shop.example host.shop.example',
  'shop.example MX 10 mx.shop.example',
  'mx.shop.example A 192.31.196.8',
  'shop.example TXT "v=spf1 ip4:192.31.196.25 -all"',
  '_dmarc.shop.example TXT "v=DMARC1; p=reject"',
  'www.shop.example A 192.31.196.9',
  keyLine(ownSignature),
  'relay.example SOA ns.relay.example host.relay.example',
  'relay.example MX 10 mx.relay.example',
  'mx.relay.example A 192.31.196.26',
  'relay.example TXT "v=spf1 ip4:192.31.196.25 -all"',
  keyLine({ domain: 'relay.example', selector: 'r1', key: 'other2048' }),
  'out.relay.example A 192.31.196.25',
  '25.196.31.192.in-addr.arpa PTR out.relay.example',
] as const

/** Lists of domains prove themselves by their test entries, and list nothing else. */
const lists = blocklists.flatMap(({ zone, key, probes: { domain } }) => {
  const name = !key && domain && listName(domain.listed, zone)
  return name ? (domain.answers ?? ['127.0.0.2']).map((code) => `${name} A ${code}`) : []
})

const keyOf = (line: string) => line.split(' ', 2).join(' ').toLowerCase()

/** What DNS holds when an entry is judged. */
export function recordsOf({ zone = [] }: Entry): ResourceRecord[] {
  const replaced = new Set(zone.map(keyOf))
  const kept = [...clean, ...lists].filter((line) => !replaced.has(keyOf(line)))
  return readRecords([...kept, ...zone.filter((line) => line.split(' ').length > 2)].join('\n'))
}
