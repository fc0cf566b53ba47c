import assert from 'node:assert/strict'
import check from '../../../src/checks/spf/spf-syntax.ts'
import { cases } from '../../support/cases.ts'
import { becomes, spfFacts } from '../../support/spf-world.ts'

cases(check, {
  'all is well, below as well': [
    await spfFacts('v=spf1 mx include:i.example -all\ni.example TXT "v=spf1 -all"'),
    'valid',
  ],
  'a slip whose meaning is plain': [
    await spfFacts('v=spf1 ipv4:192.0.2.1 -all'),
    'invalid',
    ([finding]) => {
      assert.equal(finding?.about.position, 8)
      assert.equal(finding?.about.term, 'ipv4:192.0.2.1')
      assert.match(finding?.says ?? '', /Receivers take the SPF of shop\.example as an error, whoever sends/)
      assert.match(finding?.fix ?? '', /write ip4:192\.0\.2\.1 in place of ipv4:192\.0\.2\.1/)
      assert.equal(becomes(finding), '"v=spf1 ip4:192.0.2.1 -all"')
    },
  ],
  'include with an equals sign is no error, and lets nobody pass': [
    await spfFacts('v=spf1 include=i.example -all\ni.example TXT "v=spf1 mx -all"'),
    'invalid',
    ([finding]) => {
      assert.match(finding?.says ?? '', /Receivers skip it/)
      assert.equal(becomes(finding), '"v=spf1 include:i.example -all"')
    },
  ],
  'a fault that nobody can read, beside one that is plain: no repair': [
    await spfFacts('v=spf1 ipv4:192.0.2.1 foo:bar -all'),
    'invalid',
    ([finding]) => {
      assert.equal(becomes(finding), undefined)
      assert.match(JSON.stringify(finding?.evidence), /foo:bar/)
    },
  ],
  'a record of the domain below it': [
    await spfFacts('v=spf1 include:_spf.shop.example -all\n_spf.shop.example TXT "v=spf1 ipv4:192.0.2.1 -all"'),
    'invalid',
    ([finding]) => {
      assert.equal(finding?.about.holder, '_spf.shop.example')
      assert.deepEqual(finding?.repair, [
        {
          change: 'replace',
          name: '_spf.shop.example',
          type: 'TXT',
          was: '"v=spf1 ipv4:192.0.2.1 -all"',
          becomes: '"v=spf1 ip4:192.0.2.1 -all"',
        },
      ])
    },
  ],
  'a record of somebody else': [
    await spfFacts('v=spf1 include:i.example -all\ni.example TXT "v=spf1 ipv4:192.0.2.1 -all"'),
    'invalid-elsewhere',
    ([finding]) => assert.equal(becomes(finding), undefined),
  ],
  'what others write and receivers take': [
    await spfFacts('v=spf1 include:i.example -all\ni.example TXT "v=spf1 include=x.example -all"'),
    'valid',
  ],
  'an include that was not seen': [
    await spfFacts('v=spf1 include:deaf.example -all', {}, { blindAt: { 'TXT deaf.example': 'timeout' } }),
    'unknown',
  ],
  'no record, nothing to judge': [await spfFacts('shop.example A 198.51.100.1'), 'not-applicable'],
})
