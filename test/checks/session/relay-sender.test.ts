import assert from 'node:assert/strict'
import check from '../../../src/checks/session/relay-sender.ts'
import type { EnvelopeSaid, Login, Said, TranscriptLine } from '../../../src/core/smtp.ts'
import { cases } from '../../support/cases.ts'
import { says } from '../../support/says.ts'
import { askedFacts, relayFacts, smtp2go } from '../../support/session-facts.ts'
import { broken, offers, said, session } from '../../support/sessions.ts'

const [a, b, r] = ['a@shop.example', 'b@shop.example', 'r@far.example']
const ok = said(250, '2.1.5', 'Ok')
const welcome: Login = { ...said(235, '2.7.0', 'welcome'), mechanism: 'PLAIN' }
const notOwned = said(553, '5.7.1', `<${b}>: Sender address rejected: not owned by user me`)
const noRelay = said(554, '5.7.1', `<${r}>: Relay access denied`)
const noUtf8 = { untried: 'no-smtputf8' } as const

/** Of one sender: the answer to MAIL, and to RCPT of each recipient. */
const envelope = (
  sender: string,
  rcpts: Record<string, Said | typeof noUtf8> = { [r]: ok },
  mail: EnvelopeSaid['mail'] = ok,
) => ({
  sender,
  mail,
  recipients: Object.entries(rcpts).map(([recipient, rcpt]) => ({ recipient, rcpt })),
})
const from = (...envelopes: EnvelopeSaid[]) => envelopes.map(({ sender }) => sender)
/** After a login, unless another thing is said of it. */
const sent = (...envelopes: EnvelopeSaid[]) =>
  askedFacts({ login: { user: 'me' }, senders: from(...envelopes) }, session({ login: welcome, envelopes }))
const sentByStranger = (...envelopes: EnvelopeSaid[]) =>
  askedFacts({ senders: from(...envelopes) }, session({ envelopes }))
const afterLogin = (login: Login) => askedFacts({ login: { user: 'me' }, senders: [a, ''] }, session({ login }))

/** Lines of ours (`>`) and of the server (`<`). */
const transcript = (...lines: string[]): TranscriptLine[] =>
  lines.map((line) => ({ ms: 5, from: line.startsWith('>') ? 'client' : 'server', text: line.slice(2) }))

/** With the code of a policy, and for no want of a login (RFC 3463 section 3.8, RFC 7372). */
const ofAnotherKind: Record<string, Said> = {
  'no PTR': said(550, '5.7.25', 'The IP address sending this message does not have a PTR record'),
  SPF: said(550, '5.7.23', 'The message was rejected: SPF validation failed for the sender'),
  DMARC: said(550, '5.7.26', "Unauthenticated email from shop.example is not accepted due to domain's DMARC policy"),
  'no reverse name': said(554, '5.7.1', 'Sender refused, client host rejected: cannot find your reverse hostname'),
  'another owner': said(553, '5.7.1', '<a@shop.example>: Sender address rejected: not owned by user'),
  'an account that is shut': said(550, '5.7.1', 'Your account is suspended'),
  'a list': said(554, '5.7.1', 'Message refused: sender domain is on our deny list'),
  'a page with that word': said(550, undefined, 'Sender is not an author; login page: https://relay.example/login'),
}

