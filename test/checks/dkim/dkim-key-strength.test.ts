import assert from 'node:assert/strict'
import check from '../../../src/checks/dkim/dkim-key-strength.ts'
import { cases } from '../../support/cases.ts'
import { alias, at, deaf, dkimFacts, keyText, says } from '../../support/dkim-facts.ts'

const ed25519 = keyText('ed25519', 'k=ed25519; ')
const given = (...selectors: string[]) => ({ selectors })

cases(check, {
  '2048 bits': [await dkimFacts(at('mail')), 'strong', says(/is strong: 2048 bit RSA\.$/)],
  '1024 bits': [
    await dkimFacts(at('s1', keyText('rsa1024')), given('s1')),
    'short',
    (findings) => {
      says(/^The key at s1\._domainkey\.shop\.example \(by --selector\) is 1024 bit RSA/)(findings)
      assert.match(findings[0]?.fix ?? '', /^Have the signer make an RSA key of 2048 bits under a new selector/)
      assert.equal(findings[0]?.repair, undefined)
    },
  ],
  '1024 bits at a provider: only that can change it': [
    await dkimFacts(alias('s1', 's1.domainkey.u1.wl1.sendgrid.net', keyText('rsa1024'))),
    'short',
    ([finding]) => assert.match(finding?.fix ?? '', /^Have Twilio SendGrid, to whom the alias at s1\._domainkey/),
  ],
  '512 bits': [await dkimFacts(at('s1', keyText('rsa512')), given('s1')), 'too-short'],
  'more bits than verifiers need take': [await dkimFacts(at('mail', keyText('rsa4224'))), 'too-long'],
  'Ed25519 beside RSA': [
    await dkimFacts([at('e', ed25519), at('r')].join('\n'), given('e', 'r')),
    ['strong', 'strong'],
  ],
  'Ed25519 beside RSA that is short': [
    await dkimFacts([at('e', ed25519), at('r', keyText('rsa1024'))].join('\n'), given('e', 'r')),
    ['strong', 'short'],
  ],
  'Ed25519 alone': [await dkimFacts(at('e', ed25519), given('e')), 'ed25519-only'],
  'Ed25519, and RSA that was withdrawn': [
    await dkimFacts([at('e', ed25519), at('r', 'v=DKIM1; p=')].join('\n'), given('e', 'r')),
    'ed25519-only',
  ],
  'Ed25519 alone, guessed: the RSA key may be where nobody can guess': [
    await dkimFacts(at('stalwart', ed25519)),
    'ed25519-guessed',
  ],
  'Ed25519, and a given selector that was not seen': [
    await dkimFacts(at('e', ed25519), given('e', 'r'), deaf('r')),
    'unknown',
  ],
  'a record that cannot be used is not measured': [
    await dkimFacts([at('mail'), at('default', 'v=DKIM1; p=AAAA')].join('\n')),
    'strong',
  ],
  'nothing that can be used': [
    await dkimFacts(at('mail', 'v=DKIM1; p=')),
    'not-applicable',
    says(/^no DKIM key of shop\.example can be used$/),
  ],
})
