import assert from 'node:assert/strict'
import check from '../../../src/checks/relay-records/relay-spf.ts'
import type { Finding } from '../../../src/core/finding.ts'
import { cases } from '../../support/cases.ts'
import { says } from '../../support/dkim-facts.ts'
import { named, relayFacts, smtp2go } from '../../support/relay-facts.ts'

const given = named('smtp2go', { returnPath: 'em4711' })
const spf = (terms: string) => `shop.example TXT "v=spf1 ${terms}"`
const ownPath = named('smtp2go', { returnPath: 'shop.example' })

/** A record that costs so many lookups itself. */
const costly = (name: string, lookups: number) =>
  [
    `${name} TXT "v=spf1 ${Array.from({ length: lookups }, (_, i) => `a:a${i}.${name}`).join(' ')} ?all"`,
    ...Array.from({ length: lookups }, (_, i) => `a${i}.${name} A 192.0.2.${i + 1}`),
  ].join('\n')
const published =
  (becomes: string) =>
  ([finding]: Finding[]) =>
    assert.deepEqual(
      finding?.repair?.map((one) => ('becomes' in one ? one.becomes : one)),
      [`"${becomes}"`],
    )
const both =
  (...looks: ((findings: Finding[]) => void)[]) =>
  (findings: Finding[]) => {
    for (const look of looks) look(findings)
  }
const turned = (qualifier: string) =>
  relayFacts(spf(`mx ${qualifier}include:relay.mailchannels.net -all`), named('mailchannels'))
const facts = { '-': await turned('-'), '~': await turned('~'), '?': await turned('?') }

