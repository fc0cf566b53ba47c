import assert from 'node:assert/strict'
import check from '../../../src/checks/path/message-spam-score.ts'
import type { Finding } from '../../../src/core/finding.ts'
import type { SpamMark } from '../../../src/core/mail-auth.ts'
import { cases } from '../../support/cases.ts'

const fine: SpamMark = {
  filter: 'SpamAssassin',
  field: 'X-Spam-Status',
  by: 'receiver',
  spam: false,
  score: 0.1,
  limit: 5,
  rules: [{ name: 'RDNS_NONE', score: 0.1, means: 'the sending address has no name in reverse DNS' }],
}
const bad: SpamMark = {
  ...fine,
  spam: true,
  score: 8.1,
  rules: [
    { name: 'BAYES_99', score: 3.5, means: 'the text is like known spam' },
    { name: 'OWN_RULE', score: 2 },
    { name: 'RDNS_NONE', score: 1.3, means: 'the sending address has no name in reverse DNS' },
    { name: 'HTML_MESSAGE', score: 0 },
    { name: 'SPF_PASS', score: -0.1 },
  ],
}
const microsoft: SpamMark = {
  filter: 'Microsoft',
  field: 'X-Forefront-Antispam-Report',
  by: 'receiver',
  spam: true,
  score: 5,
  limit: 5,
  rules: [{ name: 'CAT:SPOOF', means: 'it looks forged' }],
  says: 'spam confidence level (SCL) 5, category SPOOF',
}
const of = (...spamMarks: SpamMark[]) => ({ spamMarks, envelope: {}, mailReport: undefined })
const from = (value: string) => ({ envelope: { ip: { value, from: 'received' } } }) as const
const says =
  (text: RegExp, fix?: RegExp) =>
  ([finding]: Finding[]) => {
    assert.match(finding?.says ?? '', text)
    if (fix) assert.match(finding?.fix ?? '', fix)
  }

cases(check, {
  'the receiver lets it pass': [
    of(fine),
    'low',
    ([finding]) => assert.equal(finding?.brief, 'SpamAssassin with 0.1 points of 5'),
  ],
  'below zero': [of({ ...fine, score: -0 }), 'low', says(/SpamAssassin with 0 points of 5/)],
  'the address is known, and one of the orders is about it': [
    { ...of(bad), ...from('192.0.2.25') },
    'high',
    ([finding]) => {
      assert.match(finding?.fix ?? '', /where it has none\..*\n {4}relaycheck ip 192\.0\.2\.25$/)
      assert.doesNotMatch(finding?.fix ?? '', /ADDRESS/)
    },
  ],
  'the address is known, and no order is about it': [
    { ...of({ ...bad, rules: [{ name: 'BAYES_99', score: 3.5 }] }), ...from('192.0.2.25') },
    'high',
    ([finding]) => assert.doesNotMatch(finding?.fix ?? '', /relaycheck ip/),
  ],
  'what has no points has no column for them, and none that costs most': [
    of({ ...bad, rules: [{ name: 'RDNS_NONE', means: 'no name' }] }),
    'high',
    ([finding]) => {
      assert.match(finding?.fix ?? '', /^Mend what it names\. Give the sending/)
      const [table] = finding?.evidence ?? []
      assert.deepEqual(table?.kind === 'table' && [table.head, ...table.rows], [
        ['rule', 'means'],
        ['RDNS_NONE', 'no name'],
      ])
    },
  ],
  'no header of the kind': [of(), 'none'],
  'the receiver calls it spam': [
    of(bad),
    'high',
    ([finding]) => {
      says(
        /SpamAssassin \(X-Spam-Status\), calls it spam with 8\.1 points of 5: what costs most is BAYES_99 3\.5 \(the text is like known spam\), OWN_RULE 2, RDNS_NONE 1\.3 \(the sending/,
        /^Mend what costs most, in this order\. Write it as .* Give the sending address a name/,
      )([finding as Finding])
      const [table] = finding?.evidence ?? []
      assert.ok(table?.kind === 'table')
      assert.deepEqual(
        table.rows.map(([name, points]) => `${name} ${points}`),
        ['BAYES_99 3.5', 'OWN_RULE 2', 'RDNS_NONE 1.3', 'SPF_PASS -0.1'],
      )
    },
  ],
  'rules without a score': [
    of({ ...bad, rules: [{ name: 'OWN_RULE' }, { name: 'MISSING_MID', means: 'there is no Message-ID' }] }),
    'high',
    says(/with 8\.1 points of 5: it names MISSING_MID \(there is no Message-ID\)\./, /Give every message a Message-ID/),
  ],
  'no rule that anybody knows': [
    of({ ...bad, rules: [] }),
    'high',
    says(/calls it spam with 8\.1 points of 5: it does not say why/, /ask the postmaster/),
  ],
  'none of its rules costs': [
    of({ ...bad, rules: [{ name: 'SPF_PASS', score: -0.1 }] }),
    'high',
    says(/it names no rule that costs/, /ask the postmaster/),
  ],
  Microsoft: [
    of(microsoft),
    'high',
    says(
      /calls it spam \(spam confidence level \(SCL\) 5, category SPOOF\): it names CAT:SPOOF \(it looks forged\)/,
      /SPF or DKIM pass for the domain in From/,
    ),
  ],
  'one of two filters of the receiver calls it spam': [of(fine, microsoft), 'high'],
  'a filter before the receiver calls it spam': [
    of(fine, { ...bad, by: 'other', host: 'out.shop.example' }),
    ['low', 'high-elsewhere'],
    ([, finding]) =>
      says(/That is not the filter of the receiver, but the one of out\.shop\.example;/)([finding as Finding]),
  ],
  'nobody knows whose filter calls it spam': [
    of({ ...bad, by: 'unclear' }),
    'high-elsewhere',
    says(/It may be the filter of the receiver, or one/),
  ],
  "a mark that anybody could have written does not pass for the receiver's": [
    of({ ...fine, by: 'unclear' }),
    'elsewhere',
    says(/Not called spam by SpamAssassin with 0\.1 points of 5, but nothing shows/),
  ],
  "the sender's own filter": [of({ ...fine, by: 'other' }), 'elsewhere'],
  'a complaint': [
    {
      ...of(bad),
      mailReport: { kind: 'complaint', writer: { known: 'house' }, feedback: 'abuse', original: {}, faults: [] },
    },
    'not-applicable',
  ],
})
