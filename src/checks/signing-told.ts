import type { About } from '../core/finding.ts'
import type { Postfix } from '../core/mta.ts'
import type { Inlet, MilterAsked, SenderSigned, Signer, SignerKind, SigningKey } from '../core/signing.ts'
import { relayByHost } from '../knowledge/relays.ts'
import { few } from './few.ts'
import { setting, shell } from './mta-orders.ts'
import { isLocal, usableHop } from './mta-routes.ts'

/** Programs that sign as people call them. */
export const signerNames: Readonly<Record<SignerKind, string>> = { opendkim: 'OpenDKIM', rspamd: 'Rspamd' }

/** Senders that are signed alike are told by their domain. */
export function whoseOf(some: readonly SenderSigned[], all: readonly SenderSigned[]): string[] {
  const domain = ({ sender }: SenderSigned) => sender.slice(sender.lastIndexOf('@') + 1)
  const whole = (name: string) => all.every((one) => domain(one) !== name || some.includes(one))
  return few([...new Set(some.map((one) => (whole(domain(one)) ? domain(one) : one.sender)))])
}

/** `mail, 2026`: the selectors of all these. */
export const selectorsOf = (senders: readonly SenderSigned[]): string[] =>
  few([...new Set(senders.flatMap(({ keys }) => (keys.seen ? keys.value.map(({ selector }) => selector) : [])))])

/** Ways for mail into Postfix, in words: `clients (submission, smtps) and programs of this machine`. */
export function inletNames(inlets: readonly Inlet[]): string {
  const services = inlets.flatMap(({ service }) => service ?? [])
  const clients = services.length > 0 ? [`clients (${few(services).join(', ')})`] : []
  const programs = services.length < inlets.length ? ['programs of this machine'] : []
  return [...clients, ...programs].join(' and ')
}

/** Where its filters are named: `smtpd_milters of submission (/etc/postfix/master.cf line 12)`. */
export const inletSetting = ({ parameter, service, own }: Inlet): string =>
  own === undefined ? parameter : `${parameter} of ${service} (${own})`

/** What happens to mail while a filter is down (milter_default_action, or the filter's own word). */
export function actionOf(milter: Pick<MilterAsked, 'written'>, { milters }: Postfix): { action: string; by: string } {
  const own = milters.ownActions.find((one) => one.milter === milter.written)
  if (own) return { action: own.action, by: `default_action = ${own.action} of ${milter.written}` }
  const { value, from } = milters.defaultAction
  return {
    action: value,
    by: from === 'default' ? `milter_default_action is ${value}` : `milter_default_action = ${value}, ${from}`,
  }
}

/** What that comes to, a sentence. */
export function comesTo(action: string): string {
  if (action === 'accept') return 'Mail leaves without a signature, and nothing says so'
  if (action === 'quarantine') return 'Postfix takes mail and puts it on hold'
  return action === 'reject'
    ? 'Postfix refuses all mail that comes in'
    : 'Postfix takes no mail, and asks whoever sends to come again later'
}

/** The relay that signs what goes through it, where all mail does. */
export function relaySigning({ routes }: Postfix): string | undefined {
  const names = routes
    .filter(({ sender }) => sender !== '')
    .map((route) => {
      const hop = usableHop(route)
      const relay = hop && relayByHost(hop.host.toLowerCase())
      return relay && relay.dkim.kind !== 'unknown' ? relay.name : undefined
    })
  return names.length > 0 && names.every((name) => name !== undefined) ? names[0] : undefined
}

/** The first relay on another machine that some mail goes through, as written. */
export const relayUsed = ({ routes }: Postfix): string | undefined =>
  routes.flatMap((route) => usableHop(route) ?? []).find((hop) => !isLocal(hop))?.written

/** How to have a signer know one sender more, and what that is filled from. */
export function coverage(sender: SenderSigned, { tables, senders, path }: Signer): { fixFor: string; about: About } {
  const domain = sender.sender.slice(sender.sender.lastIndexOf('@') + 1)
  const inFiles = senders
    .flatMap(({ keys }) => (keys.seen ? keys.value : []))
    .filter((key): key is Required<SigningKey> => key.path !== undefined)
  const own = inFiles.find((key) => key.domain === domain)
  const known = own ?? inFiles[0]
  const about = { domain, config: path }
  switch (tables.kind) {
    case 'tables': {
      const { signing, patterns, keys } = tables
      if (!patterns && sender.near?.includes('refile:'))
        return { fixFor: 'patterns', about: { ...about, table: `SigningTable refile:${signing}` } }
      const selector = known?.selector ?? 'mail'
      const file = known?.path ?? `/etc/opendkim/keys/${domain}/${selector}.private`
      const entry = shell(`${patterns ? `*@${domain}` : domain} ${domain}`)
      const key = shell(`${domain} ${domain}:${selector}:${file}`)
      const lines = {
        ...about,
        signing: shell(signing),
        keys: shell(keys),
        entry,
        key,
        selector,
        folder: shell(`/etc/opendkim/keys/${domain}`),
      }
      if (own) return { fixFor: 'published', about: lines }
      return known
        ? { fixFor: 'tables', about: { ...lines, model: `${known.selector}._domainkey.${known.domain}` } }
        : { fixFor: 'first', about: lines }
    }
    case 'domains': {
      const { selector, written } = tables
      const [first = domain] = written.value.split(',')
      const line = `Domain ${[written.value, domain].filter(Boolean).join(',')}`
      return { fixFor: 'domains', about: { ...about, line, selector, model: `${selector}._domainkey.${first.trim()}` } }
    }
    case 'path': {
      const file = tables.path.replaceAll('$domain', domain).replaceAll('$selector', tables.selector)
      return { fixFor: 'path', about: { ...about, selector: tables.selector, file: shell(file) } }
    }
    case 'other':
      return { fixFor: 'other', about }
  }
}

/** An order that gives Postfix these filters on a way, or says in which file they are to stand. */
export function askOrder(
  inlet: Inlet,
  milters: readonly string[],
  postconf: string,
): { fixFor: 'fix' | 'service'; order: string } {
  const line = setting(inlet.parameter, milters.join(', '))
  if (inlet.own === undefined) return { fixFor: 'fix', order: `${postconf} -e ${line}` }
  return { fixFor: 'service', order: `-o ${inlet.parameter}=${milters.join(',')}` }
}

/** Where OpenDKIM is to answer when its socket is out of reach, as Postfix names it. */
export const portOfOpenDkim = 'inet:127.0.0.1:8891'

/** OpenDKIM answers at a socket outside the folder that Postfix has for its root on that way. */
export const isOutOfReach = ({ kind, sockets: [opens = ''], postfixSocket }: Signer, { chrooted }: Inlet): boolean =>
  kind === 'opendkim' &&
  /^(?:local:|unix:|\/)/.test(opens) &&
  postfixSocket?.startsWith('unix:/') === true &&
  chrooted !== false

/** Why a sender is not signed for, a clause, where nothing comes near. */
export function whyUnsigned({ tables, path }: Signer): string {
  if (tables.kind === 'tables') return `no line of ${tables.signing} is for it`
  return tables.kind === 'domains' ? `Domain in ${path} does not name it` : `${path} has no key for it`
}
