import assert from 'node:assert/strict'
import check from '../../../src/checks/dkim/dkim-key-weak.ts'
import { readPublicKey, showPublicKey } from '../../../src/records/dkim/public-key.ts'
import { cases } from '../../support/cases.ts'
import {
  alias,
  at,
  atAll,
  damagedKeyText,
  deaf,
  dkimFacts,
  keyText,
  publicKeys,
  says,
} from '../../support/dkim-facts.ts'

/** RFC 8463 appendix A.2: its private half is printed beside it. */
const printed = 'v=DKIM1; k=ed25519; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo='

/** A good modulus with another exponent. */
function withExponent(exponent: bigint): string {
  const reading = readPublicKey(Buffer.from(publicKeys.rsa2048, 'base64'))
  assert.ok('key' in reading && reading.key.type === 'rsa')
  return `v=DKIM1; p=${showPublicKey({ ...reading.key, exponent })}`
}

cases(check, {
  'nothing known: it says what was looked for': [
    await dkimFacts(at('mail')),
    'unique',
    says(
      /an exponent of 1, primes close together, small factors, a private half that was published \(\d+ are known\)\.$/,
    ),
  ],
  'Ed25519 has no exponent and no primes': [
    await dkimFacts(at('mail', keyText('ed25519', 'k=ed25519; '))),
    'unique',
    says(/looked for: a private half that was published \(\d+ are known\)\.$/),
  ],
  'one character of it was changed: the owner’s mail fails, and nobody has shown more': [
    await dkimFacts(at('s1', damagedKeyText), { selectors: ['s1'] }),
    'damaged',
    (findings) => {
      says(
        /is no sound RSA key: its modulus can be divided by 3\. .*then mail signed with the selector s1 does not pass DKIM\.$/,
      )(findings)
      assert.doesNotMatch(findings[0]?.says ?? '', /[Oo]thers can|protects nothing/)
      assert.match(
        findings[0]?.fix ?? '',
        /^Have whoever signs with the selector s1 show its record again, and publish/,
      )
    },
  ],
  'an even exponent belongs to no key': [
    await dkimFacts(at('mail', withExponent(65536n))),
    'damaged',
    says(/its exponent is even/),
  ],
  'damaged, at a provider': [
    await dkimFacts(alias('s1', 'dkim.smtp2go.net', damagedKeyText), { selectors: ['s1'] }),
    'damaged',
    ([finding]) => assert.match(finding?.fix ?? '', /^Ask SMTP2GO, .* publish its record again at dkim\.smtp2go\.net/),
  ],
  'damaged, in a wildcard': [
    await dkimFacts(atAll(damagedKeyText)),
    'damaged',
    ([finding]) =>
      assert.match(finding?.fix ?? '', /Take the one out of the wildcard \(\*\._domainkey\.shop\.example,/),
  ],
  'an exponent of 1 in a wildcard: withdrawing it at one name would leave it at all others': [
    await dkimFacts(atAll(keyText('exponent1')), { selectors: ['x'] }),
    'known-weak',
    ([finding]) =>
      assert.match(
        finding?.fix ?? '',
        /^Take the record out of the wildcard that answers for x\._domainkey\.shop\.example \(\*\._domainkey\.shop\.example, or/,
      ),
  ],
  'the same, and no selector is known: it answers for every one': [
    await dkimFacts(atAll(keyText('exponent1'))),
    'known-weak',
    says(/^The key at \*\._domainkey\.shop\.example \(a wildcard\) protects nothing/),
  ],
  'the same beside a given selector that has its own': [
    await dkimFacts([atAll(keyText('exponent1')), at('s1')].join('\n'), { selectors: ['s1'] }),
    ['unique', 'known-weak'],
  ],
  'a wildcard that is an alias': [
    await dkimFacts(alias('*', 'keys.host.example', keyText('exponent1')), { selectors: ['x'] }),
    'known-weak',
    ([finding]) => assert.match(finding?.fix ?? '', /^Take the record out of the wildcard that answers for x/),
  ],
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
