import type { PostAsk, PostSession, ProbeAsked, ProbeLetter, ProbeSent } from '../../src/core/probe.ts'
import type { Said } from '../../src/core/smtp.ts'
import type { SessionAsked } from '../../src/core/target.ts'
import { probeSent } from '../../src/facts/probe-sent.ts'
import { gather } from '../../src/gather.ts'
import { type MemoryOptions, memoryWorld } from './memory-dns.ts'
import { said, sessionFor, unconnected } from './sessions.ts'

export const probeLetter: ProbeLetter = {
  token: 'abcdefghijklmnop',
  id: 'abcdefghijklmnop.1@shop.example',
  subject: 'relaycheck probe abcdefghijklmnop',
  octets: 1000,
  given: false,
}

type Trouble = Parameters<typeof unconnected>[1]
type Came = Trouble | { changes?: Parameters<typeof sessionFor>[1]; mail?: Said; rcpt?: Said; go?: Said; end?: Said }

/** What one server makes of a message: it takes it, unless something else is said. With `changes` and no `end` it did not come so far. */
export function posted(ask: Omit<PostAsk, 'message'>, came: Came = {}): PostSession {
  if (typeof came === 'string') return { ...unconnected(ask, came), sent: 'no' }
  const { changes = {}, mail, rcpt, go = said(354), end = said(250, '2.0.0', 'Ok: queued as 4XyZ01AbCd') } = came
  const [envelope = { sender: '', recipients: [] }] = ask.envelopes
  const isYes = (one: Said) => 'reply' in one && one.reply.code < 300
  const whole = sessionFor(ask, {
    envelopes: [
      {
        sender: envelope.sender,
        mail: mail ?? said(250, '2.1.0'),
        recipients: mail
          ? []
          : envelope.recipients.map((recipient) => ({ recipient, rcpt: rcpt ?? said(250, '2.1.5') })),
      },
    ],
    ...changes,
  })
  const early = mail ?? rcpt ?? (Object.keys(changes).length > 0 && !came.end ? 'early' : undefined)
  if (early) return { ...whole, sent: 'no' }
  if (!('reply' in go) || go.reply.code !== 354) return { ...whole, data: { go }, sent: 'no' }
  return { ...whole, data: { go, end }, sent: 'broken' in end ? 'perhaps' : isYes(end) ? 'yes' : 'no' }
}

/** A probe through a relay, unless something else is asked. */
export const probeAsked = (changes: Partial<ProbeAsked> = {}): ProbeAsked => ({
  via: 'relay',
  from: 'probe@shop.example',
  envelopeFrom: 'probe@shop.example',
  ...((changes.via ?? 'relay') === 'relay' && { server: { host: 'mail.relay.example', port: 587, tls: 'auto' } }),
  waitMs: 0,
  bulk: false,
  cleanUp: false,
  ...changes,
})

interface World extends MemoryOptions {
  /** What each server does, by its address and port (`192.0.2.1:25`), `in clear` behind it where TLS was not asked for; the others take the message. */
  at?: Record<string, Came>
  recipient?: string
  session?: Partial<SessionAsked>
}

/** What came of sending, and which servers were asked in turn: `192.0.2.1:25 starttls`. */
export async function sending(zone: string, asked: Partial<ProbeAsked>, world: World = {}) {
  const { at = {}, recipient = 'anna@mail.example', session = {}, ...options } = world
  const asks: PostAsk[] = []
  const dns = memoryWorld(zone, { source: '198.51.100.7', ...options })
  const { probeSent: sent } = await gather(
    new Set(['probeSent'] as const),
    { probeSent },
    {
      target: { kind: 'probe', name: recipient, display: recipient },
      asked: {
        addresses: [],
        selectors: [],
        mostGuesses: 0,
        parked: false,
        authoritative: false,
        probe: probeAsked(asked),
        session: { tls: 'auto', senders: [], recipients: [], openRelayTest: false, ...session },
      },
      world: {
        ...dns,
        letter: async () => ({ ...probeLetter, message: Buffer.from('Subject: x\r\n\r\n') }),
        async post(ask) {
          asks.push(ask)
          const where = `${ask.address}:${ask.port}`
          return posted(ask, at[ask.tls === 'none' ? `${where} in clear` : where])
        },
      },
    },
  )
  const said = asks.map(({ address, port, tls }) => `${address}:${port} ${tls}`)
  return { sent, asks, said, questions: dns.questions }
}

/** A fact of a probe that one server took, unless changed. */
export function probeSentFact(changes: Partial<ProbeSent> = {}): ProbeSent {
  const ask = {
    address: '192.0.2.1',
    port: 587,
    tls: 'starttls',
    envelopes: [{ sender: 'probe@shop.example', recipients: ['anna@mail.example'] }],
  } as const
  return {
    letter: probeLetter,
    at: new Date('2026-11-24T06:00:00Z'),
    via: 'relay',
    sessions: [{ ...posted(ask), host: 'mail.relay.example' }],
    outcome: 'accepted',
    stage: 'end',
    queueId: '4XyZ01AbCd',
    ...changes,
  }
}
