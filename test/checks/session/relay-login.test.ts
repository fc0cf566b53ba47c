import assert from 'node:assert/strict'
import check from '../../../src/checks/session/relay-login.ts'
import type { Finding } from '../../../src/core/finding.ts'
import type { Login, LoginUntried } from '../../../src/core/smtp.ts'
import { cases } from '../../support/cases.ts'
import { says } from '../../support/says.ts'
import { askedFacts, relayFacts, smtp2go } from '../../support/session-facts.ts'
import { broken, said, session } from '../../support/sessions.ts'

const user = (name: string) => ({ login: { user: name } })
const came = (login: Login, name = 'me') => askedFacts(user(name), session({ login }))
const replied = (...reply: Parameters<typeof said>): Login => ({ ...said(...reply), mechanism: 'PLAIN' })
const wrong = replied(535, '5.7.8', 'Error: authentication failed')
const withheld = (untried: LoginUntried, why: RegExp) =>
  [came({ untried }), 'withheld', ([finding]: Finding[]) => assert.match(finding?.says ?? '', why)] as const

cases(check, {
  accepted: [
    came(replied(235, '2.7.0', 'welcome')),
    'accepted',
    ([finding]) => {
      assert.match(finding?.says ?? '', /takes user and password, by PLAIN\.$/)
      assert.equal(finding?.brief, 'login works (PLAIN)')
    },
  ],
  rejected: [
    came(wrong),
    'rejected',
    says(/refuses user and password: "535 5\.7\.8 Error: authentication failed"/, /run postmap on that file/),
  ],
  'rejected by a relay that is known: whom it takes is said': [
    { ...came(wrong), relayProfile: smtp2go },
    'rejected',
    says(/./, /^Give the user that SMTP2GO takes\. .*Sending, SMTP Users/),
  ],
  'rejected, and the user is an API key of SMTP2GO': [
    { ...came(wrong, 'api-0123456789ABCDEF'), relayProfile: smtp2go },
    'rejected',
    ([finding]) => {
      assert.match(finding?.fix ?? '', /API key.* make an SMTP user/)
      assert.doesNotMatch(JSON.stringify(finding), /0123456789ABCDEF/)
    },
  ],
  'a password for applications is wanted': [
    { ...came(replied(534, '5.7.9', 'Application-specific password required')), relayProfile: smtp2go },
    'rejected',
    says(/./, /^Make a password for applications/),
  ],
  'the address may not log in': [
    came(replied(550, undefined, 'that IP address on this account is not allowed to send')),
    'rejected',
    says(/./, /IP Allowlist/),
  ],
  'a reply that goes on and on is read for its reasons as far as a person would': [
    came(replied(535, undefined, `${'no '.repeat(400)}disabled`)),
    'rejected',
    says(/./, /^Give user and password exactly/),
  ],
  'the account is shut': [
    came(replied(535, '5.7.139', 'SmtpClientAuthentication is disabled for the Tenant.')),
    'rejected',
    says(/./, /turned on again/),
  ],
  'the mechanism is not taken': [came(replied(504, '5.5.4', 'Unrecognized')), 'rejected', says(/./, /--auth PLAIN/)],
  'put off': [
    came(replied(454, '4.7.0', 'Temporary authentication failure')),
    'unknown',
    says(/asked to come back later \(454 4\.7\.0 Temporary/, /cannot ask who knows the passwords/),
  ],
  'a yes that is none to a login: it is not believed': [
    came(replied(250, undefined, 'Ok')),
    'unknown',
    says(/answers to the login with "250 Ok", which is no 235/, /out of step/),
  ],
  'hung up at the login': [came({ ...broken('hung-up'), mechanism: 'PLAIN' }), 'unknown'],
  'an answer that is none': [
    came(replied(354, undefined, 'go ahead')),
    'unknown',
    says(/does not fit \(354 go ahead\)/),
  ],
  'no user was given': [
    relayFacts(session()),
    'not-tried',
    says(/^No login was tried, since no user was given\. .*--user NAME.*RELAYCHECK_PASSWORD\.$/),
  ],
  'in clear': withheld('in-clear', /in clear.*leave --tls none away\.$/),
  'toward a certificate that does not verify': withheld('unverified', /certificate.*--ca FILE\.$/),
  'over old TLS': withheld('old-tls', /TLS older than 1\.2/),
  'no login is offered': withheld('no-auth', /^No login was tried at .* port 587: none is offered\. See relay-auth\.$/),
  'no mechanism in common': withheld('no-mechanism', /none is offered that both sides know\. See relay-auth\.$/),
  'it was tried at one address, and that one tells': [
    askedFacts(user('me'), session(), session({ address: '192.0.2.2', login: wrong })),
    'rejected',
    says(/\[192\.0\.2\.2\]/),
  ],
  'no session was ready, for a reason that is not known': [
    askedFacts(
      user('me'),
      session({ connected: broken('silent'), greeting: undefined, hello: undefined }),
      session({ address: '192.0.2.2', encrypted: broken('silent'), helloAgain: undefined }),
    ),
    'unknown',
  ],
  'no session was ready, for a plain reason': [
    askedFacts(user('me'), session({ encrypted: broken('tls'), helloAgain: undefined })),
    'unreached',
    ([finding]) => assert.deepEqual([finding?.verdict, finding?.unseen], ['skip', 'the login']),
  ],
  'the relay has no address': [askedFacts(user('me')), 'unreached'],
  'nobody wants to log in, and no session was ready for a plain reason': [
    relayFacts(session({ encrypted: broken('tls'), helloAgain: undefined })),
    'not-tried',
    ([finding]) => assert.equal(finding?.unseen, undefined),
  ],
  'the port is silent while another answers: relay-ports tells that': [
    {
      ...askedFacts(user('me'), session({ connected: broken('silent'), greeting: undefined, hello: undefined })),
      relayPorts: { way: { port: 587, tls: 'starttls', why: 'given' }, others: [session({ port: 2525, tls: 'none' })] },
    },
    'unreached',
  ],
})
