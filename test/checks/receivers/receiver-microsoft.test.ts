import assert from 'node:assert/strict'
import check from '../../../src/checks/receivers/receiver-microsoft.ts'
import { cases } from '../../support/cases.ts'
import { broken, received, unseen } from '../../support/receiver-facts.ts'
import { says } from '../../support/says.ts'

const oneLeg = broken('SPF gives none for relay.example')

cases(check, {
  'every rule holds': [received(), 'ready', says(/the rules of Microsoft/)],
  'a foreign return path without SPF, and a good signature: DMARC passes, and that is not enough in bulk': [
    received({ 'spf-and-dkim': oneLeg }, { bulk: true }),
    'not-ready',
    says(/^Microsoft may refuse .*: SPF gives none for relay\.example\.$/),
  ],
  'the same from those who send little': [received({ 'spf-and-dkim': oneLeg }), 'ready-for-small-senders'],
  'neither SPF nor DKIM is asked of small senders, over IPv4': [
    received({ 'spf-or-dkim': broken('nothing passes') }),
    'ready',
  ],
  'over IPv6 it is': [received({ ipv6: broken('2001:db8::25 has no reverse DNS') }), 'not-ready'],
  'reverse DNS is told nowhere else': [
    received({ ipv6: broken('2001:db8::25 has no reverse DNS') }, { seenIn: 'the message' }),
    'not-ready',
    ([finding]) => assert.equal(finding?.follows, undefined),
  ],
  'over IPv6 without SPF and DKIM': [
    received({ ipv6: { state: 'broken', says: 'nothing passes', legs: ['spf', 'dkim'] } }, { seenIn: 'the message' }),
    'not-ready',
    ([finding]) => assert.deepEqual(finding?.follows, ['message-spf', 'message-dkim']),
  ],
  'a policy that refuses it is kept': [
    received({ 'dmarc-obeyed': broken('DMARC fails under a policy of reject') }),
    'not-ready',
    says(/: DMARC fails under a policy of reject\.$/),
  ],
  'DMARC was not seen': [received({ 'dmarc-obeyed': unseen() }), 'unknown'],
})
