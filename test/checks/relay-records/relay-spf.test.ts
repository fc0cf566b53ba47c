import assert from 'node:assert/strict'
import check from '../../../src/checks/relay-records/relay-spf.ts'
import { cases } from '../../support/cases.ts'
import { says } from '../../support/dkim-facts.ts'
import { named, relayFacts, smtp2go } from '../../support/relay-facts.ts'

const given = named('smtp2go', { returnPath: 'em4711' })
const spf = (terms: string) => `shop.example TXT "v=spf1 ${terms}"`
const ownPath = named('smtp2go', { returnPath: 'shop.example' })

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
        /^Take include:spf\.smtp2go\.com out once a message .* Return-Path that does not end in @shop\.example\.$/,
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
    says(/judged at shop\.example itself: it does not pass SPF\.$/),
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
    ([finding]) => assert.match(finding?.fix ?? '', /^Add include:relay\.mailchannels\.net to the SPF record/),
  ],
  'its addresses may be listed one by one': [
    await relayFacts(spf('ip4:203.0.113.0/24 -all'), named('mailchannels')),
    'unknown',
    says(/does not include MailChannels, and whether it lists its addresses/),
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
})
