import assert from 'node:assert/strict'
import check from '../../../src/checks/address/ip-helo.ts'
import { documentation, helo, reverseOf, site, unseenReverse } from '../../support/address-facts.ts'
import { cases } from '../../support/cases.ts'

const ip = site.address.name
const named = { ...site, reverse: reverseOf({ 'mail.shop.com': [ip] }) }

cases(check, {
  'not given': [{ ...named, heloName: undefined }, 'not-given'],
  'the name of the address': [{ ...named, heloName: helo('mail.shop.com', [ip]) }, 'matches'],
  'one of its names': [
    {
      ...site,
      reverse: reverseOf({ 'a.shop.com': [ip], 'mail.shop.com': [ip] }),
      heloName: helo('mail.shop.com', 'unseen'),
    },
    'matches',
  ],
  'one of its names that leads elsewhere, beside one that leads back': [
    {
      ...site,
      reverse: reverseOf({ '198-20-69-5.isp.net': [ip], 'mail.shop.com': ['198.20.69.99'] }),
      heloName: helo('mail.shop.com', ['198.20.69.99']),
    },
    'unbelieved',
    ([finding]) =>
      assert.match(
        finding?.says ?? '',
        /but mail\.shop\.com leads to 198\.20\.69\.99: receivers believe only the name that leads back, 198-20-69-5\.isp\.net\./,
      ),
  ],
  'its one name, which does not lead back: ip-forward-confirmed tells that': [
    { ...site, reverse: reverseOf({ 'mail.shop.com': 'gone' }), heloName: helo('mail.shop.com', 'gone') },
    'unconfirmed',
  ],
  'its one name, and where that leads was not seen': [
    { ...site, reverse: reverseOf({ 'mail.shop.com': 'unseen' }), heloName: helo('mail.shop.com', 'unseen') },
    'unknown',
  ],
  'another name that leads to it': [
    { ...named, heloName: helo('smtp.shop.com', [ip]) },
    'differs',
    ([finding]) =>
      assert.match(
        finding?.says ?? '',
        /calls itself smtp\.shop\.com, but 198\.20\.69\.5 has the name mail\.shop\.com; smtp\.shop\.com leads to 198\.20\.69\.5\./,
      ),
  ],
  'a name that does not exist': [
    { ...named, heloName: helo('smtp.shop.com', 'gone') },
    'differs',
    ([finding]) => assert.match(finding?.says ?? '', /smtp\.shop\.com does not exist/),
  ],
  'the address has no name': [{ ...site, reverse: reverseOf({}), heloName: helo('mail.shop.com', [ip]) }, 'differs'],
  'an address in brackets': [{ ...named, heloName: { kind: 'literal', text: `[${ip}]`, address: ip } }, 'literal'],
  'no name': [
    { ...named, heloName: { kind: 'no-name', text: 'localhost', fault: 'it has no dot' } },
    'not-a-name',
    ([finding]) =>
      assert.match(finding?.says ?? '', /calls itself "localhost", which is no full host name: it has no dot\./),
  ],
  'no name, whatever was not seen': [
    { ...site, reverse: unseenReverse(), heloName: { kind: 'no-name', text: 'x', fault: 'it has no dot' } },
    'not-a-name',
  ],
  'the names of the address were not seen': [
    { ...site, reverse: unseenReverse(), heloName: helo('mail.shop.com', [ip]) },
    'unknown',
  ],
  'an address of nobody': [{ ...named, addressReach: documentation, heloName: undefined }, 'not-applicable'],
})
