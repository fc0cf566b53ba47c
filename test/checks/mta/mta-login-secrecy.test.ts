import assert from 'node:assert/strict'
import check from '../../../src/checks/mta/mta-login-secrecy.ts'
import { cases } from '../../support/cases.ts'
import { map, mtaFacts, noPermission, postfixWith, route } from '../../support/mta-facts.ts'
import { says } from '../../support/says.ts'

const maps = (...given: Parameters<typeof map>[0][]) =>
  mtaFacts(postfixWith([route()], { maps: given.map((one) => map(one)) }))
const files = ['/etc/postfix/sasl_passwd', '/etc/postfix/sasl_passwd.db']
const reader = (name: string, by: string) => ({ path: files[0] as string, name, by: `the ${by} of ${files[0]}` })
const noTable: Parameters<typeof map>[0] = {
  written: '#',
  state: { kind: 'no-table', says: 'it has no path', from: '/etc/postfix/main.cf line 9' },
}

cases(check, {
  private: [maps({}), 'private', says(/^The logins in hash:\/etc\/postfix\/sasl_passwd can be read by root alone\.$/)],
  'the mail system can read it too': [
    maps({ readers: [reader('postfix', 'group postfix')] }),
    'private',
    says(/can be read by root and postfix alone\.$/),
  ],
  'a web server and somebody can read it': [
    maps({ readers: [reader('postfix', 'group mail'), reader('www-data', 'group mail'), reader('alice', 'owner')] }),
    'exposed-to-some',
    says(
      /^Not only root can read .* in \/etc\/postfix\/sasl_passwd .*, but also www-data, alice: by the group mail of .*, the owner of /,
      /^ {4}chown root:root \/etc\/postfix\/sasl_passwd\n {4}chmod 600 \/etc\/postfix\/sasl_passwd$/m,
    ),
  ],
  'the same behind proxy:': [
    maps({ written: 'proxy:hash:/etc/postfix/sasl_passwd', readers: [reader('alice', 'owner')] }),
    'exposed-to-some',
    says(/./, /^ {4}chown root:postfix .*\n {4}chmod 640 .*getent group postfix/ms),
  ],
  'a list that cannot be read': [
    maps({ unsure: { reason: 'not-attempted', detail: 'it has an access control list', wayOut: 'getfacl' } }),
    'unknown',
  ],
  'a copy that kept no owners': [
    maps({ limits: ['owners-lost'] }),
    'private',
    says(/can be read by its owner and its group alone; who these are a copy of the files does not tell\.$/),
  ],
  'a copy of which no list is seen': [
    maps({ limits: ['lists-unseen'] }),
    'private',
    says(/by root alone, as far as its mode tells: access control lists were not seen\.$/),
  ],
  'both can be read by everybody': [
    maps({ exposed: files }),
    'exposed',
    says(
      /sasl_passwd, \/etc\/postfix\/sasl_passwd\.db \(smtp_sasl_password_maps\)/,
      /^ {4}chown root:root \/etc\/postfix\/sasl_passwd \/etc\/postfix\/sasl_passwd\.db\n {4}chmod 600 \/etc\/postfix\/sasl_passwd \/etc\/postfix\/sasl_passwd\.db$/m,
    ),
  ],
  'a name with a blank': [
    maps({ exposed: ['/etc/postfix/my passwords'] }),
    'exposed',
    says(/./, /chmod 600 '\/etc\/postfix\/my passwords'$/m),
  ],
  'behind proxy:': [
    maps({ written: 'proxy:hash:/etc/postfix/sasl_passwd', exposed: files }),
    'exposed',
    says(/./, /^ {4}chown root:postfix .*\n {4}chmod 640 /m),
  ],
  'in main.cf': [
    maps({ written: 'static:box-shop:[password]', type: 'static', exposed: ['/etc/postfix/main.cf'] }),
    'exposed',
    ([finding]) => {
      says(
        /main\.cf/,
        /^ {4}postconf -e 'smtp_sasl_password_maps = texthash:\/etc\/postfix\/sasl_passwd'$/m,
      )([finding as never])
      // A file that is there already keeps what is in it, and its place is not main.cf's.
      assert.doesNotMatch(finding?.fix ?? '', /dev\/null|chmod \d+ \/etc\/postfix\/main/)
    },
  ],
  'what we may not read, others may not either': [
    maps({ state: { kind: 'unreadable', blind: noPermission } }),
    'private',
  ],
  'not seen for another reason': [
    maps({ state: { kind: 'unreadable', blind: { reason: 'not-recorded', detail: 'it is not in the recording' } } }),
    'unknown',
  ],
  'a file that is not there': [
    maps({ state: { kind: 'missing', source: '/etc/postfix/sasl_passwd' } }),
    'not-applicable',
  ],
  'a file that is not there beside one that is': [
    maps({ state: { kind: 'missing', source: '/etc/postfix/sasl_passwd' } }, { written: 'hash:/etc/postfix/more' }),
    'private',
    says(/^The logins in hash:\/etc\/postfix\/more can/),
  ],
  'in a database': [
    maps({ written: 'mysql:/etc/postfix/x.cf', type: 'mysql', state: { kind: 'unsupported' } }),
    'unknown',
  ],
  'a comment behind the table': [maps({}, noTable), 'private'],
  'nothing that is a table': [maps(noTable), 'unknown', says(/names no table/, /mta-login-map/)],
  'a table of routes is nobody’s secret': [maps({ parameter: 'transport_maps', exposed: files }), 'not-applicable'],
})
