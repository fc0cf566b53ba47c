import assert from 'node:assert/strict'
import check from '../../../src/checks/path/message-hops.ts'
import type { Finding } from '../../../src/core/finding.ts'
import { pathOf } from '../../../src/facts/mail-path.ts'
import { cases } from '../../support/cases.ts'
import { headed } from '../../support/headed.ts'

const at = (minute: number, second = 0) =>
  `Tue, 24 Nov 2026 06:${String(minute).padStart(2, '0')}:${String(second).padStart(2, '0')} +0000`
const hop = (from: string, by: string, how: string, when = at(0)) =>
  `from ${from} by ${by} (Postfix) with ${how} id 1; ${when}`
const relay = 'out.relay.example (out.relay.example [192.0.2.25])'
const web = 'web.shop.example (web.shop.example [198.51.100.7])'
const lan = 'pc (pc.lan [192.168.1.5])'
const of = (...topmostFirst: string[]) => ({
  mailReport: undefined,
  mail: headed(topmostFirst).mail,
  mailPath: pathOf(topmostFirst.slice(0, 100)),
})
const timelineOf = (finding: Finding | undefined) => {
  const [evidence] = finding?.evidence ?? []
  assert.ok(evidence?.kind === 'timeline')
  return evidence.hops
}

const many = (how: string) =>
  Array.from({ length: 101 }, (_, i) => hop(i === 50 ? web : relay, `mx${i}.receiver.example`, how))

