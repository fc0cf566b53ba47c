import assert from 'node:assert/strict'
import probeArrived from '../../../src/checks/probe/probe-arrived.ts'
import type { Finding } from '../../../src/core/finding.ts'
import type { ReportContent } from '../../../src/core/mail-report.ts'
import type { ProbeArrival, ProbeSent, ProbeTrail } from '../../../src/core/probe.ts'
import { answered, arrivedIn, event, probeTarget, sentAs, trailOf } from '../../support/arrival-facts.ts'
import { cases } from '../../support/cases.ts'

const facts = (probeArrival: ProbeArrival, probeTrail: ProbeTrail = trailOf(), probeSent: ProbeSent = sentAs()) => ({
  probe: probeTarget,
  probeSent,
  probeTrail,
  probeArrival,
})
const notYet: ProbeArrival = { kind: 'not-yet', waitedMs: 60_000, called: 'imap.receiver.example, INBOX' }
const says =
  (...parts: (string | RegExp)[]) =>
  ([finding]: Finding[]) => {
    const text = [finding?.says, finding?.fix, finding?.blind?.detail, finding?.blind?.wayOut].join('\n')
    for (const part of parts) typeof part === 'string' ? assert.ok(text.includes(part), text) : assert.match(text, part)
  }

const failed = (action: 'failed' | 'delayed'): ReportContent => ({
  kind: 'delivery',
  standard: true,
  reporter: 'mx.receiver.example',
  recipients: [
    {
      recipient: 'anna@receiver.example',
      action,
      status: '5.1.1',
      remote: 'store.receiver.example',
      reply: answered('550 5.1.1 "anna" is unknown', { next: ['relaycheck explain 5.1.1'] }),
    },
  ],
  count: 1,
  original: { id: 'abc@shop.example' },
})

