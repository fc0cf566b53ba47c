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
const mx = (...exchanges: string[]) =>
  records(
    'shop.com',
    'MX',
    exchanges.map((exchange) => ({ preference: 10, exchange })),
  )
const address = (ip: string) => records('shop.com', 'A', [ip])
const answering = (number: number, answers: Record<string, DnsAnswer>, version = 7) =>
  server(`ns${number}.shop.com`, { [`192.0.2.${number}`]: serial(version) }, { [`192.0.2.${number}`]: answers })
const publishing = (number: number, text: DnsAnswer, version = 7) =>
  answering(number, { 'TXT shop.com': text }, version)

cases(check, {
  'same serial': [
    of(host(1, serial(7)), host(2, serial(7))),
    'same-serial',
    ([finding]) => assert.equal(finding?.brief, '2 name servers, same serial'),
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
    'same-serial',
  ],
  'same texts, in another order, cut elsewhere': [
    of(publishing(1, txt(['v=spf1 ', '-all'], ['x'])), publishing(2, txt(['x'], ['v=spf1 -all']))),
    'agree',
    ([finding]) => assert.equal(finding?.brief, '2 name servers agree'),
  ],
  'an old DKIM key on one of them': [
    of(
      answering(1, { 'TXT s1._domainkey.shop.com': txt(['p=', 'QUJD']) }),
      answering(2, { 'TXT s1._domainkey.shop.com': txt(['p=QUJE']) }),
    ),
    'mail-records-differ',
    ([finding]) => assert.deepEqual(finding?.about.questions, ['TXT s1._domainkey.shop.com']),
  ],
  'the same DKIM key, cut elsewhere': [
    of(
      answering(1, { 'TXT s1._domainkey.shop.com': txt(['p=', 'QUJD']) }),
      answering(2, { 'TXT s1._domainkey.shop.com': txt(['p=QUJD']) }),
    ),
    'agree',
    ([finding]) => assert.match(finding?.says ?? '', /publish the same MX, SPF, DKIM and DMARC/),
  ],
  'texts that mail does not read are left out': [
    of(publishing(1, txt(['v=spf1 -all'], ['google-site-verification=x'])), publishing(2, txt(['v=spf1 -all']))),
    'agree',
  ],
  'a text that mail does not read, and nothing else': [
    of(publishing(1, txt(['x'])), publishing(2, noData('shop.com', 'TXT'))),
    'agree',
  ],
  'other DMARC': [
    of(
      answering(1, { 'TXT _dmarc.shop.com': txt(['v=DMARC1; p=none'], ['x']) }),
      answering(2, { 'TXT _dmarc.shop.com': txt(['v=DMARC1; p=reject'], ['x']) }),
    ),
    'mail-records-differ',
  ],
  'other MX': [
    of(answering(1, { 'MX shop.com': mx('a.com', 'b.com') }), answering(2, { 'MX shop.com': mx('b.com') })),
    'mail-records-differ',
  ],
  'the same MX in another order': [
    of(answering(1, { 'MX shop.com': mx('a.com', 'b.com') }), answering(2, { 'MX shop.com': mx('b.com', 'a.com') })),
    'agree',
  ],
  'other addresses, as of a name that is served by place': [
    of(answering(1, { 'A shop.com': address('8.8.8.8') }), answering(2, { 'A shop.com': address('8.8.4.4') })),
    'agree',
  ],
  'a name that one of them does not have': [
    of(
      answering(1, { 'MX shop.com': noSuchName('shop.com', 'MX'), 'A shop.com': noSuchName('shop.com', 'A') }),
      answering(2, { 'MX shop.com': noData('shop.com', 'MX'), 'A shop.com': address('8.8.8.8') }),
    ),
    'mail-records-differ',
    ([finding]) => {
      assert.match(finding?.says ?? '', /different answers to the question whether shop\.com exists\./)
      assert.deepEqual(finding?.evidence?.[0]?.kind === 'table' && finding.evidence[0].rows, [
        ['shop.com exists', 'ns1.shop.com (192.0.2.1)', 'no such name'],
        ['shop.com exists', 'ns2.shop.com (192.0.2.2)', 'yes'],
      ])
    },
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
    of(publishing(1, txt(['v=spf1 -all'])), publishing(2, txt(['v=spf1 ~all'])), publishing(3, unseen('timeout'))),
    'mail-records-differ',
  ],
  'from a zone file': [
    { target: shop, zone: shopZone('zone-file'), nameServers: { ...serversOf(), file: 'new.zone' } },
    'not-asked',
  ],
})