cases(check, {
  'taken, at MAIL and at RCPT': [
    sent(envelope(a)),
    'accepted',
    ([finding]) => {
      assert.match(
        finding?.says ?? '',
        /takes a@shop\.example as a sender, up to RCPT r@far\.example: "250 2\.1\.5 Ok"\. Nothing was sent;/,
      )
      assert.equal(finding?.brief, 'takes a@shop.example')
    },
  ],
  'taken by a relay that looks at more only later': [
    { ...sent(envelope(a)), relayProfile: smtp2go },
    ['accepted-so-far', 'not-seen-yet'],
    ([taken, open]) => {
      assert.match(taken?.says ?? '', /as a sender so far, .*SMTP2GO looks at the domain of the From header/)
      assert.deepEqual([taken?.verdict, taken?.brief], ['pass', 'takes a@shop.example so far'])
      assert.deepEqual([open?.verdict, open?.brief], ['info', undefined])
      assert.match(
        open?.says ?? '',
        /^Not seen, since nothing is sent: SMTP2GO looks at .* only once the whole message/,
      )
    },
  ],
  'what is looked at only later is said once for all senders, and not where none is taken': [
    { ...sent(envelope(a), envelope(''), envelope(b, {}, notOwned)), relayProfile: smtp2go },
    ['accepted-so-far', 'accepted-so-far', 'rejected', 'not-seen-yet'],
  ],
  'nothing is left to be seen later of a sender that is refused': [
    { ...sent(envelope(b, {}, notOwned)), relayProfile: smtp2go },
    'rejected',
  ],
  'what was said of it, and nothing else, is shown': [
    {
      ...sent(envelope(a), envelope(b, {}, said(550, '5.7.1', 'no'))),
      relaySessions: [
        session({
          login: welcome,
          envelopes: [envelope(a), envelope(b, {}, said(550, '5.7.1', 'no'))],
          transcript: transcript(
            '> EHLO x',
            '< 250 MAIL FROM:<b@shop.example>',
            `> MAIL FROM:<${a}>`,
            '> RSET',
            `> MAIL FROM:<${b}> SMTPUTF8`,
            '< 550 no',
            '> QUIT',
          ),
        }),
      ],
    },
    ['accepted', 'rejected'],
    ([, finding]) =>
      assert.deepEqual(finding?.evidence, [
        {
          kind: 'transcript',
          server: 'mail.relay.example [192.0.2.1] port 587',
          lines: transcript(`> MAIL FROM:<${b}> SMTPUTF8`, '< 550 no'),
          more: 4,
        },
      ]),
  ],
  'taken without a login': [sentByStranger(envelope(a)), 'accepted'],
  'taken for one of two recipients': [sent(envelope(a, { [b]: said(550, '5.7.1', 'no'), [r]: ok })), 'accepted'],
  'refused at MAIL': [
    sent(envelope(a, {}, said(550, '5.7.1', 'not yours'))),
    'rejected',
    says(/refuses a@shop\.example as a sender, at MAIL: "550 5\.7\.1 not yours"/, /smtpd_sender_login_maps/),
  ],
  'refused at MAIL by a relay that is known: where senders are made known is said': [
    { ...sent(envelope(a, {}, said(550, undefined, 'no'))), relayProfile: smtp2go },
    'rejected',
    says(/./, /known to SMTP2GO, .*Sending, Verified Senders/),
  ],
  'refused at RCPT, for the text speaks of the sender': [
    sent(envelope(b, { [r]: notOwned })),
    'rejected',
    says(/at RCPT r@far\.example: "553 5\.7\.1 .*not owned by user me"/),
  ],
  'both senders refused alike at RCPT, and the text speaks of senders': [
    sent(envelope(a, { [r]: notOwned }), envelope(b, { [r]: notOwned })),
    ['rejected', 'rejected'],
  ],
  'refused at RCPT by code': [sent(envelope(a, { [r]: said(550, '5.7.1', 'no') })), 'rejected'],
  'refused at RCPT as a bad sender (X.1.8)': [sent(envelope(a, { [r]: said(550, '5.1.8', 'no') })), 'rejected'],
  'refused at RCPT, and the same recipient was taken from another': [
    sent(envelope(a), envelope(b, { [r]: said(550, undefined, 'no') })),
    ['accepted', 'rejected'],
  ],
  'a bad recipient tells nothing of the sender': [
    sent(envelope(a, { [r]: said(550, '5.1.1', 'no such user') })),
    'unknown',
    says(/refuses r@far\.example as a recipient .* tells nothing of a@shop\.example/, /--to ADDRESS/),
  ],
  'a no that all senders get alike tells nothing of them': [
    sent(envelope(a, { [r]: said(550, '5.7.1', 'no') }), envelope(b, { [r]: said(550, '5.7.1', 'no') })),
    ['unknown', 'unknown'],
  ],
  'a no that tells nothing at all': [
    sent(envelope(a, { [r]: said(550, undefined, 'no') })),
    'unknown',
    says(/does not say whether for the sake of a@shop\.example/),
  ],
  'a word in an address is no word about it': [
    sent(envelope('sender@shop.example', { [r]: said(550, undefined, '<sender@shop.example> no') })),
    'unknown',
  ],
  'the null sender taken': [sent(envelope('')), 'accepted', says(/takes <> as a sender/)],
  'the null sender refused at MAIL': [
    sent(envelope('', {}, said(550, '5.7.1', 'no bounces'))),
    'null-sender-refused',
    says(
      /refuses the null sender <>, at MAIL: .*pile up in the queue/,
      /the key <> in sender_dependent_relayhost_maps/,
    ),
  ],
  'the null sender refused at RCPT': [
    sent(envelope(a), envelope('', { [r]: said(550, undefined, 'no') })),
    ['accepted', 'null-sender-refused'],
  ],
  'the null sender alone, so that no recipient could be named': [
    sent(envelope('', {})),
    'unknown',
    says(/takes MAIL from <>, but no recipient could be named/, /--to ADDRESS/),
  ],
  'put off at MAIL': [sent(envelope(a, {}, said(451, '4.3.0', 'later'))), 'unknown'],
  'put off at RCPT (greylisting)': [
    sent(envelope(a, { [r]: said(450, '4.2.0', 'Greylisted') })),
    'unknown',
    says(/Greylisted/),
  ],
  'hung up': [sent(envelope(a, { [r]: broken('hung-up') })), 'unknown'],
  'one that was never said, since the conversation ended before': [
    askedFacts({ senders: [a, b] }, session({ envelopes: [envelope(a, {}, said(421, '4.7.0', 'too many'))] })),
    ['unknown', 'unknown'],
    ([, finding]) => assert.match(finding?.says ?? '', /421 4\.7\.0 too many/),
  ],
  'an answer that is none': [sent(envelope(a, {}, said(354, undefined, 'go on'))), 'unknown'],
  'an address outside ASCII, and no SMTPUTF8': [
    sent(envelope('jürgen@shop.example', { [r]: noUtf8 }, noUtf8)),
    'not-tried',
    says(/^Not judged as sender: jürgen@shop\.example\. .*does not offer SMTPUTF8/),
  ],
  'of a sender that was never said the end of the conversation is shown, not all of it': [
    {
      ...sent(envelope(a), envelope(b)),
      relaySessions: [
        session({
          login: welcome,
          envelopes: [envelope(a, {}, said(421, '4.7.0', 'Enough'))],
          transcript: transcript(
            ...Array.from({ length: 50 }, (_, i) => `< 250-line ${i}`),
            `> MAIL FROM:<${a}>`,
            '< 421 4.7.0 Enough',
          ),
        }),
      ],
    },
    ['unknown', 'unknown'],
    (findings) => {
      const lines = findings.map(({ evidence: [first] = [] }) =>
        first?.kind === 'transcript' ? first.lines.length : 0,
      )
      assert.deepEqual(lines, [2, 6])
    },
  ],
  'a login is wanted at MAIL': [
    sentByStranger(envelope(a, {}, said(530, '5.7.0', 'Authentication required'))),
    'not-tried',
    says(/refuses it without a login: "530 5\.7\.0 Authentication required"\. Log in: --user NAME/),
  ],
  'a login is wanted at RCPT': [
    sentByStranger(envelope(a, { [r]: noRelay })),
    'not-tried',
    says(/Relay access denied/),
  ],
  'a login is wanted, in words alone': [
    sentByStranger(envelope(a, { [r]: said(550, undefined, 'Relay access denied - please authenticate') })),
    'not-tried',
  ],
  'TLS is wanted first': [
    sentByStranger(envelope(a, {}, said(530, '5.7.0', 'Must issue a STARTTLS command first'))),
    'not-tried',
    says(/Leave --tls none away\.$/),
  ],
  'a login is wanted, in the words of Exim and Exchange': [
    sentByStranger(
      envelope(a, { [r]: said(550, undefined, 'relay not permitted') }),
      envelope(b, {}, said(550, '5.7.57', 'Client was not authenticated to send anonymous mail during MAIL FROM')),
    ),
    ['not-tried', 'not-tried'],
  ],
  ...Object.fromEntries(
    Object.entries(ofAnotherKind).flatMap(([why, reply]) => [
      [`refused at MAIL to whoever logs in as well: ${why}`, [sentByStranger(envelope(a, {}, reply)), 'rejected']],
      [`refused at RCPT to whoever logs in as well: ${why}`, [sentByStranger(envelope(a, { [r]: reply })), 'rejected']],
    ]),
  ),
  'the machine is refused, not the sender: the order is for that': [
    sentByStranger(envelope(a, {}, ofAnotherKind['no PTR'] as Said)),
    'rejected',
    says(/PTR record/, /^Follow what the reply says: it speaks of this machine/),
  ],
  'the account is refused, not the sender: the order is for that': [
    sent(envelope(a, { [r]: said(554, '5.7.1', 'Rate limit exceeded for this account') })),
    'rejected',
    says(/Rate limit/, /^Follow what the reply says: it speaks of the account/),
  ],
  'a reply that goes on and on is read for its reasons as far as a person would': [
    sentByStranger(envelope(a, { [r]: said(550, undefined, `${'no '.repeat(400)}sender`) })),
    'unknown',
  ],
  'where no login is offered none is wanted': [
    askedFacts(
      { senders: [a] },
      session({
        helloAgain: { ...said(250), offers: offers({ auth: [] }) },
        envelopes: [envelope(a, {}, said(554, '5.7.1', 'Relaying denied'))],
      }),
    ),
    'rejected',
  ],
  'a list of bad addresses wants no login': [
    sentByStranger(envelope(a, {}, said(554, '5.7.1', 'Service unavailable; blocked using zen.spamhaus.org'))),
    'rejected',
  ],
  'without a login one sender is taken and another refused for the same recipient': [
    sentByStranger(envelope(a), envelope(b, { [r]: notOwned })),
    ['accepted', 'rejected'],
  ],
  'the relaying is refused after a login, alike for all: not the sender': [
    sent(envelope(a, { [r]: noRelay })),
    'unknown',
  ],
  'the login was refused: said once for all senders': [
    afterLogin({ ...said(535, '5.7.8', 'no'), mechanism: 'PLAIN' }),
    'not-tried',
    says(/sender: a@shop\.example, <>\. .*the login was refused with "535 5\.7\.8 no"\. See relay-login\.$/),
  ],
  'no login was tried': [
    afterLogin({ untried: 'unverified' }),
    'not-tried',
    says(/was not logged in to: no login was tried\. See relay-login\.$/),
  ],
  'the login was put off': [afterLogin({ ...said(454, '4.7.0', 'later'), mechanism: 'PLAIN' }), 'unknown'],
  'none given': [relayFacts(session()), 'not-given'],
  'no session was ready': [
    askedFacts({ senders: [a] }, session({ encrypted: broken('silent'), helloAgain: undefined })),
    'unknown',
  ],
  'no session was ready, for a plain reason': [
    askedFacts(
      { senders: [a] },
      session({
        hello: { ...said(250), offers: offers() },
        starttls: undefined,
        encrypted: undefined,
        helloAgain: undefined,
      }),
    ),
    'not-applicable',
  ],
})
