import assert from 'node:assert/strict'
import check from '../../../src/checks/zone/zone-servers-agree.ts'
import type { DnsAnswer } from '../../../src/core/dns.ts'
import type { NameServer } from '../../../src/core/zone.ts'
import { noData, noSuchName, records, unseen } from '../../support/answers.ts'
import { cases } from '../../support/cases.ts'
import { serial, server, serversOf, shop, shopZone } from '../../support/zone-facts.ts'

const zone = shopZone()
const of = (...servers: NameServer[]) => ({ target: shop, zone, nameServers: serversOf(...servers) })
const host = (number: number, soa: DnsAnswer<'SOA'>) => server(`ns${number}.shop.com`, { [`192.0.2.${number}`]: soa })

const txt = (...texts: string[][]) => records('shop.com', 'TXT', texts)
const publishing = (number: number, text: DnsAnswer, version = 7) =>
  server(
    `ns${number}.shop.com`,
    { [`192.0.2.${number}`]: serial(version) },
    { [`192.0.2.${number}`]: { 'TXT shop.com': text } },
  )

cases(check, {
  'same serial': [
    of(host(1, serial(7)), host(2, serial(7))),
    'agree',
    ([finding]) => assert.equal(finding?.brief, '2 name servers agree'),
  ],
  'other serial': [
    of(host(1, serial(7)), host(2, serial(8))),
    'serials-differ',
    ([finding]) =>
      assert.match(finding?.says ?? '', /ns1\.shop\.com \(192\.0\.2\.1\) 7, ns2\.shop\.com \(192\.0\.2\.2\) 8/),
  ],
  'two addresses of one host may differ too': [
    of(server('ns1.shop.com', { '192.0.2.1': serial(7), '2001:db8::1': serial(6) }), host(2, serial(7))),
    'serials-differ',
  ],
  'one only': [of(host(1, serial(7))), 'alone'],
  'the other is lame, which zone-name-servers tells': [of(host(1, serial(7)), host(2, unseen('refused'))), 'alone'],
  'all silent here': [of(host(1, unseen('timeout')), host(2, unseen('timeout'))), 'alone'],
  'one silent: what it holds is not known': [
    of(host(1, serial(7)), host(2, serial(7)), host(3, unseen('timeout'))),
    'unknown',
  ],
  'one address silent, the host heard by another': [
    of(server('ns1.shop.com', { '192.0.2.1': serial(7), '2001:db8::1': unseen('timeout') }), host(2, serial(7))),
    'agree',
  ],
  'same texts, in another order, cut elsewhere': [
    of(publishing(1, txt(['v=spf1 ', '-all'], ['x'])), publishing(2, txt(['x'], ['v=spf1 -all']))),
    'agree',
  ],
  'NXDOMAIN here and no data there come to the same': [
    of(publishing(1, noData('shop.com', 'TXT')), publishing(2, noSuchName('shop.com', 'TXT'))),
    'agree',
  ],
  'other SPF': [
    of(publishing(1, txt(['v=spf1 -all'])), publishing(2, txt(['v=spf1 mx -all']), 6)),
    ['mail-records-differ', 'serials-differ'],
    ([finding]) =>
      assert.deepEqual(finding?.evidence, [
        {
          kind: 'table',
          head: ['question', 'name server', 'answer'],
          rows: [
            ['TXT shop.com', 'ns1.shop.com (192.0.2.1)', '"v=spf1 -all"'],
            ['TXT shop.com', 'ns2.shop.com (192.0.2.2)', '"v=spf1 mx -all"'],
          ],
        },
      ]),
  ],
  'one has none': [
    of(publishing(1, txt(['v=spf1 -all'])), publishing(2, noData('shop.com', 'TXT'))),
    'mail-records-differ',
  ],
  'one did not say': [of(publishing(1, txt(['v=spf1 -all'])), publishing(2, unseen('timeout'))), 'unknown'],
  'two differ and a third did not say': [
    of(publishing(1, txt(['a'])), publishing(2, txt(['b'])), publishing(3, unseen('timeout'))),
    'mail-records-differ',
  ],
  'from a zone file': [
    { target: shop, zone: shopZone('zone-file'), nameServers: { ...serversOf(), file: 'new.zone' } },
    'not-asked',
  ],
})
