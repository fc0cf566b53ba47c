import check from '../../../src/checks/mta/mta-hostname.ts'
import { noData, records, unseen } from '../../support/answers.ts'
import { cases } from '../../support/cases.ts'
import { box, direct, mtaFacts, postfixWith, route } from '../../support/mta-facts.ts'
import { says } from '../../support/says.ts'

const called = (name: string, routes = [direct()]) =>
  mtaFacts(postfixWith(routes, { hostname: { value: name, from: '/etc/postfix/main.cf line 3' } }))
const name = 'box.shop.example'
const [none, none6] = [noData(name, 'A'), noData(name, 'AAAA')]
const leads = { mtaNames: [{ name, answers: [records(name, 'A', ['192.0.2.10']), none6] }] }
const nowhere = { mtaNames: [{ name, answers: [none, none6] }] }
const order = /^ {4}postconf -e 'myhostname = mail\.example\.com'$/m

cases(check, {
  proper: [
    { ...called(name), ...leads },
    'proper',
    says(/box\.shop\.example \(myhostname, \/etc\/postfix\/main\.cf line 3\), which leads to 192\.0\.2\.10/),
  ],
  'no dot': [
    called('box'),
    'unqualified',
    says(/"box" \(myhostname, \/etc\/postfix\/main\.cf line 3\): it has no dot/, order),
  ],
  localdomain: [called('box.localdomain'), 'unqualified'],
  'below local': [called('box.local'), 'unqualified', says(/RFC 6762/)],
  'no name at all': [called('box_1 x'), 'unqualified'],
  'no dot, on Mail-in-a-Box': [
    { ...called('box'), mailInABox: box },
    'unqualified',
    says(/./, /PRIMARY_HOSTNAME of \/etc\/mailinabox\.conf/, /^ {4}sudo mailinabox$/m),
  ],
  'another name in EHLO': [
    mtaFacts(postfixWith([route()], { heloName: { value: 'box', from: '/etc/postfix/main.cf line 4' } })),
    'unqualified',
    says(
      /"box" \(smtp_helo_name, \/etc\/postfix\/main\.cf line 4\)/,
      /^ {4}postconf -e 'smtp_helo_name = mail\.example\.com'$/m,
    ),
  ],
  'leads nowhere': [{ ...called(name), ...nowhere }, 'not-resolving', says(/no address/, order)],
  'leads nowhere, on Mail-in-a-Box': [
    { ...called(name), ...nowhere, mailInABox: box },
    'not-resolving',
    says(/./, /Publish an A record for box\.shop\.example\./),
  ],
  'leads nowhere, behind a relay': [{ ...called(name, [route()]), ...nowhere }, 'not-resolving-behind-relay'],
  'DNS says nothing': [
    { ...called(name), mtaNames: [{ name, answers: [none, unseen('timeout') as never] }] },
    'unknown',
  ],
})
