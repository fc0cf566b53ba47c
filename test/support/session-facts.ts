import type { RelayProfile } from '../../src/core/relay.ts'
import type { RelayPorts } from '../../src/core/session.ts'
import type { SmtpSession } from '../../src/core/smtp.ts'
import type { Asked, SessionAsked } from '../../src/core/target.ts'
import { relayTarget } from './sessions.ts'

/** SMTP2GO as it documents itself, as far as the checks of a session ask. */
export const smtp2go: RelayProfile = {
  id: 'smtp2go',
  name: 'SMTP2GO',
  hosts: ['mail.smtp2go.com'],
  hostPattern: /^mail\.smtp2go\.com$/,
  ports: { starttls: [2525, 587, 8025, 25, 80], implicit: [465, 8465, 443] },
  user: 'SMTP2GO takes an SMTP User, which is made under Sending, SMTP Users.',
  trap: { pattern: /^api-/, says: 'What was given is an API key, which opens no SMTP session.' },
  returnPath: { kind: 'unknown' },
  dkim: { kind: 'unknown' },
  page: 'In SMTP2GO: Sending, Verified Senders, the domain',
  atData:
    'SMTP2GO looks at the From header only at the end of the message: a domain that is not verified is refused then.',
  sources: [],
}

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
