import assert from 'node:assert/strict'
import check from '../../../src/checks/relay-records/relay-alignment.ts'
import type { Finding } from '../../../src/core/finding.ts'
import { cases } from '../../support/cases.ts'
import { at, keyText, says } from '../../support/dkim-facts.ts'
import { named, relayFacts, smtp2go } from '../../support/relay-facts.ts'

const given = named('smtp2go', { returnPath: 'em4711', selectors: ['s4711'] })
const all = Object.values(smtp2go).join('\n')
const dmarc = (tags: string) => `_dmarc.shop.example TXT "v=DMARC1; p=reject${tags}"`
const brevo = 'brevo1._domainkey.shop.example CNAME b1.shop-example.dkim.brevo.com'
const brief =
  (text: string) =>
  ([finding]: Finding[]) =>
    assert.equal(finding?.brief, text)

const fix =
  (pattern: RegExp) =>
  ([finding]: Finding[]) =>
    assert.match(finding?.fix ?? '', pattern)
const mg = `mg.shop.example TXT "v=spf1 include:mailgun.org ~all"
  mailgun.org TXT "v=spf1 ip4:203.0.113.0/24 ~all"
  k1._domainkey.mg.shop.example TXT "${keyText()}"`

cases(check, {
  both: [
    await relayFacts(all, given),
    'spf-and-dkim',
    (findings) => {
      says(
        /SPF is judged at em4711\.shop\.example, DKIM at s4711\._domainkey\.shop\.example \(aspf=r and adkim=r by _dmarc\.shop\.example\)\.$/,
      )(findings)
      brief('SMTP2GO: return path, DKIM and tracking point to it')(findings)
    },
  ],
  'without a DMARC record the default decides': [
    await relayFacts(`${all}\n_dmarc.shop.example TXT "none"`, given),
    'spf-and-dkim',
    says(/the default: there is no DMARC record/),
  ],
  'adkim=s is met: d= is the domain itself': [await relayFacts(`${all}\n${dmarc('; adkim=s')}`, given), 'spf-and-dkim'],
  'under aspf=s the return path is not aligned (RFC 9989 section 4.4.2), and DKIM must be': [
    await relayFacts(`${all}\n${dmarc('; aspf=s')}`, given),
    'dkim-must',
    says(/under aspf=s the return path em4711\.shop\.example is not aligned with shop\.example \(aspf=s and adkim=r/),
  ],
  'under aspf=s without a key nothing is aligned': [
    await relayFacts(`${smtp2go.path}\n${dmarc('; aspf=s')}`, given),
    'none',
  ],
  'judged at the domain itself SPF is aligned under aspf=s too': [
    await relayFacts(
      `${smtp2go.key}\nshop.example TXT "v=spf1 include:spf.smtp2go.com -all"\n${dmarc('; aspf=s')}`,
      named('smtp2go', { returnPath: 'shop.example', selectors: ['s4711'] }),
    ),
    'spf-and-dkim',
  ],
  'a return path in another organization': [
    await relayFacts(
      `${smtp2go.key}\nbounces.other.example CNAME return.smtp2go.net`,
      named('smtp2go', { returnPath: 'bounces.other.example', selectors: ['s4711'] }),
    ),
    'dkim-must',
    says(/bounces\.other\.example is not aligned with shop\.example, whose organization is shop\.example/),
  ],
  'a relay that keeps bounces to itself': [
    await relayFacts(brevo, named('brevo')),
    'dkim-only',
    brief('Brevo: DKIM points to it'),
  ],
  'the return path is at fault': [
    await relayFacts(smtp2go.key, given),
    'dkim-must',
    says(/the return path em4711\.shop\.example does not lead to SMTP2GO/),
  ],
  'the return path is not known': [
    await relayFacts(smtp2go.key, named('smtp2go', { selectors: ['s4711'] })),
    'dkim-aligned',
  ],
  'SPF alone': [
    await relayFacts(smtp2go.path, given),
    'spf-only',
    says(/by SPF \(em4711\.shop\.example\) alone: no key of SMTP2GO stands at s4711\._domainkey\.shop\.example/),
  ],
  'the server signs as well': [
    await relayFacts(
      `${smtp2go.path}\n${at('mail')}`,
      named('smtp2go', { returnPath: 'em4711', selectors: ['s4711', 'mail'] }),
    ),
    'own-signature',
    says(/before \(mail\._domainkey\.shop\.example\).*; SPF passes at em4711\.shop\.example until it is forwarded/),
  ],
  nothing: [
    await relayFacts('', given),
    'none',
    says(/^Nothing that SMTP2GO adds .* Without a signature of your own servers it fails DMARC\.$/),
  ],
  'no selector known': [await relayFacts(smtp2go.path, named('smtp2go', { returnPath: 'em4711' })), 'unknown'],
  'no label known, and no key': [await relayFacts('', named('smtp2go', { selectors: ['s4711'] })), 'unknown'],
  'a relay that was only recognised, by a key': [
    await relayFacts('mail._domainkey.shop.example CNAME dkim.smtp2go.net'),
    'dkim-aligned',
  ],
  'a relay that was only recognised, by a link': [
    await relayFacts(smtp2go.link),
    'not-known',
    brief('SMTP2GO: tracking points to it'),
  ],
  'the policy was not seen': [
    await relayFacts(all, given, { blindAt: { 'TXT _dmarc.shop.example': 'timeout' } }),
    'unknown',
  ],
  'the policy was not seen, of a relay that was only recognised': [
    await relayFacts(smtp2go.link, {}, { blindAt: { 'TXT _dmarc.shop.example': 'timeout' } }),
    'not-known',
  ],
  'the same where it would have said more': [
    await relayFacts(
      'mail._domainkey.shop.example CNAME dkim.smtp2go.net',
      {},
      {
        blindAt: { 'TXT _dmarc.shop.example': 'timeout' },
      },
    ),
    'not-seen',
  ],
  'what is behind the return path was not seen': [
    await relayFacts(smtp2go.path, given, { blindAt: { 'TXT return.smtp2go.net': 'timeout' } }),
    'unknown',
  ],
  'several relays, each for itself': [await relayFacts(`${brevo}\n${smtp2go.link}`), ['dkim-only', 'not-known']],
  'no relay': [await relayFacts(''), 'not-applicable'],
  'a relay that was named, and a domain that sends nothing': [
    await relayFacts('shop.example TXT "v=spf1 -all"', named()),
    'sends-nothing',
  ],
  'a host that nobody knows': [await relayFacts('', { relay: { host: 'mail.host.example' } }), 'unknown-relay'],
  'how the relay signs and sends nobody documents': [await relayFacts('', named('maileroo')), 'undocumented'],
  'SPF that comes to a fail is no leg': [
    await relayFacts(
      'shop.example TXT "v=spf1 -include:relay.mailchannels.net ~all"',
      named('mailchannels', { selectors: ['mc'] }),
    ),
    'none',
    fix(/^Mend what the other checks of MailChannels name: relay-spf, relay-dkim\.$/),
  ],
  'nothing is aligned, and what is to be published is told already': [
    await relayFacts('', named('smtp2go', { returnPath: 'em4711', selectors: ['s4711'] })),
    'none',
    fix(/^Mend what the other checks of SMTP2GO name: relay-return-path, relay-dkim\.$/),
  ],
  'the relay signs for the subdomain that bounces come back to': [
    await relayFacts(mg, named('mailgun', { returnPath: 'mg', selectors: ['k1'] })),
    'spf-and-dkim',
    says(/SPF is judged at mg\.shop\.example, DKIM at k1\._domainkey\.mg\.shop\.example/),
  ],
  'which is not aligned where the domain wants it strictly': [
    await relayFacts(
      `${mg}\n_dmarc.shop.example TXT "v=DMARC1; p=reject; adkim=s; aspf=s"`,
      named('mailgun', { returnPath: 'mg', selectors: ['k1'] }),
    ),
    'none',
    says(
      /under aspf=s the return path mg\.shop\.example is not aligned .* under adkim=s the key k1\._domainkey\.mg\.shop\.example is not aligned/,
    ),
  ],
})
