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
    ([f]) => assert.deepEqual(f?.about.largest, ['ip4:10.0.0.0/15 (131,072)']),
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
  'parts and aliases of what a known sender publishes are its own': [
    await spfFacts(
      'v=spf1 include:_netblocks.google.com include:_a.shop.example -all\n_netblocks.google.com TXT "v=spf1 ip4:172.217.0.0/15 ip4:64.233.0.0/15 ~all"\n_a.shop.example CNAME _spf.google.com\n_spf.google.com TXT "v=spf1 ip4:74.124.0.0/14 ~all"',
    ),
    'narrow',
  ],
  everyone: [
    await spfFacts('v=spf1 +all'),
    'everyone',
    ([f]) => {
      assert.equal(becomes(f), undefined)
      assert.match(f?.fix ?? '', /^See spf-all\/open/)
      assert.match(JSON.stringify(f?.evidence), /v=spf1 \+all/)
    },
  ],
  'everyone, by all in the record that it redirects to': [
    await spfFacts('v=spf1 redirect=_s.shop.example\n_s.shop.example TXT "v=spf1 mx +all"'),
    'everyone',
    ([f]) => {
      assert.match(f?.fix ?? '', /^See spf-all\/open/)
      assert.match(JSON.stringify(f?.evidence), /TXT _s\.shop\.example/)
    },
  ],
  'two halves of everyone are both named': [
    await spfFacts('v=spf1 ip4:0.0.0.0/1 ip4:128.0.0.0/1 -all'),
    'everyone',
    ([f]) => assert.match(f?.fix ?? '', /^Take ip4:0\.0\.0\.0\/1, ip4:128\.0\.0\.0\/1 out/),
  ],
  'everyone, by a record of somebody else': [
    await spfFacts(
      'v=spf1 include:i.example -all\ni.example TXT "v=spf1 include:j.example -all"\nj.example TXT "v=spf1 all"',
    ),
    'everyone',
    ([f]) => {
      assert.match(f?.fix ?? '', /^Take include:i\.example > include:j\.example > all out/)
      assert.match(JSON.stringify(f?.evidence), /TXT j\.example/)
    },
  ],
  'senders that come to no address': [
    await spfFacts(
      'v=spf1 redirect=_spf.shop.example\nshop.example MX 10 mail.shop.example\nmail.shop.example A 198.51.100.1\n_spf.shop.example TXT "v=spf1 mx -all"',
    ),
    'nobody',
    ([f]) => {
      assert.match(
        f?.says ?? '',
        /nobody passes: redirect=_spf\.shop\.example > mx \(_spf\.shop\.example has no MX record\)\.$/,
      )
      assert.match(JSON.stringify(f?.evidence), /TXT _spf\.shop\.example/)
    },
  ],
  'an mx of a host that takes no mail': [
    await spfFacts('v=spf1 mx:mail.shop.example -all\nmail.shop.example A 198.51.100.1'),
    'nobody',
    ([f]) =>
      assert.match(
        f?.fix ?? '',
        /^If the host itself sends, write a:mail\.shop\.example in place of mx:mail\.shop\.example;/,
      ),
  ],
  'a name that was meant otherwise': [
    await spfFacts('v=spf1 a:mail.shop.examplemx -all\nmail.shop.example A 198.51.100.1'),
    'nobody',
    ([f]) => assert.match(f?.says ?? '', /a:mail\.shop\.examplemx \(mail\.shop\.examplemx has no address\)/),
  ],
  'one address in either family is somebody': [
    await spfFacts('v=spf1 a:gone.example a:six.example -all\nsix.example AAAA 2001:db8::6'),
    'narrow',
  ],
  'nobody is named: that is meant so': [await spfFacts('v=spf1 -all'), 'narrow'],
  'nor is anybody with ~all, ?all, or by way of a redirect': [
    await spfFacts('v=spf1 redirect=_s.shop.example\n_s.shop.example TXT "v=spf1 ~all"'),
    'narrow',
  ],
  'a macro may let somebody pass': [await spfFacts('v=spf1 a:gone.example exists:%{i}.l.example -all'), 'narrow'],
  'what was not seen may let somebody pass': [
    await spfFacts('v=spf1 a:gone.example a:deaf.example -all', {}, { blindAt: { 'A deaf.example': 'timeout' } }),
    'unknown',
  ],
  'so may a known sender that was not seen': [
    await spfFacts(
      'v=spf1 a:gone.example include:_spf.google.com -all',
      {},
      { blindAt: { 'TXT _spf.google.com': 'timeout' } },
    ),
    'narrow',
  ],
  'a parked domain that names nobody who is there': [
    await spfFacts('v=spf1 a:gone.example -all', { parked: true }),
    'nobody',
    ([f]) => {
      assert.equal(f?.fix, 'Nobody is to send for shop.example: publish "v=spf1 -all" as its only SPF record.')
      assert.equal(becomes(f), '"v=spf1 -all"')
    },
  ],
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
    ([f]) => assert.match(f?.says ?? '', /: 0, and those that exists:%\{i\}\.l\.example names when asked\.$/),
  ],
})
