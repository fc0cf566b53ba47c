import assert from 'node:assert/strict'
import check from '../../../src/checks/spf/spf-includes.ts'
import { cases } from '../../support/cases.ts'
import { becomes, spfFacts } from '../../support/spf-world.ts'

cases(check, {
  'none used': [await spfFacts('v=spf1 mx -all'), 'unused'],
  'all resolve': [
    await spfFacts(
      'v=spf1 include:i.example redirect=r.example\ni.example TXT "v=spf1 -all"\nr.example TXT "v=spf1 -all"',
    ),
    'resolve',
    ([finding]) => assert.equal(finding?.about.count, 2),
  ],
  'to a name that does not exist': [
    await spfFacts('v=spf1 include:gone.example ip4:192.0.2.1 -all'),
    'no-record',
    ([finding]) => {
      assert.match(finding?.says ?? '', /^include:gone\.example leads to gone\.example, which does not exist\./)
      assert.equal(becomes(finding), '"v=spf1 ip4:192.0.2.1 -all"')
    },
  ],
  'to a name with other texts only': [
    await spfFacts('v=spf1 include:i.example -all\ni.example TXT "hello"'),
    'no-record',
    ([finding]) => assert.match(finding?.says ?? '', /which has no SPF record\./),
  ],
  'a known sender’s name that does not exist, or is misspelt, stays for its owner to correct': [
    await spfFacts(
      'v=spf1 ip4:192.0.2.1 include:spf.outlook.com include:s.mcsv.net include:spf.mandrilapp.com include:mail.zendesk.com -all',
    ),
    Array(4).fill('no-record'),
    (findings) => {
      assert.deepEqual(findings.map(becomes), Array(4).fill(undefined))
      for (const { fix } of findings) assert.match(fix ?? '', /^Correct the name in .* if nobody sends there/)
    },
  ],
  'to a name without texts, beside another sender': [
    await spfFacts('v=spf1 ip4:192.0.2.1 include:i.example -all\ni.example A 192.0.2.1'),
    'no-record',
    ([finding]) => {
      assert.equal(becomes(finding), undefined)
      assert.match(finding?.fix ?? '', /^Correct the name in include:i\.example/)
    },
  ],
  'to a record of its own that is glued': [
    await spfFacts('v=spf1 ip4:192.0.2.1 include:_a.shop.example -all\n_a.shop.example TXT "v=spf1ip4:192.0.2.2 -all"'),
    'no-record',
    ([finding]) => {
      assert.match(
        finding?.says ?? '',
        /which has no SPF record, only v=spf1ip4:192\.0\.2\.2 -all \(v=spf1 runs into the next term without a blank\)\./,
      )
      assert.match(finding?.fix ?? '', /^Put the SPF record of _a\.shop\.example right/)
      assert.equal(becomes(finding), undefined)
    },
  ],
  'to a name that does not exist, and nobody else is named': [
    await spfFacts('v=spf1 include:gone.example -all'),
    'no-record',
    ([finding]) => {
      assert.match(finding?.fix ?? '', /^Correct the name in include:gone\.example/)
      assert.equal(becomes(finding), undefined)
    },
  ],
  'to a name without texts': [
    await spfFacts('v=spf1 include:i.example -all\ni.example A 192.0.2.1'),
    'no-record',
    ([finding]) => assert.match(finding?.says ?? '', /which has no TXT record\./),
  ],
  'a redirect to nowhere goes, and an end comes in its place': [
    await spfFacts('v=spf1 ip4:192.0.2.1 redirect=gone.example'),
    'no-record',
    ([finding]) => assert.equal(becomes(finding), '"v=spf1 ip4:192.0.2.1 ~all"'),
  ],
  'to a name with two records': [
    await spfFacts('v=spf1 include:i.example -all\ni.example TXT "v=spf1 mx -all"\ni.example TXT "v=spf1 a -all"'),
    'several',
    ([finding]) => {
      assert.match(finding?.says ?? '', /which has 2 SPF records, so none counts/)
      assert.match(finding?.fix ?? '', /Only the owner of i\.example can/)
      assert.equal(becomes(finding), undefined)
    },
  ],
  'nowhere, inside a record of somebody else': [
    await spfFacts('v=spf1 include:i.example -all\ni.example TXT "v=spf1 include:gone.example ip4:192.0.2.1 -all"'),
    'no-record',
    ([finding]) => {
      assert.equal(finding?.about.path, 'include:i.example > include:gone.example')
      assert.match(finding?.fix ?? '', /Only the owner of i\.example can/)
      assert.equal(becomes(finding), undefined)
    },
  ],
  'nowhere, inside a record of its own': [
    await spfFacts(
      'v=spf1 include:_a.shop.example -all\n_a.shop.example TXT "v=spf1 include:gone.example ip4:192.0.2.1 -all"',
    ),
    'no-record',
    ([finding]) => {
      assert.deepEqual(
        finding?.repair?.map((c) => [c.name, 'becomes' in c && c.becomes]),
        [['_a.shop.example', '"v=spf1 ip4:192.0.2.1 -all"']],
      )
    },
  ],
  'to itself': [
    await spfFacts('v=spf1 ip4:192.0.2.1 include:shop.example -all'),
    'loop',
    ([finding]) => {
      assert.equal(becomes(finding), '"v=spf1 ip4:192.0.2.1 -all"')
      assert.match(JSON.stringify(finding?.evidence), /TXT shop\.example.*include:shop\.example/)
    },
  ],
  'in a circle of others': [
    await spfFacts(
      'v=spf1 include:a.example -all\na.example TXT "v=spf1 include:b.example -all"\nb.example TXT "v=spf1 include:a.example -all"',
    ),
    'loop',
    ([finding]) => {
      assert.equal(becomes(finding), undefined)
      assert.match(
        finding?.fix ?? '',
        /^Only the owner of b\.example can take include:a\.example out\. Until then, name the senders behind include:a\.example/,
      )
      assert.match(JSON.stringify(finding?.evidence), /TXT b\.example/)
    },
  ],
  'eleven deep': [
    await spfFacts(
      `v=spf1 include:n1.example -all\n${Array.from({ length: 12 }, (_, i) => `n${i + 1}.example TXT "v=spf1 include:n${i + 2}.example -all"`).join('\n')}`,
    ),
    'too-deep',
    ([finding]) => {
      assert.match(finding?.says ?? '', /^By way of include:n1\.example > .*, records stand more than 10 deep/)
      assert.match(JSON.stringify(finding?.evidence), /TXT n10\.example/)
    },
  ],
  'where to depends on the sender': [await spfFacts('v=spf1 include:%{o}.spf.example -all'), 'depends-on-sender'],
  'one deaf name does not hide another': [
    await spfFacts(
      'v=spf1 include:gone.example include:deaf.example -all',
      {},
      { blindAt: { 'TXT deaf.example': 'timeout' } },
    ),
    ['no-record', 'unknown'],
  ],
  'dead ones after all are nobody’s business': [await spfFacts('v=spf1 -all include:gone.example'), 'unused'],
})
