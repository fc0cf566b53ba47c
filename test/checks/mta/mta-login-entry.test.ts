import assert from 'node:assert/strict'
import check from '../../../src/checks/mta/mta-login-entry.ts'
import { blind, seen } from '../../../src/core/observation.ts'
import { cases } from '../../support/cases.ts'
import {
  hop,
  hopTo,
  login,
  map,
  mtaFacts,
  noPermission,
  postfixWith,
  route,
  unfound,
  withLogin,
  withRoute,
} from '../../support/mta-facts.ts'
import { says } from '../../support/says.ts'

const none = (changes = {}, more = {}) => withRoute({ login: seen(unfound(changes)) }, more)
const make = /^ {4}postmap hash:\/etc\/postfix\/sasl_passwd && postfix reload$/m

cases(check, {
  found: [
    withLogin({}),
    'found',
    says(
      /^All outgoing mail logs in at \[mail\.smtp2go\.com\]:2525 as box-shop, by the key mail\.smtp2go\.com in hash:/,
    ),
  ],
  'found in the source of a compiled map': [
    withLogin({}, { maps: [map({ sourceRead: true })] }),
    'found',
    says(/\(as its source says; what was compiled of it was not read\)\.$/),
  ],
  'no key is one that Postfix looks for': [
    none(),
    'missing',
    says(
      /it looks for mail\.smtp2go\.com and then for \[mail\.smtp2go\.com\]:2525\./,
      /^ {4}\[mail\.smtp2go\.com\]:2525 USER:PASSWORD$/m,
      make,
    ),
  ],
  'a key that was meant': [
    none({ near: ['[mail.smtp2go.com]', 'mail.smtp2go.com:2525'] }),
    'missing',
    says(
      /, and what is there is \[mail\.smtp2go\.com\], mail\.smtp2go\.com:2525\./,
      /^In \/etc\/postfix\/sasl_passwd put \[mail\.smtp2go\.com\]:2525 in the place of the key \[mail\.smtp2go\.com\],/,
      make,
    ),
  ],
  'no map at all': [
    none({}, { maps: [] }),
    'missing',
    says(
      /in smtp_sasl_password_maps, which is empty/,
      /^ {4}touch \/etc\/postfix\/sasl_passwd && chmod 600 \/etc\/postfix\/sasl_passwd\n {4}postconf -e 'smtp_sasl_password_maps = texthash:\/etc\/postfix\/sasl_passwd'$/m,
    ),
  ],
  'a map without a file': [
    none({}, { maps: [map({ written: 'mysql:/etc/postfix/x.cf', type: 'regexp' })] }),
    'missing',
    says(/./, /^Add an entry to mysql:\/etc\/postfix\/x\.cf with the key \[mail/),
  ],
  'a bare next hop has one key': [
    withRoute({
      hops: [hop({ written: 'relay.example', host: 'relay.example', bracketed: false })],
      login: seen(unfound()),
    }),
    'missing',
    says(/it looks for relay\.example\./),
  ],
  'behind MX records a key may be for one of their hosts': [
    none({ mx: true }),
    'unknown',
    says(/the MX records of mail\.smtp2go\.com name/, /brackets/),
  ],
  'behind MX records, with a key that was meant': [none({ mx: true, near: ['[mail.smtp2go.com]'] }), 'missing'],
  'no password': [
    withLogin({ user: 'Hunter2Zq9', noPassword: true }),
    'no-password',
    ([finding]) => {
      says(
        /mail\.smtp2go\.com in hash:\/etc\/postfix\/sasl_passwd is no user and password with a colon between/,
        /^ {4}mail\.smtp2go\.com USER:PASSWORD$/m,
        make,
      )([finding as never])
      // What stands there alone may be the password.
      assert.doesNotMatch(JSON.stringify(finding), /Hunter2Zq9/)
    },
  ],
  'a user that the relay takes for a key of its API': [
    withLogin({ user: 'api-0123456789ABCDEF' }),
    'odd-user',
    ([finding]) => {
      says(/none that SMTP2GO takes/, make)([finding as never])
      assert.doesNotMatch(JSON.stringify(finding), /0123456789ABCDEF/)
    },
  ],
  'by sender: each is told': [
    mtaFacts(
      postfixWith([
        route({ sender: 'news@shop.example', login: seen(login({ key: 'news@shop.example', user: 'news' })) }),
        route({ sender: '', login: seen(login()) }),
      ]),
    ),
    ['found', 'found'],
    ([news]) => says(/^Mail of news@shop\.example logs in .* as news, by the key news@shop\.example/)([news as never]),
  ],
  'a second next hop without a login': [
    withRoute({
      hops: [hop(), hopTo('smtp.isp.example', 587), { ...hopTo('x'), written: '#' }, hopTo('comment')],
      nextLogins: [seen(unfound()), seen(unfound()), seen(unfound())],
    }),
    ['found', 'missing'],
    ([, finding]) =>
      says(
        /^Postfix finds no login for \[smtp\.isp\.example\]:587 in hash:/,
        /^ {4}\[smtp\.isp\.example\]:587 USER:PASSWORD$/m,
      )([finding as never]),
  ],
  'a relay without a login beside it': [
    mtaFacts(
      postfixWith([
        route(),
        route({ sender: '', hops: [hopTo('10.0.0.5', 25)], login: seen(unfound({ enabled: false })) }),
      ]),
    ),
    'found',
  ],
  'a map that could not be read': [
    withRoute({ login: blind(noPermission) }),
    'unknown',
    says(/belongs to root/, /sudo relaycheck relay/),
  ],
  'no login': [withLogin({ enabled: false }), 'not-applicable', says(/^Postfix logs in at no relay/)],
})
