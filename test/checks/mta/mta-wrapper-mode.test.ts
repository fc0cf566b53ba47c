import check from '../../../src/checks/mta/mta-wrapper-mode.ts'
import { blind, seen } from '../../../src/core/observation.ts'
import { cases } from '../../support/cases.ts'
import {
  box,
  direct,
  hopTo,
  map,
  mtaFacts,
  noPermission,
  postfixWith,
  route,
  tls,
  withRoute,
} from '../../support/mta-facts.ts'
import { says } from '../../support/says.ts'

const to = (port: number, changes: Parameters<typeof tls>[0] = {}, host = 'mail.smtp2go.com') =>
  withRoute({ hops: [hopTo(host, port)], tls: seen(tls(changes)) })
const wrapped = { wrapperMode: true }
const dane = { level: 'dane', wrapperMode: true }
const daneIs = (state: Parameters<typeof seen<{ usable: true } | { usable: false; why: string }>>[0]) => [
  { written: '[mail.smtp2go.com]:465', state: seen(state) },
]
const policies = map({
  written: 'hash:/etc/postfix/tls_policy',
  parameter: 'smtp_tls_policy_maps',
  path: '/etc/postfix/tls_policy',
})
const on = /^ {4}postconf -e 'smtp_tls_wrappermode = yes'$/m

cases(check, {
  'STARTTLS, at a port for it': [
    to(2525),
    'fits',
    says(/by STARTTLS, and Postfix begins it so \(smtp_tls_wrappermode = no\)/),
  ],
  'TLS at once, at a port for it': [to(465, wrapped), 'fits', says(/with the first octet, and Postfix begins it so/)],
  'TLS at once, at another that the relay documents for it': [to(443, wrapped), 'fits'],
  'wrapper mode is missing at 465': [to(465), 'missing', says(/both wait until one hangs up/, on)],
  'at 8465 of a relay that documents it': [to(8465), 'missing'],
  'at 465 of a relay that nobody knows': [to(465, {}, 'smtp.relay.example'), 'missing'],
  'at a port by name': [withRoute({ hops: [{ ...hopTo('smtp.relay.example'), port: 'smtps' }] }), 'missing'],
  'it is missing, and TLS not demanded': [
    to(465, { level: 'may' }),
    'missing',
    says(
      /./,
      on,
      /^ {4}postconf -e 'smtp_tls_policy_maps = texthash:\/etc\/postfix\/tls_policy'$/m,
      /^ {4}echo '\[mail\.smtp2go\.com\]:465 encrypt' >> \/etc\/postfix\/tls_policy$/m,
    ),
  ],
  'it is missing, and other mail would get it too': [
    mtaFacts(postfixWith([route({ hops: [hopTo('mail.smtp2go.com', 465)] }), direct({ sender: '' })])),
    'missing',
    says(
      /./,
      /^Go to a port where TLS begins by STARTTLS, .*write \[mail\.smtp2go\.com\]:2525 in place of \[mail\.smtp2go\.com\]:465/,
    ),
  ],
  'needless at 587': [
    to(587, wrapped),
    'needless',
    says(/which greets in clear first/, /^ {4}postconf -e 'smtp_tls_wrappermode = no'$/m),
  ],
  'needless, by master.cf': [
    to(587, { wrapperMode: true, wrapperFrom: '/etc/postfix/master.cf line 31' }),
    'needless',
    says(
      /\(smtp_tls_wrappermode = yes, \/etc\/postfix\/master\.cf line 31\)/,
      /^ {4}postconf -P smtp\/unix\/smtp_tls_wrappermode=no$/m,
    ),
  ],
  'needless, and mail goes directly': [
    mtaFacts(postfixWith([direct({ tls: seen(tls(wrapped)) })])),
    'needless-direct',
    says(/^All outgoing mail goes directly/, /smtp_tls_wrappermode = no/),
  ],
  'directly, and TLS could not be seen': [mtaFacts(postfixWith([direct({ tls: blind(noPermission) })])), 'unknown'],
  'direct mail beside a relay that needs it': [
    mtaFacts(
      postfixWith([
        route({ hops: [hopTo('mail.smtp2go.com', 465)], tls: seen(tls(wrapped)) }),
        direct({ sender: '', tls: seen(tls(wrapped)) }),
      ]),
    ),
    ['needless-direct', 'fits'],
  ],
  'with may': [
    { ...to(465, { level: 'may', wrapperMode: true }), mailInABox: box },
    'level-too-low',
    says(
      /the TLS level there is may by smtp_tls_security_level \(\/etc\/postfix\/main\.cf line 22\): wrapper mode works with encrypt or stronger alone.*"Host not found"/,
      /Mail-in-a-Box puts smtp_tls_security_level back to dane/,
      /^ {4}postfix reload$/m,
    ),
  ],
  'with dane, and no TLSA': [
    {
      ...to(465, dane),
      relayDane: daneIs({ usable: false, why: 'there is no TLSA record at _465._tcp.mail.smtp2go.com' }),
    },
    'level-too-low',
    says(/, and there is no TLSA record at/),
  ],
  'with dane that can be used': [{ ...to(465, dane), relayDane: daneIs({ usable: true }) }, 'fits'],
  'with dane, and DNS says nothing': [
    {
      ...to(465, dane),
      relayDane: [
        { written: '[mail.smtp2go.com]:465', state: blind({ reason: 'timeout', detail: 'nobody answered' }) },
      ],
    },
    'unknown',
  ],
  'too low, and there is a policy map': [
    withRoute(
      { hops: [hopTo('mail.smtp2go.com', 465)], tls: seen(tls({ level: 'none', wrapperMode: true })) },
      { maps: [policies] },
    ),
    'level-too-low',
    says(
      /./,
      /add this line to \/etc\/postfix\/tls_policy/,
      /^ {4}\[mail\.smtp2go\.com\]:465 encrypt$/m,
      /^ {4}postmap hash:\/etc\/postfix\/tls_policy && postfix reload$/m,
    ),
  ],
  'a port that nobody knows': [to(10465, {}, 'smtp.relay.example'), 'unusual', says(/Postfix begins it by STARTTLS/)],
  'the same with wrapper mode': [
    to(10465, wrapped, 'smtp.relay.example'),
    'unusual',
    says(/Postfix begins it with the first octet/),
  ],
  'a policy that could not be read': [withRoute({ tls: blind(noPermission) }), 'unknown'],
  'a route that is not known, beside wrapped direct mail': [
    mtaFacts(
      postfixWith([
        direct({ tls: seen(tls(wrapped)) }),
        route({ sender: '', kind: 'unknown', hops: [], blind: noPermission, tls: blind(noPermission) }),
      ]),
    ),
    ['needless-direct', 'unknown'],
  ],
  'mail that goes directly': [mtaFacts(postfixWith([direct()])), 'not-applicable'],
})
