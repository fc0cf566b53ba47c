import check from '../../../src/checks/mta/mta-found.ts'
import { cases } from '../../support/cases.ts'
import { found, mtaFacts, postfixWith, route } from '../../support/mta-facts.ts'
import { says } from '../../support/says.ts'

const right = mtaFacts(postfixWith([route()]))
const exim = found({ kind: 'exim', version: '4.98', files: ['/usr/sbin/exim4', '/usr/sbin/sendmail'] })
const only = (mta = exim) => ({ ...right, mta: [mta], postfix: [] })

cases(check, {
  'Postfix, read': [
    right,
    'found',
    says(/^The mail server of box\.shop\.example is Postfix 3\.10\.5, as configured in \/etc\/postfix\.$/),
  ],
  'two instances': [
    mtaFacts(postfixWith([route()]), postfixWith([route()], { configDirectory: '/etc/postfix-out' })),
    'found',
    says(/configured in \/etc\/postfix, \/etc\/postfix-out\.$/),
  ],
  'another, with a smarthost': [
    only({ ...exim, smarthost: { host: 'mail.smtp2go.com', port: 2525 } }),
    'other',
    says(/is Exim 4\.98 \(\/usr\/sbin\/exim4, .*hands all mail to mail\.smtp2go\.com port 2525\. Only/),
  ],
  'another, with several': [
    only({
      ...exim,
      smarthost: { host: 'mail.smtp2go.com', port: 2525 },
      otherSmarthosts: [{ host: 'smtp.isp.example' }, { host: 'smtp.other.example', port: 587 }],
    }),
    'other',
    says(
      /to mail\.smtp2go\.com port 2525, and to smtp\.isp\.example, smtp\.other\.example port 587 when that does not answer\./,
    ),
  ],
  'another, beside a Postfix whose relays are tried': [
    { ...right, mta: [{ ...exim, smarthost: { host: 'mail.smtp2go.com', port: 2525 } }, found()] },
    ['other', 'several'],
    ([other]) => says(/port 2525: try that with relaycheck relay mail\.smtp2go\.com:2525\./)(other ? [other] : []),
  ],
  'another, without one': [only(), 'other', says(/directly to the servers of each recipient/)],
  'another, for this machine alone': [only({ ...exim, local: true }), 'other', says(/delivers on this machine alone/)],
  'another that cannot be read': [
    only({ ...exim, unread: 'what it does with outgoing mail: /etc/msmtprc belongs to root' }),
    'other',
    says(/It was not seen: .*belongs to root\./),
  ],
  'two: both are named, and whose sendmail is': [
    { ...right, mta: [found(), found({ kind: 'msmtp', files: ['/usr/bin/msmtp', '/usr/sbin/sendmail'] })] },
    ['found', 'several'],
    ([, several]) => says(/Postfix 3\.10\.5, msmtp 3\.10\.5\. .*sendmail is msmtp\.$/)([several as never]),
  ],
  'configured alone, each by itself': [
    {
      ...right,
      mta: [
        {
          kind: 'nullmailer',
          files: ['/etc/nullmailer/remotes'],
          noProgram: true,
          smarthost: { host: 'smtp.relay.example', port: 587, tls: 'starttls', login: true },
        },
        { kind: 'dma', files: ['/etc/dma/dma.conf'], noProgram: true },
      ],
      postfix: [],
    },
    ['configured', 'configured'],
    says(
      /^No mail server was found on box\.shop\.example, but \/etc\/nullmailer\/remotes configures nullmailer: its program stands elsewhere, or is gone\. It hands all mail to smtp\.relay\.example port 587 \(STARTTLS, with a login\): try that with relaycheck relay smtp\.relay\.example:587\.$/,
    ),
  ],
  none: [{ ...right, mta: [], postfix: [] }, 'none'],
  'Postfix without main.cf': [
    { ...right, postfix: [] },
    'unconfigured',
    says(
      /has no \/etc\/postfix\/main\.cf/,
      /^ {4}cp \/usr\/share\/postfix\/main\.cf\.debian \/etc\/postfix\/main\.cf$/m,
      // It names NIS tables, which few machines have.
      /^ {4}postconf -e 'alias_maps = \$alias_database'\n {4}touch \/etc\/aliases && newaliases\n {4}systemctl restart postfix$/m,
      /^ {4}dpkg-reconfigure postfix$/m,
    ),
  ],
  'Postfix with a fault': [
    mtaFacts(postfixWith([route()], { faults: ['/etc/postfix/main.cf line 7: missing "="'] })),
    'broken',
    says(/main\.cf line 7: missing "="/, /^ {4}postfix check$/m),
  ],
  'families that Postfix does not know': [
    mtaFacts(postfixWith([route()], { faults: ['inet_protocols (/etc/postfix/main.cf line 9) has "IPv4"'] })),
    'broken',
    says(/has "IPv4"/, /^ {4}postconf -e 'inet_protocols = all'\n {4}postfix reload$/m),
  ],
  'another instance with a fault': [
    mtaFacts(postfixWith([route()], { faults: ['x'], configDirectory: '/etc/postfix-out' })),
    'broken',
    says(/./, /^ {4}postfix -c \/etc\/postfix-out check$/m),
  ],
  'an instance whose folder has a blank': [
    mtaFacts(postfixWith([route()], { faults: ['x'], configDirectory: '/etc/postfix out' })),
    'broken',
    says(/./, /^ {4}postfix -c '\/etc\/postfix out' check$/m),
  ],
  'Postfix that was not followed everywhere': [
    mtaFacts(postfixWith([route()], { unread: ['smtp_generic_maps rewrites addresses as mail leaves'] })),
    ['found', 'partly-read'],
    ([, partly]) => says(/smtp_generic_maps rewrites/)([partly as never]),
  ],
})
