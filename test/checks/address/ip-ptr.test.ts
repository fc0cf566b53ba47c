import assert from 'node:assert/strict'
import check from '../../../src/checks/address/ip-ptr.ts'
import { atLinode, documentation, reverseOf, site, unseenReverse } from '../../support/address-facts.ts'
import { noData } from '../../support/answers.ts'
import { cases } from '../../support/cases.ts'

const ip = site.address.name
const none = reverseOf({})

cases(check, {
  'one name': [{ ...site, reverse: reverseOf({ 'mail.shop.com': [ip] }) }, 'present'],
  'no such name': [
    { ...site, reverse: none },
    'none',
    ([finding]) => {
      assert.match(finding?.says ?? '', /PTR 5\.69\.20\.198\.in-addr\.arpa answers that there is none/)
      assert.match(finding?.fix ?? '', /^Set the reverse DNS of 198\.20\.69\.5 to .* ask your provider to\.$/)
    },
  ],
  'a name without PTR': [{ ...site, reverse: { ...none, answer: noData(none.name, 'PTR') } }, 'none'],
  'none, at a known host': [
    { ...site, network: atLinode, reverse: none },
    'none',
    ([finding]) => assert.match(finding?.fix ?? '', /At Linode .*Edit RDNS\.$/),
  ],
  'two names': [
    { ...site, reverse: reverseOf({ 'mail.shop.com': [ip], 'www.shop.com': [ip] }) },
    'several',
    ([finding]) => assert.deepEqual(finding?.about.names, ['mail.shop.com', 'www.shop.com']),
  ],
  'more names than are looked at': [
    { ...site, reverse: reverseOf({ 'a.shop.com': [ip] }, site.address, 40) },
    'several',
    ([finding]) => assert.match(finding?.says ?? '', /a\.shop\.com, 40 more/),
  ],
  'not seen': [{ ...site, reverse: unseenReverse() }, 'unknown'],
  'an address of nobody': [{ ...site, addressReach: documentation, reverse: none }, 'not-applicable'],
})
