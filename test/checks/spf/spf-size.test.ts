import assert from 'node:assert/strict'
import check from '../../../src/checks/spf/spf-size.ts'
import { cases } from '../../support/cases.ts'
import { spfFacts } from '../../support/spf-world.ts'

/** A record of so many octets. */
const long = (octets: number) => {
  const terms = Array.from({ length: octets }, (_, i) => `ip4:192.0.2.${i % 10}`).join(' ')
  return `v=spf1 ${terms.slice(0, octets - 7 - 5)} -all`
}
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
