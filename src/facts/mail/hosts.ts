import { canonicalAddress } from '../../records/address.ts'
import { parseDomain } from '../../records/domain.ts'

/** Where a URL leads: a domain in A-labels, or an address in canonical form. */
export interface UrlHost {
  host: string
  display: string
  isAddress?: true
}

/** No name in DNS: what has no host of its own stands below it and is told by that. */
const nowhere = 'relative.invalid'

/** The hosts of an http, https or mailto URL as mail programs read it (WHATWG URL); none for any other, or where it is none. */
export function hostsOf(href: string): UrlHost[] {
  // Two slashes may be missing: programs read it as if they were there.
  const url = URL.parse(href.trim().replace(/^(https?):(?![\\/])/i, '$1://'), `https://${nowhere}/`)
  if (url?.protocol === 'mailto:') return mailboxes(url.pathname).flatMap((domain) => hostNamed(domain) ?? [])
  if (url?.protocol !== 'http:' && url?.protocol !== 'https:') return []
  return url.hostname === nowhere ? [] : [hostNamed(url.hostname) ?? []].flat()
}

const mostMailboxes = 10

/** The domains of the addresses in a mailto URL (RFC 6068 section 2). */
const mailboxes = (path: string): string[] =>
  path
    .split(',', mostMailboxes)
    .filter((address) => address.includes('@'))
    .map((address) => address.slice(address.lastIndexOf('@') + 1))

function hostNamed(name: string): UrlHost | undefined {
  const address = canonicalAddress(name.replace(/^\[(.*)\]$/, '$1'))
  if (address !== undefined) return { host: address, display: address, isAddress: true }
  const parsed = parseDomain(name)
  return 'name' in parsed ? { host: parsed.name, display: parsed.display } : undefined
}

const most = 10_000

/** The URLs that stand in plain text, which mail programs make links of; the first ones. */
export const urlsIn = (text: string): string[] =>
  (text.match(/\b(?:https?:\/\/|www\.(?=[a-z0-9-]{1,63}\.[a-z]))[^\s<>"'()[\]{}|\\^`]{1,2000}/gi) ?? [])
    .slice(0, most)
    .map((url) => (/^www\./i.test(url) ? `http://${url}` : url))

/** Endings of files that are top-level domains too: `readme.md` is no host. */
const endings = new Set(['ai', 'app', 'cc', 'mov', 'md', 'pl', 'ps', 'py', 'rs', 'sh', 'so', 'ws', 'zip'])

/** The host that a link's text shows, where the text is a URL or a host and nothing else. */
export function shownHost(text: string, isKnown: (name: string) => boolean): UrlHost | undefined {
  const [, scheme, host = ''] = /^(https?:\/\/)?([^\s/?#@:"<>]{4,253})(?::\d{1,5})?(?:[/?#]\S*)?$/i.exec(text) ?? []
  if (!host.includes('.')) return undefined
  const [found] = hostsOf(`https://${host}/`)
  if (!found || found.isAddress) return undefined
  const isSaid = scheme !== undefined || /^www\./i.test(host)
  return isSaid || (isKnown(found.host) && !endings.has(found.host.split('.').at(-1) ?? '')) ? found : undefined
}
