import assert from 'node:assert/strict'
import check from '../../../src/checks/spf/spf-scope.ts'
import { cases } from '../../support/cases.ts'
import { becomes, spfFacts } from '../../support/spf-world.ts'

cases(check, {
  'one address': [await spfFacts('v=spf1 ip4:192.0.2.1 -all'), 'narrow'],
  'just 2^17': [await spfFacts('v=spf1 ip4:10.0.0.0/15 -all'), 'narrow', ([f]) => assert.equal(f?.about.count, 131072)],
  'one more': [
    await spfFacts('v=spf1 ip4:10.0.0.0/15 ip4:192.0.2.1 -all'),
    'wide',
    ([f]) => assert.deepEqual(f?.about.largest, ['ip4:10.0.0.0/15 (131072)', 'ip4:192.0.2.1 (1)']),
  ],
  'a known sender’s own networks do not count': [
    await spfFacts(
      'v=spf1 include:spf.protection.outlook.com -all\nspf.protection.outlook.com TXT "v=spf1 ip4:52.100.0.0/14 -all"',
    ),
    'narrow',
  ],
  'an unknown one’s do': [
    await spfFacts('v=spf1 include:i.example -all\ni.example TXT "v=spf1 ip4:52.100.0.0/14 -all"'),
    'wide',
  ],
  everyone: [await spfFacts('v=spf1 +all'), 'everyone', ([f]) => assert.equal(becomes(f), undefined)],
  'everyone, inside an include': [
    await spfFacts('v=spf1 include:i.example -all\ni.example TXT "v=spf1 all"'),
    'everyone',
    ([f]) => assert.equal(f?.about.term, 'include:i.example > all'),
  ],
  'a network of everyone': [await spfFacts('v=spf1 ip4:0.0.0.0/0 -all'), 'everyone'],
  'a name that always exists': [
    await spfFacts('v=spf1 exists:shop.example -all\nshop.example A 192.0.2.1'),
    'everyone',
  ],
  '+all that is never read': [await spfFacts('v=spf1 -all +all'), 'narrow'],
  'what was not seen': [
    await spfFacts('v=spf1 a:deaf.example -all', {}, { blindAt: { 'A deaf.example': 'timeout' } }),
    'unknown',
  ],
  'too wide, whatever was not seen': [
    await spfFacts(
      'v=spf1 ip4:10.0.0.0/8 include:deaf.example -all',
      {},
      { blindAt: { 'TXT deaf.example': 'timeout' } },
    ),
    'wide',
  ],
  'what depends on the message is said': [
    await spfFacts('v=spf1 exists:%{i}.l.example -all'),
    'narrow',
    ([f]) => assert.match(f?.says ?? '', /and whom exists:%\{i\}\.l\.example names when asked/),
  ],
})
