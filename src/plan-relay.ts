import type { Check } from './core/check.ts'
import type { RelayProfile } from './core/relay.ts'
import { type RelayRequest, type SessionRequest, type Usage, usage } from './core/request.ts'
import type { Asked, DomainTarget, MachineTarget, RelayTarget, SessionAsked } from './core/target.ts'
import { chooseChecks, type Plan, planOf } from './plan.ts'
import {
  addressValue,
  heloName,
  Misread,
  mailbox,
  must,
  noRelay,
  relayNamed,
  returnPathName,
  selectorName,
} from './plan-values.ts'
import { parseAddress } from './records/address.ts'
import { parseDomain } from './records/domain.ts'

type Question = Omit<RelayRequest, 'target' | 'resolvers' | 'zones' | 'outputs' | 'color' | 'verbosity'> & {
  target: string
  /** The login that this machine's mail server has there; `--user` takes its place. */
  login?: SessionAsked['login']
}

type SessionQuestion = Omit<SessionRequest, 'greetingMs'> & Pick<Question, 'login' | 'openRelayTest'>

/** The session with the relay, and its records at the domains of the senders; either may be left out by `--only`. */
export function planRelay(
  question: Question,
  registry: readonly Check[],
  relays: readonly RelayProfile[],
): { plans: Plan[]; relay: RelayTarget } | Usage {
  const checks = chooseChecks(question, registry)
  return 'usage' in checks ? checks : readable(() => plansOf(question, checks, relays))
}

/** The same of a relay that was found; `checks` are chosen already. */
export const planFound = (question: Question, checks: readonly Check[], relays: readonly RelayProfile[]) =>
  readable(() => plansOf(question, checks, relays))

/** This machine's mail server; `checks` are chosen already. A relay that is named has to be one, whether or not any is found here. */
export const planMachine = (
  question: Omit<Question, 'target'>,
  target: MachineTarget,
  { checks, relays }: { checks: readonly Check[]; relays: readonly RelayProfile[] },
): Plan<MachineTarget> | Usage =>
  readable(() => {
    if (question.relay !== undefined) relayNamed(question.relay, relays)
    return planOf([target], checks, { ...none, session: sessionAsked(question, sendersOf(question)) })
  })

function readable<T>(read: () => T): T | Usage {
  try {
    return read()
  } catch (error) {
    if (error instanceof Misread) return usage(error.message)
    throw error
  }
}

function plansOf(question: Question, checks: readonly Check[], relays: readonly RelayProfile[]) {
  const relay = must(readRelay(question.target, relays))
  const senders = sendersOf(question)
  const session = sessionAsked(question, senders)
  const domains = domainsOf(senders)
  const asked: Asked = {
    ...none,
    selectors: [...new Set(question.selectors.map((typed) => selectorName(typed, domains)))],
    relay: question.relay === undefined ? { host: relay.host } : relayNamed(question.relay, relays),
    ...(question.returnPath !== undefined && { returnPath: returnPathName(question.returnPath) }),
  }
  const withRecords = isKnown(asked, relays) ? domains : []
  const [ofSession, ofRecords] = [checks.filter(isOfSession), checks.filter((check) => !isOfSession(check))]
  const plans: Plan[] = [
    planOf([relay], ofSession, { ...asked, session: ofSession.some(saysMore) ? session : reading(session) }),
    planOf(withRecords, ofRecords, asked),
  ]
  const planned = plans.filter(({ targets, checks }) => targets.length > 0 && checks.length > 0)
  if (planned.length === 0 || (withRecords.length === 0 && namesRecords(question))) throw new Misread(without(domains))
  return { relay, plans: planned }
}

/** What a server is told beyond EHLO is told for these. */
const saysMore = ({ id }: Check): boolean =>
  ['relay-auth', 'relay-login', 'relay-sender', 'relay-recipient'].includes(id)
const reading = ({ login: _, ...session }: SessionAsked): SessionAsked => ({ ...session, senders: [], recipients: [] })

const namesRecords = ({ selectors, returnPath, relay }: Question): boolean =>
  selectors.length > 0 || returnPath !== undefined || relay !== undefined
const without = (domains: readonly DomainTarget[]): string =>
  domains.length === 0
    ? "A relay's records stand at the domain of a sender, and none was given: add --from me@example.com."
    : 'Nobody here knows whose relay this is, and so not its records: say it with --relay ID.'

const sendersOf = ({ senders }: Pick<Question, 'senders'>): string[] => [
  ...new Set(senders.map((typed) => mailbox('--from', typed))),
]

const isOfSession = ({ step }: Check): boolean => step === 'session'

const none = { addresses: [], selectors: [], mostGuesses: 200, parked: false, authoritative: false } as const

/** Of a relay that nobody knows there are no records to look for. */
const isKnown = ({ relay }: Asked, relays: readonly RelayProfile[]): boolean =>
  relay !== undefined && ('id' in relay || relays.some(({ hostPattern }) => hostPattern.test(relay.host)))

