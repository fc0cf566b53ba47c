import type { Check } from './core/check.ts'
import type { ListChoice } from './core/lists.ts'
import type { ProbeAsked } from './core/probe.ts'
import type { RelayProfile } from './core/relay.ts'
import { type ProbeRequest, type Usage, usage } from './core/request.ts'
import type { Asked, DomainTarget, MessageTarget, ProbeTarget, RelayTarget, SessionAsked } from './core/target.ts'
import { chooseChecks, type Known, type Plan, planOf } from './plan.ts'
import { readLists } from './plan-lists.ts'
import { arrivalAsked } from './plan-message.ts'
import { domainsOf, readRelay, sessionAsked } from './plan-relay.ts'
import { Misread, mailbox, must, returnPathName, selectorName } from './plan-values.ts'
import { parseDomain } from './records/domain.ts'
import { isMailbox } from './records/smtp/mailbox.ts'

type Question = Omit<ProbeRequest, 'resolvers' | 'zones' | 'outputs' | 'color' | 'verbosity'>

/** What is known beside what was asked: what this machine's mail server has, and who wrote the message that was given. */
export interface ProbeKnown extends Known {
  relay?: { target: string; tls: SessionAsked['tls'] } & Partial<
    Pick<SessionAsked, 'helo' | 'source' | 'family' | 'login'>
  >
  /** Who sends where nobody is named, `user@domain`: who wrote the message that was given, or whoever sends from here. */
  from?: string
}
/** A probe for each recipient, and what it takes to judge what arrives of it. */
export interface ProbePlan {
  plan: Plan<ProbeTarget>
  /** The records of the relay at the domain of the sender, where it is known which these are. */
  records?: Plan<DomainTarget>
  /** What the message checks, if any were chosen, make of a message with this name. */
  arrived: { checks: readonly Check[]; plan(name: string): Plan<MessageTarget> }
  /** With `--open-relay-test`: the relay as somebody who does not log in finds it. */
  stranger?: Plan<RelayTarget>
  probe: ProbeAsked
  selector?: string
  /** By what way, as a person calls it: `mail.smtp2go.com:587`. */
  through: string
}

/** What is checked of a probe, of what arrives, of the relay's records at the domain of the sender, and of the relay without a login. */
export type ProbeChecks = Readonly<Record<'probe' | 'message' | 'records' | 'stranger', readonly Check[]>>

/** A probe is one message to each of a few people who know of it. */
export const mostRecipients = 10

/** The same for a message that is sent and followed. */
export function planProbe(question: Question, registry: ProbeChecks, known: ProbeKnown): ProbePlan | Usage {
  const checks = chooseChecks(question, Object.values(registry).flat())
  if ('usage' in checks) return checks
  try {
    return planOfProbe(question, { registry, checks, known })
  } catch (error) {
    if (error instanceof Misread) return usage(error.message)
    throw error
  }
}

function planOfProbe(
  question: Question,
  { registry, checks, known }: { registry: ProbeChecks; checks: readonly Check[]; known: ProbeKnown },
): ProbePlan {
  const targets = recipientsOf(question.recipients)
  const { via, waitMs, bulk, cleanUp, dkimSelector } = question
  const server = via === 'relay' ? serverOf(question, known) : undefined
  const senders = sendersOf(question, known)
  const probe: ProbeAsked = { via, ...senders, ...(server && { server: server.asked }), waitMs, bulk, cleanUp }
  const recipients = targets.map(({ name }) => name)
  const how = { ...question, ...(via === 'relay' && question.relay === undefined && known.relay), recipients }
  const session = sessionAsked(how, [senders.envelopeFrom])
  const lists = must(readLists(question.lists ?? 'core', question.deadLists, known.deadLists))
  const asked = commonAsked(lists, bulk)
  const message = arrivalAsked(question)
  const planned = planOf(targets, checks.filter(isOf(registry.probe)), { ...asked, probe, session })
  const ofMessage = checks.filter(isOf(registry.message))
  if (planned.checks.length === 0 && (ofMessage.length === 0 || !isWatched(question)))
    throw new Misread(ofMessage.length === 0 ? nothingOfMail : nothingToJudge)
  const records = recordsOf({ ...question, from: senders.from }, server?.asked.host, known)
  const ofStranger = checks.filter(isOf(registry.stranger))
  return {
    // It is sent and followed whatever is chosen to be judged of it.
    plan: { ...planned, facts: new Set([...planned.facts, ...always, ...needsOfArriving(registry.probe)]) },
    arrived: {
      checks: ofMessage,
      plan: (name) => planOf([{ kind: 'message', name, display: name }], ofMessage, { ...asked, message }),
    },
    ...(records && { records: planOf(records.targets, checks.filter(isOf(registry.records)), records.asked) }),
    ...(server && ofStranger.length > 0 && { stranger: strangerOf(server.target, ofStranger, { ...asked, session }) }),
    probe,
    ...(dkimSelector !== undefined && { selector: selectorName(dkimSelector, [], '--dkim-selector') }),
    through: server?.called ?? otherWays[via](targets),
  }
}

/** The same session, of nobody. */
const strangerOf = (
  relay: RelayTarget,
  checks: readonly Check[],
  { session: { login: _, ...session }, ...asked }: Asked & { session: SessionAsked },
): Plan<RelayTarget> => planOf([relay], checks, { ...asked, session })

