import assert from 'node:assert/strict'
import check from '../../../src/checks/dkim/dkim-key-revoked.ts'
import { cases } from '../../support/cases.ts'
import { alias, at, deaf, dkimFacts, keyText, says } from '../../support/dkim-facts.ts'

const withdrawn = 'v=DKIM1; k=rsa; p='

cases(check, {
  'a key': [await dkimFacts(at('mail')), 'live'],
  'guessed: whoever changes keys leaves one behind': [
    await dkimFacts([at('mail'), at('default', withdrawn)].join('\n')),
    ['revoked', 'live'],
  ],
  'guessed, and no other is known: it may be elsewhere': [await dkimFacts(at('default', withdrawn)), 'revoked'],
  given: [
    await dkimFacts(at('s1', withdrawn), { selectors: ['s1'] }),
    'given-revoked',
    (findings) => {
      says(/^The key at s1\._domainkey\.shop\.example \(by --selector\) is withdrawn \(p= is empty\)/)(findings)
      assert.equal(findings[0]?.repair, undefined)
    },
  ],
  'given, behind an alias: the order is for whoever keeps it': [
    await dkimFacts(alias('s1', 'dkim.smtp2go.net', withdrawn), { selectors: ['s1'] }),
    'given-revoked',
    ([finding]) => assert.match(finding?.fix ?? '', /^Ask SMTP2GO, to whom the alias at s1\._domainkey/),
  ],
  'given, and a wildcard withdraws every key': [
    await dkimFacts(`*._domainkey.shop.example TXT "${withdrawn}"`, { selectors: ['s1'] }),
    'given-revoked',
    ([finding]) => assert.match(finding?.fix ?? '', /^A wildcard answers for s1\._domainkey\.shop\.example/),
  ],
  'guessed, and a wildcard withdraws every key: nothing was found': [
    await dkimFacts(`*._domainkey.shop.example TXT "${withdrawn}"`),
    'not-applicable',
  ],
  'two records, one of them empty: which one counts is for dkim-key-record': [
    await dkimFacts([at('mail', withdrawn), at('mail', keyText())].join('\n')),
    'live',
  ],
  'a given selector that was not seen': [await dkimFacts('', { selectors: ['s1'] }, deaf('s1')), 'unknown'],
  'an alias that leads nowhere': [
    await dkimFacts(alias('s1', 'gone.example'), { selectors: ['s1'] }),
    'not-applicable',
    says(/^no DKIM key of shop\.example is published$/),
  ],
})
