import assert from 'node:assert/strict'
import check from '../../../src/checks/mta/mta-route.ts'
import { cases } from '../../support/cases.ts'
import { direct, found, hopTo, map, mtaFacts, noPermission, postfixWith, route } from '../../support/mta-facts.ts'
import { says } from '../../support/says.ts'

const [news, root, bounces] = [{ sender: 'news@shop.example' }, { sender: 'root@shop.example' }, { sender: '' }]
const bySender = 'sender_dependent_relayhost_maps (hash:/etc/postfix/relays, news@shop.example)'
const relays = map({
  written: 'hash:/etc/postfix/relays',
  parameter: 'sender_dependent_relayhost_maps',
  path: '/etc/postfix/relays',
})
const facts = (...routes: Parameters<typeof postfixWith>[0]) => mtaFacts(postfixWith(routes))
const notSet = { relayhost: { value: '', from: 'default' } }

cases(check, {
  'all through the relay': [
    facts(route(), route(root), route(bounces)),
    'through-relay',
    says(
      /^All outgoing mail goes through \[mail\.smtp2go\.com\]:2525, by relayhost \(\/etc\/postfix\/main\.cf line 12\)\.$/,
    ),
  ],
  'several relays, by sender': [
    facts(route({ ...news, hops: [hopTo('news.example', 587)], by: bySender }), route(root)),
    'through-relay',
    ([finding]) => {
      says(/through \[news\.example\]:587, \[mail\.smtp2go\.com\]:2525/)([finding as never])
      assert.deepEqual(finding?.evidence?.[0], {
        kind: 'table',
        head: ['sender', 'goes to', 'transport', 'decided by'],
        rows: [
          ['news@shop.example', '[news.example]:587', 'smtp', bySender],
          ['root@shop.example', '[mail.smtp2go.com]:2525', 'smtp', 'relayhost (/etc/postfix/main.cf line 12)'],
        ],
      })
    },
  ],
  'no relay': [
    mtaFacts(postfixWith([direct(), direct(bounces)], notSet)),
    'direct',
    says(/through no relay, since relayhost is not set/),
  ],
  'the null sender leaves past the relay': [
    mtaFacts(postfixWith([route({ ...news, by: bySender }), direct(root), direct(bounces)], notSet)),
    'mixed',
    says(
      /^Mail of news@shop\.example goes through \[mail\.smtp2go\.com\]:2525, but not all does: mail of root@shop\.example and the null sender leaves past it, directly, since relayhost is not set\./,
      /^ {4}postconf -e 'relayhost = \[mail\.smtp2go\.com\]:2525'$/m,
    ),
  ],
  'one sender leaves past it, by a map': [
    mtaFacts(postfixWith([direct({ ...news, by: bySender }), route(root)], { maps: [relays] })),
    'mixed',
    says(
      /directly, by sender_dependent_relayhost_maps/,
      /^ {4}postmap hash:\/etc\/postfix\/relays && postfix reload$/m,
    ),
  ],
  'one leaves past it, by a setting': [
    facts(direct({ ...news, by: 'default_transport' }), route(root)),
    'mixed',
    says(/directly, by default_transport\./, /take what stands there back/),
  ],
  'a transport that is not there': [
    facts(route({ transport: 'relay2', fault: 'master.cf has no transport "relay2"' })),
    'broken',
    says(
      /by transport relay2, which default_transport names, but master\.cf has no/,
      /^ {4}postconf -e 'default_transport = smtp'$/m,
    ),
  ],
  'a transport that is not there, in a map': [
    mtaFacts(
      postfixWith(
        [
          route({
            transport: 'relay2',
            fault: 'master.cf has no transport "relay2"',
            by: 'transport_maps (hash:/etc/postfix/transport, *)',
          }),
        ],
        {
          maps: [
            map({
              written: 'hash:/etc/postfix/transport',
              parameter: 'transport_maps',
              path: '/etc/postfix/transport',
            }),
          ],
        },
      ),
    ),
    'broken',
    says(
      /which transport_maps \(hash:\/etc\/postfix\/transport, \*\) names/,
      /^ {4}postmap hash:\/etc\/postfix\/transport && postfix reload$/m,
    ),
  ],
  'a transport that is no SMTP client': [
    facts(route({ kind: 'other', transport: 'discard', hops: [], by: 'default_transport' })),
    'elsewhere',
    says(/goes to transport discard, by default_transport,/),
  ],
  'some recipients are served past the relay': [
    mtaFacts(
      postfixWith([route()], {
        maps: [
          map({ written: 'hash:/etc/postfix/transport', parameter: 'transport_maps', path: '/etc/postfix/transport' }),
        ],
        exceptions: [
          { pattern: 'gmail.com', way: 'smtp:', from: '/etc/postfix/transport line 1', direct: true },
          { pattern: 'partner.example', way: 'smtp:[gate.partner.example]', from: '/etc/postfix/transport line 2' },
        ],
      }),
    ),
    ['mixed', 'exceptions'],
    ([mixed, others]) => {
      says(
        /^Outgoing mail goes through \[mail\.smtp2go\.com\]:2525, but not all does: mail to gmail\.com leaves past it, directly, by transport_maps \(\/etc\/postfix\/transport line 1\)\./,
        /take that entry out.*^ {4}postmap hash:\/etc\/postfix\/transport && postfix reload$/ms,
      )([mixed as never])
      assert.doesNotMatch(others?.says ?? '', /gmail/)
    },
  ],
  'without a relay they are like all others': [
    mtaFacts(
      postfixWith([direct()], {
        ...notSet,
        exceptions: [{ pattern: 'gmail.com', way: 'smtp:', from: '/etc/postfix/transport line 1', direct: true }],
      }),
    ),
    ['direct', 'exceptions'],
  ],
  'an empty line below takes the relay back': [
    mtaFacts(
      postfixWith([direct()], {
        relayhost: {
          value: '',
          from: '/etc/postfix/main.cf line 27',
          over: { value: '[mail.smtp2go.com]:2525', from: '/etc/postfix/main.cf line 23' },
        },
      }),
    ),
    ['direct', 'set-twice'],
    ([first, finding]) => {
      says(/, since relayhost is empty \(\/etc\/postfix\/main\.cf line 27\):/)([first as never])
      says(
        /the last line holds: nothing \(\/etc\/postfix\/main\.cf line 27\)\. .*: \[mail\.smtp2go\.com\]:2525 \(\/etc\/postfix\/main\.cf line 23\)/,
        /^ {4}postconf -e 'relayhost = \[mail\.smtp2go\.com\]:2525'\n {4}postfix reload$/m,
      )([finding as never])
    },
  ],
  'a list of next hops, and a comment behind it': [
    facts(
      route({ hops: [hopTo('a.example', 587), hopTo('b.example', 587), { ...hopTo('x'), written: '#' }, hopTo('c')] }),
    ),
    'through-relay',
    says(/^All outgoing mail goes through \[a\.example\]:587, \[b\.example\]:587, by relayhost/),
  ],
  'some recipients go elsewhere': [
    mtaFacts(
      postfixWith([route()], {
        exceptions: [
          { pattern: 'partner.example', way: 'smtp:[gate.partner.example]', from: '/etc/postfix/transport line 1' },
        ],
        moreExceptions: 3,
      }),
    ),
    ['through-relay', 'exceptions'],
    ([, finding]) =>
      says(/partner\.example by smtp:\[gate\.partner\.example\] \(\/etc\/postfix\/transport line 1\), 3 more that/)([
        finding as never,
      ]),
  ],
  'a table that could not be asked': [
    facts(route(), route({ ...news, kind: 'unknown', hops: [], blind: noPermission })),
    ['through-relay', 'unknown'],
    ([known]) => says(/^Mail of shop@shop\.example goes through/)([known as never]),
  ],
  'many senders are not all named': [
    facts(...['a', 'b', 'c', 'd', 'e'].map((sender) => route({ sender })), direct()),
    'mixed',
    says(/^Mail of a, b, c and 2 more senders goes/),
  ],
  'the other instance is named': [
    mtaFacts(postfixWith([direct()], { configDirectory: '/etc/postfix-out', ...notSet })),
    'direct',
    says(/^All outgoing mail by the instance in \/etc\/postfix-out goes directly/),
  ],
  'another mail server': [
    { ...mtaFacts(), mta: [found({ kind: 'exim' })] },
    'not-applicable',
    says(/^the mail server here is Exim, and only the settings of Postfix/),
  ],
  'no mail server': [{ ...mtaFacts(), mta: [] }, 'not-applicable', says(/^no mail server was found/)],
  'Postfix without a configuration': [mtaFacts(), 'not-applicable', says(/^Postfix is not configured/)],
})
