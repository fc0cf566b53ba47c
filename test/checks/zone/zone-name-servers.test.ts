import assert from 'node:assert/strict'
import check from '../../../src/checks/zone/zone-name-servers.ts'
import type { DnsAnswer, SeenAnswer } from '../../../src/core/dns.ts'
import type { BlindReason } from '../../../src/core/observation.ts'
import type { NameServer } from '../../../src/core/zone.ts'
import { noData, noSuchName, unseen } from '../../support/answers.ts'
import { cases } from '../../support/cases.ts'
import { serial, server, serversOf, shop, shopZone, unseenServer } from '../../support/zone-facts.ts'

const zone = shopZone()
const good = serial(7)
const silent = unseen('timeout')
const closed = unseen('unreachable', 'nothing listens at 192.0.2.1')
const recursive = (reason: BlindReason): DnsAnswer<'SOA'> => ({
  kind: 'blind',
  blind: { ...unseen(reason).blind, recursive: true },
})
const noRoute: DnsAnswer<'SOA'> = {
  kind: 'blind',
  blind: { reason: 'unreachable', detail: 'this machine has no route to 2001:db8::1', noRoute: true },
}
const one = server('ns1.shop.com', { '192.0.2.1': good })
const two = server('ns2.shop.com', { '192.0.2.2': good })
const second = (soa: DnsAnswer<'SOA'>) => server('ns2.shop.com', { '192.0.2.2': soa })
const of = (...servers: NameServer[]) => ({ target: shop, zone, nameServers: serversOf(...servers) })
const unresolved = (...servers: NameServer[]) => ({
  target: shop,
  zone,
  nameServers: { ...serversOf(...servers), unresolved: unseen('server-failure').blind },
})

