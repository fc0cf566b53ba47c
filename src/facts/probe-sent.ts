import type { ProbeGatherer, Site } from '../core/gatherer.ts'
import { blind, seen } from '../core/observation.ts'
import { type PostAsk, type PostSession, type ProbeSent, serverCalled } from '../core/probe.ts'
import type { SmtpTls } from '../core/smtp.ts'
import { brokenIn, written } from '../core/smtp-blind.ts'
import type { ProbeTarget } from '../core/target.ts'
import { explainReply } from '../knowledge/replies.ts'
import { canonicalAddress, hiddenRange } from '../records/address.ts'
import { queueIdIn } from '../records/reply/queue-id.ts'
import { readReply } from '../records/reply/read.ts'
import type { Around } from '../records/reply/said.ts'
import { type Ending, endingOf } from './probe/ending.ts'
import { type Server, serversFor } from './probe/servers.ts'

/** Sends one message to one recipient: to one server after another until one has it, or has said no to it. */
export const probeSent: ProbeGatherer<'probeSent'> = async (site) => {
  const { target, asked, world } = site
  const { probe } = asked
  if (!probe) throw new Error('nothing is said of what is to be sent')
  if (!world.post || !world.letter)
    return blind({ reason: 'not-attempted', detail: 'nothing can be sent here', wayOut: 'Run relaycheck probe.' })
  const composed = await world.letter(target.name)
  if ('blind' in composed) return blind(composed.blind)
  const { message, ...letter } = composed
  const begun = { letter, at: world.now(), via: probe.via }
  const found = await serversFor(site, probe)
  if (!('servers' in found)) return seen({ ...begun, sessions: [], outcome: 'not-sent', stage: 'connect', ...found })
  const ask = { sender: probe.envelopeFrom, message, isStranger: probe.via === 'mx' }
  const all = await tryEach(site, found.servers, world.post, ask)
  const decisive = decisiveOf(all.map(({ ending }) => ending))
  const last = all[decisive]
  if (!last) throw new Error('no server was tried')
  const { before: _, reply, ...ending } = last.ending
  const around = aroundOf(last, { to: target.name, from: probe.envelopeFrom, isSeen: ask.isStranger })
  const queueId = ending.outcome === 'accepted' && reply ? queueIdIn(reply) : undefined
  return seen({
    ...begun,
    sessions: all.map(({ session, server: { host } }) => ({ ...session, host })),
    ...(decisive < all.length - 1 && { decisive }),
    ...ending,
    ...(reply && { reply: explainReply(readReply(written(reply), around)) }),
    ...(queueId !== undefined && { queueId }),
  } satisfies ProbeSent)
}

interface Tried {
  server: Server
  session: PostSession
  ending: Ending
}
interface Sending {
  sender: string
  message: Uint8Array
  /** Nobody logs in. */
  isStranger: boolean
}

/** RFC 5321 section 5.1: the next one where the one before gave no answer, or asked to come later, and nothing of the message was said. */
async function tryEach(
  { target, asked: { session: how } }: Site<ProbeTarget>,
  servers: readonly Server[],
  post: NonNullable<Site['world']['post']>,
  { sender, message, isStranger }: Sending,
): Promise<Tried[]> {
  const all: Tried[] = []
  const say = async (server: Server, tls: SmtpTls) => {
    const servername = how?.servername ?? (canonicalAddress(server.host) === undefined ? server.host : undefined)
    const ask: PostAsk = {
      address: server.address,
      port: server.port,
      tls,
      ...(servername !== undefined && { servername }),
      ...(how?.helo !== undefined && { helo: how.helo }),
      ...(how?.source !== undefined && { source: how.source }),
      ...(how?.login && !isStranger && { login: how.login }),
      envelopes: [{ sender, recipients: [target.name] }],
      message,
    }
    const session = await post(ask)
    const tried = { server, session, ending: endingOf(session, serverCalled({ ...session, host: server.host })) }
    all.push(tried)
    return tried
  }
  for (const server of servers) {
    const tried = await say(server, server.tls)
    const last = server.clear && hasNoTls(tried) ? await say(server, 'none') : tried
    if (!maySay(last, how?.login !== undefined && !isStranger)) break
  }
  return all
}

/** No TLS is offered, or it does not come about; not where somebody on the way is at work. */
function hasNoTls({ ending, session }: Tried): boolean {
  const broken = brokenIn(session.encrypted) ?? brokenIn(session.starttls)
  return ending.stage === 'tls' && broken?.trouble !== 'injected' && broken?.trouble !== 'interrupted'
}

/** Whether another server may be tried. A password is tried once; at the port for those who log in, strangers are refused. */
function maySay({ ending, server }: Tried, loggedIn: boolean): boolean {
  const { before, outcome, stage } = ending
  if (!before || stage === 'login' || ending.blind?.reason === 'interrupted') return false
  if (outcome !== 'rejected') return true
  return stage === 'greeting' || (server.port === 587 && server.host === 'localhost' && !loggedIn)
}

/** What ended it, else the last one that put it off, else the last that refused; where nobody said anything, the last. */
function decisiveOf(endings: readonly Ending[]): number {
  const end = endings.at(-1)
  if (end && (!end.before || end.stage === 'login')) return endings.length - 1
  const places = (['deferred', 'rejected'] as const).map((word) =>
    endings.findLastIndex(({ outcome }) => outcome === word),
  )
  return places.find((place) => place >= 0) ?? endings.length - 1
}

/** Where the reply was said. `isSeen`: it is our own address that the receiver judges. */
function aroundOf(
  { server: { host, address }, session: { connected } }: Tried,
  { to, from, isSeen }: { to: string; from: string; isSeen: boolean },
): Around {
  const ip = isSeen && 'source' in connected && !hiddenRange(connected.source) ? connected.source : undefined
  return { host, hostIp: address, to, ...(from !== '' && { from }), ...(ip !== undefined && { ip }) }
}
