import assert from 'node:assert/strict'
import check from '../../../src/checks/mta/mta-relayhost.ts'
import { seen } from '../../../src/core/observation.ts'
import { cases } from '../../support/cases.ts'
import {
  direct,
  hop,
  hopTo,
  login,
  map,
  mtaFacts,
  noPermission,
  postfixWith,
  route,
  tls,
  withRoute,
} from '../../support/mta-facts.ts'
import { says } from '../../support/says.ts'

const bare = hop({ written: 'mail.smtp2go.com:2525', bracketed: false, mx: true })
const broken = (written: string, malformed: string) =>
  hop({ written, host: '', bracketed: written.startsWith('['), malformed })
const inMap = 'sender_dependent_relayhost_maps (hash:/etc/postfix/relays, news@shop.example)'
const relays = map({
  written: 'hash:/etc/postfix/relays',
  parameter: 'sender_dependent_relayhost_maps',
  path: '/etc/postfix/relays',
})
const keyed = seen(login({ key: bare.written }))
const order = (value: string) =>
  new RegExp(`^ {4}postconf -e 'relayhost = ${value.replace(/[[\].]/g, '\\$&')}'\\n {4}postfix reload$`, 'm')

cases(check, {
  bracketed: [
    withRoute(),
    'bracketed',
    says(
      /\[mail\.smtp2go\.com\]:2525 of relayhost \(\/etc\/postfix\/main\.cf line 12\) is taken as it stands: mail\.smtp2go\.com port 2525/,
    ),
  ],
  'a port by a name that could not be looked up': [
    withRoute({ hops: [hop({ written: '[smtp.relay.example]:submision', port: 'submision' })] }),
    'unknown',
    says(/the port of \[smtp\.relay\.example\]:submision is one only where \/etc\/services has the name submision/),
  ],
  'without brackets where DNS is off': [withRoute({ hops: [{ ...bare, mx: false }] }), 'bracketed'],
  'without brackets': [
    withRoute({ hops: [bare] }),
    'mx-lookup',
    ([finding]) => {
      says(
        /but to the hosts that the MX records of mail\.smtp2go\.com name/,
        order('[mail.smtp2go.com]:2525'),
      )([finding as never])
      assert.doesNotMatch(finding?.fix ?? '', /key/)
    },
  ],
  'without brackets, and the login hangs on the text': [
    withRoute({ hops: [bare], login: keyed }),
    'mx-lookup',
    says(
      /./,
      /^What hangs on how it is written changes with it: in \/etc\/postfix\/sasl_passwd put \[mail\.smtp2go\.com\]:2525 in the place of mail\.smtp2go\.com:2525 as well\./,
      /^ {4}postconf -e 'relayhost = \[mail\.smtp2go\.com\]:2525'\n {4}postmap hash:\/etc\/postfix\/sasl_passwd && postfix reload$/m,
    ),
  ],
  'without brackets, and its policy hangs on the text too': [
    withRoute(
      {
        hops: [bare],
        login: keyed,
        tls: seen(tls({ by: 'smtp_tls_policy_maps (hash:/etc/postfix/tls_policy, mail.smtp2go.com:2525)' })),
      },
      {
        maps: [
          map(),
          map({
            written: 'hash:/etc/postfix/tls_policy',
            parameter: 'smtp_tls_policy_maps',
            path: '/etc/postfix/tls_policy',
          }),
        ],
      },
    ),
    'mx-lookup',
    says(
      /./,
      /in \/etc\/postfix\/sasl_passwd and \/etc\/postfix\/tls_policy put/,
      /postmap hash:\/etc\/postfix\/sasl_passwd && postmap hash:\/etc\/postfix\/tls_policy && postfix reload$/m,
    ),
  ],
  'without brackets, in default_transport': [
    withRoute({ hops: [bare], by: 'default_transport' }),
    'mx-lookup',
    says(
      /of default_transport has no brackets/,
      /^ {4}postconf -e 'default_transport = smtp:\[mail\.smtp2go\.com\]:2525'$/m,
    ),
  ],
  'without brackets, in a map': [
    withRoute({ hops: [bare], by: inMap }, { maps: [relays] }),
    'mx-lookup',
    says(
      /./,
      /^Write \[mail\.smtp2go\.com\]:2525 in place of mail\.smtp2go\.com:2525 in sender_dependent_relayhost_maps \(hash:/,
      /^ {4}postmap hash:\/etc\/postfix\/relays && postfix reload$/m,
    ),
  ],
  'without brackets, in a map, and the login hangs on it': [
    withRoute({ hops: [bare], by: inMap, login: keyed }, { maps: [relays, map()] }),
    'mx-lookup',
    says(
      /./,
      /^ {4}postmap hash:\/etc\/postfix\/relays && postmap hash:\/etc\/postfix\/sasl_passwd && postfix reload$/m,
    ),
  ],
  'without a port': [
    withRoute({ hops: [hopTo('mail.smtp2go.com')] }),
    'no-port',
    says(/names no port, so Postfix goes to port 25.*\[mail\.smtp2go\.com\]:2525/),
  ],
  'without a port, toward a relay that nobody knows': [
    withRoute({ hops: [hopTo('smtp.relay.example')] }),
    'no-port',
    says(/\[smtp\.relay\.example\]:587/),
  ],
  'without a port, on this machine': [withRoute({ hops: [hopTo('127.0.0.1')] }), 'bracketed'],
  'a comment behind it': [
    withRoute({
      hops: [hop(), broken('#', 'has no host name or address: "#"'), hop({ written: 'our', host: 'our', mx: true })],
    }),
    ['bracketed', 'comment'],
    ([, finding]) => says(/it takes #, our for further hosts/, order('[mail.smtp2go.com]:2525'))([finding as never]),
  ],
  'a comment behind it, in a map': [
    withRoute({ hops: [hop(), broken('#x', 'has no host name')], by: inMap }, { maps: [relays] }),
    ['bracketed', 'comment'],
    ([, finding]) => says(/#x/, /^ {4}postmap hash:\/etc\/postfix\/relays && postfix reload$/m)([finding as never]),
  ],
  'no "]"': [
    withRoute({ hops: [broken('[mail.smtp2go.com:2525', 'has no "]"')] }),
    'malformed',
    says(/cannot use the next hop \[mail\.smtp2go\.com:2525 .*: it has no "\]"\./, order('[mail.smtp2go.com]:2525')),
  ],
  'no colon': [
    withRoute({ hops: [broken('[mail.smtp2go.com]2525', 'has no ":"')] }),
    'malformed',
    says(/./, order('[mail.smtp2go.com]:2525')),
  ],
  'a URL': [
    withRoute({ hops: [broken('smtp://mail.smtp2go.com:2525', 'names a port')] }),
    'malformed',
    says(/./, order('[mail.smtp2go.com]:2525')),
  ],
  'malformed in a map': [
    withRoute({ hops: [broken('[news.example', 'has no "]"')], by: inMap }, { maps: [relays] }),
    'malformed',
    says(/./, /^Write \[news\.example\] in place of \[news\.example in sender_dependent/),
  ],
  'a transport before it': [
    withRoute({ hops: [broken('smtp:[mail.smtp2go.com]:2525', 'has no host name')] }),
    'malformed',
    says(/./, order('[mail.smtp2go.com]:2525')),
  ],
  'a port that nobody has by that name': [
    withRoute({ hops: [broken('[mail.smtp2go.com]:ssl', 'names a port')] }),
    'malformed',
    says(/./, order('[mail.smtp2go.com]:465')),
  ],
  'a port that cannot be guessed': [
    withRoute({ hops: [broken('[mail.smtp2go.com]:relay', 'names a port')] }),
    'malformed',
    says(/./, /^ {4}\[mail\.example\.com\]:587$/m),
  ],
  'one label, by DNS': [
    withRoute({ hops: [{ ...hopTo('relay', 587), oneLabel: 'dns' }] }),
    'one-label',
    says(/asks DNS for relay as it stands/, /^ {4}postconf -e 'smtp_host_lookup = dns, native'\n {4}postfix reload$/m),
  ],
  'one label, by the system': [
    withRoute({ hops: [{ ...hopTo('relay', 587), oneLabel: 'system' }] }),
    'by-system',
    says(/relaycheck relay relay\.example\.com:587/),
  ],
  'nothing that can be guessed': [
    withRoute({ hops: [broken('$(rm -rf /)', 'has no host name')] }),
    'malformed',
    says(/./, /^ {4}\[mail\.example\.com\]:587$/m),
  ],
  'each list once, the fallback too': [
    mtaFacts(
      postfixWith([
        route({ fallback: [hopTo('backup.example')] }),
        route({ sender: '', fallback: [hopTo('backup.example')] }),
      ]),
    ),
    ['bracketed', 'no-port'],
    ([, finding]) => says(/\[backup\.example\] of smtp_fallback_relay names/)([finding as never]),
  ],
  'mail that goes directly': [mtaFacts(postfixWith([direct()])), 'not-applicable', says(/^no mail goes to a relay/)],
  'a route that is not known': [
    withRoute({ kind: 'unknown', hops: [], blind: noPermission }),
    'unknown',
    says(/belongs to root/, /sudo relaycheck relay/),
  ],
})
