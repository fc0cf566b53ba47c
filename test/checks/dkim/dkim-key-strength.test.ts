import assert from 'node:assert/strict'
import { generateKeyPairSync } from 'node:crypto'
import check from '../../../src/checks/dkim/dkim-key-strength.ts'
import { cases } from '../../support/cases.ts'
import { alias, at, atAll, damagedKeyText, deaf, dkimFacts, keyText, says } from '../../support/dkim-facts.ts'

const ed25519 = keyText('ed25519', 'k=ed25519; ')
const sized = (modulusLength: number) =>
  `v=DKIM1; p=${generateKeyPairSync('rsa', { modulusLength }).publicKey.export({ format: 'der', type: 'spki' }).toString('base64')}`
const given = (...selectors: string[]) => ({ selectors })

cases(check, {
  '2048 bits: nothing is said of other keys': [
    await dkimFacts(at('mail')),
    'strong',
    (findings) => {
      says(/is strong: 2048 bit RSA\.$/)(findings)
      assert.equal(findings[0]?.about.others, undefined)
    },
  ],
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
  '1024 bits in a wildcard: withdrawing the key at one name would leave all others': [
    await dkimFacts(atAll(keyText('rsa1024')), given('s1')),
    'short',
    ([finding]) =>
      assert.match(
        finding?.fix ?? '',
        /take the record out of the wildcard that answers for s1\._domainkey\.shop\.example \(\*\._domainkey\.shop\.example, or one of a name above\)/,
      ),
  ],
  '1024 bits in a wildcard, and no selector is known': [
    await dkimFacts(atAll(keyText('rsa1024'))),
    'short',
    (findings) => {
      says(/^The key at \*\._domainkey\.shop\.example \(a wildcard\) is 1024 bit RSA/)(findings)
      assert.match(findings[0]?.fix ?? '', /take the record out of the wildcard \(\*\._domainkey\.shop\.example, or/)
    },
  ],
  '512 bits': [
    await dkimFacts(at('s1', keyText('rsa512')), given('s1')),
    'too-short',
    says(/does not pass DKIM, and anybody can break it in hours\.$/),
  ],
  '768 bits, which were broken in public': [
    await dkimFacts(at('s1', sized(768)), given('s1')),
    'too-short',
    says(/does not pass DKIM, and keys as long have been broken in public\.$/),
  ],
  '1023 bits, which nobody is known to have broken': [
    await dkimFacts(at('s1', sized(1023)), given('s1')),
    'too-short',
    says(/does not pass DKIM\.$/),
  ],
  'a damaged key is not called strong': [
    await dkimFacts([at('s1', damagedKeyText), at('s2')].join('\n'), given('s1', 's2')),
    'strong',
    says(/s2\._domainkey/),
  ],
  'more bits than verifiers need take': [await dkimFacts(at('mail', keyText('rsa4224'))), 'too-long'],
  'Ed25519 beside RSA': [
    await dkimFacts([at('e', ed25519), at('r')].join('\n'), given('e', 'r')),
    ['strong', 'strong'],
  ],
  'Ed25519 beside RSA that is short': [
    await dkimFacts([at('e', ed25519), at('r', keyText('rsa1024'))].join('\n'), given('e', 'r')),
    ['strong', 'short'],
  ],
  'Ed25519 alone, given alone: nobody looked for another': [
    await dkimFacts([at('e', ed25519), at('google')].join('\n'), given('e')),
    'ed25519-alone',
    says(/do not verify yet\. No other selector was looked at: mail should carry/),
  ],
  'Ed25519 twice, and nothing else': [
    await dkimFacts([at('e', ed25519), at('f', ed25519)].join('\n'), given('e', 'f')),
    ['ed25519-only', 'ed25519-only'],
  ],
  'Ed25519 beside RSA that verifiers must not accept': [
    await dkimFacts([at('e', ed25519), at('r', keyText('rsa512'))].join('\n'), given('e', 'r')),
    ['ed25519-only', 'too-short'],
    says(/none of the selectors that were given has an RSA key that verifiers accept/),
  ],
  'Ed25519 beside RSA that is not for mail': [
    await dkimFacts([at('e', ed25519), at('r', keyText('rsa2048', 's=tlsrpt; '))].join('\n'), given('e', 'r')),
    ['ed25519-only', 'strong'],
  ],
  'Ed25519 beside RSA for sha1 alone': [
    await dkimFacts([at('e', ed25519), at('r', keyText('rsa2048', 'h=sha1; '))].join('\n'), given('e', 'r')),
    ['ed25519-only', 'strong'],
  ],
  'Ed25519, and RSA that was withdrawn': [
    await dkimFacts([at('e', ed25519), at('r', 'v=DKIM1; p=')].join('\n'), given('e', 'r')),
    'ed25519-only',
  ],
  'Ed25519 alone, guessed: the RSA key may be where nobody can guess': [
    await dkimFacts(at('stalwart', ed25519)),
    'ed25519-alone',
    says(/No RSA key was found that verifiers accept, but not every selector can be guessed: mail/),
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
