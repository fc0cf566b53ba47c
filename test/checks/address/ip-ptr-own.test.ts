import assert from 'node:assert/strict'
import check from '../../../src/checks/address/ip-ptr-own.ts'
import { address, atLinode, reverseOf, site, unseenReverse } from '../../support/address-facts.ts'
import { cases } from '../../support/cases.ts'

const ip = site.address.name
const linode = address('45.79.1.5')
const default4 = '45-79-1-5.ip.linodeusercontent.com'
const at = (network: typeof site.network, of: typeof linode, ...names: string[]) => ({
  ...site,
  network,
  address: of,
  reverse: reverseOf(Object.fromEntries(names.map((name) => [name, [of.name]])), of),
})

cases(check, {
  'a name that somebody chose': [at(site.network, site.address, 'mail.shop.com'), 'own'],
  'a number in a name that somebody chose': [at(site.network, site.address, 'mx5.shop.com'), 'own'],
  'one chosen beside a default one': [at(site.network, site.address, '198-20-69-5.isp.net', 'mail.shop.com'), 'own'],
  "the host's default name": [
    at(atLinode, linode, default4),
    'generic',
    ([finding]) => {
      assert.match(
        finding?.says ?? '',
        /45-79-1-5\.ip\.linodeusercontent\.com, which is what Linode .* gives every address\./,
      )
      assert.match(finding?.fix ?? '', /At Linode .*Edit RDNS\.$/)
    },
  ],
  'by its shape': [
    at(site.network, site.address, '198-20-69-5.dyn.isp.net'),
    'generic',
    ([finding]) => assert.match(finding?.says ?? '', /which holds the four numbers of the address\. Outlook\.com/),
  ],
  'not seen': [{ ...site, reverse: unseenReverse() }, 'unknown'],
  'no name': [{ ...site, reverse: reverseOf({}) }, 'not-applicable'],
  'a name that does not lead back is for ip-forward-confirmed to tell': [
    { ...site, reverse: reverseOf({ 'mail.shop.com': 'gone' }) },
    'unconfirmed',
  ],
  'one chosen that does not lead back, beside a default one that does': [
    { ...site, reverse: reverseOf({ '198-20-69-5.isp.net': [ip], 'mail.shop.com': ['198.20.69.99'] }) },
    'generic',
    ([finding]) => assert.match(finding?.says ?? '', /has the name 198-20-69-5\.isp\.net, which holds/),
  ],
  'a default name that does not lead back either': [
    { ...site, reverse: reverseOf({ '198-20-69-5.isp.net': 'gone' }) },
    'generic',
  ],
  'one chosen that leads nowhere, beside a default one that does not either': [
    { ...site, reverse: reverseOf({ '198-20-69-5.isp.net': 'gone', 'mail.shop.com': 'gone' }) },
    'unconfirmed',
  ],
  'where the chosen one leads was not seen': [
    { ...site, reverse: reverseOf({ '198-20-69-5.isp.net': [ip], 'mail.shop.com': 'unseen' }) },
    'unknown',
  ],
  'the address within a word': [at(site.network, site.address, `host-${ip}.example.net`), 'generic'],
})
