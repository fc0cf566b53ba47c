import assert from 'node:assert/strict'
import check from '../../../src/checks/session/relay-auth.ts'
import type { Mechanism } from '../../../src/core/smtp.ts'
import { cases } from '../../support/cases.ts'
import { says } from '../../support/says.ts'
import { askedFacts, others, relayFacts } from '../../support/session-facts.ts'
import { broken, offers, said, session } from '../../support/sessions.ts'

const hello = (changes: Parameters<typeof offers>[0]) => ({ ...said(250), offers: offers(changes) })
/** A server that offers these inside TLS, and those before it. */
const offering = (inside: string[], before: string[] = []) =>
  session({ hello: hello({ starttls: true, auth: before }), helloAgain: hello({ auth: inside }) })
const inClear = (auth: string[]) =>
  session({ tls: 'none', hello: hello({ auth }), starttls: undefined, encrypted: undefined, helloAgain: undefined })
const implicit = (auth: string[]) =>
  session({ port: 465, tls: 'implicit', hello: hello({ auth }), starttls: undefined, helloAgain: undefined })
const login = (mechanism?: Mechanism) => ({ login: { user: 'me', ...(mechanism && { mechanism }) } })

cases(check, {
  'offered inside TLS': [
    relayFacts(session()),
    'offered',
    ([finding]) => {
      assert.match(
        finding?.says ?? '',
        /^mail\.relay\.example \[192\.0\.2\.1\] port 587 takes a login by PLAIN, LOGIN\.$/,
      )
      assert.equal(finding?.brief, 'login by PLAIN, LOGIN')
    },
  ],
  'offered from the first octet on': [relayFacts(implicit(['CRAM-MD5'])), 'offered', says(/by CRAM-MD5\.$/)],
  'offered, with a user: what came of the login is what counts': [
    askedFacts(login(), session()),
    'offered',
    ([finding]) => assert.equal(finding?.brief, undefined),
  ],
  'offered, where strangers are what was asked about': [
    askedFacts({ openRelayTest: true }, session()),
    'offered',
    ([finding]) => assert.equal(finding?.brief, undefined),
  ],
  'offered before TLS as well': [
    relayFacts(offering(['PLAIN'], ['PLAIN', 'LOGIN'])),
    ['offered', 'in-clear'],
    ([, finding]) => assert.match(finding?.says ?? '', /in clear as well \(PLAIN, LOGIN\).*or a line for it alone in/),
  ],
  'not offered, and nobody wants to log in': [
    relayFacts(offering([])),
    'not-offered',
    ([finding]) => {
      assert.match(finding?.says ?? '', /by their address alone/)
      assert.equal(finding?.brief, 'no login offered')
    },
  ],
  'not offered in clear, and nobody wants to log in': [relayFacts(inClear([])), 'not-offered', says(/only inside TLS/)],
  'not offered, with a user, at a port for customers: no other port is proposed that nobody has seen': [
    askedFacts(login(), offering([])),
    'none',
    ([finding]) => {
      assert.match(finding?.says ?? '', /offers no login, so/)
      assert.match(finding?.fix ?? '', /turn the login on at port 587.*smtpd_sasl_auth_enable = yes/)
      assert.doesNotMatch(finding?.fix ?? '', /relaycheck relay|465/)
    },
  ],
  'not offered, with a user, at another port': [
    askedFacts(login(), { ...offering([]), port: 25 }),
    'none',
    says(
      /offers no login, so/,
      /documents for customers, mostly 587 or 465\. If it is 25, have the login turned on there/,
    ),
  ],
  'not offered, with a user, and another port was seen': [
    { ...askedFacts(login(), offering([])), ...others(session({ port: 25, tls: 'none' }), implicit(['PLAIN'])) },
    'none',
    says(
      /offers no login, so/,
      /^Try port 465, which has TLS from the first octet and answers from here .*:\n\n {4}relaycheck relay mail\.relay\.example:465 --user me\n/,
    ),
  ],
  'not offered, with a user, and only the port between servers was seen': [
    { ...askedFacts(login(), offering([])), ...others(session({ port: 25, tls: 'none' })) },
    'none',
    ([finding]) => assert.doesNotMatch(finding?.fix ?? '', /relaycheck relay/),
  ],
  'only before TLS, with a user': [
    askedFacts(login(), offering([], ['PLAIN'])),
    ['none', 'in-clear'],
    says(/offers no login inside TLS, only in clear, so/),
  ],
  'not offered in clear, with a user': [
    askedFacts(login(), inClear([])),
    'none',
    says(/./, /^Leave --tls none away: most servers offer the login only inside TLS\.$/),
  ],
  'offered in clear': [relayFacts(inClear(['LOGIN'])), ['offered', 'in-clear']],
  'HELO alone, with a user': [
    askedFacts(login(), session({ helloAgain: hello({ by: 'HELO', auth: [] }) })),
    'none',
    says(/./, /knows HELO alone/),
  ],
  'none that both know': [
    askedFacts(login(), offering(['GSSAPI', 'SCRAM-SHA-256'])),
    'no-common-mechanism',
    says(/by GSSAPI, SCRAM-SHA-256 only, and this side knows PLAIN, LOGIN, CRAM-MD5/, /auth_mechanisms = plain login/),
  ],
  'none that both know, and nobody wants to log in': [relayFacts(offering(['GSSAPI'])), 'offered'],
  'not the one that was asked for': [
    askedFacts(login('CRAM-MD5'), offering(['PLAIN', 'LOGIN', 'NTLM'])),
    'no-common-mechanism',
    says(
      /this side knows CRAM-MD5/,
      /^Leave --auth CRAM-MD5 away, or give one that the server offers: PLAIN, LOGIN\.$/,
    ),
  ],
  'EHLO refused inside TLS': [
    relayFacts(session({ helloAgain: said(550, '5.7.1', 'not you') })),
    'refused',
    says(/takes EHLO in clear, and refuses it inside TLS: "550 5\.7\.1 not you"/, /--helo NAME/),
  ],
  'EHLO put off inside TLS': [relayFacts(session({ helloAgain: said(421, undefined, 'later') })), 'unknown'],
  'silent after TLS': [relayFacts(session({ helloAgain: broken('silent') })), 'unknown'],
  'one address of two came so far': [
    relayFacts(session({ encrypted: broken('silent'), helloAgain: undefined }), session({ address: '192.0.2.2' })),
    'offered',
  ],
  'no session came so far': [
    relayFacts(session({ encrypted: broken('tls'), helloAgain: undefined })),
    'not-applicable',
  ],
})
