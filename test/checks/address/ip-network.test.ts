import assert from 'node:assert/strict'
import check from '../../../src/checks/address/ip-network.ts'
import type { NetworkFact } from '../../../src/core/address.ts'
import { atLinode, documentation, site } from '../../support/address-facts.ts'
import { cases } from '../../support/cases.ts'

const plain: NetworkFact = { known: { prefix: '198.20.0.0/16', asn: 64500, answers: [] } }

cases(check, {
  'a network of nobody in particular': [
    { ...site, network: plain },
    'known',
    ([finding]) => assert.equal(finding?.says, '198.20.69.5 is in 198.20.0.0/16 of AS64500, whose name is not known.'),
  ],
  'a known host, with what it blocks': [
    { ...site, network: atLinode },
    'hosted',
    ([finding]) => {
      assert.match(
        finding?.says ?? '',
        /of AS63949, AKAMAI-LINODE-AP Akamai Connected Cloud, US\. Linode blocks outgoing connections to ports 25, 465 and 587/,
      )
      assert.match(finding?.says ?? '', /Reverse DNS: .*Edit RDNS\./)
      assert.equal(finding?.verdict, 'info')
    },
  ],
  'nobody says': [
    { ...site, network: { unknown: '192.0.2.53 did not answer within 5 s' } },
    'unseen',
    ([finding]) => assert.equal(finding?.verdict, 'skip'),
  ],
  'an address of nobody': [{ ...site, addressReach: documentation }, 'not-applicable'],
})
