import type { RelayGatherer, Site } from '../core/gatherer.ts'
import { blind, type Observation, seen } from '../core/observation.ts'
import type { RelayHost } from '../core/session.ts'
import { endOf } from '../core/session-stages.ts'
import type { Envelope, SmtpAsk, SmtpSession } from '../core/smtp.ts'
import type { RelayTarget, SessionAsked } from '../core/target.ts'
import { plainAsk } from './relay/ask.ts'
import { routed } from './relay/routed.ts'
import { wayTo } from './relay/way.ts'

/**
 * A session with each address of the relay, all at once. Who logs in and who sends is said at one address alone: a wrong
 * password at each of five addresses locks an account.
 */
export const relaySessions: RelayGatherer<'relaySessions'> = async (site) => {
  const { asked, look, world } = site
  const host = await look('relayHost')
  if (!host.seen) return host
  const { addresses, answers } = host.value
  if (addresses.length === 0) return noAddress(answers)
  const [way, [first]] = await Promise.all([wayTo(site), routed(world, addresses)])
  if (!way.seen) return way
  const said = sayings(asked.session)
  const plain = (address: string) => plainAsk(site, address, way.value)
  const sessions = await Promise.all(
    addresses.map((address) => world.smtp({ ...plain(address), ...(address === first && said) })),
  )
  return seen(said ? await andAgain(site, sessions, first, (address) => ({ ...plain(address), ...said })) : sessions)
}

/** Where the first never got to a login, the next that is ready is asked for all that; once, whatever comes of it. */
async function andAgain(
  { world }: Site<RelayTarget>,
  sessions: readonly SmtpSession[],
  first: string | undefined,
  ask: (address: string) => SmtpAsk,
): Promise<SmtpSession[]> {
  const isReady = (session: SmtpSession) => endOf(session, session.address) === undefined
  const next = sessions.some((session) => session.address === first && isReady(session))
    ? undefined
    : sessions.find(isReady)
  const again = next && (await world.smtp(ask(next.address)))
  return sessions.map((session) => (again && session === next ? again : session))
}

/** What is said once a session is ready; nothing where nothing was asked for. */
function sayings(asked: SessionAsked | undefined): Pick<SmtpAsk, 'login' | 'envelopes'> | undefined {
  const envelopes = asked ? envelopesOf(asked) : []
  if (!asked?.login && envelopes.length === 0) return undefined
  return { ...(asked?.login && { login: asked.login }), envelopes }
}

/**
 * Many servers refuse a sender only where a recipient is named. Without one a sender stands for it: nothing is ever sent,
 * and nobody else is named.
 */
function envelopesOf({ senders, recipients }: SessionAsked): Envelope[] {
  const own = senders.filter((sender) => sender !== '').slice(0, 1)
  return senders.map((sender) => ({ sender, recipients: recipients.length > 0 ? recipients : own }))
}

/** Where one family was not seen, there may be an address all the same. */
function noAddress(answers: RelayHost['answers']): Observation<readonly SmtpSession[]> {
  const unseen = answers.find((answer) => answer.kind === 'blind')
  return unseen ? blind(unseen.blind) : seen([])
}
