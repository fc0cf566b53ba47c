import assert from 'node:assert/strict'
import check from '../../../src/checks/session/relay-closed.ts'
import type { Said, SmtpSession } from '../../../src/core/smtp.ts'
import { cases } from '../../support/cases.ts'
import { askedOf, relayFacts, smtp2go } from '../../support/session-facts.ts'
import { broken, said, session, unconnected } from '../../support/sessions.ts'

const foreign = 'relaycheck@example.net'
interface Talk {
  sender?: string
  mail?: Said
  rcpt?: Said
  /** What came of somebody else who was named. */
  other?: Said
  changes?: Parameters<typeof session>[0]
}
/** What a stranger was told, and where the session was between. */
function stranger({ sender = '', mail = said(250, '2.1.0'), rcpt, other, changes }: Talk): SmtpSession {
  const named = [
    ...(rcpt ? [{ recipient: foreign, rcpt }] : []),
    ...(other ? [{ recipient: 'a@there.example', rcpt: other }] : []),
  ]
  return session({
    address: '45.79.1.5',
    connected: { ms: 10, source: '203.0.113.9' },
    envelopes: [{ sender, mail, recipients: named }],
    ...changes,
  })
}
const of = (talk: Talk | SmtpSession | undefined) => ({
  ...relayFacts(session()),
  asked: askedOf({ openRelayTest: true }),
  relayStranger: talk && ('connected' in talk ? talk : stranger(talk)),
})
const taken = said(250, '2.1.5', 'Ok')

/** What servers say to strangers: Postfix, Exim, Sendmail, Exchange, qmail, OpenSMTPD, Amazon SES. */
const closedBy: Record<string, Said> = {
  Postfix: said(554, '5.7.1', '<relaycheck@example.net>: Relay access denied'),
  Exim: said(550, undefined, 'relay not permitted'),
  Sendmail: said(550, '5.7.1', '<relaycheck@example.net>... Relaying denied'),
  Exchange: said(550, '5.7.54', 'SMTP; Unable to relay recipient in non-accepted domain'),
  qmail: said(553, undefined, "sorry, that domain isn't in my list of allowed rcpthosts (#5.7.1)"),
  OpenSMTPD: said(550, '5.1.1', 'Invalid recipient: <relaycheck@example.net>'),
  'Amazon SES': said(530, undefined, 'Authentication required'),
  'RFC 5321': said(551, undefined, 'User not local; please try elsewhere'),
}
/** What says nothing of relaying. */
const elsewise: Record<string, Said> = {
  'null MX': said(556, '5.1.10', 'Recipient address rejected: Domain example.net does not accept mail (nullMX)'),
  'no exchange': said(550, undefined, 'Unrouteable address'),
  'a bad destination': said(550, '5.1.2', 'Host unknown'),
  'a blocklist': said(554, '5.7.1', 'Service unavailable; Client host [203.0.113.9] blocked using zen.spamhaus.org'),
  'no TLS': said(530, '5.7.0', 'Must issue a STARTTLS command first'),
  'the machine': said(550, '5.7.1', 'Client host rejected: Access denied'),
  'no reverse DNS': said(550, '5.7.25', 'Client host rejected: cannot find your reverse hostname'),
}
const senderRefused: Record<string, Said> = {
  'null MX of the sender': said(
    550,
    '5.7.27',
    'Sender address rejected: Domain shop.example does not accept mail (nullMX)',
  ),
  'no domain of the sender': said(553, '5.1.8', 'Domain of sender address does not exist'),
  'the sender, for nothing that is said': said(550, '5.1.7', 'Invalid sender'),
}
/** Refusals that a customer may hear as well, or that are none of this recipient (RFC 3463, and the words of Exim). */
const ofNobody: Record<string, Said> = {
  'the sender is looked up first': said(550, undefined, 'Sender verify failed'),
  syntax: said(501, '5.1.3', 'Bad recipient address syntax'),
  'out of order': said(503, undefined, 'bad sequence of commands'),
  'too many': said(554, undefined, 'Too many connections, slow down'),
  SPF: said(550, undefined, 'SPF check failed'),
  'a callout': said(550, '5.1.1', 'Callout verification failed'),
  'a 5xx that means later': said(550, undefined, 'Please try again later'),
  'no such user, whose address has the word in it': said(550, '5.1.1', '<relaycheck@example.net>: no such user'),
  'a host name that has the word in it': said(550, undefined, 'mail.relay.example says no'),
  'nothing that is said': said(550, undefined, 'No'),
}

