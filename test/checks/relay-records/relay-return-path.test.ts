import assert from 'node:assert/strict'
import check from '../../../src/checks/relay-records/relay-return-path.ts'
import type { Finding } from '../../../src/core/finding.ts'
import { following } from '../../../src/formats/following.ts'
import { pen } from '../../../src/formats/paint.ts'
import { isIdle, stepLines } from '../../../src/formats/summary.ts'
import { cases } from '../../support/cases.ts'
import { says } from '../../support/dkim-facts.ts'
import { named, relayFacts, smtp2go } from '../../support/relay-facts.ts'

const given = named('smtp2go', { returnPath: 'em4711' })
const repairs =
  (...changes: string[]) =>
  ([finding]: Finding[]) =>
    assert.deepEqual(
      (finding?.repair ?? []).map((one) =>
        [one.change, one.name, one.type, 'was' in one ? one.was : [], 'becomes' in one ? one.becomes : []]
          .flat()
          .join(' '),
      ),
      changes,
    )
const both =
  (...looks: ((findings: Finding[]) => void)[]) =>
  (findings: Finding[]) => {
    for (const look of looks) look(findings)
  }
const fixes =
  (pattern: RegExp) =>
  ([finding]: Finding[]) =>
    assert.match(finding?.fix ?? '', pattern)
/** In a report for people too: the line of the step says it. */
const isShown = (findings: Finding[]) => {
  const step = { id: 'relay-records', title: 'relay', target: 'shop.example', verdict: 'pass', findings } as const
  const [line = ''] = stepLines([step], pen({ width: 80, color: 0, unicode: true, verbosity: 'normal' }), following([]))
  assert.equal(isIdle(step), false)
  assert.match(line, /^ {2}- relay {4}not judged, since /)
}
const ses = 'bounce.shop.example MX 10 feedback-smtp.eu-west-1.amazonses.com'

