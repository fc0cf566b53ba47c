import assert from 'node:assert/strict'
import test from 'node:test'
import check from '../../../src/checks/receivers/receiver-gmail.ts'
import type { Tested } from '../../../src/core/receivers.ts'
import { cases } from '../../support/cases.ts'
import { broken, received, unobservable, unseen } from '../../support/receiver-facts.ts'
import { says } from '../../support/says.ts'

const inMessage = { mail: 'such mail', seenIn: 'the message' } as const
const noDmarc = broken('shop.example has no DMARC record')
const noAuth: Tested = {
  ...broken('shop.example has no SPF record, and shop.example publishes no DKIM key'),
  legs: ['spf', 'dkim'],
}

cases(check, {
  'every rule holds': [
    received(),
    'ready',
    says(/^As far as DNS shows, mail of shop\.example keeps the rules of Gmail/),
  ],
  'what DNS does not show does not count': [
    received({ 'reverse-dns': unobservable('relaycheck ip shows it'), tls: unobservable('only a message shows it') }),
    'ready',
    ([finding]) => {
      assert.ok(!/Not known/.test(finding?.says ?? ''))
      assert.deepEqual(finding?.about.unobservable, ['gmail-ptr', 'gmail-tls', 'gmail-spam-rate'])
    },
  ],
  'a key that nobody could find is said not to be known': [
    received({ 'spf-and-dkim': unobservable('no DKIM key was found by guessing') }),
    'ready',
    says(/ Not known: no DKIM key was found by guessing\.$/),
  ],
  'a rule for bulk senders is broken, and nobody said that the mail is bulk': [
    received({ 'dmarc-record': noDmarc }),
    'ready-for-small-senders',
    says(/keeps what Gmail asks of everybody, but not .* in bulk: shop\.example has no DMARC record\.$/),
  ],
  'the same, and the mail is bulk': [
    received({ 'dmarc-record': noDmarc }, { bulk: true }),
    'not-ready',
    ([finding]) => {
      assert.match(
        finding?.says ?? '',
        /^Gmail may refuse mail of shop\.example.*: shop\.example has no DMARC record\.$/,
      )
      assert.match(finding?.fix ?? '', /^Publish a DMARC record/)
      assert.deepEqual(finding?.about.codes, ['421 4.7.40', '550 5.7.40', '421 4.7.31'])
    },
  ],
  'what everybody has to keep is broken: what bulk senders have to is not spoken of': [
    received({ 'spf-or-dkim': noAuth, 'dmarc-record': noDmarc }),
    'not-ready',
    (findings) => {
      says(/as spam: shop\.example has no SPF record, and shop\.example publishes no DKIM key\.$/)(findings)
      assert.match(findings[0]?.fix ?? '', /^Let at least one of SPF and DKIM pass/)
    },
  ],
  'one cause that breaks several rules is told once': [
    received({ 'spf-or-dkim': noAuth, 'spf-and-dkim': noAuth, alignment: noAuth }, { bulk: true }),
    'not-ready',
    ([finding]) => {
      assert.deepEqual(finding?.about.rules, ['gmail-auth-any', 'gmail-auth-both', 'gmail-alignment'])
      assert.equal(finding?.says.match(/no SPF record/g)?.length, 1)
    },
  ],
  'what was not seen is neither good nor bad': [received({ 'spf-or-dkim': unseen() }), 'unknown'],
  'nor is it for bulk senders': [received({ 'dmarc-record': unseen() }), 'unknown'],
  'what was seen to be broken is told, whatever else was not seen': [
    received({ 'spf-or-dkim': unseen(), headers: broken('Date is missing') }),
    'not-ready',
  ],
  'not to see what everybody has to keep weighs more than what bulk senders do not': [
    received({ 'spf-or-dkim': unseen(), 'dmarc-record': noDmarc }),
    'unknown',
  ],
  'the rules stand in a table, for those who ask for everything': [
    received({ 'dmarc-record': noDmarc }),
    'ready-for-small-senders',
    ([finding]) => {
      const [table] = finding?.evidence ?? []
      assert.ok(table?.kind === 'table' && table.detail)
      assert.deepEqual(
        table.rows.filter(([state]) => state !== 'holds'),
        [
          ['broken', 'bulk: DMARC record for From', 'shop.example has no DMARC record'],
          ['not shown', 'bulk: spam rate under 0.1 %', 'Google Postmaster Tools shows it'],
        ],
      )
    },
  ],
  'what other checks tell is theirs, what none tells is its own': [
    received({ 'spf-or-dkim': noAuth, 'reverse-dns': broken('192.0.2.25 has no reverse DNS') }, inMessage),
    ['not-ready', 'not-ready'],
    ([own, elsewhere]) => {
      assert.match(own?.says ?? '', /: 192\.0\.2\.25 has no reverse DNS\.$/)
      assert.equal(own?.follows, undefined)
      assert.match(own?.fix ?? '', /^Have whoever owns [^.]*\.$/)
      assert.match(elsewhere?.says ?? '', /: shop\.example has no SPF record, and /)
      assert.deepEqual(elsewhere?.follows, ['message-spf', 'message-dkim'])
    },
  ],
  'where SPF alone does not pass, nothing follows from DKIM': [
    received(
      { 'spf-and-dkim': { state: 'broken', says: 'SPF gives fail', legs: ['spf'] } },
      { ...inMessage, bulk: true },
    ),
    'not-ready',
    ([finding]) => assert.deepEqual(finding?.follows, ['message-spf']),
  ],
  'a missing Date follows from the check of it': [
    received({ headers: broken('Date is missing') }, inMessage),
    'not-ready',
    ([finding]) => assert.ok(finding?.follows?.includes('message-date')),
  ],
  'a record for bulk senders that is missing follows, too': [
    received({ 'dmarc-record': noDmarc }),
    'ready-for-small-senders',
    ([finding]) => assert.deepEqual(finding?.follows, ['dmarc-record', 'dmarc-syntax', 'dmarc-policy']),
  ],
  'who sends in the name of Gmail has to leave it, whatever DMARC says': [
    received({ 'from-not-gmail': broken('From is at gmail.com, and Gmail did not send it') }, inMessage),
    'not-ready',
    ([finding]) => assert.equal(finding?.follows, undefined),
  ],
  'an order that fits what was seen takes the place of the rule’s': [
    received({ 'spf-or-dkim': { state: 'broken', says: 'it is so', fix: 'Let SPF pass for shop.example.' } }),
    'not-ready',
    ([finding]) => assert.equal(finding?.fix, 'Let SPF pass for shop.example.'),
  ],
  'a domain that sends nothing': [
    received({}, { nobody: 'shop.example is said to send nothing (--parked)', found: [] }),
    'not-applicable',
    says(/^shop\.example is said to send nothing \(--parked\)$/),
  ],
})

test('why it is checked says what is asked, and of whom', () => {
  assert.match(check.why, / Asked of everybody: SPF or DKIM passes, .* Of those who send in bulk: SPF and DKIM pass, /)
})
