import { canonicalAddress } from '../address.ts'
import { parseDomain } from '../domain.ts'
import type { Around, SaidReply } from './said.ts'

const most = 10
const mailbox = /(?<![\w.+%/=-])[\w.+%/=-]{1,64}@[\w-][\w.-]{0,252}/g
const digits = /(?<![\w.:])[0-9a-f:.]{3,45}(?![\w:])/gi
const name = /(?<![\w.@/-])(?:[a-z0-9_][\w-]{0,62}\.){1,8}[a-z]{2,24}(?![\w@])(?!\.\w)/g

/** A domain in A-labels; nothing where it is none. */
const domainIn = (text: string | undefined): string | undefined => {
  if (text === undefined) return undefined
  const parsed = parseDomain(text.replace(/[.,;:)\]>]+$/, ''))
  return 'fault' in parsed ? undefined : parsed.name
}
/** The domain of `user@domain`. */
export const domainOf = (address: string | undefined): string | undefined =>
  address?.includes('@') ? domainIn(address.slice(address.lastIndexOf('@') + 1)) : undefined

const withoutLinks = (text: string): string => text.replace(/\bhttps?:\/\/\S*/gi, ' ')

const mailboxesIn = (text: string): string[] =>
  (text.match(mailbox) ?? []).flatMap((found) => {
    const domain = domainOf(found)
    return domain === undefined ? [] : [`${found.slice(0, found.lastIndexOf('@'))}@${domain}`]
  })
const ipsIn = (text: string): string[] =>
  (text.match(digits) ?? []).flatMap((found) => canonicalAddress(found.replace(/(?<=\w)[.:]$/, '')) ?? [])
/** What a list answers (127.0.0.2), and Yahoo's numbers of rules (4.16.55.1), are nobody's addresses. */
const isNobodys = /^(?:127\.|::1$|4\.16\.5\d\.\d$)/
/** A mailbox that is named to write to. */
const desks =
  /\b(?:contact|write|writing|reach|notify|ask|e-?mail|mailto|forward(?: this)?|report(?:ed)?|(?:to|or|at|via|and) )[ :]{0,2}(?:to |us at |at )?<?[\w.+%/=-]{1,64}@[\w.-]{1,253}/gi

/** Addresses, IP addresses and domains that stand in a text, each once, canonical; links are left out. At most ten. */
export function namesIn(text: string): string[] {
  const plain = withoutLinks(text)
  const domains = (plain.match(name) ?? []).flatMap((found) => domainIn(found) ?? [])
  return [...new Set([...mailboxesIn(plain), ...ipsIn(plain), ...domains])].slice(0, most)
}

