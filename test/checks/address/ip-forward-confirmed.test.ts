import assert from 'node:assert/strict'
import check from '../../../src/checks/address/ip-forward-confirmed.ts'
import { address, atLinode, documentation, reverseOf, site, unseenReverse } from '../../support/address-facts.ts'
import { cases } from '../../support/cases.ts'

const ip = site.address.name
const six = address('2a01:7e00::1')

cases(check, {
  'the name leads back': [{ ...site, reverse: reverseOf({ 'mail.shop.com': [ip] }) }, 'confirmed'],
  'one of the addresses of the name': [
    { ...site, reverse: reverseOf({ 'mail.shop.com': ['198.20.69.9', ip] }) },
    'confirmed',
  ],
  'one of two names': [{ ...site, reverse: reverseOf({ 'www.shop.com': 'gone', 'mail.shop.com': [ip] }) }, 'confirmed'],
  'one of two, the other not seen': [
    { ...site, reverse: reverseOf({ 'www.shop.com': 'unseen', 'mail.shop.com': [ip] }) },
    'confirmed',
  ],
  'over IPv6': [{ ...site, address: six, reverse: reverseOf({ 'mail.shop.com': [six.name] }, six) }, 'confirmed'],
  'it leads elsewhere': [
    { ...site, network: atLinode, reverse: reverseOf({ 'mail.shop.com': ['198.20.69.9'] }) },
    'unconfirmed',
    ([finding]) => {
      assert.match(finding?.says ?? '', /mail\.shop\.com leads to 198\.20\.69\.9\. Gmail/)
      assert.match(finding?.fix ?? '', /\n {4}mail\.shop\.com\. 3600 IN A 198\.20\.69\.5\n[\s\S]*At Linode/)
    },
  ],
  'it does not exist': [
    { ...site, reverse: reverseOf({ 'mail.shop.com': 'gone' }) },
    'unconfirmed',
    ([finding]) => assert.match(finding?.says ?? '', /: mail\.shop\.com does not exist\./),
  ],
  'it has no AAAA': [
    { ...site, address: six, reverse: reverseOf({ 'mail.shop.com': 'none' }, six) },
    'unconfirmed',
    ([finding]) => {
      assert.match(finding?.says ?? '', /mail\.shop\.com has no AAAA record/)
      assert.match(finding?.fix ?? '', /\n {4}mail\.shop\.com\. 3600 IN AAAA 2a01:7e00::1\n/)
    },
  ],
  'where it leads was not seen': [{ ...site, reverse: reverseOf({ 'mail.shop.com': 'unseen' }) }, 'unknown'],
  'one leads elsewhere, one was not seen': [
    { ...site, reverse: reverseOf({ 'a.shop.com': 'gone', 'b.shop.com': 'unseen' }) },
    'unknown',
  ],
  'none of the first ten of many': [
    { ...site, reverse: reverseOf({ 'a.shop.com': 'gone' }, site.address, 3) },
    'unknown',
    ([finding]) => assert.match(finding?.fix ?? '', /^Leave one name/),
  ],
  'no name at all': [{ ...site, reverse: reverseOf({}) }, 'not-applicable'],
  'the names were not seen': [{ ...site, reverse: unseenReverse() }, 'unknown'],
  'an address of nobody': [{ ...site, addressReach: documentation, reverse: reverseOf({}) }, 'not-applicable'],
})
