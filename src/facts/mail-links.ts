import type { MessageGatherer } from '../core/gatherer.ts'
import type { ListChoice } from '../core/lists.ts'
import { fieldsOf, type Mail } from '../core/mail.ts'
import type { MailHost, MailLinks } from '../core/mail-content.ts'
import { seen } from '../core/observation.ts'
import type { World } from '../core/world.ts'
import { parseListUnsubscribe } from '../records/mail/unsubscribe.ts'
import { neverAsk } from '../records/name.ts'
import { askList } from './lists/ask.ts'
import { chooseLists } from './lists/choose.ts'
import { knownLists } from './lists/known.ts'
import { hostsOf, urlsIn } from './mail/hosts.ts'
import { openScan } from './mail/scan.ts'
import { htmlOf, textParts } from './mail/text-parts.ts'

const mostHosts = 50
const mostAsked = 20

/** The hosts that the message leads to, and what the domain lists say of them; no link is ever followed. */
export const mailLinksFrom =
  (lists: typeof knownLists): MessageGatherer<'mailLinks'> =>
  async ({ look, asked, world }) => {
    const mail = await look('mail')
    if (!mail.seen) return mail
    const all = hostsIn(mail.value)
    const names = all.filter(({ host, isAddress }) => !isAddress && neverAsk(host) === undefined)
    return seen({
      hosts: all.slice(0, mostHosts),
      count: all.length,
      listings: asked.lists && names.length > 0 ? await listingsOf(names, world, asked.lists, lists) : [],
      unasked: Math.max(0, names.length - mostAsked),
    })
  }
export const mailLinks = mailLinksFrom(knownLists)

type Place = MailHost['as'][number]

/** Each host once, links first, with what it stands in. */
function hostsIn(mail: Mail): MailHost[] {
  const own = [mail, ...messagesWithin(mail)].map(textParts)
  const pages = own.flatMap(({ html }) => html).map(htmlOf)
  const plain = own.flatMap(({ plain }) => plain)
  const texts = [...pages.map(({ text }) => text), ...plain.map(({ text = '' }) => text)]
  const urls: Record<Place, readonly string[]> = {
    link: [
      ...pages.flatMap(({ links, leads }) => [...links.map(({ href }) => href), ...leads]),
      ...texts.flatMap(urlsIn),
    ],
    image: pages.flatMap(({ sources }) => sources),
    unsubscribe: fieldsOf(mail, 'list-unsubscribe')
      .slice(0, 10)
      .flatMap(({ value }) => parseListUnsubscribe(value).uris),
  }
  const hosts = new Map<string, MailHost>()
  for (const [place, hrefs] of Object.entries(urls) as [Place, readonly string[]][])
    for (const one of new Set(hrefs))
      for (const found of hostsOf(one)) {
        const as = hosts.get(found.host)?.as ?? []
        if (!as.includes(place)) hosts.set(found.host, { ...found, as: [...as, place] })
      }
  return [...hosts.values()]
}

const mostWithin = 10
const mostDeep = 3

/** The messages that were forwarded in it, as filters look into them too; the first few. */
function messagesWithin(mail: Mail): Mail[] {
  const found: Mail[] = []
  for (let level = [mail], depth = 0; level.length > 0 && depth < mostDeep; depth++) {
    const held = level.flatMap(({ parts }) => parts.flatMap(({ within = '' }) => (within === '' ? [] : [within])))
    level = held.slice(0, mostWithin - found.length).map(readMessage)
    found.push(...level)
  }
  return found
}

function readMessage(message: string): Mail {
  const scan = openScan()
  scan.write(Buffer.from(message, 'latin1'))
  return scan.end()
}

async function listingsOf(
  names: readonly MailHost[],
  world: World,
  choice: ListChoice,
  lists: typeof knownLists,
): Promise<MailLinks['listings']> {
  const [known, { suffixOf }] = await Promise.all([lists(), import('./dmarc/suffix-list.ts')])
  const registered = ({ host }: MailHost) => suffixOf(host).below ?? host
  const hosts = apartFirst(names, registered).slice(0, mostAsked)
  const asked = chooseLists(choice, 'domain', world.keys, known).flatMap((one) => {
    const subjects = new Map<string, MailHost>()
    for (const of of hosts) {
      const subject = one.list.hostNames ? of.host : registered(of)
      if (!subjects.has(subject)) subjects.set(subject, of)
    }
    return [...subjects].map(async ([name, of]) => ({ ...(await askList(world, one, { name, kind: 'domain' })), of }))
  })
  return Promise.all(asked)
}

/** The first host of each registered domain, then the others: where not all are asked about, each domain is. */
function apartFirst(hosts: readonly MailHost[], registered: (host: MailHost) => string): MailHost[] {
  const first = new Map<string, MailHost>()
  for (const host of hosts) if (!first.has(registered(host))) first.set(registered(host), host)
  const firsts = new Set(first.values())
  return [...firsts, ...hosts.filter((host) => !firsts.has(host))]
}
