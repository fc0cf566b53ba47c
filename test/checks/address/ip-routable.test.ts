import assert from 'node:assert/strict'
import check from '../../../src/checks/address/ip-routable.ts'
import { specialRange } from '../../../src/records/address.ts'
import { address, documentation, site } from '../../support/address-facts.ts'
import { cases } from '../../support/cases.ts'

const within = (ip: string) => {
  const range = specialRange(ip)
  return { address: address(ip), addressReach: range ? { range } : {} }
}

cases(check, {
  'a public address': [site, 'public'],
  'a public IPv6 address': [within('2a01:7e00::1'), 'public'],
  'RFC 1918': [
    within('10.1.2.3'),
    'private',
    ([finding]) => assert.match(finding?.says ?? '', /^10\.1\.2\.3 is a private address \(RFC 1918\)/),
  ],
  'unique local (RFC 4193)': [within('fd00::1'), 'private'],
  'an address from an example': [{ ...site, addressReach: documentation }, 'reserved'],
  'carrier NAT': [within('100.64.0.1'), 'reserved'],
  loopback: [within('127.0.0.1'), 'reserved'],
  'link-local': [within('fe80::1'), 'reserved'],
  'not allocated': [within('4000::1'), 'reserved'],
})
