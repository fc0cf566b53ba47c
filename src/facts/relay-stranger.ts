import type { RelayGatherer } from '../core/gatherer.ts'
import { blind, seen } from '../core/observation.ts'
import { endOf } from '../core/session-stages.ts'
import type { Envelope } from '../core/smtp.ts'
import type { SessionAsked } from '../core/target.ts'
import { plainAsk } from './relay/ask.ts'

/** Nobody's (RFC 2606 section 3), so no relay serves it. */
const foreign = 'relaycheck@example.net'

/** What the relay says to somebody who has no business with it: only where that was asked for, at one address. */
export const relayStranger: RelayGatherer<'relayStranger'> = async (site) => {
  const { asked, look, world } = site
  if (!asked.session?.openRelayTest) return seen(undefined)
  const sessions = await look('relaySessions')
  if (!sessions.seen) return sessions
  const ends = sessions.value.map((session) => ({ session, end: endOf(session, session.address) }))
  const ready = ends.find(({ end }) => end === undefined)?.session
  if (ready)
    return seen(await world.smtp({ ...plainAsk(site, ready.address, ready), envelopes: [unasked(asked.session)] }))
  const unseen = ends.find(({ end }) => end && !end.seen)?.end
  return unseen ? blind(unseen.blind) : seen(undefined)
}

/**
 * From somebody whose domain there is, since many refuse what has none before they look at anything else; the null sender
 * is refused for no domain. To a domain that takes no mail, and to whoever was named, if that is not the sender's house.
 */
function unasked({ senders, recipients }: SessionAsked): Envelope {
  const sender = senders.find((one) => one !== '') ?? ''
  const others = recipients.filter((recipient) => domainOf(recipient) !== domainOf(sender)).slice(0, 1)
  return { sender, recipients: [foreign, ...others] }
}

const domainOf = (mailbox: string): string => mailbox.slice(mailbox.lastIndexOf('@') + 1).toLowerCase()