cases(check, {
  'two that answer': [
    of(one, two),
    'healthy',
    ([finding]) => assert.deepEqual(finding?.about.servers, ['ns1.shop.com', 'ns2.shop.com']),
  ],
  'one only': [of(one), 'single'],
  'one by two families is one': [of(server('ns1.shop.com', { '192.0.2.1': good, '2001:db8::1': good })), 'single'],
  'two names for one address are one': [of(one, server('ns2.shop.com', { '192.0.2.1': good })), 'single'],
  'one name for two addresses is two': [
    of(server('ns1.shop.com', { '192.0.2.1': good, '192.0.2.2': good })),
    'healthy',
  ],
  'one address, and whether there are more was not seen': [
    of({ ...one, lookups: { ...one.lookups, AAAA: unseen() } }),
    'unknown',
  ],
  'two addresses are two, whatever else was not seen': [
    of({ ...one, lookups: { ...one.lookups, AAAA: unseen() } }, two),
    'healthy',
  ],
  'one refuses': [
    of(one, second(unseen('refused'))),
    'lame',
    ([finding]) => assert.deepEqual(finding?.about.servers, ['ns2.shop.com (192.0.2.2)']),
  ],
  'one has an expired copy (SERVFAIL)': [of(one, second(unseen('server-failure'))), 'lame'],
  'one sends us elsewhere': [of(one, second(unseen('lame'))), 'lame'],
  'one denies the zone': [of(one, second(noSuchName('shop.com', 'SOA', { authoritative: true }))), 'lame'],
  'one is a resolver': [of(one, second(serial(7, { authoritative: false }))), 'lame'],
  'all are lame': [
    of(server('ns1.shop.com', { '192.0.2.1': unseen('refused') }), second(noData('shop.com', 'SOA'))),
    'all-lame',
  ],
  'the only one is lame': [of(server('ns1.shop.com', { '192.0.2.1': unseen('refused') })), ['all-lame', 'single']],
  'nothing listens at one': [of(one, second(closed)), 'unreachable'],
  'one has no address': [of(one, server('ns2.shop.com', {})), 'unreachable'],
  'none has an address (the registrar may have glue)': [
    of(server('ns1.shop.com', {}), server('ns2.shop.com', {})),
    'unreachable',
  ],
  'all silent here, though the resolver has their answers': [
    of(server('ns1.shop.com', { '192.0.2.1': silent }), second(silent)),
    'silent',
    ([finding]) => {
      assert.equal(finding?.brief, 'its name servers do not answer this machine')
      assert.equal(finding?.unseen, 'name servers')
    },
  ],
  'all refused here: the same firewall, less shy': [
    of(server('ns1.shop.com', { '192.0.2.1': closed }), second(closed)),
    'silent',
  ],
  'one of two silent is not known to be dead': [of(one, second(silent)), 'unknown'],
  'one lame, the other silent': [
    of(server('ns1.shop.com', { '192.0.2.1': unseen('refused') }), second(silent)),
    ['lame', 'unknown'],
  ],
  'IPv6 silent as a whole is the way there, not the servers': [
    of(server('ns1.shop.com', { '192.0.2.1': good, '2001:db8::1': silent }), two),
    ['healthy', 'silent-family'],
    (findings) =>
      assert.match(
        findings[1]?.says ?? '',
        /^Over IPv6 no name server of shop\.com answered this machine \(ns1\.shop\.com \(2001:db8::1\)\)/,
      ),
  ],
  'no route to IPv6 is said once and counts for nothing': [
    of(
      server('ns1.shop.com', { '192.0.2.1': good, '2001:db8::1': noRoute }),
      server('ns2.shop.com', { '192.0.2.2': good, '2001:db8::2': noRoute }),
    ),
    ['healthy', 'no-route'],
  ],
  'no route to any of them': [
    of(server('ns1.shop.com', { '2001:db8::1': noRoute }), server('ns2.shop.com', { '2001:db8::2': noRoute })),
    'out-of-reach',
    ([finding]) => assert.equal(finding?.brief, 'its name servers cannot be asked from here'),
  ],
  'IPv6 of every server silent, as behind a default route that leads nowhere, and IPv4 answers': [
    of(
      server('ns1.shop.com', { '192.0.2.1': good, '2001:db8::1': silent }),
      server('ns2.shop.com', { '192.0.2.2': good, '2001:db8::2': silent }),
      server('ns3.shop.com', { '2001:db8::3': silent }),
    ),
    ['healthy', 'silent-family'],
  ],
  'the only one is silent, though the resolver has its answers': [
    of(server('ns1.shop.com', { '192.0.2.1': silent })),
    ['silent', 'single-silent'],
    (findings) => assert.match(findings[1]?.says ?? '', /one name server, and that does not answer this machine: ns1/),
  ],
  'nothing listens at the only one, though the resolver has its answers': [
    of(server('ns1.shop.com', { '192.0.2.1': closed })),
    ['silent', 'single-silent'],
  ],
  'the only one is silent, and the resolver gets no answer either': [
    unresolved(server('ns1.shop.com', { '192.0.2.1': silent })),
    ['unknown', 'single-silent'],
  ],
  'one is localhost, which is a name server to nobody else': [of(one, two, unseenServer('localhost')), 'unreachable'],
  'the addresses of one were not seen': [of(one, unseenServer('ns2.shop.com')), 'unknown'],
  'a recording that never asked one': [
    of(one, second(unseen('not-recorded', 'the recording has no answer'))),
    'unknown',
  ],
  'answers without AA from all: somebody answers in their place': [
    of(
      server('ns1.shop.com', { '192.0.2.1': serial(7, { authoritative: false }) }),
      second(serial(7, { authoritative: false })),
    ),
    'intercepted',
  ],
  'NXDOMAIN or REFUSED with recursion on offer and no AA from all: a resolver on the way': [
    of(server('ns1.shop.com', { '192.0.2.1': recursive('lame') }), second(recursive('refused'))),
    'intercepted',
  ],
  'one such answer, and records without AA': [
    of(
      server('ns1.shop.com', { '192.0.2.1': recursive('server-failure') }),
      second(serial(7, { authoritative: false })),
    ),
    'intercepted',
  ],
  'such an answer from the one that answers, the other silent': [
    of(server('ns1.shop.com', { '192.0.2.1': recursive('refused') }), second(silent)),
    ['intercepted', 'silent'],
    (findings) => {
      assert.match(findings[1]?.says ?? '', /do not answer this machine: ns2\.shop\.com \(192\.0\.2\.2\)/)
    },
  ],
  'one such answer, and one REFUSED without recursion: that is a server that does not have the zone': [
    of(server('ns1.shop.com', { '192.0.2.1': recursive('refused') }), second(unseen('refused'))),
    'all-lame',
  ],
  'one such answer, and one that answers': [of(one, second(recursive('refused'))), 'lame'],
  'such answers from all, and the resolver gets no answer either': [
    unresolved(server('ns1.shop.com', { '192.0.2.1': recursive('refused') }), second(recursive('lame'))),
    'all-lame',
  ],
  'no NS records in the zone itself': [
    { target: shop, zone, nameServers: { ...serversOf(), answer: noData('shop.com', 'NS') as SeenAnswer<'NS'> } },
    'unlisted',
  ],
  'nobody can be reached, and the resolver gets no answer either': [
    unresolved(server('ns1.shop.com', { '192.0.2.1': closed }), server('ns2.shop.com', {})),
    'all-unreachable',
  ],
  'nothing listens at either, and the resolver is late with what it does not remember': [
    {
      ...of(server('ns1.shop.com', { '192.0.2.1': closed }), second(closed)),
      nameServers: {
        ...serversOf(server('ns1.shop.com', { '192.0.2.1': closed }), second(closed)),
        unresolved: unseen('timeout').blind,
      },
    },
    'unknown',
  ],
  'both silent, and the resolver gets no new answer either': [
    unresolved(server('ns1.shop.com', { '192.0.2.1': silent }), second(silent)),
    'unknown',
  ],
  'one silent, one closed, and the resolver gets no answer either': [
    unresolved(server('ns1.shop.com', { '192.0.2.1': closed }), second(silent)),
    ['unreachable', 'unknown'],
  ],
  'all refuse, and the resolver gets no answer either': [
    unresolved(server('ns1.shop.com', { '192.0.2.1': unseen('refused') }), second(unseen('refused'))),
    'all-lame',
  ],
  'from a zone file': [
    { target: shop, zone: shopZone('zone-file'), nameServers: { ...serversOf(), file: 'new.zone' } },
    'not-asked',
    ([finding]) => assert.equal(finding?.says, 'The answers come from new.zone, not from name servers.'),
  ],
})
