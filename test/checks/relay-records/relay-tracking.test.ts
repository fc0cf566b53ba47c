import assert from 'node:assert/strict'
import check from '../../../src/checks/relay-records/relay-tracking.ts'
import type { Finding } from '../../../src/core/finding.ts'
import { cases } from '../../support/cases.ts'
import { says } from '../../support/dkim-facts.ts'
import { named, relayFacts, smtp2go } from '../../support/relay-facts.ts'

const repair = ([finding]: Finding[]) => finding?.repair
const adds = (findings: Finding[]) =>
  assert.deepEqual(repair(findings), [
    { change: 'add', name: 'link.shop.example', type: 'CNAME', becomes: 'track.smtp2go.net.' },
  ])
const changesNothing = (findings: Finding[]) => assert.equal(repair(findings), undefined)

cases(check, {
  'as it should be': [
    await relayFacts(smtp2go.link, named()),
    'points-to-relay',
    says(/^link\.shop\.example \(the usual name\) leads to track\.smtp2go\.net of SMTP2GO, for tracked links\.$/),
  ],
  'a target of another region': [
    await relayFacts('email.shop.example CNAME eu.mailgun.org', named('mailgun')),
    'points-to-relay',
  ],
  'recognised by it': [await relayFacts(smtp2go.link), 'points-to-relay'],
  'not there, and free': [
    await relayFacts('', named()),
    'missing',
    (findings) => {
      says(/does not exist\. It is needed where SMTP2GO verifies the domain by it or tracks links/)(findings)
      adds(findings)
    },
  ],
  'the name serves something else': [
    await relayFacts('link.shop.example CNAME web.example', named()),
    'missing',
    (findings) => {
      says(/leads to web\.example\./)(findings)
      changesNothing(findings)
    },
  ],
  'the name is a host': [
    await relayFacts('link.shop.example A 192.0.2.1', named()),
    'missing',
    (findings) => {
      says(/holds address records\./)(findings)
      changesNothing(findings)
    },
  ],
  'a wildcard of addresses gives way': [
    await relayFacts('*.shop.example A 192.0.2.1', named()),
    'missing',
    (findings) => {
      says(/a wildcard answers for it/)(findings)
      adds(findings)
    },
  ],
  'not there, in a relay that was only recognised': [
    await relayFacts(
      'shop.example TXT "v=spf1 include:spf.smtp2go.com -all"\nmail._domainkey.shop.example TXT "v=DKIM1; p=x"',
    ),
    'not-known',
  ],
  'not seen': [await relayFacts('', named(), { blindAt: { 'CNAME link.shop.example': 'timeout' } }), 'unknown'],
  'not seen, in a relay that was only recognised': [
    await relayFacts(
      'shop.example TXT "v=spf1 include:spf.smtp2go.com -all"',
      {},
      {
        blindAt: { 'CNAME link.shop.example': 'timeout' },
      },
    ),
    'not-seen',
  ],
  'a relay without such a name': [await relayFacts('', named('brevo')), 'no-such-name'],
  'no relay': [await relayFacts(''), 'not-applicable'],
  'a relay that was named, and a domain that sends nothing': [
    await relayFacts('shop.example TXT "v=spf1 -all"', named()),
    'sends-nothing',
  ],
  'a host that nobody knows': [await relayFacts('', { relay: { host: 'mail.host.example' } }), 'unknown-relay'],
})
