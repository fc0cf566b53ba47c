import assert from 'node:assert/strict'
import check from '../../../src/checks/lists/ip-lists-usable.ts'
import type { ResolverView } from '../../../src/core/lists.ts'
import { cases } from '../../support/cases.ts'
import { list, listed, listing, listSite, zen } from '../../support/list-facts.ts'

const own: ResolverView = { resolvers: [{ address: '192.0.2.53', upstreams: [] }], isPublic: false }
const google: ResolverView = {
  resolvers: [{ address: '127.0.0.53', upstreams: [{ address: '8.8.8.8', operator: 'Google Public DNS' }] }],
  isPublic: true,
}
const of = (...ipListings: ReturnType<typeof listing>[]) => ({ ...listSite, ipListings, resolverView: own })

cases(check, {
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
  'what was not asked does not count': [of(listing(list('B'), 'skipped')), 'none-asked'],
})
