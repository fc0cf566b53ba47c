import assert from 'node:assert/strict'
import check from '../../../src/checks/mx/mx-not-literal.ts'
import { cases } from '../../support/cases.ts'
import { mxOf, shopSite } from '../../support/mx-facts.ts'

const of = (...lines: string[]) => ({ ...shopSite, mx: mxOf(lines) })

cases(check, {
  'a name': [of('10 mx.shop.com'), 'name'],
  'a name that looks a little like an address': [of('10 192.0.2.1.shop.com'), 'name'],
  'an address': [
    of('10 mx.shop.com', '20 192.0.2.1'),
    'address-literal',
    ([finding]) =>
      assert.match(
        finding?.fix ?? '',
        /\n {4}mail\.shop\.com\. 3600 IN A 192\.0\.2\.1\n {4}shop\.com\. 3600 IN MX 20 mail\.shop\.com\./,
      ),
  ],
  'an IPv6 address': [
    of('10 2001:db8::1'),
    'address-literal',
    ([finding]) => assert.match(finding?.fix ?? '', /AAAA 2001:db8::1/),
  ],
  'null MX': [of('0 .'), 'not-applicable'],
})
