import assert from 'node:assert/strict'
import check from '../../../src/checks/dkim/dkim-key-weak.ts'
import { cases } from '../../support/cases.ts'
import { alias, at, deaf, dkimFacts, keyText, says } from '../../support/dkim-facts.ts'

/** RFC 8463 appendix A.2: its private half is printed beside it. */
const printed = 'v=DKIM1; k=ed25519; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo='

cases(check, {
  'nothing known': [await dkimFacts(at('mail')), 'unique'],
  'short is not known to be weak': [await dkimFacts(at('mail', keyText('rsa1024'))), 'unique'],
  'an exponent of 1, at a given selector': [
    await dkimFacts(at('s1', keyText('exponent1')), { selectors: ['s1'] }),
    'known-weak',
    (findings) => {
      says(/^The key at s1\._domainkey\.shop\.example \(by --selector\) protects nothing: its exponent is 1/)(findings)
      assert.equal(findings[0]?.repair, undefined)
    },
  ],
  'guessed, beside one that is sound: whoever knows it can sign all the same': [
    await dkimFacts([at('default', keyText('exponent1')), at('mail')].join('\n')),
    ['known-weak', 'unique'],
  ],
  'a key out of an RFC': [await dkimFacts(at('mail', printed)), 'known-weak', says(/RFC 8463/)],
  'at a provider': [
    await dkimFacts(alias('s4711', 'dkim.smtp2go.net', keyText('exponent1')), { selectors: ['s4711'] }),
    'known-weak',
    ([finding]) => assert.match(finding?.fix ?? '', /^Tell SMTP2GO, to whom the alias at s4711/),
  ],
  'a given selector that was not seen': [await dkimFacts('', { selectors: ['s1'] }, deaf('s1')), 'unknown'],
  'nothing that can be used': [await dkimFacts(at('mail', 'v=DKIM1; p=')), 'not-applicable'],
})
