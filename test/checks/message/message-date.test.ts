import check from '../../../src/checks/message/message-date.ts'
import type { ReceivedAt } from '../../../src/core/mail-path.ts'
import { cases } from '../../support/cases.ts'
import { received, scanned } from '../../support/message-facts.ts'
import { says } from '../../support/says.ts'

const of = (date: string | undefined, receivedAt: ReceivedAt = received()) => ({
  mailReport: undefined,
  mail: scanned(`From: a@b.example\r\n${date === undefined ? '' : `Date: ${date}\r\n`}\r\nx`),
  receivedAt,
})

cases(check, {
  'ten seconds before it was received': [
    of('Tue, 24 Nov 2026 05:59:50 +0000'),
    'fine',
    says(/^The Date field, 2026-11-24 05:59:50 UTC, can be read and fits the time/),
  ],
  'five days in a queue': [of('Thu, 19 Nov 2026 06:00:00 +0000'), 'fine'],
  'a clock half an hour ahead': [of('Tue, 24 Nov 2026 06:30:00 +0000'), 'fine'],
  'in another time zone': [of('Mon, 23 Nov 2026 20:00:00 -1000'), 'fine'],
  'two of them': [
    of('Tue, 24 Nov 2026 05:59:50 +0000\r\nDate: Mon, 23 Nov 2026 05:59:50 +0000'),
    'repeated',
    says(/^There are 2 Date fields, where one may be: "Tue, 24 .*", "Mon, 23 .*"\. Gmail refuses/, /^Let only one/),
  ],
  none: [of(undefined), 'missing'],
  'none in what was read': [
    { mailReport: undefined, mail: scanned(`${'X-Pad: a\r\n'.repeat(2001)}Date: x\r\n\r\nx`), receivedAt: received() },
    'unknown',
  ],
  empty: [of(''), 'invalid', says(/says nothing, which is no date: it is empty/)],
  'in the words of another standard': [
    of('2026-11-24T06:00:00Z'),
    'invalid',
    says(/says "2026-11-24T06:00:00Z", which is no date/, /\n {4}Date: Tue, 24 Nov 2026 06:00:00 \+0000$/),
  ],
  'a day that does not exist': [of('31 Nov 2026 06:00:00 +0000'), 'invalid', says(/no day 31 in November 2026/)],
  'the wrong day of the week': [of('Mon, 24 Nov 2026 06:00:00 +0000'), 'odd', says(/is Mon, and that date is a Tue/)],
  'no time zone': [of('Tue, 24 Nov 2026 06:00:00'), 'odd'],
  'two hours ahead: local time called UTC': [
    of('Tue, 24 Nov 2026 08:00:00 +0000'),
    'future',
    says(
      /^The Date field, 2026-11-24 08:00:00 UTC, is 2 hours later than the time of its topmost Received field, 2026-11-24 06/,
      /NTP/,
    ),
  ],
  'nine days before it was received': [of('Sun, 15 Nov 2026 06:00:00 +0000'), 'stale', says(/is 9 days earlier than/)],
  'wrong in two ways': [of('Mon, 24 Nov 2020 06:00:00'), ['odd', 'stale']],
  'nobody says when it was received: an old message is no fault': [
    of('Fri, 21 Nov 1997 09:55:06 -0600', received(undefined, 'clock')),
    'fine',
    says(/can be read\.$/),
  ],
  'nobody says when it was received, but it is of next year': [
    of('1 Jan 2027 06:00:00 +0000', received(undefined, 'clock')),
    'future',
    says(/later than now, 2026/),
  ],
  'received when the person says': [
    of('1 Jan 2026 06:00:00 +0000', received('2026-11-24T06:00:00Z', 'option')),
    'stale',
    says(/the time that --received-at gives, 2026-11-24/),
  ],
  'a report about other mail': [
    {
      ...of(undefined),
      mailReport: { kind: 'complaint', writer: { known: 'house' }, feedback: 'abuse', original: {}, faults: [] },
    },
    'not-applicable',
  ],
})
