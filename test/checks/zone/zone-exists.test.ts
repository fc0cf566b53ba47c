import assert from 'node:assert/strict'
import check from '../../../src/checks/zone/zone-exists.ts'
import type { Zone } from '../../../src/core/zone.ts'
import { noData, noSuchName, records } from '../../support/answers.ts'
import { cases } from '../../support/cases.ts'
import { shop } from '../../support/zone-facts.ts'

const soa = { mname: 'ns1.shop.com', rname: 'h.shop.com', serial: 7, refresh: 1, retry: 1, expire: 1, minimum: 1 }
const at = (status: Zone['status'], apex: string, answer: Zone['answer'] | { kind: 'blind' }) => ({
  target: shop,
  zone: { status, apex, answer: answer as Zone['answer'] },
})

cases(check, {
  'a zone of its own': [at('exists', 'shop.com', records('shop.com', 'SOA', [soa])), 'exists'],
  'a name inside a zone': [at('exists', 'com', noData('shop.com', 'SOA')), 'exists'],
  NXDOMAIN: [
    at('no-such-domain', 'com', noSuchName('shop.com', 'SOA')),
    'no-such-domain',
    ([finding]) => {
      assert.match(
        finding?.says ?? '',
        /shop\.com does not exist: 192\.0\.2\.53 answers NXDOMAIN \(the zone com has no such name\)\./,
      )
      assert.equal(finding?.evidence?.length, 1)
    },
  ],
  'known to the registry alone': [at('not-delegated', 'com', noData('shop.com', 'SOA')), 'not-delegated'],
})
