import assert from 'node:assert/strict'
import probeDelay from '../../../src/checks/probe/probe-delay.ts'
import type { Finding } from '../../../src/core/finding.ts'
import type { ProbeArrival, ProbeSent, ProbeTrail } from '../../../src/core/probe.ts'
import { answered, arrivedIn, event, probeTarget, sentAs, trailOf } from '../../support/arrival-facts.ts'
import { cases } from '../../support/cases.ts'
import { posted } from '../../support/probe-sent.ts'

const session = {
  ...posted({ address: '192.0.2.1', port: 587, tls: 'starttls', envelopes: [] }),
  host: 'mail.relay.example',
}
const facts = (
  probeArrival: ProbeArrival,
  probeTrail: ProbeTrail = trailOf(),
  probeSent: ProbeSent = sentAs({ sessions: [session] }),
) => ({
  probe: probeTarget,
  probeSent,
  probeTrail,
  probeArrival,
})
const minute = 60_000
const after = (ms: number): ProbeArrival => {
  const one = arrivedIn('INBOX')
  return one.kind === 'arrived' ? { ...one, arrival: { ...one.arrival, at: at(ms / 1000) }, tookMs: ms } : one
}
const notYet: ProbeArrival = { kind: 'not-yet', waitedMs: minute, called: 'imap.receiver.example' }
const notWatched: ProbeArrival = { kind: 'not-watched' }
const at = (seconds: number) => new Date(Date.parse('2026-11-24T06:00:00Z') + seconds * 1000)
const greylisted = event('deferred', {
  at: at(2),
  to: 'mx.receiver.example[192.0.2.1]:25',
  reply: answered('450 4.7.1 Greylisted', {
    class: 'temporary',
    owner: 'nobody',
    means: 'The receiver puts off whoever it does not know yet.',
    fix: 'Wait for the next try.',
  }),
})
const sent = event('sent', { at: at(305), to: 'mx.receiver.example[192.0.2.1]:25' })
const ofCopy = { recipient: 'archive@receiver.example', at: at(6) }
const mailbox = event('delivered', { at: at(4) })
const report: ProbeArrival = {
  kind: 'bounced',
  tookMs: 5000,
  report: { kind: 'delivery', standard: true, recipients: [], count: 0, original: {} },
}
const delayed: ProbeArrival = {
  ...notYet,
  report: {
    kind: 'delivery',
    standard: true,
    reporter: 'relay.example',
    count: 1,
    original: {},
    recipients: [
      {
        recipient: 'anna@receiver.example',
        action: 'delayed',
        remote: 'mx.receiver.example',
        reply: answered('452 4.2.2 Mailbox full'),
      },
    ],
  },
}
const says = (pattern: RegExp) => (findings: Finding[]) => assert.match(findings[0]?.says ?? '', pattern)
const hops = (findings: Finding[]) =>
  findings[0]?.evidence?.flatMap((one) => (one.kind === 'timeline' ? one.hops : [])) ?? []

