import assert from 'node:assert/strict'
import check from '../../../src/checks/mta/mta-signing.ts'
import type { Postfix, Route } from '../../../src/core/mta.ts'
import { blind } from '../../../src/core/observation.ts'
import type { Signing } from '../../../src/core/signing.ts'
import { cases } from '../../support/cases.ts'
import { box, direct, found, hop, mtaFacts, noPermission, postfixWith, route } from '../../support/mta-facts.ts'
import { says } from '../../support/says.ts'
import {
  milter,
  programs,
  rspamd,
  signed,
  signer,
  signing,
  signingKey,
  silent,
  stranger,
  submission,
  unsigned,
} from '../../support/signing-facts.ts'

const milters = (action: string, own: readonly { milter: string; action: string }[] = []): Partial<Postfix> => ({
  milters: {
    smtpd: [],
    nonSmtpd: [],
    defaultAction: { value: action, from: '/etc/postfix/main.cf line 30' },
    ownActions: own,
    services: [],
  },
})
/** Postfix keeps mail back while a filter is down, unless that is said otherwise. */
const facts = (seen: Signing, changes: Partial<Postfix> = {}, routes: readonly Route[] = [direct()]) => ({
  ...mtaFacts(postfixWith(routes, { ...milters('tempfail'), ...changes })),
  signing: seen,
})
const two = [direct(), direct({ sender: 'news@news.example' })]
const three = [...two, direct({ sender: 'root@box.shop.example' })]
const left = (changes: Parameters<typeof signer>[0] = {}, near?: string) =>
  facts(
    signing([signer({ senders: [signed(), unsigned('news@news.example', near)], ...changes })], [milter()]),
    {},
    two,
  )
const elsewhere = { sockets: ['local:/run/opendkim/opendkim.sock'], postfixSocket: 'unix:/run/opendkim/opendkim.sock' }
const meant = { written: 'unix:opendkim/opendkim.sock', state: silent } as const
const asked = (written: string) => stranger(written, { ...meant, written, meant: 'opendkim' })
const noSocket = { kind: 'silent', says: 'there is no socket at /var/spool/postfix/opendkim/opendkim.sock' } as const

