import assert from 'node:assert/strict'
import check from '../../../src/checks/probe/probe-accepted.ts'
import type { Asked, ProbeTarget } from '../../../src/core/target.ts'
import { cases } from '../../support/cases.ts'
import { probeAsked, sending } from '../../support/probe-sent.ts'
import { broken, offers, said } from '../../support/sessions.ts'

const probe: ProbeTarget = { kind: 'probe', name: 'anna@mail.example', display: 'anna@mail.example' }
const relay = 'mail.relay.example A 192.0.2.1'
const exchanges = `
mail.example MX 10 mx1.mail.example
mail.example MX 20 mx2.mail.example
mx1.mail.example A 192.0.2.11
mx2.mail.example A 192.0.2.12`

/** What is known once that was tried. */
async function facts(
  zone: string,
  asked: Parameters<typeof sending>[1] = {},
  world: Parameters<typeof sending>[2] = {},
) {
  const { sent } = await sending(zone, asked, world)
  assert.ok(sent?.seen, JSON.stringify(sent))
  const all: Asked = {
    addresses: [],
    selectors: [],
    mostGuesses: 0,
    parked: false,
    authoritative: false,
    probe: probeAsked(asked),
  }
  return { probe, probeSent: sent.value, asked: all }
}
const through = (came: NonNullable<NonNullable<Parameters<typeof sending>[2]>['at']>[string]) =>
  facts(relay, {}, { at: { '192.0.2.1:587': came } })
const mx = { via: 'mx' } as const
const noTls = {
  changes: {
    hello: { ...said(250), offers: offers() },
    starttls: undefined,
    encrypted: undefined,
    helloAgain: undefined,
  },
}
const loggingIn = { login: { user: 'shop' } }

