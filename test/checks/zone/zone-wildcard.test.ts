import assert from 'node:assert/strict'
import check from '../../../src/checks/zone/zone-wildcard.ts'
import type { DnsAnswer } from '../../../src/core/dns.ts'
import { noData, noSuchName, records, unseen } from '../../support/answers.ts'
import { cases } from '../../support/cases.ts'
import { shop, shopZone } from '../../support/zone-facts.ts'

const nothing = noSuchName('nonce.shop.com', 'TXT')
const txt = (...texts: string[]) =>
  records(
    'nonce.shop.com',
    'TXT',
    texts.map((text) => [text]),
  )
const of = (
  below: DnsAnswer<'TXT'> = nothing,
  keys: DnsAnswer<'TXT'> = nothing,
  dmarc: DnsAnswer<'TXT'> = nothing,
) => ({
  target: shop,
  zone: shopZone(),
  wildcards: [
    { below: 'shop.com', txt: below },
    { below: '_domainkey.shop.com', txt: keys },
    { below: '_dmarc.shop.com', txt: dmarc },
  ],
})

cases(check, {
  'nothing answers': [of(), 'none'],
  'a wildcard for addresses alone is ordinary': [of(noData('nonce.shop.com', 'TXT')), 'none'],
  'SPF for every name': [
    of(txt('v=spf1 mx ~all'), txt('v=spf1 mx ~all')),
    'answers-for-all',
    ([finding]) => {
      assert.match(finding?.says ?? '', /"v=spf1 mx ~all"/)
      assert.match(finding?.fix ?? '', /\*\.shop\.com, \*\._domainkey\.shop\.com/)
    },
  ],
  'a text that is no mail record still answers where a key is looked for': [
    of(txt('site-verification=1')),
    'answers-for-all',
  ],
  'a long text is cut': [
    of(txt('x'.repeat(60_000))),
    'answers-for-all',
    ([finding]) => assert.ok((finding?.says ?? '').length < 600),
  ],
  'a key for every selector': [of(nothing, txt('v=DKIM1; p=MIIB')), 'answers-for-all'],
  'DMARC for every name below _dmarc': [of(nothing, nothing, txt('v=DMARC1; p=none')), 'answers-for-all'],
  'no name below may send': [of(txt('v=spf1 -all')), 'closed'],
  'no key is valid': [of(nothing, txt('v=DKIM1; p=')), 'closed'],
  'both at once': [of(txt('v=spf1 -all'), txt('v=DKIM1;p=;'), txt('v=DMARC1; p=reject; adkim=s')), 'closed'],
  'one denies, one does not': [of(txt('v=spf1 -all', 'hello')), 'answers-for-all'],
  'a denial with something before it is none': [of(txt('v=spf1 ip4:192.0.2.1 -all')), 'answers-for-all'],
  'not seen': [of(unseen()), 'unknown'],
  'one denies, one was not seen': [of(txt('v=spf1 -all'), unseen()), 'unknown'],
  'one is open, one was not seen': [of(txt('v=spf1 +all'), unseen()), 'answers-for-all'],
})
