import assert from 'node:assert/strict'
import check from '../../../src/checks/zone/zone-dnssec.ts'
import type { ZoneSecurity } from '../../../src/core/zone.ts'
import { noData, records, unseen } from '../../support/answers.ts'
import { cases } from '../../support/cases.ts'
import { serial, shop, shopZone } from '../../support/zone-facts.ts'

const ad = { authenticated: true }
const ds = (more = {}) => records('shop.com', 'DS', [{ keyTag: 1, algorithm: 13, digestType: 2, digest: 'ab' }], more)
const dnskey = (more = {}) =>
  records('shop.com', 'DNSKEY', [{ flags: 257, protocol: 3, algorithm: 13, key: 'AA' }], more)
const unsigned = {
  apex: 'shop.com',
  soa: serial(7, { authoritative: false }),
  ds: noData('shop.com', 'DS'),
  dnskey: noData('shop.com', 'DNSKEY'),
  ns: records('shop.com', 'NS', ['ns1.shop.com']),
  mail: [noData('shop.com', 'MX'), records('shop.com', 'TXT', [['v=spf1 -all']])],
} satisfies ZoneSecurity
const signed = { ...unsigned, ds: ds(), dnskey: dnskey() }
const soaRecord = unsigned.soa.kind === 'records' ? unsigned.soa.records[0] : undefined
const bogus = unseen('bogus', 'it fails DNSSEC validation, says 192.0.2.53 (EDE 6: DNSSEC Bogus)')
const of = (some: Partial<ZoneSecurity>, base: ZoneSecurity = signed) => ({
  target: shop,
  zone: shopZone(),
  zoneSecurity: { ...base, ...some },
})

cases(check, {
  "AD on the zone's answers": [
    of({ soa: serial(7, ad), ds: ds(ad), dnskey: dnskey(ad) }),
    'valid',
    ([f]) => assert.equal(f?.brief, 'signed'),
  ],
  'AD on one answer is enough: it depends on what was cached (Internet.nl 1869)': [of({ dnskey: dnskey(ad) }), 'valid'],
  'no DS': [of({}, unsigned), 'unsigned', ([f]) => assert.equal(f?.brief, 'not signed')],
  'keys, but no DS above': [of({ dnskey: dnskey() }, unsigned), 'keys-without-ds'],
  'the zone itself denies its DS, which only the zone above can': [
    of({ dnskey: dnskey(), ds: { ...noData('shop.com', 'DS'), soa: soaRecord } as ZoneSecurity['ds'] }, unsigned),
    'unknown',
  ],
  'a DS, and AD nowhere': [of({}), 'not-validating-resolver'],
  'AD on the DS alone: the resolver validates, but not this zone': [of({ ds: ds(ad) }), 'not-validated'],
  'SERVFAIL that vanishes with CD': [
    of({ soa: bogus, unchecked: serial(7) }),
    'bogus',
    ([f]) => assert.match(f?.says ?? '', /EDE 6: DNSSEC Bogus/),
  ],
  'only the keys do not validate': [of({ dnskey: bogus }), 'bogus'],
  'the SPF record alone does not validate': [
    of({ soa: serial(7, ad), mail: [noData('shop.com', 'MX'), bogus] }),
    'bogus',
  ],
  'SERVFAIL with CD too is a broken server, not a broken signature': [
    of({ soa: bogus, unchecked: unseen('server-failure') }),
    'unknown',
  ],
  'SERVFAIL is no verdict': [of({ soa: unseen('server-failure') }), 'unknown'],
  'whether there is a DS was not seen': [of({ ds: unseen() }, unsigned), 'unknown'],
  'from a zone file': [of({ soa: serial(7, { transport: 'zone-file', server: 'new.zone' }) }, unsigned), 'not-asked'],
})
