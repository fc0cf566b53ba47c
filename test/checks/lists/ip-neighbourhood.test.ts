import assert from 'node:assert/strict'
import check from '../../../src/checks/lists/ip-neighbourhood.ts'
import type { Neighbours } from '../../../src/core/address.ts'
import { address } from '../../support/address-facts.ts'
import { cases } from '../../support/cases.ts'
import { list, listed, listing, listSite, network, zen } from '../../support/list-facts.ts'

const unasked: Neighbours = { skipped: 'only with --neighbours', sampled: 0, accused: 0, policy: 0, unseen: 0 }
const of = (...ipListings: ReturnType<typeof listing>[]) => ({ ...listSite, ipListings, neighbours: unasked })
const quiet = of(listing(network, 'not-listed'))
const sampled = (accused: number, unseen = 0) => ({
  ...quiet,
  asked: { ...listSite.asked, neighbours: true as const },
  neighbours: { sampled: 32, accused, policy: 4, unseen, ...(unseen > 0 && { why: 'ZEN was silent' }) },
})

cases(check, {
  'no network list has it': [quiet, 'clean'],
  'the whole network is listed': [
    of(listed(network)),
    'range-listed',
    ([finding]) => {
      assert.equal(finding?.verdict, 'info')
      assert.match(finding?.says ?? '', /not the address.*You cannot remove it, and should not pay for it\.$/)
    },
  ],
  'by a list that receivers act on': [of(listed(list('Range', { scope: 'range', impact: 'medium' }))), 'range-heeded'],
  'two lists': [
    of(listed(network), listed(list('Range', { scope: 'range', impact: 'low' }))),
    ['range-listed', 'range-listed'],
  ],
  'one listed, two clear, two silent': [
    of(
      listed(network),
      listing(list('Clear', { scope: 'range' }), 'not-listed'),
      listing(list('Silent', { scope: 'range' }), 'unreachable', { why: 'nobody was heard' }),
      listing(list('Quiet', { scope: 'asn' }), 'not-listed'),
      listing(list('Odd', { scope: 'asn' }), 'broken'),
    ),
    ['range-listed', 'clean', 'unanswered', 'unanswered'],
    ([, clean, silent, odd]) => {
      assert.match(clean?.says ?? '', /^The network around 198\.20\.69\.5 is not on Clear, Quiet\.$/)
      assert.deepEqual(
        [silent?.verdict, silent?.about.zone, silent?.about.state],
        ['skip', 'silent.example', 'unreachable'],
      )
      assert.match(silent?.says ?? '', /^Silent did not answer the question: nobody was heard$/)
      assert.match(odd?.says ?? '', /^Odd did not answer the question: /)
    },
  ],
  'none answered': [of(listing(network, 'unreachable'), listing(network, 'refused')), ['unanswered', 'unanswered']],
  'no such list was asked': [of(listed(zen)), 'none-asked'],
  'IPv6 goes by the /64': [
    {
      ...of(listing(list('Six', { ip6Note: 'CSS lists a /64 or more.' }), 'not-listed')),
      address: address('2a01:7e00::1'),
    },
    ['none-asked', 'slash-64'],
  ],
  'a few neighbours, as everywhere': [sampled(2), ['clean', 'neighbours-few']],
  'none of the neighbours': [sampled(0), ['clean', 'neighbours-few']],
  'a quarter of the neighbours': [sampled(8), ['clean', 'neighbours-listed']],
  'some of them were not seen': [
    sampled(2, 4),
    ['clean', 'neighbours-few'],
    ([, finding]) =>
      assert.match(
        finding?.says ?? '',
        /^Of the 28 addresses sampled beside 198\.20\.69\.5 \(4 more were not seen: ZEN was silent\), 2 have/,
      ),
  ],
  'a quarter of those seen': [sampled(4, 16), ['clean', 'neighbours-listed']],
  'more than half were not seen': [
    sampled(15, 17),
    ['clean', 'neighbours-skipped'],
    ([, finding]) =>
      assert.match(
        finding?.says ?? '',
        /^Of 32 addresses sampled beside 198\.20\.69\.5, 17 were not seen, too many to judge by the rest: ZEN was silent\.$/,
      ),
  ],
  'none was seen': [sampled(0, 32), ['clean', 'neighbours-skipped']],
  'neighbours could not be asked about': [{ ...sampled(0), neighbours: unasked }, ['clean', 'neighbours-skipped']],
})
