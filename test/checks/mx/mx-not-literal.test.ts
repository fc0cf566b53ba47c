import assert from 'node:assert/strict'
import check from '../../../src/checks/mx/mx-not-literal.ts'
import type { MxHost } from '../../../src/core/mx.ts'
import { unseen } from '../../support/answers.ts'
import { cases } from '../../support/cases.ts'
import { host, mxOf, noMailServer, parked, shopSite } from '../../support/mx-facts.ts'

const of = (...lines: string[]) => ({ ...shopSite, mx: mxOf(lines), mxHosts: [] as MxHost[] })
const appended = '192.0.2.1.shop.com'

cases(check, {
  'a name': [of('10 mx.shop.com'), 'name'],
  'an address, and parked': [{ ...of('10 192.0.2.1'), ...parked }, 'address-literal', noMailServer],
  'a host whose name looks like an address': [
    { ...of(`10 ${appended}`), mxHosts: [host(appended, ['8.8.8.8'])] },
    'name',
  ],
  'an address without its final dot: the name of the zone was appended': [
    { ...of(`10 ${appended}`, '20 mx.shop.com'), mxHosts: [host(appended, []), host('mx.shop.com', ['8.8.8.8'])] },
    'address-with-zone',
    ([finding]) => {
      assert.match(finding?.says ?? '', /behind it: 192\.0\.2\.1\.shop\.com\. A final dot is missing/)
      assert.match(finding?.fix ?? '', /\n {4}mail\.shop\.com\. 3600 IN A 192\.0\.2\.1\n/)
    },
  ],
  'such a name, and whether it has an address was not seen': [
    { ...of(`10 ${appended}`), mxHosts: [{ ...host(appended, []), A: unseen() }] },
    'name',
  ],
  'both kinds': [
    { ...of(`10 ${appended}`, '20 192.0.2.2'), mxHosts: [host(appended, [])] },
    ['address-literal', 'address-with-zone'],
  ],
  'an address': [
    of('10 mx.shop.com', '20 192.0.2.1'),
    'address-literal',
    ([finding]) => {
      assert.match(finding?.says ?? '', /must have a name: 192\.0\.2\.1\. Senders/)
      assert.match(
        finding?.fix ?? '',
        /\n {4}mail\.shop\.com\. 3600 IN A 192\.0\.2\.1\n {4}shop\.com\. 3600 IN MX 20 mail\.shop\.com\./,
      )
    },
  ],
  'an IPv6 address': [
    of('10 2001:db8::1'),
    'address-literal',
    ([finding]) => assert.match(finding?.fix ?? '', /AAAA 2001:db8::1/),
  ],
  'null MX': [of('0 .'), 'not-applicable'],
})
