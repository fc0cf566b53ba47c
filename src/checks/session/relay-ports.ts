import type { Hosting } from '../../core/address.ts'
import { defineCheck, type Ruling } from '../../core/check.ts'
import type { Facts } from '../../core/facts.ts'
import type { Evidence } from '../../core/finding.ts'
import type { Blind } from '../../core/observation.ts'
import type { SmtpSession } from '../../core/smtp.ts'
import { brokenIn, cutShort, replyIn } from '../../core/smtp-blind.ts'
import { blockedPorts } from '../../knowledge/hosting.ts'
import { few } from '../few.ts'
import { orderFor, orderToSend, sendThrough } from '../session-orders.ts'
import { instead, type PortState, portTable, stateOf } from '../session-ports.ts'
import { reachable } from '../session-subjects.ts'
import { serverOf, withRoute } from '../session-told.ts'
import type { Way } from '../session-ways.ts'

const outcomes = {
  open: { verdict: 'pass', says: '{server} is open.', brief: '{briefly}' },
  'configured-closed': {
    verdict: 'fail',
    says: '{server} refuses connections: nothing listens there, or a firewall turns them away. Mail for that port stays in the queue.',
    fix: 'Give the port that whoever runs {host} documents. Where the server is yours: see on it that the port is listened at, and let in by its firewall:\n\n    ss -ltn',
    fixes: { other: sendThrough },
  },
  blocked: {
    verdict: 'fail',
    says: '{server} says nothing, while port {port2} of the same relay answers: {hosting} lets nobody connect to port {port} from its network, as it documents. Mail for that port stays in the queue.',
    fix: sendThrough,
  },
  'closed-at-one': {
    verdict: 'warn',
    says: '{server} refuses connections, while port {port} is open at {open}. Senders that try it first lose time; mail goes all the same.',
    fix: 'Have whoever runs {host} start the mail server at {address}, let this machine in there, or take that address out of DNS.',
  },
  'all-closed': {
    verdict: 'fail',
    says: '{relay} refuses connections at every port that was tried ({ports}). No mail can be sent through it from here.',
    fix: 'Check the name of the host first. Where the server is yours: see on it that the mail server runs, at which ports it listens, and that its firewall lets this machine in:\n\n    ss -ltn',
  },
  others: { verdict: 'info', says: 'Of the other ports that {name} documents: {what}.' },
  'no-route': {
    verdict: 'skip',
    says: 'this machine has no {family} route, so {addresses} of {host} was not asked',
    brief: 'no {family} route here',
  },
} as const
type Rulings = Ruling<keyof typeof outcomes>
type Known = Pick<Facts, 'relay' | 'relaySessions' | 'relayPorts' | 'relayProfile' | 'relayEgress' | 'asked'>

export default defineCheck({
  id: 'relay-ports',
  step: 'session',
  title: 'The port is open from here',
  why: 'Many networks let no mail ports out, and say so with silence: mail then waits in the queue until it is given back.',
  refs: ['RFC 6409 section 3.1', 'RFC 8314 section 3.3'],
  subject: reachable,
  needs: ['relay', 'relaySessions', 'relayPorts', 'relayProfile', 'relayEgress', 'asked'],
  outcomes,
  judge(facts): Rulings[] {
    const { relaySessions } = facts
    const tried = withRoute(relaySessions)
    const unrouted = relaySessions.filter((session) => !tried.includes(session))
    const closed = judgeAllClosed(tried, facts)
    return [...(closed ? [closed] : tried.flatMap((session) => judgeOne(session, facts))), ...noRoute(unrouted, facts)]
  },
})

/** Said once, of a family: this machine is not asked of it at all. */
function noRoute(unrouted: readonly SmtpSession[], { relay }: Known): Rulings[] {
  const addresses = unrouted.map(({ address }) => address)
  if (addresses.length === 0) return []
  const isSix = addresses.every((address) => address.includes(':'))
  const family = isSix ? 'IPv6' : 'IPv4'
  return [{ outcome: 'no-route', about: { family, addresses: few(addresses), host: relay.host } }]
}

/** Every address and every port turns connections away: said once. A port alone, that was given, is told by itself. */
function judgeAllClosed(tried: readonly SmtpSession[], { relay, relayPorts }: Known): Rulings | undefined {
  const all = [...tried, ...relayPorts.others]
  if (relayPorts.others.length === 0 || !all.every((session) => stateOf(session) === 'refused')) return undefined
  const ports = [...new Set(all.map(({ port }) => port))].sort((a, b) => a - b).map(String)
  return { outcome: 'all-closed', about: { relay: relay.display, host: relay.host, ports } }
}

