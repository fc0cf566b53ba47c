import assert from 'node:assert/strict'
import check from '../../../src/checks/lists/ip-listed.ts'
import { documentation } from '../../support/address-facts.ts'
import { cases } from '../../support/cases.ts'
import {
  accuses,
  allowlist,
  allows,
  list,
  listed,
  listing,
  listSite,
  network,
  noLists,
  policy,
  zen,
} from '../../support/list-facts.ts'

const of = (...ipListings: ReturnType<typeof listing>[]) => ({ ...listSite, ipListings })
const medium = list('Medium', { impact: 'medium' })
const low = list('Low', { impact: 'low' })

cases(check, {
  'clear on all': [of(listing(zen, 'not-listed'), listing(medium, 'not-listed')), ['clear', 'clear']],
  'on a list that large receivers refuse by': [
    of(listed(zen, accuses('CSS: low reputation'))),
    'listed',
    ([finding]) => {
      assert.equal(finding?.says, 'ZEN lists 198.20.69.5: CSS: low reputation. Big receivers refuse mail by it.')
      assert.match(finding?.fix ?? '', /^End the cause first[\s\S]*\n\n {4}https:\/\/zen\.example\/\?q=198\.20\.69\.5$/)
      assert.deepEqual(finding?.about.codes, ['127.0.0.2'])
      assert.equal(finding?.about.state, 'listed')
    },
  ],
  'its weight decides': [
    of(listed(medium), listed(low), listed(list('None', { impact: 'negligible' }))),
    ['scored', 'unheeded', 'unheeded'],
  ],
  'a code may weigh less than its list, and nobody refuses by it': [
    of(listed(zen, accuses('abused by others', 'low'))),
    'unheeded',
    ([finding]) => {
      assert.match(finding?.says ?? '', /weighs little with receivers, and is no accusation/)
      assert.doesNotMatch(finding?.says ?? '', /Big receivers/)
    },
  ],
  'what the list says in its own words is cut to a length': [
    of({ ...listed(zen), reasons: ['x'.repeat(5000), 'y', 'z', 'no more'] }),
    'listed',
    ([finding]) => assert.deepEqual(finding?.about.reasons, [`${'x'.repeat(200)}…`, 'y', 'z']),
  ],
  'what the list says is not cut within a character': [
    of({ ...listed(zen), reasons: [`${'x'.repeat(199)}\xc3\xbc${'y'.repeat(100)}`] }),
    'listed',
    ([finding]) => assert.deepEqual(finding?.about.reasons, [`${'x'.repeat(199)}…`]),
  ],
  'the worst of several codes counts': [of(listed(zen, accuses('abused by others', 'low'), accuses('spam'))), 'listed'],
  'a policy entry is no accusation': [
    of(listed(zen, policy)),
    'listed',
    ([finding]) => assert.match(finding?.fix ?? '', /^This is no accusation: /),
  ],
  'policy and spam': [
    of(listed(zen, policy, accuses('spam'))),
    'listed',
    ([finding]) => assert.match(finding?.fix ?? '', /^End the cause first/),
  ],
  'a list without a page': [
    of(listed(list('Bare', { removal: '', expires: 'An entry goes by itself after 7 days.' }))),
    'listed',
    ([finding]) =>
      assert.match(finding?.fix ?? '', /else the entry comes back: .* An entry goes by itself after 7 days\.$/),
  ],
  'a policy list without a page': [
    of(listed(list('Bare', { removal: '' }), policy)),
    'listed',
    ([finding]) => assert.doesNotMatch(finding?.fix ?? '', /\n/),
  ],
  'ZEN refuses': [
    of(listing(zen, 'refused')),
    'unknown',
    ([finding]) => {
      assert.match(finding?.says ?? '', /ZEN did not answer the question: .* This says nothing about the address/)
      assert.match(finding?.fix ?? '', /^Ask through a resolver of your own/)
      assert.equal(finding?.about.state, 'refused')
    },
  ],
  'ZEN is silent': [of(listing(zen, 'unreachable')), 'unknown'],
  'ZEN answers everything': [of(listing(zen, 'broken')), 'unknown'],
  'ZEN answers a code of its own: no resolver mends that': [
    of(listing({ ...zen, lookup: 'https://zen.example/look/{ip}' }, 'unknown-code')),
    'unknown',
    ([finding]) => {
      assert.match(finding?.says ?? '', /^ZEN cannot be read: 127\.0\.0\.77/)
      assert.equal(finding?.fix, 'See what that means at the list itself: https://zen.example/look/198.20.69.5')
    },
  ],
  'ZEN with a key that is not here': [
    of({
      ...listing({ ...zen, key: 'spamhaus', includes: ['zen.spamhaus.org'] }, 'skipped'),
      answers: [],
      named: true,
    }),
    'unknown',
    ([finding]) => {
      assert.match(finding?.says ?? '', /^ZEN was not asked: /)
      assert.equal(
        finding?.fix,
        'Set the key in RELAYCHECK_SPAMHAUS_DQS_KEY, or ask zen.spamhaus.org (--lists zen.spamhaus.org).',
      )
    },
  ],
  'a named list that was not asked': [
    of({ ...listing(medium, 'skipped'), answers: [], named: true }),
    'not-asked',
    ([finding]) => assert.equal(finding?.about.named, true),
  ],
  'a code that is neither good nor bad': [
    of(listing(medium, 'not-listed', { told: [{ code: '127.0.0.3', means: 'yellow: mixed', sense: 'neutral' }] })),
    'neutral',
    ([finding]) =>
      assert.equal(finding?.says, 'Medium knows 198.20.69.5, and says neither good nor bad of it: yellow: mixed.'),
  ],
  'the expiry of its codes, and the network alone may ask': [
    of(
      listed(
        zen,
        { ...accuses('SBL'), expires: 'An SBL entry stays.', removal: 'network' },
        { ...accuses('CSS'), expires: 'A CSS entry goes.' },
      ),
    ),
    'listed',
    ([finding]) => {
      assert.match(
        finding?.fix ?? '',
        / An SBL entry stays\. A CSS entry goes\. Then have your host ask for that.*\n\n {4}https/,
      )
      assert.doesNotMatch(finding?.fix ?? '', /taken off/)
    },
  ],
  'a list with a page to look at alone': [
    of(listed(list('Look', { removal: '', lookup: 'https://look.example/{ip}', expires: 'It goes: wait.' }))),
    'listed',
    ([finding]) => {
      assert.match(finding?.fix ?? '', / It goes: wait\. What the list has on it:\n\n {4}https:\/\/look\.example\/198/)
      assert.doesNotMatch(finding?.fix ?? '', /\bask\b/)
    },
  ],
  'by policy, with a page to look at alone': [
    of(listed(list('Look', { removal: '', lookup: 'https://look.example/{ip}' }), policy)),
    'listed',
    ([finding]) => assert.match(finding?.fix ?? '', /What the list has on it:\n\n {4}https:.*\n\nOr send/),
  ],
  'others refuse, are silent, broken or skipped': [
    of(...(['refused', 'unreachable', 'broken', 'skipped'] as const).map((state) => listing(medium, state))),
    ['unanswered', 'unanswered', 'unanswered', 'unanswered'],
  ],
  'a code that nobody documents': [
    of(listing(medium, 'unknown-code')),
    'unknown-code',
    ([finding]) => assert.equal(finding?.says, 'Medium is not counted: 127.0.0.77: not documented.'),
  ],
  'a list that also speaks for addresses': [of(listing(medium, 'allowed', { told: [allows] })), 'allowed'],
  'lists of networks and allowlists are others’ business': [
    of(listed(network), listing(allowlist, 'not-listed')),
    'none-asked',
  ],
  'no list was to be asked': [{ ...of(), asked: noLists }, 'not-applicable'],
  'an address of nobody': [{ ...of(), addressReach: documentation }, 'not-applicable'],
})