cases(check, {
  'a relay takes it: with the name that it gives it, and no word of having arrived': [
    await through({}),
    'accepted',
    ([finding]) => {
      assert.match(
        finding?.says ?? '',
        /mail\.relay\.example \[192\.0\.2\.1\] port 587 has taken .*anna@mail\.example, as 4XyZ01AbCd/,
      )
      assert.match(finding?.says ?? '', /not yet that it arrived/)
      assert.equal(finding?.about.queueId, '4XyZ01AbCd')
      assert.equal(finding?.evidence?.at(-1)?.kind, 'transcript')
    },
  ],
  'it is taken without a name': [await through({ end: said(250, '2.0.0', 'Thanks') }), 'accepted'],
  'nobody reads that mailbox: no server is at fault, but who wrote to it': [
    await through({ rcpt: said(550, '5.1.1', '<anna@mail.example>: Recipient address rejected: User unknown') }),
    'rejected',
    ([finding]) => {
      assert.match(finding?.says ?? '', /no such mailbox.*up to whoever sent the message/)
      assert.doesNotMatch(finding?.says ?? '', /sending server/)
    },
  ],
  'SMTP2GO refuses an author after DATA': [
    await facts(
      'mail.smtp2go.com A 192.0.2.1',
      { server: { host: 'mail.smtp2go.com', port: 2525, tls: 'auto' } },
      {
        at: {
          '192.0.2.1:2525': { end: said(550, undefined, 'From header sender domain not verified (shop.example)') },
        },
      },
    ),
    'rejected',
    ([finding]) => {
      assert.match(finding?.says ?? '', /after DATA/)
      assert.match(finding?.says ?? '', /not verified in the account at SMTP2GO/)
      assert.match(finding?.says ?? '', /sending server/)
      assert.match(finding?.fix ?? '', /Verif/)
      assert.match(finding?.fix ?? '', /\n\n {4}relaycheck domain shop\.example --relay smtp2go$/)
    },
  ],
  'a recipient that does not exist': [
    await through({ rcpt: said(550, '5.1.1', 'User unknown') }),
    'rejected',
    ([finding]) => assert.match(finding?.says ?? '', /when the recipient was named: "550 5\.1\.1 User unknown"/),
  ],
  'a sender that is not theirs': [
    await through({ mail: said(553, '5.7.1', 'Not owned') }),
    'rejected',
    ([finding]) => assert.match(finding?.says ?? '', /when the sender probe@shop\.example was named/),
  ],
  'a wrong password': [
    await facts(
      relay,
      {},
      {
        session: loggingIn,
        at: { '192.0.2.1:587': { changes: { login: { ...said(535, '5.7.8', 'Incorrect'), mechanism: 'PLAIN' } } } },
      },
    ),
    'rejected',
    ([finding]) => {
      assert.match(finding?.says ?? '', /at the login/)
      assert.match(finding?.fix ?? '', /\n\n {4}relaycheck relay mail\.relay\.example:587$/)
    },
  ],
  'a rule of the relay is for the relay to change': [
    await through({ mail: said(550, '5.7.1', 'Hm') }),
    'rejected',
    ([finding]) => {
      assert.match(finding?.says ?? '', /The next move is up to the relay that the mail goes through/)
      assert.match(finding?.fix ?? '', /whoever runs the relay/)
    },
  ],
  'put off for a reason that somebody has to mend': [
    await through({ rcpt: said(452, '4.2.2', 'Mailbox full') }),
    'deferred',
    ([finding]) => assert.match(finding?.fix ?? '', /Then run it again/),
  ],
  'a reply that is known: what to run next names the port as well': [
    await through({ rcpt: said(553, '5.7.1', '<x@y.example>: Sender address rejected: not owned by user shop') }),
    'rejected',
    ([finding]) =>
      assert.match(finding?.fix ?? '', /\n\n {4}relaycheck relay mail\.relay\.example:587 --user shop --from /),
  ],
  'a reply that nobody knows': [await through({ end: said(550, undefined, 'hm') }), 'rejected'],
  'a reply that is made to forge one': [
    await through({ end: said(550, undefined, `" ok\x1b[2J ${'x'.repeat(5000)}`) }),
    'rejected',
    ([finding]) => {
      assert.ok((finding?.says.length ?? 0) < 1000)
      assert.doesNotMatch(finding?.says ?? '', /\x1b|"550 " /)
    },
  ],
  greylisted: [
    await through({ rcpt: said(450, '4.2.0', 'Greylisted, see http://postgrey.example') }),
    'deferred',
    ([finding]) => {
      assert.match(finding?.says ?? '', /relaycheck sends once/)
      assert.match(finding?.fix ?? '', /quarter of an hour/)
    },
  ],
  'put off once it has the message': [
    await through({ end: said(451, '4.7.1', 'Later') }),
    'deferred',
    ([finding]) => assert.match(finding?.says ?? '', /after DATA/),
  ],
  'the first exchange puts it off, the other one is silent: both are told': [
    await facts(exchanges, mx, {
      at: { '192.0.2.11:25': { rcpt: said(450, '4.2.0', 'Later') }, '192.0.2.12:25': 'silent' },
    }),
    'deferred',
    ([finding]) => {
      assert.match(finding?.says ?? '', /mx1\.mail\.example \[192\.0\.2\.11\] port 25 puts/)
      const [table] = finding?.evidence ?? []
      assert.ok(table?.kind === 'table')
      assert.equal(table.rows.length, 2)
    },
  ],
  'the connection ends behind the message': [
    await through({ end: broken('hung-up') }),
    'unknown',
    ([finding]) => {
      assert.match(finding?.says ?? '', /whether mail\.relay\.example .* has the message is not known/)
      assert.match(finding?.fix ?? '', /before you send another/)
    },
  ],
  'the server says nothing of the message in time': [
    await through({ end: broken('silent') }),
    'unknown',
    ([finding]) => assert.match(finding?.fix ?? '', /before you send another\. .*--deadline 660/),
  ],
  'nobody takes mail there': [
    await facts('mail.example MX 0 .', mx),
    'nowhere',
    ([finding]) => assert.match(finding?.says ?? '', /null MX/),
  ],
  'no such domain': [await facts('other.example A 192.0.2.1', mx), 'nowhere'],
  'no exchange with an address': [await facts('mail.example TXT "x"', mx), 'nowhere'],
  'DNS does not say who takes mail there': [
    await facts(exchanges, mx, { blindAt: { 'MX mail.example': 'timeout' } }),
    'unknown',
  ],
  'the relay has no address': [
    await facts('other.example A 192.0.2.1'),
    'not-sent',
    ([finding]) => assert.match(finding?.says ?? '', /mail\.relay\.example has no address/),
  ],
  'the port of the relay is closed': [
    await through('refused'),
    'not-sent',
    ([finding]) => assert.match(finding?.fix ?? '', /\n\n {4}relaycheck relay mail\.relay\.example:587$/),
  ],
  'the relay says nothing': [await through('silent'), 'unknown'],
  'the relay has no TLS': [
    await through(noTls),
    'not-sent',
    ([finding]) => assert.match(finding?.says ?? '', /offers no STARTTLS, and nothing is sent in clear/),
  ],
  'the relay refuses STARTTLS for good': [
    await through({ changes: { starttls: said(501, undefined, 'No'), encrypted: undefined, helloAgain: undefined } }),
    'not-sent',
  ],
  'TLS fails': [await through({ changes: { encrypted: broken('tls'), helloAgain: undefined } }), 'not-sent'],
  'an exchange has no TLS, and it was asked for': [
    await facts(exchanges, mx, {
      session: { tls: 'starttls' },
      at: { '192.0.2.11:25': noTls, '192.0.2.12:25': noTls },
    }),
    'not-sent',
    ([finding]) => assert.match(finding?.fix ?? '', /leave --tls starttls away/),
  ],
  'the certificate is for somebody else': [
    await facts(
      relay,
      {},
      { session: loggingIn, at: { '192.0.2.1:587': { changes: { login: { untried: 'unverified' } } } } },
    ),
    'not-sent',
    ([finding]) => assert.match(finding?.says ?? '', /not logged in to, as the certificate/),
  ],
  'an address outside ASCII': [
    await through({
      changes: { envelopes: [{ sender: 'грета@shop.example', mail: { untried: 'no-smtputf8' }, recipients: [] }] },
    }),
    'not-sent',
    ([finding]) => assert.match(finding?.says ?? '', /SMTPUTF8/),
  ],
  'octets outside ASCII': [
    await through({ changes: { envelopes: [], withheld: 'no-8bitmime' } as never }),
    'not-sent',
    ([finding]) => assert.match(finding?.says ?? '', /8BITMIME/),
  ],
  'no exchange is reached: that may be port 25': [
    await facts(exchanges, mx, { at: { '192.0.2.11:25': 'silent', '192.0.2.12:25': 'silent' } }),
    'unknown',
    ([finding]) => {
      assert.match(finding?.says ?? '', /mx1\.mail\.example, mx2\.mail\.example\) took a connection on port 25/)
      assert.match(finding?.fix ?? '', /recipient elsewhere/)
    },
  ],
  'every exchange has its port closed: that may be so for everybody, or from here': [
    await facts(exchanges, mx, { at: { '192.0.2.11:25': 'refused', '192.0.2.12:25': 'silent' } }),
    'unknown',
    ([finding]) => assert.match(finding?.fix ?? '', /run it again later/),
  ],
  'an exchange that speaks something else': [
    await facts('mail.example A 192.0.2.7', mx, {
      at: { '192.0.2.7:25': { changes: { greeting: broken('not-smtp'), hello: undefined } } },
    }),
    'not-sent',
    ([finding]) => assert.match(finding?.fix ?? '', /^Run it again later/),
  ],
  'no mail server on this machine': [
    await facts('', { via: 'local' }, { at: { '127.0.0.1:587': 'refused', '127.0.0.1:25': 'refused' } }),
    'not-sent',
    ([finding]) =>
      assert.match(finding?.fix ?? '', /^Start the mail server of this machine[\s\S]*\n\n {4}relaycheck relay$/),
  ],
  'interrupted before the message': [
    await through({ mail: { ms: 1, broken: { trouble: 'interrupted', detail: 'the run was interrupted' } } }),
    'unknown',
  ],
})
