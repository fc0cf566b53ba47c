import assert from 'node:assert/strict'
import check from '../../../src/checks/mta/mta-tls-level.ts'
import { blind, seen } from '../../../src/core/observation.ts'
import { cases } from '../../support/cases.ts'
import {
  box,
  direct,
  hop,
  hopTo,
  map,
  mtaFacts,
  noPermission,
  postfixWith,
  route,
  tls,
  unfound,
  withRoute,
  withTls,
} from '../../support/mta-facts.ts'
import { says } from '../../support/says.ts'

const daneIs = (state: Parameters<typeof seen<{ usable: true } | { usable: false; why: string }>>[0]) => [
  { written: hop().written, state: seen(state) },
]
const noTlsa = daneIs({ usable: false, why: 'there is no TLSA record at _2525._tcp.mail.smtp2go.com' })
const policies = (changes: Parameters<typeof map>[0] = {}) =>
  map({
    written: 'hash:/etc/postfix/tls_policy',
    parameter: 'smtp_tls_policy_maps',
    path: '/etc/postfix/tls_policy',
    ...changes,
  })
const ownPolicy = [
  /^ {4}touch \/etc\/postfix\/tls_policy$/m,
  // What has the same key goes: the first of two decides.
  /^ {4}sed -i '\/\^\\\[mail\\\.smtp2go\\\.com\\\]:2525\[\[:space:\]\]\/Id' \/etc\/postfix\/tls_policy$/m,
  /^ {4}postconf -e 'smtp_tls_policy_maps = texthash:\/etc\/postfix\/tls_policy'$/m,
  /^ {4}echo '\[mail\.smtp2go\.com\]:2525 encrypt' >> \/etc\/postfix\/tls_policy$/m,
  /^ {4}postfix reload$/m,
]
const byPolicy = 'smtp_tls_policy_maps (hash:/etc/postfix/tls_policy, [mail.smtp2go.com]:2525)'