cases(check, {
  'judged at the return path': [
    await relayFacts(smtp2go.path, given),
    'covered-by-return-path',
    says(
      /^SPF of mail through SMTP2GO is judged at em4711\.shop\.example, .* need not name SMTP2GO, unless the account is set to keep your own return path\.$/,
    ),
  ],
  'and the include costs lookups': [
    await relayFacts(`${spf('mx include:spf.smtp2go.com ~all')}\n${smtp2go.path}`, given),
    'needless-include',
    ([finding]) => {
      assert.match(
        finding?.says ?? '',
        /\(include:spf\.smtp2go\.com\), which costs 2 lookups of 10: mail through it is judged at em4711\.shop\.example, not there, unless the account is set to keep your own return path\.$/,
      )
      assert.match(
        finding?.fix ?? '',
        /^Take include:spf\.smtp2go\.com out, unless the account .*, once a message .* Return-Path that does not end in @shop\.example\.$/,
      )
      // Whether the account keeps the own return path only a message shows.
      assert.equal(finding?.repair, undefined)
    },
  ],
  'needless in a relay that was recognised by it alone': [
    await relayFacts(spf('include:spf.smtp2go.com -all')),
    'needless-include',
    says(/is judged at its return path, not there/),
  ],
  'needless where bounces go to the relay itself': [
    await relayFacts(spf('include:spf.brevo.com -all'), named('brevo')),
    'needless-include',
    says(/costs 1 lookup of 10: mail through it is judged at a domain of Brevo/),
  ],
  'judged at a domain of the relay': [await relayFacts('', named('brevo')), 'at-relay'],
  'the account keeps the own return path, and the include is there': [
    await relayFacts(spf('include:spf.smtp2go.com -all'), ownPath),
    'included',
  ],
  'and it is not': [
    await relayFacts('', ownPath),
    'missing',
    says(
      /^Mail through SMTP2GO is judged at shop\.example itself, and does not pass SPF: shop\.example has no SPF record that includes SMTP2GO\.$/,
    ),
  ],
  'a relay that uses the bare domain': [
    await relayFacts(spf('include:relay.mailchannels.net -all'), named('mailchannels')),
    'included',
  ],
  'by way of a record of its own': [
    await relayFacts(
      `${spf('include:_spf.shop.example -all')}\n_spf.shop.example TXT "v=spf1 include:relay.mailchannels.net -all"`,
      named('mailchannels'),
    ),
    'included',
  ],
  'and is not named': [
    await relayFacts('', named('mailchannels')),
    'missing',
    published('v=spf1 mx include:relay.mailchannels.net ~all'),
  ],
  'and is not named in a record that ends in another': [
    await relayFacts(spf('a redirect=_spf.google.com'), named('mailchannels')),
    'missing',
    published('v=spf1 a include:relay.mailchannels.net redirect=_spf.google.com'),
  ],
  'nor in one that could hold it once it is shorter': [
    await relayFacts(`${spf('include:ten.example mx -all')}\n${costly('ten.example', 8)}`, named('mailchannels')),
    'missing',
    ([finding]) => {
      assert.match(
        finding?.fix ?? '',
        /costs 10 of 10 lookups, and include:relay\.mailchannels\.net 1 more: take out first what no longer sends/,
      )
      assert.equal(finding?.repair, undefined)
    },
  ],
  ...Object.fromEntries(
    (
      [
        ['-', 'fail'],
        ['~', 'softfail'],
        ['?', 'neutral'],
      ] as const
    ).map(([qualifier, result]) => [
      `an include that says ${result}`,
      [
        facts[qualifier],
        'missing',
        ([finding]: Finding[]) => {
          assert.match(
            finding?.says ?? '',
            new RegExp(`comes to ${result} for addresses of MailChannels \\(by \\${qualifier}include:`),
          )
          published('v=spf1 mx include:relay.mailchannels.net -all')([finding as Finding])
        },
      ] as const,
    ]),
  ),
  'an include whose addresses another term refuses before': [
    await relayFacts(spf('-ip4:203.0.113.0/24 include:relay.mailchannels.net ~all'), named('mailchannels')),
    'missing',
    says(/comes to fail for addresses of MailChannels \(by -ip4:203\.0\.113\.0\/24\)/),
  ],
  'an include with a blank in it': [
    await relayFacts(spf('mx include: relay.mailchannels.net -all'), named('mailchannels')),
    'missing',
    both(
      says(
        /^Mail through MailChannels is judged at shop\.example itself, and does not pass SPF: receivers take the SPF record of shop\.example as an error/,
      ),
      published('v=spf1 mx include:relay.mailchannels.net -all'),
    ),
  ],
  'an include behind ten lookups': [
    await relayFacts(
      `${spf('include:ten.example include:relay.mailchannels.net -all')}\n${costly('ten.example', 9)}`,
      named('mailchannels'),
    ),
    'missing',
    both(says(/ itself, and does not pass SPF: include:relay\.mailchannels\.net does not count: /), ([finding]) => {
      assert.match(finding?.fix ?? '', /^Mend the SPF record of shop\.example \(see/)
      assert.equal(finding?.repair, undefined)
    }),
  ],
  'several records': [
    await relayFacts(`${spf('include:relay.mailchannels.net -all')}\n${spf('mx -all')}`, named('mailchannels')),
    'missing',
    says(
      /^Mail through MailChannels is judged at shop\.example itself, and does not pass SPF: shop\.example has 2 SPF records, of which none counts\.$/,
    ),
  ],
  'a record that lets everybody pass': [
    await relayFacts(spf('mx +all'), named('mailchannels')),
    'everybody',
    says(/lets everybody pass \(\+all\), and so MailChannels\.$/),
  ],
  'a subdomain that bounces come back to': [
    await relayFacts(
      'mg.shop.example TXT "v=spf1 include:mailgun.org ~all"\nmailgun.org TXT "v=spf1 ip4:203.0.113.0/24 ~all"',
      named('mailgun', { returnPath: 'mg' }),
    ),
    'included',
    says(/^The SPF record of mg\.shop\.example includes Mailgun/),
  ],
  'and that names nobody': [
    await relayFacts('mg.shop.example TXT "v=spf1 -all"', named('mailgun', { returnPath: 'mg' })),
    'missing',
    says(
      /^Mail through Mailgun is judged at mg\.shop\.example itself, and does not pass SPF: mg\.shop\.example has no SPF record that includes Mailgun\.$/,
    ),
  ],
  'an MX at the return path whose record names others': [
    await relayFacts(
      'send.shop.example MX 10 feedback-smtp.eu-west-1.amazonses.com\nsend.shop.example TXT "v=spf1 mx -all"',
      named('resend'),
    ),
    'told-elsewhere',
  ],
  'where it is judged nobody documents': [await relayFacts('', named('maileroo')), 'undocumented'],
  'a return path that is a name of the relay': [
    await relayFacts('', named('postmark', { returnPath: 'pm.mtasv.net' })),
    'at-relay',
  ],
  'its addresses may be listed one by one': [
    await relayFacts(spf('ip4:203.0.113.0/24 -all'), named('mailchannels'), {
      blindAt: { 'TXT relay.mailchannels.net': 'timeout' },
    }),
    'unknown',
    says(/does not include MailChannels, and whether it lists its addresses/),
  ],
  'some of its addresses are listed': [
    await relayFacts(
      `${spf('ip4:203.0.113.0/24 -all')}\noutbound.mailhop.org TXT "v=spf1 ip4:203.0.113.0/24 ip4:198.51.100.0/24 -all"`,
      named('duocircle'),
    ),
    'unknown',
  ],
  'those of its addresses that were seen are not, and others were not seen': [
    await relayFacts(
      `${spf('ip4:192.0.2.0/24 -all')}\noutbound.mailhop.org TXT "v=spf1 ip4:203.0.113.0/24 include:more.mailhop.org -all"`,
      named('duocircle'),
      { blindAt: { 'TXT more.mailhop.org': 'timeout' } },
    ),
    'unknown',
    says(/whether it lists its addresses one by one cannot be known/),
  ],
  'they are listed one by one': [
    await relayFacts(spf('ip4:203.0.113.0/24 -all'), named('mailchannels')),
    'listed',
    says(/lets its addresses pass all the same, as far as they were tried \(203\.0\.113\.0\)/),
  ],
  'others are': [
    await relayFacts(spf('ip4:192.0.2.0/24 -all'), named('mailchannels')),
    'missing',
    published('v=spf1 ip4:192.0.2.0/24 include:relay.mailchannels.net -all'),
  ],
  'not named, in a relay that was only recognised': [
    await relayFacts('email.shop.example CNAME mailgun.org'),
    'not-known',
  ],
  'no record behind the return path': [
    await relayFacts(
      'pm-bounces.shop.example CNAME eu.sparkpostmail.com',
      named('sparkpost', { returnPath: 'pm-bounces' }),
    ),
    'not-covered',
    says(/does not pass: no SPF record stands where pm-bounces\.shop\.example leads\.$/),
  ],
  'a record behind it that lets nobody pass': [
    await relayFacts(
      'b.shop.example CNAME eu.sparkpostmail.com\neu.sparkpostmail.com TXT "v=spf1 -all"',
      named('sparkpost', { returnPath: 'b' }),
    ),
    'not-covered',
  ],
  'what is behind it was not seen': [
    await relayFacts(smtp2go.path, given, { blindAt: { 'TXT return.smtp2go.net': 'timeout' } }),
    'unknown',
  ],
  'the same of a relay that was only recognised': [
    await relayFacts('pm-bounces.shop.example CNAME pm.mtasv.net', {}, { blindAt: { 'TXT pm.mtasv.net': 'timeout' } }),
    'not-seen',
  ],
  'the return path is at fault, which is said there': [await relayFacts('', given), 'told-elsewhere'],
  'the return path is not known': [await relayFacts('', named()), 'unknown'],
  'nor of a relay that was only recognised': [await relayFacts(smtp2go.link), 'not-known'],
  'the record of the domain was not seen': [
    await relayFacts('', { ...ownPath, selectors: ['s1'] }, { blindAt: { 'TXT shop.example': 'timeout' } }),
    'unknown',
  ],
  'no relay': [await relayFacts(''), 'not-applicable'],
  'a relay that was named, and a domain that sends nothing': [
    await relayFacts('shop.example TXT "v=spf1 -all"', named()),
    'sends-nothing',
  ],
  'a host that nobody knows': [await relayFacts('', { relay: { host: 'mail.host.example' } }), 'unknown-relay'],
})
