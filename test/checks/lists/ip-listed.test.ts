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
  'ZEN answers a code of its own': [of(listing(zen, 'unknown-code')), 'unknown'],
  'others refuse, are silent, broken or skipped': [
    of(...(['refused', 'unreachable', 'broken', 'skipped'] as const).map((state) => listing(medium, state))),
    ['unanswered', 'unanswered', 'unanswered', 'unanswered'],
  ],
  'a code that nobody documents': [of(listing(medium, 'unknown-code')), 'unknown-code'],
  'a list that also speaks for addresses': [of(listing(medium, 'allowed', { told: [allows] })), 'allowed'],
  'lists of networks and allowlists are others’ business': [
    of(listed(network), listing(allowlist, 'not-listed')),
    'none-asked',
  ],
  'no list was to be asked': [{ ...of(), asked: noLists }, 'not-applicable'],
  'an address of nobody': [{ ...of(), addressReach: documentation }, 'not-applicable'],
})
