import type { ProbeArrival, ProbeSent, ProbeTrail, TrailEvent } from '../../src/core/probe.ts'
import type { ReplyExplained } from '../../src/core/reply.ts'
import type { ProbeTarget } from '../../src/core/target.ts'

/** What there is of a probe that a relay took, and of which nobody has heard since. */
export const probeTarget: ProbeTarget = {
  kind: 'probe',
  name: 'anna@receiver.example',
  display: 'anna@receiver.example',
}

export const sentAs = (more: Partial<ProbeSent> = {}): ProbeSent => ({
  letter: {
    token: 'abcdefghijklmnop',
    id: 'abc@shop.example',
    from: 'a@shop.example',
    subject: 'relaycheck probe abcdefghijklmnop',
    octets: 1200,
    given: false,
  },
  at: new Date('2026-11-24T06:00:00Z'),
  via: 'relay',
  sessions: [],
  outcome: 'accepted',
  stage: 'end',
  queueId: '4XyZ01',
  ...more,
})
export const trailOf = (...events: TrailEvent[]): ProbeTrail => ({ events, unseen: [] })
export const event = (state: TrailEvent['state'], more: Partial<TrailEvent> = {}): TrailEvent => ({
  at: new Date('2026-11-24T06:00:05Z'),
  by: 'Postfix on this machine',
  state,
  text: `4XyZ01: status=${state}`,
  ...more,
})
export const arrivedIn = (folder: string, kind: 'inbox' | 'junk' | 'other' = 'inbox'): ProbeArrival => ({
  kind: 'arrived',
  called: 'imap.receiver.example, INBOX and 2 other folders',
  arrival: { folder, kind, at: new Date('2026-11-24T06:00:07Z'), octets: Buffer.from('Subject: x\r\n\r\n') },
  tookMs: 7000,
})
export const answered = (text: string, more: Partial<ReplyExplained> = {}): ReplyExplained => ({
  text,
  class: 'recipient',
  owner: 'recipient',
  reason: 'no-such-mailbox',
  means: 'There is no such mailbox.',
  fix: 'Write to another address.',
  next: [],
  sources: [],
  names: [],
  ...more,
})