/** What is asked of a relay's records; of a relay that nobody knows nothing can be. */
function recordsOf(
  { from, selectors: typed, returnPath }: Pick<Question, 'selectors' | 'returnPath'> & { from: string },
  host: string | undefined,
  { relays }: Known,
): { targets: DomainTarget[]; asked: Asked } | undefined {
  if (host === undefined || !relays.some(({ hostPattern }) => hostPattern.test(host))) {
    if (typed.length === 0 && returnPath === undefined) return undefined
    throw new Misread(
      '--selector and --return-path are of the records of a relay that is known here, and this is none: leave them out.',
    )
  }
  const targets = domainsOf([from])
  const asked: Asked = {
    addresses: [],
    selectors: [...new Set(typed.map((one) => selectorName(one, targets)))],
    mostGuesses: 200,
    parked: false,
    authoritative: false,
    relay: { host },
    ...(returnPath !== undefined && { returnPath: returnPathName(returnPath) }),
  }
  return { targets, asked }
}

const always = ['probe', 'probeSent', 'probeArrival'] as const

/** What tells whether there is anything to judge of the message. */
export const isOfArriving = ({ id }: Check): boolean => id === 'probe-accepted' || id === 'probe-arrived'
const needsOfArriving = (registry: readonly Check[]) => registry.filter(isOfArriving).flatMap(({ needs }) => needs)

/** A recording has its own. */
const isWatched = ({ imap, maildir, listen, replay }: Question): boolean =>
  [imap, maildir, listen, replay].some((one) => one !== undefined)
const nothingOfMail =
  'What was chosen judges records or the relay alone, and no message has to be sent for that: relaycheck domain looks at records, relaycheck relay at a relay.'
const nothingToJudge =
  'What was chosen judges a message as it arrived, and no mailbox is watched: name one by --imap, --maildir or --listen.'

const isOf = (registry: readonly Check[]) => (check: Check) => registry.includes(check)

const commonAsked = (lists: ListChoice, bulk: boolean): Asked => ({
  addresses: [],
  selectors: [],
  mostGuesses: 0,
  parked: false,
  authoritative: false,
  lists,
  ...(bulk && { bulk }),
})

const otherWays = {
  relay: () => 'the relay',
  local: () => 'the mail server of this machine',
  mx: (targets: readonly ProbeTarget[]) => {
    const domains = [...new Set(targets.map(({ display }) => display.slice(display.lastIndexOf('@') + 1)))]
    return `the mail servers of ${domains.join(', ')}`
  },
}

function recipientsOf(typed: readonly string[]): ProbeTarget[] {
  // Hardly any server tells people apart by the case of letters.
  const people = new Map<string, string>()
  for (const name of typed.map((one) => mailbox('--to', one)))
    if (!people.has(name.toLowerCase())) people.set(name.toLowerCase(), name)
  const names = [...people.values()]
  if (names.length > mostRecipients)
    throw new Misread(
      `${names.length} recipients are more than the ${mostRecipients} of one probe, which is a test and no mailing: name fewer.`,
    )
  return names.map((name) => ({ kind: 'probe', name, display: displayed(name) }))
}

const displayed = (name: string): string => {
  const at = name.lastIndexOf('@')
  return `${name.slice(0, at)}@${must(parseDomain(name.slice(at + 1))).display}`
}

function sendersOf(question: Question, known: ProbeKnown): { from: string; envelopeFrom: string } {
  const { from, message, user } = question
  const returned = question.envelopeFrom === undefined ? undefined : mailbox('--envelope-from', question.envelopeFrom)
  const unnamed = known.from ?? (message === undefined ? userAsSender(user) : returned)
  if (from !== undefined && /^\s*<\s*>\s*$/.test(from))
    throw new Misread('--from is who the message is from, and "<>" is nobody: "<>" belongs to --envelope-from.')
  const author = from === undefined ? unnamed : mailbox('--from', from, { nobody: false })
  if (author === undefined)
    throw new Misread(
      message === undefined
        ? 'Who sends it? Nobody is named here: add --from me@example.com'
        : `${message} says in no From whose it is: say where bounces are to go, --envelope-from me@example.com`,
    )
  return { from: author, envelopeFrom: returned ?? author }
}

/** Many log in by their address. */
const userAsSender = (user: string | undefined): string | undefined =>
  user !== undefined && isMailbox(user) && !('fault' in parseDomain(user.slice(user.lastIndexOf('@') + 1)))
    ? mailbox('--user', user)
    : undefined

const noRelay =
  'Through which relay? No mail server here hands its mail to one: name it, as --relay mail.example.com:587, or send without one: --via mx'

/** The relay that was named, or that this machine's mail server uses; without a port that on which such a one is most often reached. */
function serverOf(
  { relay: typed, tls: asked }: Question,
  { relay: own, relays }: ProbeKnown,
): { asked: NonNullable<ProbeAsked['server']>; called: string; target: RelayTarget } {
  const named = typed ?? own?.target
  if (named === undefined) throw new Misread(noRelay)
  const relay = must(readRelay(named, relays, '--relay'))
  const tls = typed === undefined ? (own?.tls ?? asked) : asked
  const port = relay.port ?? usualPort(relay, tls, relays)
  const withPort = (name: string) => (relay.port === undefined ? `${name}:${port}` : name)
  const target = { ...relay, name: withPort(relay.name), display: withPort(relay.display), port }
  return { asked: { host: relay.host, port, tls }, called: target.display, target }
}

function usualPort({ host }: RelayTarget, tls: SessionAsked['tls'], relays: readonly RelayProfile[]): number {
  const ports = relays.find(({ hostPattern }) => hostPattern.test(host))?.ports
  return tls === 'implicit' ? (ports?.implicit[0] ?? 465) : (ports?.starttls[0] ?? 587)
}
