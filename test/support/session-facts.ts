import type { RelayProfile } from '../../src/core/relay.ts'
import type { RelayPorts } from '../../src/core/session.ts'
import type { SmtpSession } from '../../src/core/smtp.ts'
import type { Asked, SessionAsked } from '../../src/core/target.ts'
import { relayTarget } from './sessions.ts'

export { smtp2go } from '../../src/knowledge/relays/smtp2go.ts'

const way: RelayPorts['way'] = { port: 587, tls: 'starttls', why: 'given' }

/** What was asked for beside the relay. */
export const askedOf = (changes: Partial<SessionAsked> = {}): Asked => ({
  addresses: [],
  selectors: [],
  mostGuesses: 0,
  parked: false,
  authoritative: false,
  session: { tls: 'auto', senders: [], recipients: [], openRelayTest: false, ...changes },
})

/** A relay that nobody knows, with these sessions, on a day on which its certificate has a month left. */
export const relayFacts = (...relaySessions: SmtpSession[]) => ({
  relay: relayTarget,
  relaySessions,
  relayProfile: undefined as RelayProfile | undefined,
  relayPorts: { way, others: [] as readonly SmtpSession[] } satisfies RelayPorts as RelayPorts,
  relayHost: { answers: [], addresses: relaySessions.map(({ address }) => address), more: 0 },
  asked: askedOf(),
  now: new Date('2026-11-30T12:00:00Z'),
})

/** As `relayFacts`, with a user to log in and these senders and recipients asked for. */
export const askedFacts = (asked: Partial<SessionAsked>, ...relaySessions: SmtpSession[]) => ({
  ...relayFacts(...relaySessions),
  asked: askedOf(asked),
})

/** What the other ports of the relay do, beside the one that was given. */
export const others = (...sessions: SmtpSession[]): { relayPorts: RelayPorts } => ({
  relayPorts: { way, others: sessions },
})
