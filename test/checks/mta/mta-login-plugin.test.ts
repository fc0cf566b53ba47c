import check from '../../../src/checks/mta/mta-login-plugin.ts'
import { seen } from '../../../src/core/observation.ts'
import { cases } from '../../support/cases.ts'
import { mtaFacts, postfixWith, route, unfound, withRoute } from '../../support/mta-facts.ts'
import { says } from '../../support/says.ts'

const plugins = (...given: string[]) => withRoute({}, { plugins: given })
const { plugins: _, ...unlooked } = postfixWith([route()])

cases(check, {
  present: [plugins('CRAM-MD5', 'LOGIN', 'PLAIN'), 'present', says(/CRAM-MD5, LOGIN, PLAIN/)],
  'none at all': [
    plugins(),
    'missing',
    says(/none at all.*no mechanism available/, /^ {4}apt-get install -y libsasl2-modules\n {4}postfix reload$/m),
  ],
  'none for a password': [plugins('ANONYMOUS', 'GSSAPI'), 'missing', says(/only for ANONYMOUS, GSSAPI/)],
  'the folder was not found': [mtaFacts(unlooked), 'unknown', says(/was not found/, /libplain\.so/)],
  'no login is wanted': [withRoute({ login: seen(unfound({ enabled: false })) }), 'not-applicable'],
})
