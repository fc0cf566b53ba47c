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
      assert.match(
        finding?.fix ?? '',
        /^Write ip4:192\.0\.2\.1 in place of ipv4:192\.0\.2\.1 in the SPF record of shop\.example\.$/,
      )
      assert.equal(becomes(finding), '"v=spf1 ip4:192.0.2.1 -all"')
    },
  ],
  'include with an equals sign is no error, and lets nobody pass': [
    await spfFacts('v=spf1 include=i.example -all\ni.example TXT "v=spf1 ip4:192.0.2.1 -all"'),
    'invalid',
    ([finding]) => {
      assert.match(finding?.says ?? '', /Receivers skip it, so it lets nobody pass\.$/)
      assert.equal(becomes(finding), '"v=spf1 include:i.example -all"')
    },
  ],
  'a mail address of its own: nobody can tell what was meant': [
    await spfFacts('v=spf1 mx include:mail@shop.example -all'),
    'invalid',
    ([finding]) => {
      assert.match(finding?.fix ?? '', /write include:mail@shop\.example as it was meant, or leave it out\.$/)
      assert.equal(finding?.repair, undefined)
    },
  ],
  'an include of a web address is an error once receivers get there': [
    await spfFacts('v=spf1 include:https://i.example mx -all\ni.example TXT "v=spf1 -all"'),
    'invalid',
    ([finding]) => {
      assert.match(
        finding?.says ?? '',
        /Receivers look for an SPF record at that very name, and take the SPF of shop\.example as an error where there is none\.$/,
      )
      assert.match(finding?.fix ?? '', /^Write include:i\.example in place of include:https:\/\/i\.example in the/)
    },
  ],
  'where what was meant leads nowhere, nothing is said of what was meant': [
    await spfFacts('v=spf1 include:https://gone.example mx -all'),
    'invalid',
    ([finding]) =>
      assert.match(finding?.fix ?? '', /write include:https:\/\/gone\.example as it was meant, or leave it out\.$/),
  ],
  'a host as a web address matches nobody': [
    await spfFacts('v=spf1 a:https://h.example mx -all\nh.example A 192.0.2.1'),
    'invalid',
    ([finding]) => assert.match(finding?.says ?? '', /Receivers look for that very name, so it lets nobody pass\.$/),
  ],
  'two strings that meet without a blank': [
    await spfFacts('shop.example TXT "v=spf1 include:i.example" "mx -all"\ni.example TXT "v=spf1 -all"'),
    'invalid',
    ([finding]) => {
      assert.match(
        finding?.says ?? '',
        /a blank is missing where one string of the TXT record ends and the next begins/,
      )
      assert.match(finding?.fix ?? '', /^Write include:i\.example mx in place of include:i\.examplemx in the/)
    },
  ],
  'the version twice does nothing': [await spfFacts('v=spf1 v=spf1 mx -all'), 'valid'],
  'a name with an empty label': [
    await spfFacts('v=spf1 a:mail..shop.example mx -all'),
    'unaskable',
    ([finding]) => {
      assert.equal(finding?.verdict, 'warn')
      assert.match(
        finding?.says ?? '',
        /^DNS can never be asked for the name in a:mail\.\.shop\.example, in the SPF record of shop\.example/,
      )
    },
  ],
  'one that others wrote': [
    await spfFacts('v=spf1 include:i.example -all\ni.example TXT "v=spf1 a:mail..i.example -all"'),
    'valid',
  ],
  'one that is never read': [await spfFacts('v=spf1 -all a:mail..shop.example'), 'valid'],
  'a fault and such a name': [
    await spfFacts('v=spf1 a:mail..shop.example ipv4:192.0.2.1 -all'),
    ['invalid', 'unaskable'],
  ],
  'a parked domain: the order is to say that nobody sends': [
    await spfFacts('v=spf1 ipv4:192.0.2.1 -all', { parked: true }),
    'invalid',
    ([finding]) => {
      assert.match(finding?.fix ?? '', /publish "v=spf1 -all"/)
      assert.equal(becomes(finding), '"v=spf1 -all"')
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
