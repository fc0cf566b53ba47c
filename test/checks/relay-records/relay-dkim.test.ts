import assert from 'node:assert/strict'
import check from '../../../src/checks/relay-records/relay-dkim.ts'
import type { Finding } from '../../../src/core/finding.ts'
import { cases } from '../../support/cases.ts'
import { at, keyText, says } from '../../support/dkim-facts.ts'
import { named, relayFacts, smtp2go } from '../../support/relay-facts.ts'

const given = named('smtp2go', { selectors: ['s4711'] })
const key = (selector: string, to: string) => `${selector}._domainkey.shop.example CNAME ${to}`
const brevo = (n: 1 | 2) => key(`brevo${n}`, `b${n}.shop-example.dkim.brevo.com`)
const mends =
  (...changes: string[]) =>
  ([finding]: Finding[]) =>
    assert.deepEqual(
      (finding?.repair ?? []).map((one) =>
        [one.change, one.name, 'was' in one ? one.was : [], 'becomes' in one ? one.becomes : []].flat().join(' '),
      ),
      changes,
    )
const name = 's4711._domainkey.shop.example'

cases(check, {
  'as it should be': [
    await relayFacts(smtp2go.key, given),
    'points-to-relay',
    says(
      /^s4711\._domainkey\.shop\.example \(as given\) leads to dkim\.smtp2go\.net of SMTP2GO, where a key stands\.$/,
    ),
  ],
  'found by its alias, in a relay that was only recognised': [
    await relayFacts(key('mail', 'dkim.smtp2go.net')),
    'points-to-relay',
    says(/\(found\)/),
  ],
  'told by the digits of the return path': [
    await relayFacts(`${smtp2go.key}\n${smtp2go.path}`, named('smtp2go', { returnPath: 'em4711' })),
    'points-to-relay',
  ],
  'which prove nothing where it is not there': [
    await relayFacts(smtp2go.path, named('smtp2go', { returnPath: 'em4711' })),
    'unknown',
    ([finding]) =>
      assert.match(finding?.fix ?? '', /d=shop\.example is the selector\. Then run again with --selector NAME\./),
  ],
  'a given selector without a record': [
    await relayFacts('', given),
    'missing',
    (findings) => {
      says(/does not exist: mail that SMTP2GO signs with the selector s4711 does not pass DKIM\.$/)(findings)
      mends(`add ${name} dkim.smtp2go.net.`)(findings)
    },
  ],
  'leads to a name that only looks like it': [
    await relayFacts(key('s4711', 'dkim.smtp2go.net.evil.example'), given),
    'points-elsewhere',
    mends(`replace ${name} dkim.smtp2go.net.evil.example. dkim.smtp2go.net.`),
  ],
  'a wildcard answers for it': [await relayFacts('*.shop.example CNAME web.example', given), 'missing', mends()],
  'the key itself in place of the CNAME': [await relayFacts(at('s4711'), given), 'copied'],
  'the alias is right and withdrawn': [
    await relayFacts(key('s4711', 'dkim.smtp2go.net').replace('dkim.', 'old.'), given),
    'points-elsewhere',
  ],
  'no key behind the alias': [
    await relayFacts(brevo(1).replace('shop-example', 'other'), named('brevo')),
    ['key-dead', 'missing'],
    says(/no key that verifiers can use stands at b1\.other\.dkim\.brevo\.com/),
  ],
  'what is behind the alias was not seen': [
    await relayFacts(smtp2go.key, given, { blindAt: { 'TXT dkim.smtp2go.net': 'timeout' } }),
    'unknown',
  ],
  'the same of a relay that was only recognised': [
    await relayFacts(
      `${brevo(1)}\nshop.example TXT "v=spf1 include:spf.brevo.com -all"`,
      {},
      {
        blindAt: { 'TXT b1.shop-example.dkim.brevo.com': 'timeout' },
      },
    ),
    'not-seen',
  ],
  'the name was not seen': [
    await relayFacts('', given, { blindAt: { [`CNAME ${name}`]: 'timeout', [`TXT ${name}`]: 'timeout' } }),
    'unknown',
  ],
  'nothing is known': [await relayFacts('', named()), 'unknown'],
  'nothing is known of a relay that was only recognised': [await relayFacts(smtp2go.link), 'not-known'],
  'two that everybody has, both there': [
    await relayFacts(`${brevo(1)}\n${brevo(2)}`, named('brevo')),
    ['points-to-relay', 'points-to-relay'],
  ],
  'one of them is enough to pass': [
    await relayFacts(brevo(2), named('brevo')),
    ['spare', 'points-to-relay'],
    says(/does not exist\. Another key of Brevo is in order/),
  ],
  'neither of them, and their targets can be known': [
    await relayFacts('', named('brevo')),
    ['missing', 'missing'],
    mends('add brevo1._domainkey.shop.example b1.shop-example.dkim.brevo.com.'),
  ],
  'neither of them, where Brevo was only recognised': [
    await relayFacts(
      'shop.example TXT "v=spf1 include:spf.brevo.com -all"\nmail._domainkey.shop.example TXT "v=DKIM1; p=x"',
    ),
    'not-known',
  ],
  'the key of a Mail-in-a-Box where Brevo had its own in former years: no proof of either': [
    await relayFacts(at('mail'), named('brevo')),
    'unknown',
    says(/whether the key at mail\._domainkey\.shop\.example is that of Brevo/),
  ],
  'a dead alias of one that was only recognised, beside keys of others': [
    await relayFacts(`${brevo(1).replace('shop-example', 'other')}\n${at('mail')}`),
    'spare',
    says(/leads to no key that verifiers can use\. Other keys of the domain are in order/),
  ],
  'a key that the relay hands out': [
    await relayFacts(at('resend'), named('resend')),
    'key-published',
    says(/^resend\._domainkey\.shop\.example \(the same for everybody\) holds a key, with which Resend signs\.$/),
  ],
  'such a key that nobody can use': [
    await relayFacts(at('resend', 'v=DKIM1; p='), named('resend')),
    'key-dead',
    ([finding]) =>
      assert.match(finding?.fix ?? '', /^Publish at resend\._domainkey\.shop\.example the key that Resend shows/),
  ],
  'another text that a wildcard gives to every name is no dead key': [
    await relayFacts('*.shop.example TXT "v=spf1 -all"', named('resend')),
    'missing',
  ],
  'a given selector of such a form': [
    await relayFacts(at('20260101000000pm'), named('postmark', { selectors: ['20260101000000pm'] })),
    'key-published',
  ],
  'a selector of somebody else is not taken for one of it': [
    await relayFacts(at('mail'), named('postmark', { selectors: ['mail'] })),
    'unknown',
  ],
  'an alias shows whose key it is where others can be set': [
    await relayFacts(key('s1', 's1.domainkey.u1.wl1.sendgrid.net'), named('sendgrid')),
    'points-to-relay',
  ],
  'that the usual ones are not there then proves nothing': [await relayFacts('', named('sendgrid')), 'unknown'],
  'other digits than the return path': [
    await relayFacts(
      `${smtp2go.key}\nem9.shop.example CNAME return.smtp2go.net`,
      named('smtp2go', { selectors: ['s4711'], returnPath: 'em9' }),
    ),
    ['points-to-relay', 'digits-differ'],
    ([, finding]) =>
      assert.match(finding?.says ?? '', /^The return path em9\.shop\.example and the selector s4711 lead/),
  ],
  'a return path of another form has no digits to agree with': [
    await relayFacts(
      `${smtp2go.key}\nnews9.shop.example CNAME return.smtp2go.net`,
      named('smtp2go', { selectors: ['s4711'], returnPath: 'news9' }),
    ),
    'points-to-relay',
  ],
  'nobody documents it': [await relayFacts(at('mail', keyText()), named('smtpcom')), 'undocumented'],
  'no relay': [await relayFacts(''), 'not-applicable'],
  'a relay that was named, and a domain that sends nothing': [
    await relayFacts('shop.example TXT "v=spf1 -all"', named()),
    'sends-nothing',
  ],
  'a host that nobody knows': [await relayFacts('', { relay: { host: 'mail.host.example' } }), 'unknown-relay'],
  'a given selector, where any can be set': [
    await relayFacts(at('abc'), named('mailgun', { selectors: ['abc'] })),
    'key-published',
  ],
  'and no key at it': [
    await relayFacts('', named('mailgun', { selectors: ['abc'] })),
    'missing',
    says(/^abc\._domainkey\.shop\.example \(as given\) does not exist/),
  ],
  'a given selector that is none such as the relay has': [
    await relayFacts('', named('ses', { selectors: ['abc'] })),
    'unknown',
    says(/ \(abc, as given, is none of its own\)$/),
  ],
  'a given selector that leads to another service': [
    await relayFacts(key('s4711', 's1.domainkey.u1.wl1.sendgrid.net'), given),
    'points-elsewhere',
    (findings) => {
      says(/leads to s1\.domainkey\.u1\.wl1\.sendgrid\.net, not to SMTP2GO/)(findings)
      // Whoever sends through the other needs it.
      mends()(findings)
    },
  ],
  'the key of the own server, where the relay has aliases': [
    await relayFacts(at('mail'), named('sendgrid', { selectors: ['mail'] })),
    'unknown',
  ],
  'a key of former years that was given': [
    await relayFacts(at('m1'), named('sendgrid', { selectors: ['m1'] })),
    'key-published',
  ],
  'the usual selector of a relay that has but one, found there': [
    await relayFacts(at('google'), named('google-relay')),
    'key-published',
  ],
  'an address where the key should be': [
    await relayFacts('x._domainkey.shop.example A 192.0.2.1', named('mxroute')),
    'missing',
    says(/ has no such TXT record: /),
  ],
  'an alias to nothing': [
    await relayFacts(key('mailo', 'gone.mailgun.example'), named('mailgun', { selectors: ['mailo'] })),
    'missing',
    says(/\(as given\) leads to gone\.mailgun\.example, which does not exist:/),
  ],
  'a key that is not there is shown by the question for it': [
    await relayFacts('', named('mxroute')),
    'missing',
    ([finding]) => {
      const [first] = finding?.evidence ?? []
      assert.equal(first?.kind === 'dns' && first.question, 'TXT x._domainkey.shop.example')
    },
  ],
})
