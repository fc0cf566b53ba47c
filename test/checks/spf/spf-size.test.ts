import assert from 'node:assert/strict'
import check from '../../../src/checks/spf/spf-size.ts'
import { cases } from '../../support/cases.ts'
import { spfFacts } from '../../support/spf-world.ts'

/** A record of so many octets. */
const long = (octets: number) => {
  const terms = Array.from({ length: octets }, (_, i) => `ip4:192.0.2.${i % 10}`).join(' ')
  return `v=spf1 ${terms.slice(0, octets - 7 - 5)} -all`
}
const token = (name: string, octets: number) => `shop.example TXT "${name}${'x'.repeat(octets - name.length)}"`
/** An answer of 43 octets and the SPF record, and 13 and the text for each token. */
const tokens = (last: number) =>
  spfFacts(
    [
      'shop.example TXT "v=spf1 -all"',
      ...[200, 201, 202, 203, last].map((octets, i) => token(i < 3 ? 'google-site-verification=' : 'MS=', octets)),
    ].join('\n'),
  )
const small = await spfFacts('v=spf1 mx -all')

cases(check, {
  // 12 octets of header; shop.example 14 and 4 in the question; 12 and a length octet for the record: 43, and the text
  'a short one': [small, 'fits', ([f]) => assert.deepEqual([f?.about.octets, f?.about.answer], [14, 57])],
  '450 octets': [await spfFacts(long(450)), 'fits', ([f]) => assert.equal(f?.about.octets, 450)],
  '451 octets': [await spfFacts(long(451)), 'large'],
  'other texts make the answer large': [
    await spfFacts(
      `shop.example TXT "v=spf1 -all"\nshop.example TXT "${'x'.repeat(250)}"\nshop.example TXT "${'y'.repeat(250)}"`,
    ),
    'large',
  ],
  // 43 + 11 octets, and five tokens of 13 octets and their text: 806 octets, and the last
  '1232 octets, which still go by UDP': [await tokens(307), 'large', ([f]) => assert.equal(f?.about.answer, 1232)],
  'one octet more needs TCP, and what fills the answer is named, the largest first': [
    await tokens(308),
    'needs-tcp',
    ([f]) => {
      assert.deepEqual([f?.verdict, f?.about.answer, f?.about.over], ['warn', 1233, 1])
      assert.match(
        f?.says ?? '',
        /It holds 3 times google-site-verification=… \(603 octets\), 2 times MS=… \(511 octets\), the SPF record \(11 octets\)\.$/,
      )
      assert.match(
        f?.fix ?? '',
        /^Delete TXT records .* 1 octets at least\. The most is in google-site-verification=…, MS=…\./,
      )
    },
  ],
  'an SPF record that is too large by itself is to be shortened': [
    await spfFacts(long(1300)),
    'needs-tcp',
    ([f]) => assert.match(f?.fix ?? '', /^Shorten the SPF record of shop\.example/),
  ],
  'what nobody can name is quoted by its beginning': [
    await spfFacts(`shop.example TXT "v=spf1 -all"\n${token('free words ', 1300)}`),
    'needs-tcp',
    ([f]) => assert.match(f?.fix ?? '', /The most is in "free words…"\./),
  ],
  'truncated, and nobody answers over TCP': [
    {
      ...small,
      spfAnswer: {
        kind: 'blind',
        blind: { reason: 'timeout', detail: '192.0.2.53 did not answer over TCP', truncated: true },
      },
    },
    'unfetchable',
  ],
  'not seen for another reason': [
    { ...small, spfAnswer: { kind: 'blind', blind: { reason: 'timeout', detail: '192.0.2.53 did not answer' } } },
    'unknown',
  ],
})