cases(probeDelay, {
  // As where a clock was given to judge by (--at), and a log or a relay tells of the delivery by its own.
  'two clocks that are months apart tell no time': [
    facts(notWatched, trailOf(event('delivered', { at: at(100 * 86_400) }))),
    'not-arrived',
  ],
  'nor where the other one is behind': [
    facts(notWatched, trailOf(event('delivered', { at: at(-100 * 86_400) }))),
    'not-arrived',
  ],
  'it arrived within seconds': [facts(after(7000)), 'quick', says(/to anna@receiver\.example took 7 s to imap/)],
  'at the border': [facts(after(5 * minute)), 'quick'],
  'beyond it, and nobody says where it waited': [
    facts(after(5 * minute + 1)),
    'slow',
    (findings) => {
      says(/took 5 min to imap\S* INBOX and 2 other folders, where seconds are usual: .* too late\.$/)(findings)
      assert.match(findings[0]?.fix ?? '', /message-hops/)
    },
  ],
  'beyond it, as it was greylisted': [
    facts(after(6 * minute), trailOf(event('queued'), greylisted, sent)),
    'slow',
    (findings) => {
      says(
        /; Postfix on this machine had to wait, as mx\.receiver\.example\[192\.0\.2\.1\]:25 put it off \("450 4\.7\.1 Greylisted"\)\.$/,
      )(findings)
      assert.equal(findings[0]?.fix, 'Wait for the next try.')
    },
  ],
  'the way is drawn, with the time of each hop': [
    facts(after(7 * minute), trailOf(event('queued', { at: at(1) }), greylisted, { ...greylisted, at: at(302) }, sent)),
    'slow',
    (findings) =>
      assert.deepEqual(
        hops(findings).map(({ number, from, by, how, tookMs, marks }) => [number, from, by, how, tookMs, marks]),
        [
          [1, 'relaycheck', 'mail.relay.example', 'handed in', undefined, []],
          [2, undefined, 'Postfix on this machine', 'queued', undefined, []],
          [
            3,
            'Postfix on this machine',
            'Postfix on this machine',
            'put off by mx.receiver.example[192.0.2.1]:25: "450 4.7.1 Greylisted", 2 times',
            301_000,
            ['slow'],
          ],
          [4, 'Postfix on this machine', 'mx.receiver.example[192.0.2.1]:25', 'taken', 3000, []],
          [5, undefined, 'imap.receiver.example, INBOX and 2 other folders', 'arrived', 115_000, []],
        ],
      ),
  ],
  'of one that was heard of by nobody the whole time is drawn': [
    facts(after(7 * minute)),
    'slow',
    (findings) =>
      assert.deepEqual(
        hops(findings).map(({ how, at, tookMs, marks }) => [how, at, tookMs, marks]),
        [
          ['handed in', undefined, undefined, []],
          ['arrived', '2026-11-24T06:07:00.000Z', 7 * minute, ['slow']],
        ],
      ),
  ],
  'what waited longest is marked': [
    facts(notWatched, trailOf(event('queued', { at: at(1) }), event('delivered', { at: at(900) }))),
    'slow',
    (findings) => assert.deepEqual(hops(findings).at(-1)?.marks, ['slow']),
  ],
  'a clock that is far off tells no time': [
    facts(after(1000), trailOf(event('sent', { at: new Date('2027-11-24T06:00:00Z') }))),
    'quick',
    (findings) => assert.equal(hops(findings).at(-1)?.tookMs, undefined),
  ],
  'thousands of events do not fill the report': [
    facts(after(1000), trailOf(...Array.from({ length: 200 }, (_, i) => event('other', { text: `x${i}` })))),
    'quick',
    (findings) => assert.equal(hops(findings).length, 30),
  ],
  'not yet, and its queue says why': [
    facts(notYet, trailOf(event('queued'), greylisted)),
    'waiting',
    (findings) => {
      says(
        /still waits: Postfix on this machine has put it off, as mx\S+:25 does not take it for now \("450 4\.7\.1 Greylisted"\)\. The receiver puts off whoever/,
      )(findings)
      assert.match(findings[0]?.fix ?? '', /^Wait for the next try\. It is tried again .* --wait 900/)
    },
  ],
  'not yet, and no more is said than that it waits': [
    facts(notYet, trailOf(event('deferred'))),
    'waiting',
    (findings) => {
      says(/Postfix on this machine has put it off\. Why is not told\.$/)(findings)
      assert.match(findings[0]?.fix ?? '', /mailq/)
    },
  ],
  'not watched, and it waits': [
    facts(
      notWatched,
      trailOf({ ...greylisted, reply: answered('450 4.7.1 x', { next: ['relaycheck ip 192.0.2.9'] }) }),
    ),
    'waiting',
    (findings) => assert.match(findings[0]?.fix ?? '', /\n\n {4}relaycheck ip 192\.0\.2\.9\n\nIt is tried/),
  ],
  'not yet, and a report says that it is late': [
    facts(delayed),
    'waiting',
    says(/still waits: relay\.example has put it off, as mx\.receiver\.example does not take it for now \("452/),
  ],
  'put off once, and handed on since': [facts(notYet, trailOf(greylisted, sent)), 'not-arrived'],
  'not yet, and nobody knows anything': [facts(notYet), 'not-arrived'],
  'nobody watches, and a server has laid it into a mailbox': [
    facts(notWatched, trailOf(mailbox)),
    'quick',
    says(/took 4 s to a mailbox, by the word of Postfix on this machine\.$/),
  ],
  'and by its own clock it took less': [
    facts(notWatched, trailOf(event('queued', { at: at(2) }), mailbox)),
    'quick',
    says(/took 2 s to a mailbox/),
  ],
  'laid into a mailbox by a clock that is behind': [
    facts(notWatched, trailOf(event('delivered', { at: at(-3) }))),
    'quick',
    says(/took less than 1 s/),
  ],
  'nobody watches': [facts(notWatched), 'not-arrived'],
  'that a server took it is no arrival': [facts(notWatched, trailOf(sent)), 'not-arrived'],
  'a report came back': [facts(report), 'bounced'],
  'a log says that it was refused': [facts(notYet, trailOf(greylisted, event('bounced'))), 'bounced'],
  'a log says that it was thrown away': [facts(notWatched, trailOf(event('dropped'))), 'bounced'],
  'a copy for an archive was laid into its mailbox, and the message itself was put off': [
    facts(notWatched, trailOf({ ...greylisted, recipient: 'anna@receiver.example' }, { ...mailbox, ...ofCopy })),
    'waiting',
  ],
  'a copy for an archive was refused, and the message itself was laid into the mailbox': [
    facts(notWatched, trailOf({ ...mailbox, recipient: 'anna@receiver.example' }, event('bounced', ofCopy))),
    'quick',
  ],
  'a copy for an archive was laid into its mailbox, and the message itself was refused': [
    facts(notYet, trailOf(event('bounced', { recipient: 'anna@receiver.example' }), { ...mailbox, ...ofCopy })),
    'bounced',
  ],
  'it was not sent': [facts({ kind: 'not-sent' }, trailOf(), sentAs({ outcome: 'rejected' })), 'not-sent'],
  'who could have told was not seen': [
    facts(after(1000), {
      events: [],
      unseen: [
        {
          by: 'SMTP2GO',
          blind: { reason: 'refused', detail: 'SMTP2GO gives no records: HTTP status 401', wayOut: 'Make a key.' },
        },
        {
          by: 'the log of the mail server on this machine',
          blind: { reason: 'no-permission', detail: 'it may not be read' },
        },
      ],
    }),
    ['quick', 'untold', 'untold'],
    (findings) => {
      assert.match(findings[1]?.says ?? '', /^What SMTP2GO knows of the way .* was not seen: .*HTTP status 401\.$/)
      assert.deepEqual(
        findings.slice(1).map(({ fix }) => fix),
        ['Make a key.', 'Run it again.'],
      )
    },
  ],
  'who was not asked is missed only where the message is': [
    facts(notYet, {
      events: [],
      unseen: [{ by: 'SMTP2GO', blind: { reason: 'not-attempted', detail: 'there is no key' } }],
    }),
    ['not-arrived', 'untold'],
  ],
  'and not where it was found': [
    facts(after(1000), {
      events: [],
      unseen: [{ by: 'SMTP2GO', blind: { reason: 'not-attempted', detail: 'there is no key' } }],
    }),
    'quick',
  ],
})
