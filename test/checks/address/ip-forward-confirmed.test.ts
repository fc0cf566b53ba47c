import assert from 'node:assert/strict'
import check from '../../../src/checks/address/ip-forward-confirmed.ts'
import { address, atLinode, documentation, reverseOf, site, unseenReverse } from '../../support/address-facts.ts'
import { cases } from '../../support/cases.ts'

const ip = site.address.name
const six = address('2a01:7e00::1')

type Row = Parameters<typeof cases<(typeof check.needs)[number], keyof typeof check.outcomes>>[1][string]

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
  ...Object.fromEntries(
    ['.', 'localhost', '198.20.69.23', 'mail.localhost', 'mail.1', 'a b.shop.com'].map((name) => [
      `a name that nobody can have a zone of: ${name}`,
      [
        { ...site, reverse: reverseOf({ [name]: 'gone' }) },
        'unconfirmed',
        ([finding]) => {
          assert.match(finding?.fix ?? '', /^Set the reverse DNS of 198\.20\.69\.5 to a name of your own/)
          assert.doesNotMatch(finding?.fix ?? '', /3600/)
        },
      ] satisfies Row,
    ]),
  ),
  'two names, of which one can be had': [
    { ...site, reverse: reverseOf({ localhost: 'gone', 'mail.shop.com': 'gone' }) },
    'unconfirmed',
    ([finding]) =>
      assert.match(
        finding?.fix ?? '',
        /^Where the zone of mail\.shop\.com is yours.*\n\n {4}mail\.shop\.com\. 3600 IN A/,
      ),
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
