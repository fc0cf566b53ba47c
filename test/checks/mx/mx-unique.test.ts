import assert from 'node:assert/strict'
import test from 'node:test'
import check from '../../../src/checks/mx/mx-unique.ts'
import type { MxHost } from '../../../src/core/mx.ts'
import { unseen } from '../../support/answers.ts'
import { cases } from '../../support/cases.ts'
import { host, mxOf, neverAsked, noMailServer, parked, shopSite } from '../../support/mx-facts.ts'

const of = (lines: string[], ...mxHosts: MxHost[]) => ({ ...shopSite, mx: mxOf(lines), mxHosts })
const one = host('mx1.shop.com', ['8.8.4.4', '2001:4860::1'])
const two = host('mx2.shop.com', ['8.8.8.8'])

cases(check, {
  'two hosts': [of(['10 mx1.shop.com', '20 mx2.shop.com'], one, two), 'unique'],
  'the same host twice, and parked': [
    { ...of(['10 mx1.shop.com', '20 mx1.shop.com'], one), ...parked },
    'repeated',
    noMailServer,
  ],
  'the same host twice': [
    of(['10 mx1.shop.com', '20 mx1.shop.com', '30 mx1.shop.com'], one),
    'repeated',
    ([finding]) =>
      assert.deepEqual(finding?.repair, [
        { change: 'remove', name: 'shop.com', type: 'MX', was: '20 mx1.shop.com.' },
        { change: 'remove', name: 'shop.com', type: 'MX', was: '30 mx1.shop.com.' },
      ]),
  ],
  'two hosts at one address': [
    of(['10 mx1.shop.com', '20 b.com'], one, host('b.com', ['8.8.4.4'])),
    'same-address',
    ([finding]) => assert.match(finding?.says ?? '', /8\.8\.4\.4 \(mx1\.shop\.com and b\.com\)/),
  ],
  'both at once': [
    of(['10 mx1.shop.com', '20 mx1.shop.com', '30 b.com'], one, host('b.com', ['8.8.4.4'])),
    ['repeated', 'same-address'],
  ],
  'one was not seen': [
    of(['10 mx1.shop.com', '20 b.com'], one, { host: 'b.com', A: unseen(), AAAA: unseen() }),
    'unknown',
  ],
  'one host repeats nothing, whatever was not seen of it': [
    of(['10 mx1.shop.com'], { ...one, AAAA: unseen() }),
    'unique',
  ],
  'IPv6 of one was not seen, and the other has none': [
    of(['10 mx1.shop.com', '20 mx2.shop.com'], { ...one, AAAA: unseen() }, two),
    'unique',
  ],
  'IPv6 of one was not seen, and the other has some': [
    of(['10 mx2.shop.com', '20 mx1.shop.com'], { ...two, AAAA: unseen() }, one),
    'unknown',
  ],
  'a name that DNS is never asked for': [
    of(['10 mx1.shop.com', '20 mail.local'], one, neverAsked('mail.local')),
    'unique',
  ],
  'the same host twice, by a wildcard: nothing to publish at the name': [
    { ...of(['10 mx1.shop.com', '20 mx1.shop.com'], one), nameSource: 'wildcard' },
    'repeated',
    ([finding]) => assert.equal(finding?.repair, undefined),
  ],
  'a null MX among them is no host': [of(['0 .', '10 mx1.shop.com'], one), 'unique'],
})

test('an MX set as large as a zone file can make it is judged at once', () => {
  const names = Array.from({ length: 20_000 }, (_, i) => `mx${i}.shop.com`)
  const unasked = unseen('not-attempted', 'not looked at')
  const hosts = names.map((name, i) => (i < 50 ? host(name, []) : { host: name, A: unasked, AAAA: unasked }))
  const began = performance.now()
  const [ruling] = [
    check.judge({
      ...of(
        names.map((name, i) => `${i} ${name}`),
        ...hosts,
      ),
    }),
  ].flat()
  assert.deepEqual(ruling && 'cannotTell' in ruling && ruling.cannotTell, unasked.kind === 'blind' && unasked.blind)
  assert.ok(performance.now() - began < 2000, `${performance.now() - began} ms`)
})