cases(check, {
  closed: [
    of({ rcpt: closedBy.Postfix as Said }),
    'closed',
    ([finding]) => {
      assert.equal(
        finding?.says,
        'mail.relay.example [45.79.1.5] port 587 takes nothing from the null sender for relaycheck@example.net without a login: "554 5.7.1 <relaycheck@example.net>: Relay access denied".',
      )
      assert.equal(finding?.evidence?.[0]?.kind, 'transcript')
      assert.equal(finding?.brief, 'not an open relay')
    },
  ],
  ...Object.fromEntries(
    Object.entries(closedBy).map(([who, rcpt]) => [`closed, in the words of ${who}`, [of({ rcpt }), 'closed']]),
  ),
  'closed from MAIL on': [of({ mail: said(530, '5.7.0', 'Authentication required') }), 'closed'],
  'closed from MAIL on, in the words of another': [of({ mail: said(550, undefined, 'Please log in first') }), 'closed'],
  ...Object.fromEntries(
    Object.entries(elsewise).map(([why, rcpt]) => [`refused for another reason: ${why}`, [of({ rcpt }), 'unknown']]),
  ),
  ...Object.fromEntries(
    Object.entries(senderRefused).map(([why, mail]) => [
      `refused for another reason: ${why}`,
      [
        of({ sender: 'a@shop.example', mail }),
        'unknown',
        ([finding]) => assert.match(finding?.fix ?? '', /--from and --to/),
      ],
    ]),
  ),
  ...Object.fromEntries(
    Object.entries(ofNobody).map(([why, rcpt]) => [
      `refused, and nothing says that for relaying: ${why}`,
      [of({ rcpt }), 'unknown'],
    ]),
  ),
  'a policy without another reason': [of({ rcpt: said(550, '5.7.1', 'Access denied') }), 'closed'],
  'the null sender is refused, and nobody was named': [
    of({ mail: said(550, '5.7.1', 'Null sender not accepted here') }),
    'unknown',
    ([finding]) => assert.match(finding?.fix ?? '', /--from and --to/),
  ],
  'the stranger is put off, whatever another is told': [
    of({ rcpt: said(450, '4.2.0', 'Greylisted'), other: closedBy.Postfix as Said }),
    'unknown',
    ([finding]) => assert.equal(finding?.blind?.reason, 'deferred'),
  ],
  'one domain takes no mail, and the other recipient is refused as one of strangers': [
    of({ rcpt: elsewise['null MX'] as Said, other: closedBy.Postfix as Said }),
    'closed',
    ([finding]) => assert.equal(finding?.about.to, 'a@there.example'),
  ],
  'one domain takes no mail, and the other recipient may be of the house': [
    of({ rcpt: elsewise['null MX'] as Said, other: taken }),
    'unknown',
  ],
  open: [
    of({ sender: 'a@shop.example', rcpt: taken }),
    'open',
    ([finding]) => {
      assert.match(
        finding?.says ?? '',
        /takes mail from a@shop\.example for relaycheck@example\.net without a login, from 203\.0\.113\.9\./,
      )
      assert.match(finding?.fix ?? '', /\n {4}postconf mynetworks smtpd_relay_restrictions/)
    },
  ],
  'open, though it refuses somebody else': [of({ rcpt: taken, other: said(550, '5.1.1', 'No such user') }), 'open'],
  'forwarded is taken': [of({ rcpt: said(251, undefined, 'User not local; will forward') }), 'open'],
  'taken from a private address: it may trust its own network': [
    of({ rcpt: taken, changes: { address: '45.79.1.5', connected: { ms: 1, source: '10.0.0.7' } } }),
    'unknown',
    ([finding]) => assert.match(finding?.says ?? '', /may trust its own network \(10\.0\.0\.7 is a private address\)/),
  ],
  'taken from this very machine': [
    of({ rcpt: taken, changes: { address: '127.0.0.1', connected: { ms: 1, source: '127.0.0.1' } } }),
    'unknown',
  ],
  'taken from beside it': [
    of({ rcpt: taken, changes: { address: '45.79.1.5', connected: { ms: 1, source: '45.79.1.77' } } }),
    'unknown',
    ([finding]) => assert.match(finding?.says ?? '', /its own network, which 45\.79\.1\.77 is in/),
  ],
  'taken by a service that may know its customers by their addresses': [
    { ...of({ rcpt: taken }), relayProfile: smtp2go },
    'unknown',
  ],
  'put off': [
    of({ rcpt: said(450, '4.2.0', 'Greylisted') }),
    'unknown',
    ([finding]) => assert.equal(finding?.blind?.reason, 'deferred'),
  ],
  'put off from MAIL on': [of({ mail: said(451, '4.7.1', 'Later') }), 'unknown'],
  'the server hung up': [
    of({ rcpt: broken('hung-up') }),
    'unknown',
    ([f]) => assert.equal(f?.blind?.reason, 'hung-up'),
  ],
  'the second session did not get so far': [
    of(unconnected({ address: '192.0.2.1', port: 587, tls: 'starttls' }, 'refused')),
    'unknown',
  ],
  'not asked for': [{ ...of(undefined), asked: askedOf() }, 'not-applicable'],
  'no session got so far': [
    { ...of(undefined), relaySessions: [unconnected({ address: '192.0.2.1', port: 587, tls: 'starttls' }, 'refused')] },
    'not-applicable',
  ],
})