/** How servers are to be talked to, and as whom. */
export function sessionAsked(question: SessionQuestion, senders: readonly string[]): SessionAsked {
  const { tls, servername, helo, login, user, mechanism, source, family } = question
  if (mechanism !== undefined && user === undefined)
    throw new Misread(`--auth ${mechanism} says how to log in, and --user who: give both.`)
  const bound = source === undefined ? undefined : addressValue('--bind', source)
  if (bound === '0.0.0.0' || bound === '::')
    throw new Misread(
      `--bind takes one address of this machine, and ${bound} is none: leave it out to let the routes choose.`,
    )
  if (bound !== undefined && family !== undefined && bound.includes(':') !== (family === 6))
    throw new Misread(`--bind ${bound} and --ipv${family} are opposites: leave one of them out.`)
  return {
    tls,
    ...(servername !== undefined && { servername: hostName('--servername', servername) }),
    ...(helo !== undefined && { helo: isLiteral(helo) ? sayable(heloName(helo)) : hostName('--helo', helo) }),
    ...(login && { login }),
    ...(user !== undefined && { login: { user: userName(user), ...(mechanism && { mechanism }) } }),
    senders,
    recipients: [...new Set(question.recipients.map((typed) => mailbox('--to', typed)))],
    openRelayTest: question.openRelayTest,
    ...(bound !== undefined && { source: bound }),
    ...(family && { family }),
  }
}

const isLiteral = (typed: string): boolean => /^\[.*\]$/s.test(typed)

/** A name as a host in a private network may have it too: of one label. */
function hostName(option: string, typed: string): string {
  const text = typed.trim()
  if (parseAddress(text)) throw new Misread(`${option} takes the name of a host, not an address: leave it out.`)
  if (oneLabel.test(text)) return text.toLowerCase()
  const name = parseDomain(text)
  if ('fault' in name)
    throw new Misread(`${option} takes the name of a host, such as mail.example.com, not "${typed}".`)
  return name.name
}

/** An IPv6 address literal begins with `IPv6:` (RFC 5321 section 4.1.3). */
const sayable = (helo: string): string => helo.replace(/^\[(?=[\da-f:.]*:[\da-f:.]*\]$)/i, '[IPv6:')

function userName(typed: string): string {
  if (typed === '' || typed.length > 255 || /\p{Cc}/u.test(typed))
    throw new Misread('--user takes a name of 1 to 255 characters, none of them a control character.')
  return typed
}

/** The domains that senders speak for, each once. */
export function domainsOf(senders: readonly string[]): DomainTarget[] {
  const names = senders.filter((sender) => sender !== '').map((sender) => sender.slice(sender.lastIndexOf('@') + 1))
  return [...new Set(names)].map((name) => ({ kind: 'domain', name, display: must(parseDomain(name)).display }))
}

const example = 'relaycheck relay mail.example.com:587'

/** `host`, `host:port`, `[2001:db8::1]:port` or an id as typed; or one sentence that says what to change. */
export function readRelay(
  typed: string,
  relays: readonly RelayProfile[],
  called: 'relay' | '--relay' = 'relay',
): RelayTarget | { fault: string } {
  const text = typed.trim()
  // What stands before @ may be a password: it is not said again.
  if (text.includes('@'))
    return {
      fault: `Give the host alone, without user and password: ${example} --user NAME, and the password by RELAYCHECK_PASSWORD.`,
    }
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(text))
    return { fault: `"${text}" is a URL: give host and port alone, as ${example}` }
  const { host, port } = parts(text)
  if (port !== undefined && !(/^\d{1,5}$/.test(port) && Number(port) >= 1 && Number(port) <= 65_535))
    return { fault: `"${port}" is not a port: a port is a number from 1 to 65535, as in ${example}` }
  const profile = relays.find(({ id }) => id === host.toLowerCase())
  if (profile && profile.hosts.length === 0)
    return { fault: `Each customer of ${profile.name} has a host of its own: give that one, as ${example}` }
  const named = profile?.hosts[0] ?? host
  const address = parseAddress(named)
  if (address) return target(address.text, port, true)
  if (!profile && oneLabel.test(named))
    return port === undefined && isMisnamed(named, relays, called)
      ? { fault: `${noRelay(called, typed, relays)} A host of that name is given with its port: ${named}:587` }
      : target(named.toLowerCase(), port, false)
  const name = parseDomain(named)
  return 'fault' in name
    ? { fault: name.fault.replace('such as example.com', 'such as mail.example.com') }
    : target(name.name, port, false, name.display)
}

/** A host in a private network may have no more than one label. */
const oneLabel = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/i
/** An id that was mistyped: after `--relay` any word that is none, else one that is near to one. */
const isMisnamed = (word: string, relays: readonly RelayProfile[], called: 'relay' | '--relay'): boolean =>
  called === '--relay' ? word.toLowerCase() !== 'localhost' : / Did you mean /.test(noRelay('relay', word, relays))

function parts(text: string): { host: string; port?: string } {
  const [, inside, behind] = /^\[(?:IPv6:)?([^\]]*)\](?::(.*))?$/is.exec(text) ?? []
  if (inside !== undefined) return { host: inside, ...(behind !== undefined && { port: behind }) }
  const [host = '', port, ...more] = text.split(':')
  return more.length > 0 || port === undefined ? { host: text } : { host, port }
}

function target(host: string, port: string | undefined, literal: boolean, display = host): RelayTarget {
  const end = port === undefined ? '' : `:${Number(port)}`
  const written = (name: string) => (literal && name.includes(':') ? `[${name}]${end}` : name + end)
  return {
    kind: 'relay',
    name: written(host),
    display: written(display),
    host,
    ...(port !== undefined && { port: Number(port) }),
    literal,
  }
}