cases(probeArrived, {
  'it was seen': [
    facts(arrivedIn('INBOX')),
    'arrived',
    says('imap.receiver.example, INBOX and 2 other folders', '7 s after it was sent'),
  ],
  'it was seen, and could not be taken away': [
    facts({ ...arrivedIn('INBOX'), kept: { reason: 'refused', detail: 'it is locked' } } as ProbeArrival),
    'arrived',
    says('it was not taken away again, for it is locked'),
  ],
  'a bounce came back': [
    facts({ kind: 'bounced', report: failed('failed'), tookMs: 3000 }),
    'bounced',
    says(
      'mx.receiver.example gave it up',
      'There is no such mailbox.',
      `store.receiver.example answered "550 5.1.1 'anna' is unknown".`,
      'The next move is up to the recipient.',
      '\n    relaycheck explain 5.1.1',
    ),
  ],
  'a bounce that says neither whose mail it was nor from where: what is known stands in its place': [
    facts({
      kind: 'bounced',
      report: {
        ...failed('failed'),
        recipients: [
          {
            recipient: 'anna@receiver.example',
            action: 'failed',
            reply: answered('550 5.7.26 no', {
              next: ['relaycheck domain DOMAIN --ip ADDRESS', 'relaycheck ip ADDRESS'],
            }),
          },
        ],
      } as ReportContent,
      tookMs: 3000,
    }),
    'bounced',
    ([finding]) => assert.match(finding?.fix ?? '', /^[^A-Z]*[A-Z][^A-Z]*\n\n {4}relaycheck domain shop\.example$/),
  ],
  'a bounce that does not say why': [
    facts({ kind: 'bounced', report: { ...failed('failed'), recipients: [] } as ReportContent, tookMs: 3000 }),
    'bounced',
    says('Why is not told.', 'Look in the log'),
  ],
  'the log knows that it bounced, the mailbox has nothing': [
    facts(
      notYet,
      trailOf(event('queued'), event('bounced', { reply: answered('550 5.1.1 no'), to: 'mx.b.example[192.0.2.9]:25' })),
    ),
    'bounced',
    says('Postfix on this machine gave it up', 'mx.b.example[192.0.2.9]:25 answered "550 5.1.1 no"'),
  ],
  'the log knows that it bounced, and nobody watches': [
    facts({ kind: 'not-watched' }, trailOf(event('bounced'))),
    'bounced',
  ],
  'the relay threw it away': [
    facts(notYet, trailOf(event('dropped', { by: 'SMTP2GO', reply: answered('suppressed', { owner: 'nobody' }) }))),
    'dropped',
    says('SMTP2GO took it and threw it away', 'whoever sent the message'),
  ],
  'laid into a mailbox that nobody watches': [
    facts({ kind: 'not-watched' }, trailOf(event('delivered', { by: 'Dovecot' }))),
    'delivered',
    says('By the word of Dovecot'),
  ],
  'the next server took it, and nobody watches: that is no delivery': [
    facts({ kind: 'not-watched' }, trailOf(event('sent', { to: 'mx.receiver.example' }))),
    'not-watched',
    ([finding]) => assert.equal(finding?.verdict, 'skip'),
  ],
  'it bounced, and its report was taken away': [
    facts({ kind: 'bounced', report: failed('failed'), tookMs: 3000, removed: true }),
    'bounced',
    says('gave it up', 'Its report was taken away again.'),
  ],
  'one leg of its way is dead, the other is not': [
    facts(
      notYet,
      trailOf(
        event('delivered', { recipient: 'anna@receiver.example' }),
        event('bounced', { recipient: 'archive@dead.example', by: 'Postfix on this machine' }),
      ),
    ),
    'unknown',
    says('though Postfix on this machine says that it was laid into a mailbox'),
  ],
  'a copy alone was laid into a mailbox': [
    facts(
      { kind: 'not-watched' },
      trailOf(
        event('delivered', { recipient: 'archive@there.example' }),
        event('sent', { recipient: 'anna@receiver.example' }),
      ),
    ),
    'not-watched',
  ],
  'put off, where somebody would have waited for it': [
    facts({ kind: 'not-sent', called: 'a mailbox' }, trailOf(), sentAs({ outcome: 'deferred' })),
    'unknown',
    says('was not sent, for the server put it off', 'run again'),
  ],
  'put off, and nobody watches': [facts({ kind: 'not-sent' }, trailOf(), sentAs({ outcome: 'deferred' })), 'not-sent'],
  'nothing was sent': [facts({ kind: 'not-sent' }, trailOf(), sentAs({ outcome: 'rejected' })), 'not-sent'],
  'accepted, and not seen: cannot tell': [
    facts(notYet),
    'unknown',
    says(
      'was not seen within 1 min at imap.receiver.example, INBOX',
      'took it as 4XyZ01, which is no delivery',
      '--wait 900',
    ),
  ],
  'perhaps sent, and not seen': [
    facts(notYet, trailOf(), sentAs({ outcome: 'perhaps' })),
    'unknown',
    says('it is not known whether', 'before you send it again'),
  ],
  'put off on the way': [
    facts(
      notYet,
      trailOf(
        event('deferred', { to: 'mx.receiver.example', reply: answered('450 4.2.0 greylisted', { fix: 'Wait.' }) }),
      ),
    ),
    'unknown',
    says('mx.receiver.example puts it off ("450 4.2.0 greylisted")', 'Wait. Wait longer'),
  ],
  'in a queue': [
    facts(notYet, trailOf(event('queued'))),
    'unknown',
    says('Postfix on this machine has it in its queue'),
  ],
  'the next server has it': [
    facts(notYet, trailOf(event('sent', { to: 'mx.receiver.example' }))),
    'unknown',
    says('mx.receiver.example took it from Postfix on this machine, which is no delivery', 'quarantine'),
  ],
  'the next server has it: it is found there by its Message-ID': [
    facts(notYet, trailOf(event('sent', { to: 'mx.receiver.example' }))),
    'unknown',
    says('by its Message-ID, <abc@shop.example>.'),
  ],
  'delivered elsewhere': [
    facts(notYet, trailOf(event('delivered'))),
    'unknown',
    says('though Postfix on this machine says that it was laid into a mailbox'),
  ],
  'an answer to it is not the message': [
    facts({
      ...notYet,
      answers: [
        { from: 'Support <support@receiver.example>', subject: '[Ticket #4711] relaycheck probe' },
        { from: 'mailer-daemon@mx.other.example', subject: '', recipient: 'customer77@other.example' },
      ],
    } as ProbeArrival),
    'unknown',
    says(
      'what came from Support <support@receiver.example> ("[Ticket #4711] relaycheck probe") names it, and is not the message itself',
      'a report from mailer-daemon@mx.other.example names it, and is of mail to customer77@other.example',
      'Read what came instead: it may say why.',
    ),
  ],
  'a report of a delay': [
    facts({ ...notYet, report: failed('delayed') } as ProbeArrival),
    'unknown',
    says('mx.receiver.example reports that it is late', 'Write to another address. Then wait'),
  ],
})