function judgeOne(session: SmtpSession, facts: Known): Rulings[] {
  const { relay, relayPorts, relayEgress, asked } = facts
  const { address, port } = session
  const state = stateOf(session)
  const evidence = tableAt(session, facts)
  const about = { server: serverOf(relay, session), host: relay.host, address, port, state }
  const briefly = relayPorts.way.why === 'given' ? '' : `port ${port}`
  if (state === 'open')
    return [{ outcome: 'open', about: { ...about, briefly }, evidence }, ...judgeOthers(session, facts)]
  const open = facts.relaySessions.find((other) => other.port === port && replyIn(other.greeting)?.code === 220)
  // Both addresses of localhost are so by agreement (RFC 6761): nobody published the other.
  if (open && state === 'refused' && relay.host === 'localhost') return []
  if (open) return [judgeAddress(session, open, facts)]
  const way = instead(session, relayPorts.others)
  const more = way && { ...about, ...orderFor(relay, asked, way) }
  const unheard =
    relayPorts.way.why === 'usual' ? relayPorts.others.find((other) => stateOf(other) !== 'refused') : undefined
  if (state === 'refused' && unheard) return [{ cannotTell: blindOf(unheard), about, evidence }]
  if (state === 'refused')
    return [{ outcome: 'configured-closed', about: more ?? about, evidence, ...(more && { fixFor: 'other' }) }]
  const hosting =
    blockedPorts(relayEgress.hosting).includes(port) && state === 'silent' ? relayEgress.hosting : undefined
  if (hosting && more) return [{ outcome: 'blocked', about: { ...more, hosting: hosting.name }, evidence }]
  if (way) return [{ cannotTell: { ...blindOf(session), ...answerAt(way, session, facts) }, about, evidence }]
  const wayOut = hosting && unblocking(hosting, port)
  return [{ cannotTell: { ...blindOf(session), ...(wayOut !== undefined && { wayOut }) }, about, evidence }]
}

/** The answer comes first, alike for all addresses: the port to use. */
function answerAt(way: Way, session: SmtpSession, { relay, asked }: Known): Pick<Blind, 'detail' | 'wayOut'> {
  const { port } = session
  const [is, why] =
    stateOf(session) === 'silent'
      ? ['is silent from here', 'Silence does not say why']
      : ['cannot be reached from here', 'Nothing says why']
  return {
    detail: `Port ${port} of ${relay.host} ${is} while ${way.port} answers: send through ${way.port}. ${why}`,
    wayOut: orderToSend(relay, asked, way),
  }
}

/** The port is open at another address: then it is this address that matters, and mail goes by the others. */
function judgeAddress(session: SmtpSession, { address: open }: SmtpSession, facts: Known): Rulings {
  const { relay } = facts
  const { address, port } = session
  const about = { server: serverOf(relay, session), host: relay.host, address, port, open }
  const evidence = tableAt(session, facts)
  if (stateOf(session) === 'refused') return { outcome: 'closed-at-one', about, evidence }
  const family = address.includes(':') ? 'IPv6' : 'IPv4'
  const wayOut = `The port is open at ${open}, so mail goes there. Run this again; if ${address} stays silent, see whether ${family} works on this machine at all, and tell whoever runs ${relay.host}.`
  return { cannotTell: { ...blindOf(session), wayOut }, about, evidence }
}

const unblocking = ({ name, unblock = '' }: Hosting, port: number): string =>
  `${name} documents that it lets nobody connect to port ${port}. ${unblock ? `To have it opened: ${unblock} ` : ''}Or send through a port of the relay that it lets out.`

function blindOf({ connected }: SmtpSession): Blind {
  const broken = brokenIn(connected)
  return broken
    ? cutShort(broken, 'connecting')
    : { reason: 'not-attempted', detail: 'that port is open and was not looked at further' }
}

/** The ports at that address, where any other was tried there. */
function tableAt(session: SmtpSession, { relayPorts, relayProfile, relayEgress }: Known): Evidence[] {
  const others = relayPorts.others.filter(({ address }) => address === session.address)
  if (others.length === 0) return []
  const { hosting } = relayEgress
  const notes = { profile: relayProfile, blocked: blockedPorts(hosting), hosting: hosting?.name ?? '' }
  return [portTable([session, ...others], notes)]
}

/** What a person would run into who took another port of the relay; nothing where all are open, or nobody documents them. */
function judgeOthers(session: SmtpSession, facts: Known): Rulings[] {
  const { relayPorts, relayProfile, relayEgress } = facts
  if (!relayProfile) return []
  const blocked = blockedPorts(relayEgress.hosting)
  const others = relayPorts.others.filter(({ address }) => address === session.address)
  const portsAt = (state: PortState, isBlocked: boolean) =>
    others.filter((one) => stateOf(one) === state && blocked.includes(one.port) === isBlocked).map(({ port }) => port)
  const shut = portsAt('silent', true)
  const silent = portsAt('silent', false)
  const closed = [...portsAt('refused', false), ...portsAt('refused', true)]
  const what = [
    ...(shut.length > 0
      ? [
          `${listed(shut)} nothing is heard here, as ${relayEgress.hosting?.name} blocks ${shut.length === 1 ? 'it' : 'them'}`,
        ]
      : []),
    ...(silent.length > 0 ? [`${listed(silent)} nothing is heard here`] : []),
    ...(closed.length > 0 ? [`${listed(closed)} connections are refused`] : []),
  ]
  if (what.length === 0) return []
  const ports = [...shut, ...silent, ...closed].map(String)
  return [
    {
      outcome: 'others',
      about: { name: relayProfile.name, ports, what: what.join('; ') },
      evidence: tableAt(session, facts),
    },
  ]
}

function listed(ports: readonly number[]): string {
  const sorted = ports.toSorted((a, b) => a - b)
  return sorted.length === 1 ? `on ${sorted[0]}` : `on ${sorted.slice(0, -1).join(', ')} and ${sorted.at(-1)}`
}