cases(check, {
  encrypt: [
    withTls({}),
    'enforced',
    says(
      /level encrypt by smtp_tls_security_level \(\/etc\/postfix\/main\.cf line 22\), without looking at the certificate/,
    ),
  ],
  secure: [withTls({ level: 'secure' }), 'enforced', says(/the certificate is checked/)],
  'secure, and no authority is known': [
    withTls({ level: 'secure', lacks: 'authorities' }),
    'no-authorities',
    says(
      /neither smtp_tls_CAfile nor smtp_tls_CApath/,
      /^ {4}postconf -e 'smtp_tls_CAfile = \/etc\/ssl\/certs\/ca-certificates\.crt'$/m,
    ),
  ],
  fingerprint: [withTls({ level: 'fingerprint' }), 'enforced'],
  verify: [withTls({ level: 'verify' }), 'enforced'],
  may: [
    withTls({ level: 'may' }),
    'opportunistic',
    says(/reads every message, and the password of the relay with it\.$/, ...ownPolicy),
  ],
  'may, without a login': [
    withRoute({ tls: seen(tls({ level: 'may' })), login: seen(unfound({ enabled: false })) }),
    'opportunistic',
    ([finding]) => assert.doesNotMatch(finding?.says ?? '', /password/),
  ],
  'may on Mail-in-a-Box': [
    { ...withTls({ level: 'may' }), mailInABox: box },
    'opportunistic',
    says(/./, /puts smtp_tls_security_level back to dane each time/, ...ownPolicy),
  ],
  'may, and a policy map for others': [
    withTls({ level: 'may' }, { maps: [policies()] }),
    'opportunistic',
    says(
      /./,
      /^ {4}\[mail\.smtp2go\.com\]:2525 encrypt$/m,
      /^ {4}postmap hash:\/etc\/postfix\/tls_policy && postfix reload$/m,
    ),
  ],
  'may by its own policy': [
    withTls({ level: 'may', by: byPolicy }, { maps: [policies()] }),
    'opportunistic',
    says(/./, /^Give its entry in \/etc\/postfix\/tls_policy the level encrypt/),
  ],
  'may by a policy in main.cf': [
    withTls(
      { level: 'may', by: byPolicy },
      { maps: [policies({ written: 'inline:{ x=may }', type: 'inline', path: undefined as never })] },
    ),
    'opportunistic',
    says(/./, /level encrypt in smtp_tls_policy_maps \(inline in main\.cf\)/),
  ],
  'dane that can be used': [
    { ...withTls({ level: 'dane' }), relayDane: daneIs({ usable: true }) },
    'dane-toward-relay',
  ],
  'dane without TLSA': [
    { ...withTls({ level: 'dane' }), relayDane: noTlsa },
    'opportunistic',
    says(/level dane .*, which is may here, since there is no TLSA record at/, ...ownPolicy),
  ],
  'dane, and DNS says nothing': [
    {
      ...withTls({ level: 'dane' }),
      relayDane: [{ written: hop().written, state: blind({ reason: 'timeout', detail: 'nobody answered' }) }],
    },
    'unknown',
  ],
  'dane-only without TLSA': [
    { ...withTls({ level: 'dane-only' }), relayDane: noTlsa },
    'dane-unusable',
    says(/sends nothing without DANE, and there is none: there is no TLSA/, ...ownPolicy),
  ],
  none: [
    withTls({ level: 'none', by: 'smtp_tls_security_level (default)' }),
    'none',
    says(/without TLS, .*reads it, and the password of the relay with it/, ...ownPolicy),
  ],
  'no such level': [
    withTls({ level: 'encrpyt', fault: 'is set to "encrpyt", which is no level' }),
    'malformed',
    says(
      /line 22\) is set to "encrpyt", which is no level\./,
      /^ {4}postconf -e 'smtp_tls_security_level = encrypt'$/m,
    ),
  ],
  'no such level for a service': [
    withTls({
      level: 'encrpyt',
      by: 'smtp_tls_security_level (/etc/postfix/master.cf line 31)',
      fault: 'is set to "encrpyt", which is no level',
    }),
    'malformed',
    says(/master\.cf line 31\) is set to/, /^ {4}postconf -P smtp\/unix\/smtp_tls_security_level=encrypt$/m),
  ],
  'no such level in a policy': [
    withTls({ level: 'encrpyt', by: byPolicy, fault: 'has "encrpyt", which is no level' }, { maps: [policies()] }),
    'malformed',
    says(/./, /^Give its entry/),
  ],
  'on this machine': [withRoute({ hops: [hopTo('127.0.0.1', 10025)], tls: seen(tls({ level: 'none' })) }), 'local'],
  'in wrapper mode': [withTls({ level: 'may', wrapperMode: true }), 'by-wrapper'],
  'another instance is ordered by its directory': [
    withTls({ level: 'may' }, { configDirectory: '/etc/postfix-out' }),
    'opportunistic',
    says(/./, /^ {4}postconf -c \/etc\/postfix-out -e /m, /^ {4}postfix -c \/etc\/postfix-out reload$/m),
  ],
  'two senders to one relay are told once, two levels twice': [
    mtaFacts(
      postfixWith([
        route(),
        route({ sender: '' }),
        route({ sender: 'x@y.example', transport: 'bulk', tls: seen(tls({ level: 'may' })) }),
      ]),
    ),
    ['enforced', 'opportunistic'],
    ([enforced]) => says(/^Mail of shop@shop\.example and the null sender goes/)([enforced as never]),
  ],
  'a route that is not known beside one that is': [
    mtaFacts(
      postfixWith([route(), route({ sender: 'b@shop.example', kind: 'unknown', hops: [], blind: noPermission })]),
    ),
    ['enforced', 'unknown'],
  ],
  'a policy that could not be read': [withRoute({ tls: blind(noPermission) }), 'unknown'],
  'a next hop that cannot be used': [
    withRoute({ hops: [hop({ malformed: 'has no "]"' })] }),
    'not-applicable',
    says(/see mta-relayhost/),
  ],
  'mail that goes directly': [mtaFacts(postfixWith([direct()])), 'not-applicable', says(/^no mail goes to a relay/)],
})