cases(check, {
  'as it should be': [
    await relayFacts(smtp2go.path, given),
    'points-to-relay',
    says(/^em4711\.shop\.example \(as given\) leads to return\.smtp2go\.net of SMTP2GO/),
  ],
  'under any label that was set': [
    await relayFacts('news.shop.example CNAME return.smtp2go.net', named('smtp2go', { returnPath: 'news' })),
    'points-to-relay',
  ],
  'over another name of the domain': [
    await relayFacts('em4711.shop.example CNAME r.shop.example\nr.shop.example CNAME return.smtp2go.net', given),
    'points-to-relay',
  ],
  'its target is not seen, the CNAME is': [
    await relayFacts(smtp2go.path, given, {
      blindAt: Object.fromEntries(['A', 'AAAA', 'MX', 'TXT'].map((type) => [`${type} return.smtp2go.net`, 'timeout'])),
    }),
    'points-to-relay',
  ],
  'by the digits of the selector': [
    await relayFacts([smtp2go.path, smtp2go.key].join('\n'), named('smtp2go', { selectors: ['s4711'] })),
    'points-to-relay',
    says(/\(the default name\)/),
  ],
  'a given name that does not exist is missing, and the record is known': [
    await relayFacts('', given),
    'missing',
    both(
      says(/^em4711\.shop\.example \(as given\) does not exist: SPF .* does not pass, and SMTP2GO gets no bounces\.$/),
      repairs('add em4711.shop.example CNAME return.smtp2go.net.'),
    ),
  ],
  'a name whose target only looks like the relay': [
    await relayFacts('em4711.shop.example CNAME return.smtp2go.net.evil.example', given),
    'points-elsewhere',
    repairs('replace em4711.shop.example CNAME return.smtp2go.net.evil.example. return.smtp2go.net.'),
  ],
  'the digits tell the default name alone: that it is not there proves nothing': [
    await relayFacts(smtp2go.key, named('smtp2go', { selectors: ['s4711'] })),
    'unknown',
    both(
      says(/another can have been set$/),
      fixes(/^In SMTP2GO: .* Or open a message .* Return-Path is the name\. Then run again with --return-path NAME\.$/),
    ),
  ],
  'nor that it leads elsewhere': [
    await relayFacts(
      `${smtp2go.key}\nem4711.shop.example CNAME web.example`,
      named('smtp2go', { selectors: ['s4711'] }),
    ),
    'unknown',
  ],
  'a relay that was named, and no label known': [await relayFacts('', named()), 'unknown', fixes(/--return-path NAME/)],
  'a relay that was only recognised, and no label known': [await relayFacts(smtp2go.link), 'not-known'],
  'a recognised one whose default name is not there': [
    await relayFacts('mail._domainkey.shop.example CNAME dkim.smtp2go.net'),
    'not-known',
  ],
  'address records in place of the CNAME': [
    await relayFacts('em4711.shop.example A 192.0.2.1\nem4711.shop.example AAAA 2001:db8::1', given),
    'flattened',
    both(
      says(/holds address records \(192\.0\.2\.1, 2001:db8::1\) .* no SPF record stands there\.$/),
      repairs(
        'remove em4711.shop.example A 192.0.2.1',
        'remove em4711.shop.example AAAA 2001:db8::1',
        'add em4711.shop.example CNAME return.smtp2go.net.',
      ),
    ),
  ],
  'the same at the default name': [
    await relayFacts(`${smtp2go.key}\nem4711.shop.example A 192.0.2.1`, named('smtp2go', { selectors: ['s4711'] })),
    'flattened',
    // Another can have been set: nothing is taken away there.
    repairs(),
  ],
  'a wildcard gives addresses to the default name: nothing was published there': [
    await relayFacts(`${smtp2go.key}\n*.shop.example A 192.0.2.1`, named('smtp2go', { selectors: ['s4711'] })),
    'unknown',
  ],
  'a wildcard gives addresses to a given name': [
    await relayFacts('*.shop.example A 192.0.2.1', given),
    'missing',
    both(says(/a wildcard answers for it/), repairs('add em4711.shop.example CNAME return.smtp2go.net.')),
  ],
  'a wildcard that is an alias is not to be replaced at one name': [
    await relayFacts('*.shop.example CNAME web.example', given),
    'missing',
    both(repairs(), fixes(/^Publish em4711\.shop\.example as a CNAME of return\.smtp2go\.net; nothing else/)),
  ],
  'Mail-in-a-Box made an address of it, and denied mail for it: a CNAME stands alone': [
    await relayFacts('em4711.shop.example A 192.0.2.1\nem4711.shop.example TXT "v=spf1 -all"', given),
    'shut',
    both(
      says(/ lets nobody pass \("v=spf1 -all"\): all of it fails SPF\.$/),
      fixes(/Mail-in-a-Box: take its A record out of the custom DNS/),
      repairs(
        'remove em4711.shop.example A 192.0.2.1',
        'remove em4711.shop.example TXT "v=spf1 -all"',
        'add em4711.shop.example CNAME return.smtp2go.net.',
      ),
    ),
  ],
  'and a null MX beside it': [
    await relayFacts(
      'em4711.shop.example A 192.0.2.1\nem4711.shop.example TXT "v=spf1 -all"\nem4711.shop.example MX 0 .',
      given,
    ),
    'shut',
    repairs(
      'remove em4711.shop.example A 192.0.2.1',
      'remove em4711.shop.example MX 0 .',
      'remove em4711.shop.example TXT "v=spf1 -all"',
      'add em4711.shop.example CNAME return.smtp2go.net.',
    ),
  ],
  'that text alone': [
    await relayFacts('em4711.shop.example TXT "v=spf1 -all"', given),
    'missing',
    both(
      says(/has no CNAME: SPF .* judged at that name and does not pass/),
      repairs('remove em4711.shop.example TXT "v=spf1 -all"', 'add em4711.shop.example CNAME return.smtp2go.net.'),
    ),
  ],
  'a text by which SPF passes there is not said to fail': [
    await relayFacts('em4711.shop.example TXT "v=spf1 include:spf.smtp2go.com -all"', given),
    'missing',
    both(
      says(/judged at that name, by "v=spf1 include:spf\.smtp2go\.com -all", and SMTP2GO gets no bounces\.$/),
      repairs(),
    ),
  ],
  'a closed record beside addresses that the name has for something else': [
    await relayFacts(
      'shop.example MX 10 em4711.shop.example\nem4711.shop.example A 192.0.2.1\nem4711.shop.example TXT "v=spf1 -all"',
      given,
    ),
    'shut',
    both(repairs(), fixes(/is an MX host of shop\.example: leave it as it is\. Set another name/)),
  ],
  'the alias of an MX host stays': [
    await relayFacts(
      'shop.example MX 10 mx9.shop.example\nmx9.shop.example CNAME cdn.test',
      named('smtp2go', { returnPath: 'mx9' }),
    ),
    'points-elsewhere',
    both(repairs(), fixes(/is an MX host of shop\.example: leave it as it is/)),
  ],
  'addresses of an MX host stay': [
    await relayFacts('shop.example MX 10 em4711.shop.example\nem4711.shop.example A 192.0.2.1', given),
    'flattened',
    both(repairs(), fixes(/is an MX host of shop\.example: leave it as it is/)),
  ],
  'and those of a name server': [
    await relayFacts('shop.example NS em4711.shop.example\nem4711.shop.example A 192.0.2.1', given),
    'flattened',
    both(repairs(), fixes(/is a name server of shop\.example: leave it as it is/)),
  ],
  'and those that the SPF record names': [
    await relayFacts('shop.example TXT "v=spf1 a:em4711.shop.example -all"\nem4711.shop.example A 192.0.2.1', given),
    'flattened',
    both(repairs(), fixes(/is named in the SPF record of shop\.example: leave it as it is/)),
  ],
  'a panel that put the domain behind the name': [
    await relayFacts('em4711.shop.example.shop.example CNAME return.smtp2go.net', given),
    'missing',
    both(
      fixes(/^It stands at em4711\.shop\.example\.shop\.example: .* Enter it there as em4711 alone/),
      repairs('add em4711.shop.example CNAME return.smtp2go.net.'),
    ),
  ],
  'a panel that put it behind the target': [
    await relayFacts('em4711.shop.example CNAME return.smtp2go.net.shop.example', given),
    'points-elsewhere',
    both(
      fixes(/^The dot at the end of the target was left out/),
      repairs('replace em4711.shop.example CNAME return.smtp2go.net.shop.example. return.smtp2go.net.'),
    ),
  ],
  'the target, given as the name': [
    await relayFacts('', named('smtp2go', { returnPath: 'return.smtp2go.net' })),
    'flattened',
    both(repairs(), fixes(/^return\.smtp2go\.net is no name below shop\.example: give the one/)),
  ],
  'where such a name is free to have, bounces may go to the relay': [
    await relayFacts('', named('postmark', { returnPath: 'pm.mtasv.net' })),
    'none-needed',
    says(/go to a domain of Postmark/),
  ],
  'the MX of the relay where others have its CNAME': [
    await relayFacts(
      'mail.shop.example MX 20 mx.sendgrid.net\nmail.shop.example TXT "v=spf1 include:sendgrid.net ~all"',
      named('sendgrid', { returnPath: 'mail' }),
    ),
    'points-to-relay',
    says(/leads to mx\.sendgrid\.net of Twilio SendGrid/),
  ],
  'a name below which bounces come back': [
    await relayFacts('', named('mailgun', { returnPath: 'mg' })),
    'none-needed',
    says(/go to mg\.shop\.example,/),
  ],
  'a name above the domain is not for a repair of it': [
    await relayFacts('', named('smtp2go', { returnPath: 'bounces.shop.test' })),
    'missing',
    both(repairs(), fixes(/^bounces\.shop\.test is no name below shop\.example/)),
  ],
  'a given name that was not seen': [
    await relayFacts('', given, { blindAt: { 'CNAME em4711.shop.example': 'timeout' } }),
    'unknown',
  ],
  'its addresses were not seen: it may be flattened': [
    await relayFacts('em4711.shop.example AAAA 2001:db8::1', given, {
      blindAt: { 'AAAA em4711.shop.example': 'server-failure' },
    }),
    'unknown',
  ],
  'an MX with its SPF record': [
    await relayFacts(
      `${ses}\nbounce.shop.example TXT "v=spf1 include:amazonses.com ~all"`,
      named('ses', { returnPath: 'bounce' }),
    ),
    'points-to-relay',
  ],
  'an MX without': [
    await relayFacts(ses, named('ses', { returnPath: 'bounce' })),
    'spf-missing',
    both(
      says(/no SPF record stands there: mail through Amazon SES does not pass SPF\.$/),
      repairs('add bounce.shop.example TXT "v=spf1 include:amazonses.com ~all"'),
    ),
  ],
  'an MX whose SPF record names nobody': [
    await relayFacts(`${ses}\nbounce.shop.example TXT "v=spf1 -all"`, named('ses', { returnPath: 'bounce' })),
    'spf-missing',
    both(
      says(/does not name it \("v=spf1 -all"\)/),
      repairs('replace bounce.shop.example TXT "v=spf1 -all" "v=spf1 include:amazonses.com ~all"'),
    ),
  ],
  'an MX whose SPF record names others': [
    await relayFacts(
      `${ses}\nbounce.shop.example TXT "v=spf1 include:_spf.google.com ~all"`,
      named('ses', { returnPath: 'bounce' }),
    ),
    'spf-missing',
    repairs(
      'replace bounce.shop.example TXT "v=spf1 include:_spf.google.com ~all" "v=spf1 include:_spf.google.com include:amazonses.com ~all"',
    ),
  ],
  'an MX whose SPF record refuses the relay': [
    await relayFacts(
      `${ses}\nbounce.shop.example TXT "v=spf1 -include:amazonses.com ~all"`,
      named('ses', { returnPath: 'bounce' }),
    ),
    'spf-missing',
    both(
      says(/comes to fail for addresses of Amazon SES \(by -include:amazonses\.com\)/),
      repairs(
        'replace bounce.shop.example TXT "v=spf1 -include:amazonses.com ~all" "v=spf1 include:amazonses.com ~all"',
      ),
    ),
  ],
  'an MX whose SPF record may list its addresses': [
    await relayFacts(
      `${ses}\nbounce.shop.example TXT "v=spf1 ip4:203.0.113.0/24 ~all"`,
      named('ses', { returnPath: 'bounce' }),
    ),
    'points-to-relay',
  ],
  'an MX of somebody else': [
    await relayFacts('bounce.shop.example MX 10 mx.shop.example', named('ses', { returnPath: 'bounce' })),
    'points-elsewhere',
    both(says(/leads to mx\.shop\.example, not to Amazon SES/), repairs()),
  ],
  'an MX that was not seen': [
    await relayFacts(ses, named('ses', { returnPath: 'bounce' }), { blindAt: { 'MX bounce.shop.example': 'timeout' } }),
    'unknown',
  ],
  'an SPF record beside it that was not seen': [
    await relayFacts(ses, named('ses', { returnPath: 'bounce' }), {
      blindAt: { 'TXT bounce.shop.example': 'timeout' },
    }),
    'unknown',
  ],
  'the same of one that was only recognised': [
    await relayFacts(
      'emailit.shop.example MX 10 feedback-smtp.eu.emailit.com',
      {},
      {
        blindAt: { 'TXT emailit.shop.example': 'timeout' },
      },
    ),
    'not-seen',
    says(
      /^not seen \(TXT emailit\.shop\.example: .* did not answer within 5 s\), and passed over, since Emailit was recognised/,
    ),
  ],
  'signs of a relay that were not seen': [
    await relayFacts('', {}, { blindAt: { 'CNAME link.shop.example': 'timeout' } }),
    'not-applicable',
    says(/^no relay is named \(--relay\) or recognised in what was seen of the records$/),
  ],
  'where such a name is free to have, none is no fault': [await relayFacts('', named('postmark')), 'optional'],
  'but one that was given is': [await relayFacts('', named('postmark', { returnPath: 'pm-bounces' })), 'missing'],
  'bounces go to the relay itself': [await relayFacts('', named('brevo')), 'none-needed', says(/a domain of Brevo/)],
  'bounces come back to the domain': [
    await relayFacts('', named('mailchannels')),
    'none-needed',
    says(/go to shop\.example itself/),
  ],
  'or do so as the account is set': [
    await relayFacts('', named('smtp2go', { returnPath: 'shop.example' })),
    'none-needed',
  ],
  'nobody documents it': [await relayFacts('', named('maileroo')), 'undocumented'],
  'no relay': [
    await relayFacts(''),
    'not-applicable',
    says(/^no relay is named \(--relay\) or recognised in the records$/),
  ],
  'a host that nobody knows': [
    await relayFacts('', { relay: { host: 'mail.host.example' } }),
    'unknown-relay',
    both(says(/^not judged, since it is not known here which records mail\.host\.example wants/), isShown),
  ],
  'a domain that sends nothing': [
    await relayFacts('shop.example TXT "v=spf1 -all"', named()),
    'sends-nothing',
    both(says(/^not judged, since shop\.example sends nothing \(.* --selector NAME$/), isShown),
  ],
  'a parked domain': [
    await relayFacts(smtp2go.link, { parked: true, ...named() }),
    'sends-nothing',
    both(says(/--parked/), isShown),
  ],
  'the same, and no relay named': [await relayFacts('shop.example TXT "v=spf1 -all"'), 'not-applicable'],
  'a domain whose SPF lets nobody pass, and a key of the relay: it sends, and is judged at its return path': [
    await relayFacts(`shop.example TXT "v=spf1 -all"\n${smtp2go.path}\n${smtp2go.key}`, given),
    'points-to-relay',
  ],
  'the name of another relay is not taken from it': [
    await relayFacts('em1234.shop.example CNAME u1.wl1.sendgrid.net', named('smtp2go', { returnPath: 'em1234' })),
    'points-elsewhere',
    both(repairs(), fixes(/If another service needs it, set another name at SMTP2GO/)),
  ],
  'no MX where one is wanted': [
    await relayFacts('bounce.shop.example A 192.0.2.1', named('ses', { returnPath: 'bounce' })),
    'missing',
    says(/ has no such MX record: /),
  ],
})
