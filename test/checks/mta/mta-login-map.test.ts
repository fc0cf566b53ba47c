import assert from 'node:assert/strict'
import check from '../../../src/checks/mta/mta-login-map.ts'
import { cases } from '../../support/cases.ts'
import { map, mtaFacts, noPermission, postfixWith, route } from '../../support/mta-facts.ts'
import { says } from '../../support/says.ts'

const [source, compiled] = ['/etc/postfix/sasl_passwd', '/etc/postfix/sasl_passwd.db']
const maps = (...given: Partial<Parameters<typeof map>[0]>[]) =>
  mtaFacts(postfixWith([route()], { maps: given.map((one) => map(one)) }))
const noTable = (
  written: string,
  why: string,
  from = '/etc/postfix/main.cf line 9',
): Partial<Parameters<typeof map>[0]> => ({
  written,
  path: undefined as never,
  state: { kind: 'no-table', says: why, from },
})
const make = /^ {4}postmap hash:\/etc\/postfix\/sasl_passwd$/m

cases(check, {
  fresh: [maps({}), 'fresh'],
  'a table that is read as it stands': [
    maps({ written: 'texthash:/etc/postfix/sasl_passwd', type: 'texthash', state: { kind: 'text' } }),
    'plain',
  ],
  'a login in main.cf is not repeated': [
    maps({ written: 'static:box-shop:[password]', type: 'static', path: undefined as never, state: { kind: 'text' } }),
    'plain',
    ([finding]) => assert.doesNotMatch(JSON.stringify(finding), /box-shop/),
  ],
  stale: [
    maps({ state: { kind: 'stale', source, compiled } }),
    'stale',
    says(/sasl_passwd\.db is older than \/etc\/postfix\/sasl_passwd/, make),
  ],
  'stale behind proxy:': [
    maps({ written: 'proxy:hash:/etc/postfix/sasl_passwd', state: { kind: 'stale', source, compiled } }),
    'stale',
    says(/./, make),
  ],
  'stale, of routes': [
    maps({
      parameter: 'transport_maps',
      written: 'hash:/etc/postfix/transport',
      path: '/etc/postfix/transport',
      state: { kind: 'stale', source: '/etc/postfix/transport', compiled: '/etc/postfix/transport.db' },
    }),
    'stale-route',
    says(/transport\.db \(transport_maps\)/, /^ {4}postmap hash:\/etc\/postfix\/transport$/m),
  ],
  'never compiled': [
    maps({ state: { kind: 'uncompiled', source } }),
    'uncompiled',
    says(/looks for \/etc\/postfix\/sasl_passwd\.db/, make),
  ],
  'never compiled, lmdb': [
    maps({ written: 'lmdb:/etc/postfix/sasl_passwd', type: 'lmdb', state: { kind: 'uncompiled', source } }),
    'uncompiled',
    says(/sasl_passwd\.lmdb/, /^ {4}postmap lmdb:\/etc\/postfix\/sasl_passwd$/m),
  ],
  'named as what postmap made': [
    maps(
      { written: `hash:${compiled}`, path: compiled, state: { kind: 'uncompiled', source: compiled } },
      { written: 'hash:/etc/postfix/more', path: '/etc/postfix/more' },
    ),
    ['uncompiled', 'fresh'],
    ([finding]) =>
      says(
        /looks for \/etc\/postfix\/sasl_passwd\.db\.db/,
        /^ {4}postconf -e 'smtp_sasl_password_maps = hash:\/etc\/postfix\/sasl_passwd hash:\/etc\/postfix\/more'\n {4}postfix reload$/m,
      )([finding as never]),
  ],
  'named so beside a login': [
    maps(
      { written: `hash:${compiled}`, path: compiled, state: { kind: 'uncompiled', source: compiled } },
      { written: 'static:me:[password]', type: 'static', path: undefined as never, state: { kind: 'text' } },
    ),
    ['uncompiled', 'plain'],
    ([finding]) => says(/./, /^Take \.db off the name in smtp_sasl_password_maps/)([finding as never]),
  ],
  'not there': [
    maps({ state: { kind: 'missing' } }),
    'missing',
    says(/There is no \/etc\/postfix\/sasl_passwd, which smtp_sasl_password_maps names/),
  ],
  'a text that is not there': [
    maps({ written: 'texthash:/etc/postfix/x', path: '/etc/postfix/x', type: 'texthash', state: { kind: 'missing' } }),
    'missing',
  ],
  'not for us to read': [
    maps({ state: { kind: 'unreadable', blind: noPermission } }),
    'unknown',
    says(/belongs to root/, /sudo relaycheck relay/),
  ],
  'a type that Postfix alone can look into': [
    maps({ written: 'mysql:/etc/postfix/x.cf', type: 'mysql', state: { kind: 'unsupported' } }),
    'unknown',
    says(/mysql:\/etc\/postfix\/x\.cf \(smtp_sasl_password_maps\)/, /postmap -q/),
  ],
  'a comment behind the table': [
    maps({}, noTable('#', 'it has no path'), noTable('logins', 'it has no path')),
    ['fresh', 'no-table'],
    ([, finding]) =>
      says(
        /^smtp_sasl_password_maps \(\/etc\/postfix\/main\.cf line 9\) names #, logins, and that is no table: it has no path\./,
        /^ {4}postconf -e 'smtp_sasl_password_maps = hash:\/etc\/postfix\/sasl_passwd'\n {4}postfix reload$/m,
      )([finding as never]),
  ],
  'a login in the place of a table': [
    maps(noTable('[password]', 'Postfix knows no type')),
    'no-table',
    says(
      /names \[password\], and that is no table/,
      /^ {4}postconf -e 'smtp_sasl_password_maps = texthash:\/etc\/postfix\/sasl_passwd'$/m,
      /^ {4}\[mail\.smtp2go\.com\]:2525 USER:PASSWORD$/m,
    ),
  ],
  'no table, in master.cf': [
    maps(noTable('#', 'it has no path', '/etc/postfix/master.cf line 3'), {}),
    ['no-table', 'fresh'],
    ([finding]) => says(/master\.cf line 3/, /each as TYPE:\/PATH\. Then:\n\n {4}postfix reload$/)([finding as never]),
  ],
  'one table for two parameters is told once': [
    maps({ parameter: 'transport_maps' }, {}),
    'fresh',
    says(/smtp_sasl_password_maps/),
  ],
  'no table': [maps(), 'not-applicable'],
})