cases(check, {
  'all that is sent': [
    facts(signing([signer()], [milter()])),
    'signs',
    says(
      /^OpenDKIM signs mail of shop\.example with the selector mail; Postfix hands it what comes from clients \(submission\) and programs of this machine\.$/,
    ),
  ],
  'of two senders of a domain one': [
    facts(signing([signer({ senders: [signed(), unsigned('list@shop.example')] })], [milter()]), {}, [
      direct(),
      direct({ sender: 'list@shop.example' }),
    ]),
    ['signs', 'sender-not-covered'],
    ([signs, bare]) => {
      says(/signs mail of shop@shop\.example with/)([signs as never])
      // The record of its domain is there already.
      says(/mail of list@shop\.example/, /^ {4}echo '\*@shop\.example .*SigningTable$/m)([bare as never])
      assert.doesNotMatch(bare?.fix ?? '', /publish/)
    },
  ],
  'files of another root': [
    facts(signing([signer()], [milter({ state: { kind: 'files' } })])),
    'signs',
    says(/Whether it runs cannot be seen in files\.$/),
  ],
  'whether anybody listens is not seen': [
    facts(signing([signer()], [milter({ state: { kind: 'unseen', blind: noPermission } })])),
    'unknown',
    says(/belongs to root/, /sudo/),
  ],
  'the tables may not be read': [
    facts(signing([signer({ senders: [{ sender: 'shop@shop.example', keys: blind(noPermission) }] })], [milter()])),
    'unknown',
    says(/belongs to root/, /sudo/),
  ],
  'the configuration may not be read': [
    facts(signing([], [stranger('inet:127.0.0.1:8891')], [noPermission])),
    'unknown',
  ],
  'one of two may not be read': [facts(signing([signer()], [milter()], [noPermission])), ['signs', 'unknown']],
  'nothing that signs': [
    facts(signing([], [])),
    'no-signer',
    says(/neither OpenDKIM nor Rspamd is set up for it; Postfix asks no filter\. Without/),
  ],
  'nothing that signs, other filters, a relay that does': [
    facts(signing([], [stranger('inet:127.0.0.1:8893')]), {}, [route()]),
    'no-signer',
    says(/\(inet:127\.0\.0\.1:8893\) none is one of these\. SMTP2GO, through which it goes, signs it/),
  ],
  'it verifies alone': [
    facts(signing([signer({ off: 'Mode v in /etc/opendkim.conf line 2 has it verify alone' })], [milter()])),
    'no-signer',
    says(/OpenDKIM is there, but Mode v in \/etc\/opendkim\.conf line 2 has it verify alone/),
  ],
  'a sender that no pattern is for': [
    left(),
    ['signs', 'sender-not-covered'],
    ([, bare]) =>
      says(
        /^OpenDKIM does not sign mail of news\.example: no line of \/etc\/opendkim\/SigningTable is for it\./,
        /^ {4}echo '\*@news\.example news\.example' >> \/etc\/opendkim\/SigningTable$/m,
        /^ {4}echo 'news\.example news\.example:mail:\/etc\/opendkim\/keys\/mail\.private' >> \/etc\/opendkim\/KeyTable$/m,
        /^Then publish at mail\._domainkey\.news\.example the record that stands at mail\._domainkey\.shop\.example\.$/m,
      )(bare ? [bare] : []),
  ],
  'no sender at all': [
    facts(signing([signer({ senders: [unsigned()] })], [milter()])),
    'sender-not-covered',
    says(
      /mail of shop\.example/,
      /^ {4}opendkim-genkey -b 2048 -d shop\.example -s mail -D \/etc\/opendkim\/keys\/shop\.example$/m,
    ),
  ],
  'patterns that are not read as such, told once': [
    facts(
      signing(
        [
          signer({
            tables: {
              kind: 'tables',
              signing: '/etc/opendkim/SigningTable',
              patterns: false,
              keys: '/etc/opendkim/KeyTable',
            },
            senders: [
              unsigned(
                'shop@shop.example',
                'line 1 has "*@shop.example", which is a pattern only where it begins with "refile:"',
              ),
              unsigned(
                'news@news.example',
                'line 2 has "*@news.example", which is a pattern only where it begins with "refile:"',
              ),
            ],
          }),
        ],
        [milter()],
      ),
      {},
      two,
    ),
    'sender-not-covered',
    says(
      /mail of shop\.example, news\.example: line 1 has/,
      /^ {4}SigningTable refile:\/etc\/opendkim\/SigningTable$/m,
    ),
  ],
  'a name that KeyTable lacks': [
    facts(
      signing(
        [
          signer({
            senders: [
              signed(),
              {
                ...unsigned('news@news.example', 'line 2 names the key "news", which KeyTable does not have'),
                stops: true,
              },
            ],
          }),
        ],
        [milter()],
      ),
      {},
      two,
    ),
    ['signs', 'kept-back'],
    ([, kept]) =>
      says(
        /^OpenDKIM has mail of news\.example kept back: line 2 names the key "news", which KeyTable does not have\./,
        /^ {4}systemctl restart opendkim$/m,
      )(kept ? [kept] : []),
  ],
  'a list of domains': [
    left({
      tables: {
        kind: 'domains',
        written: { value: 'shop.example', from: '/etc/opendkim.conf line 1' },
        selector: 'mail',
      },
    }),
    ['signs', 'sender-not-covered'],
    ([, bare]) =>
      says(
        /Domain in \/etc\/opendkim\.conf does not name it/,
        /^ {4}Domain shop\.example,news\.example$/m,
      )(bare ? [bare] : []),
  ],
  'tables that are no files': [left({ tables: { kind: 'other' } }), ['signs', 'sender-not-covered']],
  'Rspamd without a key for one': [
    facts(
      signing(
        [
          rspamd({
            senders: [
              signed(),
              unsigned('news@news.example', 'there is no /var/lib/rspamd/dkim/news.example.dkim.key'),
            ],
          }),
        ],
        [milter({ written: 'inet:localhost:11332', signer: 'rspamd' })],
      ),
      {},
      two,
    ),
    ['signs', 'sender-not-covered'],
    ([, bare]) =>
      says(
        /^Rspamd does not sign mail of news\.example: there is no \/var/,
        /^ {4}rspamadm dkim_keygen -b 2048 -d news\.example -s dkim -k \/var\/lib\/rspamd\/dkim\/news\.example\.dkim\.key$/m,
      )(bare ? [bare] : []),
  ],
  'Mail-in-a-Box writes its tables itself': [
    { ...left(), mailInABox: box },
    ['signs', 'sender-not-covered'],
    ([, bare]) => says(/news\.example/, /a user or an alias/, /^ {4}sudo mailinabox$/m)(bare ? [bare] : []),
  ],
  'two that sign, each for some': [
    facts(
      signing(
        [
          signer({ senders: [signed(), unsigned('news@news.example')] }),
          rspamd({ senders: [unsigned(), signed('news@news.example')] }),
        ],
        [milter(), milter({ written: 'inet:localhost:11332', signer: 'rspamd' })],
      ),
      {},
      two,
    ),
    ['signs', 'signs'],
  ],
  'it does not run, and mail leaves all the same': [
    facts(signing([signer()], [milter({ state: silent })]), milters('accept')),
    ['socket-down', 'fails-open'],
    says(
      /asks at inet:127\.0\.0\.1:8891 \(smtpd_milters, non_smtpd_milters\), and nothing listens on port 8891 of this machine\. Mail leaves without a signature, and nothing says so \(milter_default_action = accept, \/etc\/postfix\/main\.cf line 30\)/,
      /^ {4}systemctl restart opendkim$/m,
    ),
  ],
  'its socket is not there, and mail waits': [
    facts(
      signing(
        [signer({ sockets: ['local:/var/spool/postfix/opendkim/opendkim.sock'] })],
        [milter({ written: 'unix:opendkim/opendkim.sock', state: noSocket })],
      ),
    ),
    'socket-down',
    says(/there is no socket at .* Postfix takes no mail, and asks whoever sends to come again later/),
  ],
  'it refuses all mail meanwhile': [
    facts(signing([signer()], [milter({ state: silent })]), milters('reject')),
    'socket-down',
    says(/refuses all mail that comes in/),
  ],
  'it puts mail on hold meanwhile': [
    facts(signing([signer()], [milter({ state: silent })]), milters('quarantine')),
    'socket-down',
    says(/on hold/),
  ],
  'another port than its own': [
    facts(
      signing(
        [signer({ sockets: ['inet:12301@localhost'], postfixSocket: 'inet:127.0.0.1:12301' })],
        [asked('inet:127.0.0.1:8891')],
      ),
    ),
    'socket-down',
    says(
      /\/etc\/opendkim\.conf has it answer at inet:12301@localhost/,
      /Where non_smtpd_milters names it by itself, change that likewise\./,
      /^ {4}postconf -e 'smtpd_milters = inet:127\.0\.0\.1:12301'$/m,
      /^ {4}postfix reload$/m,
    ),
  ],
  'a socket where Postfix cannot reach': [
    facts(signing([signer(elsewhere)], [asked('unix:opendkim/opendkim.sock')])),
    'socket-down',
    says(
      /local:\/run\/opendkim\/opendkim\.sock/,
      /^ {4}Socket inet:8891@127\.0\.0\.1$/m,
      /^ {4}postconf -e 'smtpd_milters = inet:127\.0\.0\.1:8891'$/m,
    ),
  ],
  'another port for one service': [
    facts({
      ...signing([signer()], [milter()]),
      inlets: [
        { ...submission(asked('inet:127.0.0.1:8892')), own: '/etc/postfix/master.cf line 12' },
        programs(milter()),
      ],
    }),
    ['socket-down', 'signs'],
    says(
      /\(smtpd_milters of submission \(\/etc\/postfix\/master\.cf line 12\)\)/,
      /In smtpd_milters of submission \(\/etc\/postfix\/master\.cf line 12\) write\n\n {4}-o smtpd_milters=inet:127\.0\.0\.1:8891\n/,
    ),
  ],
  'programs are left out': [
    facts({ ...signing([signer()], []), inlets: [submission(milter()), programs(stranger('inet:127.0.0.1:8893'))] }),
    ['not-asked', 'signs'],
    says(
      /what comes from programs of this machine \(non_smtpd_milters\)/,
      /^ {4}postconf -e 'non_smtpd_milters = inet:127\.0\.0\.1:8893, inet:127\.0\.0\.1:8891'$/m,
    ),
  ],
  'clients are left out': [
    facts({
      ...signing([signer()], []),
      inlets: [{ ...submission(), own: '/etc/postfix/master.cf line 12' }, programs(milter())],
    }),
    ['not-asked', 'signs'],
    says(/what comes from clients \(submission\)/, /^ {4}-o smtpd_milters=inet:127\.0\.0\.1:8891$/m),
  ],
  'programs are left out, and clients ask where it does not answer: one socket for both': [
    facts({ ...signing([signer(elsewhere)], []), inlets: [submission(asked('inet:localhost:8891')), programs()] }),
    ['socket-down', 'not-asked'],
    ([down, past]) => {
      says(/./, /^ {4}postconf -e 'smtpd_milters = inet:127\.0\.0\.1:8891'$/m)(down ? [down] : [])
      says(/./, /^ {4}postconf -e 'non_smtpd_milters = \$smtpd_milters'$/m)(past ? [past] : [])
    },
  ],
  'the same beside other filters': [
    facts({
      ...signing([signer(elsewhere)], []),
      inlets: [
        submission(asked('inet:localhost:8891'), stranger('inet:127.0.0.1:8893')),
        programs(stranger('inet:127.0.0.1:8894')),
      ],
    }),
    ['socket-down', 'not-asked'],
    ([, past]) =>
      says(
        /./,
        /^ {4}Socket inet:8891@127\.0\.0\.1$/m,
        /^ {4}postconf -e 'non_smtpd_milters = inet:127\.0\.0\.1:8894, inet:127\.0\.0\.1:8891'$/m,
      )(past ? [past] : []),
  ],
  'programs are left out, and clients ask it alone': [
    facts({ ...signing([signer()], []), inlets: [submission(milter()), programs()] }),
    ['not-asked', 'signs'],
    says(/./, /^ {4}postconf -e 'non_smtpd_milters = \$smtpd_milters'$/m),
  ],
  'nobody asks it, and its socket is out of reach': [
    facts({ ...signing([signer(elsewhere)], []), inlets: [{ ...submission(), chrooted: true }] }),
    'not-asked',
    says(
      /./,
      /^ {4}Socket inet:8891@127\.0\.0\.1$/m,
      /^ {4}postconf -e 'smtpd_milters = inet:127\.0\.0\.1:8891'$/m,
      /^ {4}systemctl restart opendkim$/m,
    ),
  ],
  'nobody asks it, and Postfix has no root of its own': [
    facts({ ...signing([signer(elsewhere)], []), inlets: [{ ...submission(), chrooted: false }] }),
    'not-asked',
    says(/./, /postconf -e 'smtpd_milters = unix:\/run\/opendkim\/opendkim\.sock'$/m),
  ],
  'nobody asks it': [facts(signing([signer()], [])), ['not-asked', 'not-asked']],
  'this machine is not among the hosts that it signs for': [
    facts(
      signing(
        [
          signer({
            strange: {
              value: 'refile:/etc/opendkim/TrustedHosts',
              from: '/etc/opendkim.conf line 8',
              path: '/etc/opendkim/TrustedHosts',
            },
          }),
        ],
        [milter()],
      ),
    ),
    ['programs-not-internal', 'signs'],
    says(
      /\(cron, PHP, sendmail\) leaves without a signature/,
      /^ {4}echo 127\.0\.0\.1 >> \/etc\/opendkim\/TrustedHosts$/m,
    ),
  ],
  'the same in a list': [
    facts(signing([signer({ strange: { value: '192.0.2.0/24', from: '/etc/opendkim.conf line 8' } })], [milter()])),
    ['programs-not-internal', 'signs'],
    says(/InternalHosts 192\.0\.2\.0\/24 \(\/etc\/opendkim\.conf line 8\)/, /^Add 127\.0\.0\.1 to InternalHosts/),
  ],
  'mail leaves unsigned while it is down': [
    facts(signing([signer()], [milter()]), milters('accept')),
    ['fails-open', 'signs'],
    says(
      /milter_default_action = accept, \/etc\/postfix\/main\.cf line 30/,
      /^ {4}postconf -e 'milter_default_action = tempfail'$/m,
    ),
  ],
  'the same in Mail-in-a-Box': [
    { ...facts(signing([signer()], [milter()]), milters('accept')), mailInABox: box },
    ['fails-open', 'signs'],
    says(/nothing says so/, /The setup of Mail-in-a-Box puts it back to accept each time it runs\./),
  ],
  'its own word on being down': [
    facts(signing([signer()], [milter()]), milters('tempfail', [{ milter: 'inet:127.0.0.1:8891', action: 'accept' }])),
    ['fails-open', 'signs'],
    says(
      /default_action = accept of inet:127\.0\.0\.1:8891/,
      /^Write default_action=tempfail in the braces of inet:127/,
    ),
  ],
  'its own word is the stricter one': [
    facts(signing([signer()], [milter()]), milters('accept', [{ milter: 'inet:127.0.0.1:8891', action: 'tempfail' }])),
    'signs',
  ],
  'the relay signs too': [
    facts(signing([signer()], [milter()]), milters('accept'), [route()]),
    ['fails-open-relay-signs', 'signs'],
    says(/SMTP2GO, through which it goes, signs it all the same/),
  ],
  'some mail goes past the relay that signs': [
    facts(signing([signer({ senders: [signed(), signed('news@news.example')] })], [milter()]), milters('accept'), [
      route(),
      direct({ sender: 'news@news.example' }),
    ]),
    ['fails-open', 'signs'],
  ],
  'a body signed as it stands, through a relay': [
    facts(
      signing(
        [
          signer({
            simpleBody: true,
            canonicalization: { value: 'relaxed/simple', from: '/etc/opendkim.conf line 4' },
          }),
        ],
        [milter()],
      ),
      {},
      [route()],
    ),
    ['body-simple-through-relay', 'signs'],
    says(
      /\(Canonicalization relaxed\/simple, \/etc\/opendkim\.conf line 4\), and mail goes through \[mail\.smtp2go\.com\]:2525/,
    ),
  ],
  'a body signed as it stands, directly': [facts(signing([signer({ simpleBody: true })], [milter()])), 'signs'],
  'a body signed as it stands, through a filter here': [
    facts(signing([signer({ simpleBody: true })], [milter()]), {}, [
      route({ hops: [hop({ written: '[127.0.0.1]:10024', host: '127.0.0.1', port: '10024' })] }),
    ]),
    'signs',
  ],
  'selectors of several keys': [
    facts(
      signing(
        [
          signer({
            senders: [
              signed(),
              signed('news@news.example', signingKey({ selector: '2026' })),
              signed('root@box.shop.example'),
            ],
          }),
        ],
        [milter()],
      ),
      {},
      three,
    ),
    'signs',
    says(/mail of shop\.example, news\.example, box\.shop\.example with the selector mail, 2026/),
  ],
  'another mail server': [
    { ...facts(signing([], [])), mta: [found({ kind: 'exim', files: ['/usr/sbin/exim4'] })], postfix: [] },
    'not-applicable',
  ],
})
