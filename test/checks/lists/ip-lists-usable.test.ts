import assert from 'node:assert/strict'
import check from '../../../src/checks/lists/ip-lists-usable.ts'
import type { ResolverView } from '../../../src/core/lists.ts'
import type { Blind } from '../../../src/core/observation.ts'
import { cases } from '../../support/cases.ts'
import { askedLists, list, listed, listing, listSite, zen } from '../../support/list-facts.ts'

const own: ResolverView = { resolvers: [{ address: '192.0.2.53', upstreams: [] }], isPublic: false }
const google: ResolverView = {
  resolvers: [{ address: '127.0.0.53', upstreams: [{ address: '8.8.8.8', operator: 'Google Public DNS' }] }],
  isPublic: true,
}
const of = (...ipListings: ReturnType<typeof listing>[]) => ({ ...listSite, ipListings, resolverView: own })

const dead: Blind = { reason: 'timeout', detail: '192.0.2.53 was silent', question: 'TXT origin.example' }
const deaf = { network: { unknown: dead.detail, blind: dead } }
const unheard = (name: string) => listing(list(name), 'unreachable')

cases(check, {
  'a resolver that answers nothing at all is no list that refuses': [
    { ...of(unheard('B'), unheard('C')), ...deaf },
    'unknown',
    ([finding]) => {
      assert.equal(finding?.blind?.reason, 'timeout')
      assert.doesNotMatch(JSON.stringify(finding), /refuse|KEY/)
    },
  ],
  'a resolver that answers all but lists': [of(unheard('B'), unheard('C')), 'none'],
  'a resolver that is silent, but not about every list': [
    { ...of(unheard('B'), listing(zen, 'refused')), ...deaf },
    'none',
  ],
  'all answered': [of(listing(zen, 'not-listed'), listed(list('B'))), 'all'],
  'some refused': [
    of(listing(zen, 'not-listed'), listing(list('B'), 'refused')),
    'some-refuse',
    ([finding]) =>
      assert.match(
        finding?.says ?? '',
        /^Through 192\.0\.2\.53, some lists said nothing of 198\.20\.69\.5, good or bad: B \(refused\)\. Some lists refuse/,
      ),
  ],
  'none answered': [
    {
      ...of(listing(zen, 'refused'), listing(list('B'), 'unreachable'), listing(list('C'), 'broken')),
      resolverView: google,
    },
    'none',
    ([finding]) => {
      assert.match(finding?.says ?? '', /^Through 127\.0\.0\.53, which asks 8\.8\.8\.8 of Google Public DNS, no list/)
      assert.match(
        finding?.says ?? '',
        /: ZEN \(refused\); B \(no usable answer\); C \(cannot be believed\)\. So nobody/,
      )
      assert.match(
        finding?.fix ?? '',
        /open to the public.*\n\n {4}relaycheck ip 198\.20\.69\.5 --resolver 127\.0\.0\.1$/s,
      )
    },
  ],
  'a code that is not documented is an answer': [of(listing(list('B'), 'unknown-code')), 'all'],
  'nothing that was named could be asked': [
    of({ ...listing(list('B', { key: 'abusix' }), 'skipped'), named: true, answers: [] }),
    'none',
    ([finding]) => {
      assert.match(finding?.says ?? '', /no list answered the question: B \(not asked\)\. So nobody/)
      assert.equal(finding?.fix, 'Set the key in RELAYCHECK_ABUSIX_KEY, or leave the list out.')
    },
  ],
  'a named list that was not asked, beside one that answered': [
    of(listing(zen, 'not-listed'), { ...listing(list('B', { key: 'abusix' }), 'skipped'), named: true, answers: [] }),
    'all',
  ],
  'a zone that nobody knows, alone': [
    of(listing(list('zen.example.com', { own: true }), 'unreachable')),
    'none',
    ([finding]) => {
      assert.match(finding?.fix ?? '', /^Is .* spelt right\?.* 127\.0\.0\.2 /)
      assert.doesNotMatch(finding?.fix ?? '', /KEY|relaycheck ip/)
    },
  ],
  'the command asks the same again': [
    {
      ...of(listing(list('B'), 'refused')),
      asked: { ...askedLists, lists: { tier: 'extended', zones: ['b.example'], dead: true }, helo: "it's.shop.com" },
    },
    'none',
    ([finding]) => {
      assert.ok(
        finding?.fix?.endsWith(
          "\n\n    relaycheck ip 198.20.69.5 --lists extended,b.example --ask-dead-lists --helo 'it'\\''s.shop.com' --resolver 127.0.0.1",
        ),
        finding?.fix,
      )
      assert.doesNotMatch(finding?.fix ?? '', /KEY/)
    },
  ],
  'a key of Spamhaus is named where Spamhaus is silent': [
    of(listing(list('B', { operator: 'Spamhaus' }), 'refused')),
    'none',
    ([finding]) => assert.match(finding?.fix ?? '', /RELAYCHECK_SPAMHAUS_DQS_KEY/),
  ],
  'what was not asked does not count': [of(listing(list('B'), 'skipped')), 'none-asked'],
})
