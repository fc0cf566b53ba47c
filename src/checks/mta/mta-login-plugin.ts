import { defineCheck, type Ruling } from '../../core/check.ts'
import type { Postfix } from '../../core/mta.ts'
import { few } from '../few.ts'
import { ordersFor } from '../mta-orders.ts'
import { logsIn } from '../mta-subjects.ts'

const outcomes = {
  present: { verdict: 'pass', says: 'The SASL library has plug-ins for {mechanisms}.' },
  missing: {
    verdict: 'fail',
    says: 'The SASL library of this machine has no plug-in for any login with a password ({found}): Postfix logs "no mechanism available" and keeps all mail in the queue, while any other client logs in.',
    fix: 'Install them. Debian, Ubuntu, Mail-in-a-Box:\n\n    apt-get install -y libsasl2-modules\n    {reload}\n\nFedora and RHEL have them in cyrus-sasl-plain, Alpine in cyrus-sasl-login and cyrus-sasl-crammd5, Arch in libsasl.',
  },
} as const
type Rulings = Ruling<keyof typeof outcomes>

export default defineCheck({
  id: 'mta-login-plugin',
  step: 'mta',
  title: 'Postfix has what a login takes',
  why: 'Postfix logs in by the plug-ins of Cyrus SASL, which Debian has in a package of its own that Postfix does not need by itself.',
  refs: ['https://www.postfix.org/SASL_README.html#client_sasl', 'https://packages.debian.org/stable/libsasl2-modules'],
  subject: logsIn,
  needs: ['postfix'],
  outcomes,
  judge: ({ postfix }): Rulings => judgeFirst(postfix[0]),
})

const withPassword: readonly string[] = [
  'PLAIN',
  'LOGIN',
  'CRAM-MD5',
  'DIGEST-MD5',
  'NTLM',
  'SCRAM-SHA-1',
  'SCRAM-SHA-256',
  'XOAUTH2',
]

/** The library is the same for all instances. */
function judgeFirst(postfix: Postfix | undefined): Rulings {
  const plugins = postfix?.plugins
  if (!postfix || !plugins)
    return {
      cannotTell: {
        reason: 'not-attempted',
        detail: 'the folder of SASL plug-ins was not found',
        wayOut: 'Look on that machine for libplain.so: ls /usr/lib/*/sasl2.',
      },
    }
  const mechanisms = plugins.filter((one) => withPassword.includes(one))
  if (mechanisms.length > 0) return { outcome: 'present', about: { mechanisms: few(mechanisms) } }
  const found = plugins.length > 0 ? `only for ${few(plugins).join(', ')}` : 'none at all'
  return { outcome: 'missing', about: { ...ordersFor(postfix), found } }
}
