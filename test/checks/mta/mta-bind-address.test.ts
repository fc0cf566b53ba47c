import assert from 'node:assert/strict'
import check from '../../../src/checks/mta/mta-bind-address.ts'
import { cases } from '../../support/cases.ts'
import { box, hopTo, mtaFacts, noPermission, postfixWith, route, withRoute } from '../../support/mta-facts.ts'
import { says } from '../../support/says.ts'

const at = (value: string) => ({ value, from: '/etc/postfix/main.cf line 14' })
const four = (value: string) => withRoute({ bindAddress: at(value) })
const six = (value: string) => withRoute({ bindAddress6: at(value) })
const protocols = (value: string) => ({ inetProtocols: { value, from: '/etc/postfix/main.cf line 9' } })
const withSix = { machineSelf: { uid: 0, hostname: 'box', addresses: ['192.0.2.10', '2a01:7e00::10', '::1'] } }
const remove = /^ {4}postconf -X smtp_bind_address$/m

cases(check, {
  'an address of this machine': [
    four('192.0.2.10'),
    'fits',
    says(/over IPv4 leaves from 192\.0\.2\.10 \(smtp_bind_address, \/etc\/postfix\/main\.cf line 14\)/),
  ],
  'both families': [
    { ...withRoute({ bindAddress: at('192.0.2.10'), bindAddress6: at('2A01:7E00:0::10') }), ...withSix },
    ['fits', 'fits'],
  ],
  'one family alone, and there is another': [
    { ...four('192.0.2.10'), ...withSix },
    ['fits', 'half'],
    ([, half]) => says(/^smtp_bind_address .* for IPv4 alone: over IPv6/)([half as never]),
  ],
  'one family alone, and Postfix uses no other': [
    { ...withRoute({ bindAddress: at('192.0.2.10') }, protocols('ipv4')), ...withSix },
    'fits',
  ],
  'IPv6 alone, and there is IPv4': [{ ...six('2a01:7e00::10'), ...withSix }, ['fits', 'half']],
  'no address of this machine': [
    four('192.0.2.99'),
    'not-ours',
    says(/smtp_bind_address = 192\.0\.2\.99 .*warns in its log/, remove),
  ],
  'the same on Mail-in-a-Box': [
    { ...four('192.0.2.99'), mailInABox: box },
    'not-ours',
    says(/./, /PRIVATE_IP/, /^ {4}sudo mailinabox$/m),
  ],
  'this machine itself': [four('127.0.0.1'), 'loopback', says(/no mail over IPv4 leaves/, remove)],
  'this machine itself, toward this machine': [
    withRoute({ bindAddress: at('127.0.0.1'), hops: [hopTo('127.0.0.1', 10025)] }),
    'fits',
  ],
  'IPv6 where IPv4 belongs': [
    four('2a01:7e00::10'),
    'wrong-family',
    says(
      /is an address of IPv6, and that setting is for IPv4/,
      remove,
      /^ {4}postconf -e 'smtp_bind_address6 = 2a01:7e00::10'$|^ {4}postconf -e smtp_bind_address6/m,
    ),
  ],
  'IPv4 where IPv6 belongs': [six('192.0.2.10'), 'wrong-family', says(/^smtp_bind_address6 = 192\.0\.2\.10/)],
  'IPv6 where there is IPv4 alone': [
    withRoute({ bindAddress: at('2a01:7e00::10') }, protocols('ipv4')),
    'wrong-family-stops',
    says(/inet_protocols = ipv4 leaves IPv4 alone.*fatal error/, remove),
  ],
  'no address': [four('eth0'), 'malformed', says(/smtp_bind_address = eth0 .* is no address/, remove)],
  'a family that Postfix does not use': [withRoute({ bindAddress6: at('2a01:7e00::99') }, protocols('ipv4')), []],
  'another root: whose addresses are not known': [
    { ...four('192.0.2.10'), machineSelf: undefined },
    'unknown',
    says(/addresses of that machine are not known/, /--mta-root/),
  ],
  'two routes with the same are told once, another apart': [
    mtaFacts(
      postfixWith([
        route({ bindAddress: at('192.0.2.10') }),
        route({ sender: '', bindAddress: at('192.0.2.10') }),
        route({
          sender: 'x@y.example',
          transport: 'bulk',
          bindAddress: { value: '192.0.2.77', from: '/etc/postfix/master.cf line 40' },
        }),
      ]),
    ),
    ['fits', 'not-ours'],
    ([, bulk]) => assert.match(bulk?.fix ?? '', /^ {4}postconf -PX bulk\/unix\/smtp_bind_address$/m),
  ],
  'a way that is not known': [withRoute({ kind: 'unknown', hops: [], blind: noPermission }), 'unknown'],
  'not set': [withRoute(), 'not-applicable'],
})