cases(check, {
  'all encrypted': [
    of(hop(relay, 'mx.receiver.example', 'ESMTPS', at(0, 3)), hop(web, 'out.relay.example', 'ESMTPSA', at(0, 1))),
    'encrypted',
    ([finding]) => {
      assert.equal(finding?.brief, '2 hops in 2 s, encrypted')
      assert.deepEqual(timelineOf(finding), [
        {
          number: 1,
          from: 'web.shop.example [198.51.100.7]',
          by: 'out.relay.example',
          at: '2026-11-24T06:00:01.000Z',
          how: 'ESMTPSA, encrypted, logged in',
          marks: [],
        },
        {
          number: 2,
          from: 'out.relay.example [192.0.2.25]',
          by: 'mx.receiver.example',
          at: '2026-11-24T06:00:03.000Z',
          tookMs: 2000,
          how: 'ESMTPS, encrypted',
          marks: ['SPF is judged here'],
        },
      ])
    },
  ],
  'clear from the relay': [
    of(hop(relay, 'mx.receiver.example', 'ESMTP'), hop(web, 'out.relay.example', 'ESMTPSA')),
    'clear-hop',
    ([finding]) => {
      assert.match(finding?.says ?? '', /from out\.relay\.example to mx\.receiver\.example\.$/)
      assert.match(finding?.fix ?? '', /^Let out\.relay\.example encrypt when it sends/)
      assert.deepEqual(
        timelineOf(finding).map(({ marks }) => marks),
        [[], ['clear', 'SPF is judged here']],
      )
    },
  ],
  'a login in clear': [
    of(hop(relay, 'mx.receiver.example', 'ESMTPS'), hop(web, 'out.relay.example', 'ESMTPA')),
    'clear-hop',
    ([finding]) => assert.match(finding?.fix ?? '', /hands mail in at out\.relay\.example do so by TLS/),
  ],
  'clear within a house, or on the way from a private network, is nobody’s to read': [
    of(
      hop('localhost (localhost [127.0.0.1])', 'mx.receiver.example', 'ESMTP'),
      hop(relay, 'mx.receiver.example', 'ESMTPS'),
      hop(lan, 'out.relay.example', 'ESMTPA'),
    ),
    'encrypted',
  ],
  'a hop that does not tell is no clear one': [
    of(
      hop(relay, 'mx.receiver.example', 'ESMTPS'),
      `from a.example (a.example [192.0.2.9]) by b.example with SMTP id 1; ${at(0)}`,
    ),
    'encrypted',
    ([finding]) => {
      assert.match(finding?.says ?? '', /was: 1 of 2\.$/)
      assert.equal(finding?.brief, '2 hops in 0 s, 1 of 2 said to be encrypted')
    },
  ],
  'no hop tells': [of(`from a.example (a.example [192.0.2.9]) by b.example with SMTP id 1; ${at(0)}`), 'untold'],
  'only within': [of(hop('localhost (localhost [127.0.0.1])', 'mx.receiver.example', 'ESMTP')), 'no-public-hops'],
  'no Received at all': [of(), 'no-hops'],
  'an hour in a queue': [
    of(hop(relay, 'mx.receiver.example', 'ESMTPS', at(59)), hop(web, 'out.relay.example', 'ESMTPSA', at(0))),
    ['encrypted', 'slow'],
    ([, finding]) => {
      assert.match(finding?.says ?? '', /from out\.relay\.example to mx\.receiver\.example, 59 min\.$/)
      assert.deepEqual(timelineOf(finding)[1]?.marks, ['slow', 'SPF is judged here'])
    },
  ],
  'five minutes are none': [
    of(hop(relay, 'mx.receiver.example', 'ESMTPS', at(5)), hop(web, 'out.relay.example', 'ESMTPSA', at(0))),
    'encrypted',
  ],
  'a clock that is wrong': [
    of(hop(relay, 'mx.receiver.example', 'ESMTPS', at(0)), hop(web, 'out.relay.example', 'ESMTPSA', at(3))),
    ['encrypted', 'skew'],
    ([, finding]) => assert.match(finding?.says ?? '', /mx\.receiver\.example, -3 min\. /),
  ],
  'a minute backwards is none': [
    of(hop(relay, 'mx.receiver.example', 'ESMTPS', at(0)), hop(web, 'out.relay.example', 'ESMTPSA', at(1))),
    'encrypted',
  ],
  'clear, slow and skewed': [
    of(
      hop(relay, 'mx.receiver.example', 'ESMTP', at(30)),
      hop(relay, 'in.receiver.example', 'ESMTPS', at(18)),
      hop(web, 'out.relay.example', 'ESMTPSA', at(20)),
    ),
    ['clear-hop', 'slow', 'skew'],
  ],
  'one clock that is fast makes no hop slow': [
    of(
      hop(relay, 'mx.receiver.example', 'ESMTPS', at(2)),
      hop(web, 'out.relay.example', 'ESMTPSA', at(20)),
      hop(lan, 'web.shop.example', 'ESMTPS', at(0)),
    ),
    ['encrypted', 'skew'],
    ([finding]) =>
      assert.deepEqual(
        timelineOf(finding).map(({ marks }) => marks),
        [[], [], ['clock wrong', 'SPF is judged here']],
      ),
  ],
  'one clock that is slow makes no hop slow': [
    of(
      hop(relay, 'mx.receiver.example', 'ESMTPS', at(21)),
      hop(web, 'out.relay.example', 'ESMTPSA', at(2)),
      hop(lan, 'web.shop.example', 'ESMTPS', at(20)),
    ),
    ['encrypted', 'skew'],
  ],
  'hundreds of clear hops do not fill the report': [
    of(...Array.from({ length: 90 }, (_, i) => hop(relay, `mx${i}.receiver.example`, 'ESMTP'))),
    'clear-hop',
    ([finding]) => assert.match(finding?.says ?? '', /and 78 more\.$/),
  ],
  'more hops than are looked at': [
    of(...many('ESMTPS')),
    'unknown',
    ([finding]) => {
      assert.match(finding?.blind?.detail ?? '', /101 Received fields, and the topmost 100 were/)
      assert.match(finding?.fix ?? '', /^Read the oldest ones/)
    },
  ],
  'a header that was not read to its end': [
    {
      ...of(hop(relay, 'mx.receiver.example', 'ESMTPS')),
      mail: { ...headed(['mx']).mail, cut: 'it has more than 2,000 header fields', isHeadCut: true },
    },
    'unknown',
  ],
  'more hops than are looked at, and one of them in clear': [of(...many('ESMTP')), 'clear-hop'],
})
