import check from '../../../src/checks/session/relay-recipient.ts'
import type { EnvelopeSaid, Login, Said } from '../../../src/core/smtp.ts'
import { cases } from '../../support/cases.ts'
import { says } from '../../support/says.ts'
import { askedFacts, relayFacts } from '../../support/session-facts.ts'
import { broken, said, session } from '../../support/sessions.ts'

const [a, b, r, s] = ['a@shop.example', 'b@shop.example', 'r@far.example', 's@far.example']
const ok = said(250, '2.1.5', 'Ok')
const welcome: Login = { ...said(235, '2.7.0', 'welcome'), mechanism: 'PLAIN' }
const noUtf8 = { untried: 'no-smtputf8' } as const

const envelope = (sender: string, rcpts: Record<string, Said | typeof noUtf8>, mail: EnvelopeSaid['mail'] = ok) => ({
  sender,
  mail,
  recipients: Object.entries(rcpts).map(([recipient, rcpt]) => ({ recipient, rcpt })),
})
const asked = (envelopes: EnvelopeSaid[], recipients: string[]) => ({
  senders: envelopes.map(({ sender }) => sender),
  recipients,
})
const to = (recipients: string[], ...envelopes: EnvelopeSaid[]) =>
  askedFacts({ login: { user: 'me' }, ...asked(envelopes, recipients) }, session({ login: welcome, envelopes }))
const byStranger = (recipients: string[], ...envelopes: EnvelopeSaid[]) =>
  askedFacts(asked(envelopes, recipients), session({ envelopes }))
const afterLogin = (login: Login) =>
  askedFacts({ login: { user: 'me' }, senders: [a], recipients: [r, s] }, session({ login }))

cases(check, {
  taken: [
    to([r], envelope(a, { [r]: ok })),
    'accepted',
    says(/takes r@far\.example as a recipient: "250 2\.1\.5 Ok"\. Nothing was sent,/),
  ],
  'each by itself': [
    to([r, s], envelope(a, { [r]: ok, [s]: said(550, '5.1.1', 'no such user') })),
    ['accepted', 'rejected'],
  ],
  'taken from one of two senders: the other no is that sender’s': [
    to([r], envelope(a, { [r]: said(550, '5.7.1', 'no') }), envelope(b, { [r]: ok })),
    'accepted',
  ],
  refused: [
    to([r], envelope(a, { [r]: said(550, '5.1.1', 'no such user') })),
    'rejected',
    says(
      /refuses r@far\.example as a recipient from a@shop\.example: "550 5\.1\.1 no such user"/,
      /spelling.*suppressions/,
    ),
  ],
  'refused, and the reply does not say for whose sake': [
    to([r], envelope(a, { [r]: said(550, undefined, 'no') })),
    'rejected',
  ],
  'refused to whoever logs in as well': [
    byStranger([r], envelope(a, { [r]: said(550, '5.1.1', 'no such user; our login page may help') })),
    'rejected',
  ],
  'a full mailbox': [
    to([r], envelope(a, { [r]: said(552, '5.2.2', 'over quota') })),
    'rejected',
    says(/./, /make room in the mailbox/),
  ],
  'no relaying, after a login': [
    to([r], envelope(a, { [r]: said(554, '5.7.1', `<${r}>: Relay access denied`) })),
    'rejected',
    says(/./, /let this login send to other domains/),
  ],
  'refused for the sake of the sender': [
    to([r], envelope(a, { [r]: said(553, '5.7.1', 'Sender address rejected: not owned') })),
    'not-tried',
    says(/^Not judged as recipient: r@far\.example\. .* takes none of the senders.*See relay-sender\.$/),
  ],
  'the sender was refused before': [to([r], envelope(a, {}, said(550, '5.7.1', 'not yours'))), 'not-tried'],
  'the sender was put off': [
    to([r], envelope(a, {}, said(451, '4.3.0', 'later'))),
    'unknown',
    says(/451 4\.3\.0 later/),
  ],
  'put off': [to([r], envelope(a, { [r]: said(450, '4.2.0', 'Greylisted') })), 'unknown', says(/Greylisted/)],
  'hung up': [to([r], envelope(a, { [r]: broken('hung-up') })), 'unknown'],
  'never named, since the conversation ended before': [
    to([r, s], envelope(a, { [r]: said(421, '4.7.0', 'too many') })),
    ['unknown', 'unknown'],
  ],
  'an address outside ASCII, and no SMTPUTF8': [
    to(['jü@far.example'], envelope(a, { 'jü@far.example': noUtf8 })),
    'not-tried',
  ],
  'a login is wanted at RCPT': [
    byStranger([r], envelope(a, { [r]: said(554, '5.7.1', 'Relay access denied') })),
    'not-tried',
    says(/refuses it without a login: "554 5\.7\.1 Relay access denied"\. Log in/),
  ],
  'a login is wanted at MAIL': [
    byStranger([r], envelope(a, {}, said(530, '5.7.0', 'Authentication required'))),
    'not-tried',
    says(/530/),
  ],
  'unknown to a server that wants no login': [
    byStranger([r], envelope(a, { [r]: said(550, '5.1.1', 'unknown') })),
    'rejected',
  ],
  'the login was refused: said once': [
    afterLogin({ ...said(535, '5.7.8', 'no'), mechanism: 'PLAIN' }),
    'not-tried',
    says(/recipient: r@far\.example, s@far\.example\./),
  ],
  'the login was put off': [afterLogin({ ...said(454, '4.7.0', 'later'), mechanism: 'PLAIN' }), 'unknown'],
  'none given': [relayFacts(session()), 'not-given'],
  'no sender given': [askedFacts({ recipients: [r] }, session()), 'not-tried', says(/Give one: --from ADDRESS\.$/)],
  'no session was ready': [
    askedFacts({ senders: [a], recipients: [r] }, session({ encrypted: broken('silent'), helloAgain: undefined })),
    'unknown',
  ],
})
