import assert from 'node:assert/strict'
import check from '../../../src/checks/mta/mta-login-enabled.ts'
import { blind, seen } from '../../../src/core/observation.ts'
import { cases } from '../../support/cases.ts'
import { hop, hopTo, noPermission, tls, unfound, withLogin, withRoute } from '../../support/mta-facts.ts'
import { says } from '../../support/says.ts'

const both = ['noplaintext', 'noanonymous']
const forbidden = { securityOptions: { inTls: both, inClear: both } }
const offers = (...auth: string[]) => [{ written: hop().written, auth: seen(auth) }]
const off = unfound({ enabled: false, by: 'smtp_sasl_auth_enable (default)' })
const local = { hops: [hopTo('127.0.0.1', 2525)], tls: seen(tls({ level: 'none' })) }
const allow = /^ {4}postconf -e 'smtp_sasl_tls_security_options = noanonymous'$/m

cases(check, {
  on: [withLogin({}), 'on', says(/smtp_sasl_auth_enable \(\/etc\/postfix\/main\.cf line 20\)/)],
  'off, and there are logins': [
    withRoute({ login: seen({ ...off, ...forbidden }) }),
    'off',
    says(
      /is off by smtp_sasl_auth_enable \(default\), though there are logins in hash:\/etc\/postfix\/sasl_passwd/,
      /^ {4}postconf -e 'smtp_sasl_auth_enable = yes'\n {4}postconf -e 'smtp_sasl_tls_security_options = noanonymous'$/m,
    ),
  ],
  'off, and no more than that': [
    withRoute({ login: seen(off) }),
    'off',
    ([finding]) => {
      says(/is off/, /^ {4}postconf -e 'smtp_sasl_auth_enable = yes'\n {4}postfix reload$/m)([finding as never])
      assert.doesNotMatch(finding?.fix ?? '', /security_options/)
    },
  ],
  'off toward this machine itself, without TLS': [
    withRoute({ ...local, login: seen({ ...off, securityOptions: { inTls: [], inClear: both } }) }),
    'off',
    says(/is off/, /^ {4}postconf -e 'smtp_sasl_security_options = noanonymous'$/m),
  ],
  'off by master.cf': [
    withRoute({ login: seen({ ...off, by: 'smtp_sasl_auth_enable (/etc/postfix/master.cf line 31)' }) }),
    'off',
    says(/master\.cf line 31/, /^ {4}postconf -P smtp\/unix\/smtp_sasl_auth_enable=yes$/m),
  ],
  'off toward a relay that wants one': [
    withRoute({ login: seen(off) }, { maps: [] }),
    'off',
    says(/though SMTP2GO wants a login/),
  ],
  'off toward one that knows us by our address': [
    withRoute({ login: seen(off), hops: [hopTo('relay.shop.example', 25)] }, { maps: [] }),
    'no-login',
  ],
  'off toward one that may': [
    withRoute({ login: seen(off), hops: [hopTo('smtp-relay.gmail.com', 587)] }, { maps: [] }),
    'no-login',
  ],
  'noplaintext, and PLAIN and LOGIN alone are offered': [
    { ...withLogin(forbidden), relayOffers: offers('PLAIN', 'LOGIN') },
    'clear-text-forbidden',
    says(/noplaintext.*offers PLAIN, LOGIN alone.*no mechanism available/, allow),
  ],
  'noplaintext, and nothing is offered': [{ ...withLogin(forbidden), relayOffers: offers() }, 'clear-text-forbidden'],
  'noplaintext, and CRAM-MD5 is offered': [{ ...withLogin(forbidden), relayOffers: offers('PLAIN', 'CRAM-MD5') }, 'on'],
  'noplaintext, and the relay is silent': [
    {
      ...withLogin(forbidden),
      relayOffers: [{ written: hop().written, auth: blind({ reason: 'timeout', detail: 'it said nothing' }) }],
    },
    'plain-forbidden',
    says(/noplaintext.*PLAIN and LOGIN, .* are forbidden\. .*was not seen: it said nothing\. If/, allow),
  ],
  'noplaintext, and the relay was not asked': [
    withLogin(forbidden),
    'plain-forbidden',
    says(/was not seen: it was not asked\./, allow),
  ],
  'noplaintext in clear alone, and TLS is there': [
    withLogin({ securityOptions: { inTls: ['noanonymous'], inClear: both } }),
    'on',
  ],
  'noplaintext in clear alone, and no TLS': [
    {
      ...withRoute({
        tls: seen(tls({ level: 'none' })),
        login: seen({ ...unfound(), securityOptions: { inTls: [], inClear: both } }),
      }),
      relayOffers: offers('LOGIN'),
    },
    'clear-text-forbidden',
    says(/is not set\) in clear, but/, /^Inside TLS they are allowed: demand TLS \(see mta-tls-level\)\.$/),
  ],
  'noplaintext on this machine itself, without TLS': [
    {
      ...withRoute({ ...local, login: seen({ ...unfound(), ...forbidden }) }),
      relayOffers: [{ written: '[127.0.0.1]:2525', auth: seen(['PLAIN', 'LOGIN']) }],
    },
    'clear-text-forbidden',
    ([finding]) => {
      says(
        /is not set\) in clear, but/,
        /^ {4}postconf -e 'smtp_sasl_security_options = noanonymous'$/m,
      )([finding as never])
      // Which says that TLS is not needed there.
      assert.doesNotMatch(finding?.fix ?? '', /mta-tls-level/)
    },
  ],
  'a filter that takes away alone': [
    withLogin({ mechanismFilter: ['!plain', '!login'] }),
    'none-let-through',
    says(/is !plain, !login: /, /^ {4}postconf -X smtp_sasl_mechanism_filter\n {4}postfix reload$/m),
  ],
  'a filter that lets the rest through': [withLogin({ mechanismFilter: ['!gssapi', 'static:rest'] }), 'on'],
  'a filter of what the relay has': [
    { ...withLogin({ mechanismFilter: ['plain', 'login'] }), relayOffers: offers('PLAIN', 'CRAM-MD5') },
    'on',
  ],
  'the same, and the relay was not asked': [withLogin({ mechanismFilter: ['plain', 'login'] }), 'on'],
  'a filter of what the relay has not': [
    { ...withLogin({ mechanismFilter: ['cram-md5', 'scram-sha-256'] }), relayOffers: offers('PLAIN', 'LOGIN') },
    'none-let-through',
    says(
      /\(default\) is cram-md5, scram-sha-256: of what \[mail\.smtp2go\.com\]:2525 offers \(PLAIN, LOGIN\) it lets nothing through/,
    ),
  ],
  'a filter of what most relays have, and this one has not': [
    { ...withLogin({ mechanismFilter: ['plain', 'login'] }), relayOffers: offers('XOAUTH2') },
    'none-let-through',
    says(/is plain, login: of what \[mail\.smtp2go\.com\]:2525 offers \(XOAUTH2\) it lets nothing through/),
  ],
  'a filter of what is seldom there, and the relay is silent': [
    {
      ...withLogin({ mechanismFilter: ['cram-md5'] }),
      relayOffers: [{ written: hop().written, auth: blind({ reason: 'timeout', detail: 'it said nothing' }) }],
    },
    'unknown',
  ],
  'a filter that leaves what noplaintext forbids': [
    { ...withLogin({ ...forbidden, mechanismFilter: ['plain'] }), relayOffers: offers('PLAIN', 'CRAM-MD5') },
    'none-let-through',
    says(/it leaves what noplaintext forbids alone/),
  ],
  'a filter in master.cf is taken out there': [
    withLogin({
      mechanismFilter: ['!plain'],
      from: { inTls: 'default', inClear: 'default', filter: '/etc/postfix/master.cf line 31' },
    }),
    'none-let-through',
    says(/\(\/etc\/postfix\/master\.cf line 31\)/, /^ {4}postconf -PX smtp\/unix\/smtp_sasl_mechanism_filter$/m),
  ],
  'a filter that is a table': [
    { ...withLogin({ mechanismFilter: ['texthash:/etc/postfix/mechs'] }), relayOffers: offers('PLAIN') },
    'unknown',
    says(/a table that only Postfix itself can look into/),
  ],
  'noplaintext by master.cf is allowed there': [
    {
      ...withLogin({
        ...forbidden,
        from: { inTls: '/etc/postfix/master.cf line 31', inClear: 'default', filter: 'default' },
      }),
      relayOffers: offers('PLAIN'),
    },
    'clear-text-forbidden',
    says(/noplaintext/, /^ {4}postconf -P smtp\/unix\/smtp_sasl_tls_security_options=noanonymous$/m),
  ],
  'a kind of login that is the server’s': [
    withLogin({ saslType: { value: 'dovecot', from: '/etc/postfix/main.cf line 30' } }),
    'client-stops',
    says(
      /^smtp_sasl_type = dovecot \(\/etc\/postfix\/main\.cf line 30\): Postfix has no such/,
      /^ {4}postconf -X smtp_sasl_type$/m,
    ),
  ],
  'a kind of login that is not used': [
    withRoute({ login: seen({ ...off, saslType: { value: 'dovecot', from: 'x' } }) }, { maps: [] }),
    'off',
  ],
  'a filter with nothing behind its mark': [
    withLogin({ mechanismFilter: ['!', 'plain', 'static:all'] }),
    'client-stops',
    says(/a "!" with nothing behind it/),
  ],
  'noplaintext in clear alone, and TLS was not seen': [
    withRoute({
      tls: blind(noPermission),
      login: seen({ ...unfound(), securityOptions: { inTls: [], inClear: both } }),
    }),
    'unknown',
    says(/belongs to root/),
  ],
  'noplaintext, and TLS was not seen: it holds either way': [
    {
      ...withRoute({ tls: blind(noPermission), login: seen({ ...unfound(), ...forbidden }) }),
      relayOffers: offers('PLAIN'),
    },
    'clear-text-forbidden',
  ],
  'a table that could not be read': [withRoute({ login: blind(noPermission) }), 'unknown', says(/belongs to root/)],
})
