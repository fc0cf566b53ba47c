import { visible } from '../../records/visible.ts'
import type { AddressUse } from './addresses.ts'
import type { Asker } from './door.ts'
import { isHostname } from './hops.ts'
import { groupedWords, words } from './lines.ts'
import type { Parameters } from './parameters.ts'
import { openTables } from './tables.ts'

const most = { domains: 20, read: 1000 }

/** Which domains are this machine's own, and an address in each that mail is sent from. */
export async function readAddresses(
  asker: Asker,
  parameters: Parameters,
  origin: string,
  tell: (unread: string) => void,
): Promise<AddressUse & { senders: string[] }> {
  const read = (name: string) => readDomains(asker, name, parameters.text(name), tell)
  const ours = await read('mydestination')
  const virtual = [...(await read('virtual_mailbox_domains')), ...(await read('virtual_alias_domains'))]
  const named = [...new Set([...ours, ...virtual])].filter(
    (one) => isHostname(one) && one.includes('.') && !one.startsWith('localhost.'),
  )
  if (named.length > most.domains) tell(`the routes of ${named.length - most.domains} more of the local domains`)
  const local = new Set([...ours, origin.toLowerCase()])
  return {
    delimiter: parameters.text('recipient_delimiter'),
    isLocal: (domain) => local.has(domain.toLowerCase()),
    senders: named.slice(0, most.domains).map((domain) => `postmaster@${domain}`),
  }
}

/** The names in a list of domains, those in its files, and the keys of its tables where these can be read. */
async function readDomains(
  asker: Asker,
  parameter: string,
  value: string,
  tell: (unread: string) => void,
): Promise<string[]> {
  const found: string[] = []
  for (const word of groupedWords(value).slice(0, most.read)) {
    const more = await readWord(asker, parameter, word)
    if (more) found.push(...more.slice(0, most.read))
    else tell(`the domains of ${parameter} in ${visible(word.slice(0, 200))}`)
  }
  return found.map((one) => one.toLowerCase())
}

async function readWord(asker: Asker, parameter: string, word: string): Promise<string[] | undefined> {
  if (word.startsWith('!')) return []
  if (word.startsWith('/')) {
    const file = await asker.read(word, false)
    return file.kind === 'file' ? words(file.text) : undefined
  }
  if (!word.includes(':')) return [word]
  const tables = await openTables(asker, word, { parameter })
  const keys = tables.flatMap(({ entries, patterns }) => (patterns ? [] : entries.map(({ key }) => key)))
  return keys.length > 0 ? keys : undefined
}
