import assert from 'node:assert/strict'
import check from '../../../src/checks/spf/spf-all.ts'
import { cases } from '../../support/cases.ts'
import { becomes, spfFacts } from '../../support/spf-world.ts'

cases(check, {
  '-all': [await spfFacts('v=spf1 mx -all'), 'strict', ([f]) => assert.equal(f?.brief, 'ends in -all')],
  '~all': [await spfFacts('v=spf1 mx ~all'), 'soft'],
  '?all': [
    await spfFacts('v=spf1 ip4:192.0.2.1 ?all'),
    'neutral',
    ([f]) => assert.equal(becomes(f), '"v=spf1 ip4:192.0.2.1 ~all"'),
  ],
  '+all: only its owner knows who sends': [
    await spfFacts('v=spf1 mx +all'),
    'open',
    ([f]) => assert.equal(becomes(f), undefined),
  ],
  'all without a sign': [await spfFacts('v=spf1 mx all'), 'open'],
  'the first all decides': [await spfFacts('v=spf1 ~all -all'), 'soft'],
  '~all found anywhere does not hide +all': [await spfFacts('v=spf1 exp=~all.shop.example +all'), 'open'],
  missing: [
    await spfFacts('v=spf1 ip4:192.0.2.1'),
    'missing',
    ([f]) => assert.equal(becomes(f), '"v=spf1 ip4:192.0.2.1 ~all"'),
  ],
  'an all inside an include is not the domain’s': [
    await spfFacts('v=spf1 include:i.example\ni.example TXT "v=spf1 -all"'),
    'missing',
  ],
  'read behind a redirect': [await spfFacts('v=spf1 mx redirect=r.example\nr.example TXT "v=spf1 -all"'), 'strict'],
  'behind two': [
    await spfFacts('v=spf1 redirect=r.example\nr.example TXT "v=spf1 redirect=s.example"\ns.example TXT "v=spf1 ?all"'),
    'neutral',
    ([f]) => {
      assert.equal(f?.about.holder, 's.example')
      assert.equal(f?.repair, undefined)
    },
  ],
  'behind a redirect of its own': [
    await spfFacts('v=spf1 redirect=_r.shop.example\n_r.shop.example TXT "v=spf1 ip4:192.0.2.1 ?all"'),
    'neutral',
    ([f]) => assert.equal(becomes(f), '"v=spf1 ip4:192.0.2.1 ~all"'),
  ],
  'a redirect beside all is not followed': [
    await spfFacts('v=spf1 redirect=r.example ~all\nr.example TXT "v=spf1 +all"'),
    'soft',
  ],
  'a redirect that was not seen': [
    await spfFacts('v=spf1 redirect=deaf.example', {}, { blindAt: { 'TXT deaf.example': 'timeout' } }),
    'unknown',
  ],
  'a redirect to nowhere': [await spfFacts('v=spf1 redirect=gone.example'), 'nowhere'],
  'a redirect to itself': [await spfFacts('v=spf1 redirect=shop.example'), 'nowhere'],
  'a redirect that depends on the sender': [await spfFacts('v=spf1 redirect=%{o}.r.example'), 'depends-on-sender'],
  'an end that nobody can read': [await spfFacts('v=spf1 mx foo:bar'), 'nowhere'],
  'parked: nobody sends': [
    await spfFacts('v=spf1 mx +all', { parked: true }),
    'open',
    ([f]) => {
      assert.equal(becomes(f), '"v=spf1 -all"')
      assert.match(f?.fix ?? '', /^Nobody is to send for shop\.example/)
    },
  ],
})