/** Where receivers name the domain that they judge, the surest first. */
const judged: readonly RegExp[] = [
  /\bSPF (?:check for )?\[([\w.-]{1,253})\]/i,
  /\b(?:id|identity)=[\w.+-]{0,64}(?:@|%40)([\w.-]{1,253})/i,
  /\bsending domain \[?'?([\w.-]{1,253})/i,
  /\b(?:e-?mail|mail|messages?) from \[?'?([\w-]{1,63}\.[\w.-]{1,190})/i,
  /\bsender domain not verified \(?<?([\w-]{1,63}\.[\w.-]{1,190})/i,
  /\bdue to ([\w-]{1,63}\.[\w.-]{1,190})'?s? DMARC/i,
  /\b(?:from|sender|sending|header|of) domain:? \[?'?"?([\w-]{1,63}\.[\w.-]{1,190})/i,
  /\bdomain (?:of )?\[?'?"?([\w-]{1,63}\.[\w.-]{1,190})/i,
  /\b(?:verified|identity|sender)\W{1,4}(?:[\w.+-]{1,64}@)?([\w-]{1,63}\.[\w.-]{1,190})/i,
  /<[\w.+=-]{1,64}@([\w.-]{1,253})>: Sender /i,
  /\bverification failed for <[\w.+=-]{1,64}@([\w.-]{1,253})>/i,
  /\bverify failed for ([\w-]{1,63}\.[\w.-]{1,190})/i,
  /\bHelo command \[([\w.-]{1,253})\]/i,
  /\bURL in message\W{1,4}([\w-]{1,63}\.[\w.-]{1,190})/i,
  /\b(?:surbl|uribl|dbl)\W{1,3}([\w-]{1,63}\.[\w.-]{1,190}) (?:is )?listed/i,
]
/** The same in the links of a reply: of SPF, and of lists of domains. */
const judgedInLinks: readonly RegExp[] = [
  /\bhttps?:\/\/\S{1,300}?[?&](?:id|identity)=[\w.+-]{0,64}(?:@|%40)([\w.-]{1,253})/i,
  /\b(?:spamhaus\.org|surbl\.org|uribl\.com)\/(?:query\/)?\S{0,40}?(?:\bdomain[/=]|\bdbl\/|[?&](?:d|query)=)([\w-]{1,63}\.[\w.-]{1,190})/i,
]
const senderIn = (text: string): string | undefined => /<([\w.+=-]{1,64}@[\w.-]{1,253})>: Sender /i.exec(text)?.[1]
/** Whom a reply names as the recipient, `user@domain`. */
export const recipientIn = (text: string): string | undefined =>
  (/(?<!verification failed for )<([\w.+=-]{1,64}@[\w.-]{1,253})>:? (?!Sender)/i.exec(text) ??
    /\bRCPT TO:<([^<>\s]{1,320})>/i.exec(text))?.[1]
/** Words that name the recipient's domain alone. */
const recipientDomains: readonly RegExp[] = [
  /\bname=([\w.-]{1,253}) type=/,
  /^mail for ([\w.-]{1,253}) loops back/,
  /\bDNS domain ([\w.-]{1,253}) does not exist/,
]
function serverIn(text: string): { host?: string; port?: string } {
  const [, host, port] =
    /\b(?:connect to|server|host|with|talking to|certificate verification failed for) ([A-Za-z0-9][\w-]{0,62}\.[\w.-]{0,190})(?:\[[^\]\s]{2,45}\](?::(\d{1,5}))?)?(?:[:,; ]|$)/.exec(
      text,
    ) ?? []
  return host === undefined ? {} : { host: host.toLowerCase(), ...(port !== undefined && { port }) }
}
/** Receivers put the address that they judge into the link of a reply. */
const ipInLink = (text: string): string | undefined =>
  canonicalAddress(/\bhttps?:\/\/\S{1,300}?[?&](?:ip|v|i|q|query|lookup)=([0-9a-f.:]{3,45})/i.exec(text)?.[1] ?? '')
/** Mailboxes that receivers name for questions are no sender's. */
const isDesk = /^(?:abuse|postmaster|hostmaster|support|help|contact|tosa|unblock|delist|removal|icloudadmin)\b/i

/** What a reply is about, out of its words and of what stands around it. */
export function aboutOf(text: string, around: Around): SaidReply['about'] {
  const plain = withoutLinks(text)
  const to =
    domainOf(around.to) ??
    domainOf(recipientIn(plain)) ??
    domainIn(recipientDomains.map((pattern) => pattern.exec(plain)?.[1]).find((found) => found !== undefined))
  const server = serverIn(plain)
  const host = around.host ?? server.host
  const port = around.port ?? (host === server.host ? server.port : undefined)
  const mailbox = around.from ?? senderIn(plain)
  const from = mailbox === undefined ? undefined : domainOf(mailbox)
  const user = /\bnot owned by user ([\w.+@-]{1,100})/i.exec(plain)?.[1]
  const named = [
    ...judged.map((pattern) => domainIn(pattern.exec(plain)?.[1])),
    ...judgedInLinks.map((pattern) => domainIn(pattern.exec(text)?.[1])),
  ]
  const others = mailboxesIn(plain.replace(desks, ' '))
    .filter((found) => !isDesk.test(found))
    .map(domainOf)
    .filter((domain) => domain !== to && domain !== host && !host?.endsWith(`.${domain}`))
  const domain = named.find((found) => found !== undefined && found !== to) ?? from ?? others[0]
  const ip =
    around.ip ??
    ipsIn(plain).find((found) => found !== around.hostIp && found !== host && !isNobodys.test(found)) ??
    ipInLink(text)
  return {
    ...(domain !== undefined && { domain }),
    ...(ip !== undefined && { ip }),
    ...(to !== undefined && { to }),
    ...(host !== undefined && { host }),
    ...(port !== undefined && { port }),
    ...(from !== undefined && mailbox !== undefined && { from: mailbox }),
    ...(user !== undefined && { user }),
  }
}
