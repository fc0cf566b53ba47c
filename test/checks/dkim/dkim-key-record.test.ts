import assert from 'node:assert/strict'
import { generateKeyPairSync } from 'node:crypto'
import check from '../../../src/checks/dkim/dkim-key-record.ts'
import { showData, splitText } from '../../../src/records/presentation.ts'
import { cases } from '../../support/cases.ts'
import { alias, at, atAll, becomes, deaf, dkimFacts, keyText, publicKeys, says } from '../../support/dkim-facts.ts'

const given = { selectors: ['s1'] }
const data = (text: string) => showData('TXT', splitText(text))
const glued = `v=DKIM1 k=rsa; p=${publicKeys.rsa2048}`
const odd = `k=rsa; v=DKIM1; p=${publicKeys.rsa2048}`
const privateKey = generateKeyPairSync('rsa', { modulusLength: 1024 })
  .privateKey.export({ type: 'pkcs8', format: 'der' })
  .toString('base64')
const encrypted = generateKeyPairSync('rsa', { modulusLength: 1024 })
  .privateKey.export({ type: 'pkcs8', format: 'der', cipher: 'aes-256-cbc', passphrase: 'x' })
  .toString('base64')
const broken = 'v=DKIM1; p=AAAA'

cases(check, {
  'a plain record': [await dkimFacts(at('s1'), given), 'valid'],
  'without v=, which is not needed': [await dkimFacts(at('s1', `p=${publicKeys.rsa2048}`), given), 'valid'],
  'a key that was withdrawn reads as well as any': [await dkimFacts(at('s1', 'v=DKIM1; p='), given), 'valid'],
  'a fault that is plain: the whole record as it was meant, with the same key': [
    await dkimFacts(at('s1', glued), given),
    'invalid',
    (findings) => {
      says(
        /^Verifiers cannot use the record at s1\._domainkey\.shop\.example \(by --selector\): .+ \(.*character \d+\)/,
      )(findings)
      assert.equal(becomes(findings[0]), data(keyText()))
    },
  ],
  'a fault that nobody can guess away': [
    await dkimFacts(at('s1', broken), given),
    'invalid',
    ([finding]) => assert.equal(finding?.repair, undefined),
  ],
  'a fault that most verifiers put up with': [
    await dkimFacts(at('s1', odd), given),
    'tolerated',
    ([finding]) => assert.equal(becomes(finding), data(keyText())),
  ],
  'the same, in a key that says it is being tested: one record mends both': [
    await dkimFacts(at('s1', `k=rsa; v=DKIM1; t=y; p=${publicKeys.rsa2048}`), given),
    'tolerated',
    ([finding]) => assert.equal(becomes(finding), data(keyText())),
  ],
  'behind an alias there is nothing to publish, and somebody to ask': [
    await dkimFacts(alias('s1', 'dkim.smtp2go.net', glued), given),
    'invalid',
    ([finding]) => {
      assert.equal(finding?.repair, undefined)
      assert.equal(
        finding?.fix,
        'Ask SMTP2GO, to whom the alias at s1._domainkey.shop.example leads, to correct the record at dkim.smtp2go.net.',
      )
    },
  ],
  'a key too short to be accepted is not mended into use': [
    await dkimFacts(at('s1', `v=DKIM1 k=rsa; p=${publicKeys.rsa512}`), given),
    'invalid',
    ([finding]) => assert.equal(finding?.repair, undefined),
  ],
  'nor is one that is not for mail, or known to be weak': [
    await dkimFacts(
      [
        at('s1', `v=DKIM1 s=tlsrpt; p=${publicKeys.rsa2048}`),
        at('s2', `v=DKIM1 k=rsa; p=${publicKeys.exponent1}`),
      ].join('\n'),
      { selectors: ['s1', 's2'] },
    ),
    ['invalid', 'invalid'],
    (findings) =>
      assert.deepEqual(
        findings.map(({ repair }) => repair),
        [undefined, undefined],
      ),
  ],
  'the private key itself, guessed beside another: whoever reads DNS can sign': [
    await dkimFacts([at('default', `v=DKIM1; p=${privateKey}`), at('mail')].join('\n')),
    ['invalid', 'valid'],
    ([finding]) => {
      assert.equal(finding?.repair, undefined)
      assert.match(finding?.fix ?? '', /^Have the signer make a new key under a new selector/)
    },
  ],
  'the private key beside the public one': [
    await dkimFacts([at('s1'), at('s1', `v=DKIM1; p=${privateKey}`)].join('\n'), given),
    'invalid',
    says(/a private key is published/),
  ],
  'the private key behind an alias: it stands where that leads': [
    await dkimFacts(alias('s1', 'keys.shop.example', `v=DKIM1; p=${privateKey}`), given),
    'invalid',
    ([finding]) =>
      assert.match(
        finding?.fix ?? '',
        /Have whoever keeps the key there take the record at keys\.shop\.example out, where the alias at s1\./,
      ),
  ],
  'the private key in a wildcard, whatever selector is in use': [
    await dkimFacts(atAll(`v=DKIM1; p=${privateKey}`)),
    'invalid',
    (findings) => {
      says(/^Verifiers cannot use the record at \*\._domainkey\.shop\.example \(a wildcard\): a private key/)(findings)
      assert.match(findings[0]?.fix ?? '', /Take the record out of the wildcard \(\*\._domainkey\.shop\.example, or/)
    },
  ],
  'a private key that is encrypted: not everybody can sign with it': [
    await dkimFacts(at('s1', `v=DKIM1; p=${encrypted}`), given),
    'invalid',
    (findings) => {
      says(/an encrypted private key is published: whoever finds its passphrase can sign/)(findings)
      assert.match(findings[0]?.fix ?? '', /whoever read it and finds the passphrase can sign as shop\.example/)
    },
  ],
  'a broken key in a wildcard': [
    await dkimFacts(atAll(broken), given),
    'invalid',
    ([finding]) => assert.match(finding?.fix ?? '', /^Publish at s1\..* take the other one out of the wildcard that/),
  ],
  'two keys in a wildcard': [
    await dkimFacts([atAll(), atAll(keyText('other2048'))].join('\n'), given),
    'several',
    ([finding]) => assert.match(finding?.fix ?? '', /take the TXT records out of the wildcard that answers for s1\./),
  ],
  'a fault that most put up with, in a wildcard': [
    await dkimFacts(atAll(odd)),
    'tolerated',
    ([finding]) => assert.match(finding?.fix ?? '', /^Correct this in the record of the wildcard \(\*\._domainkey/),
  ],
  'two records, whichever comes first': [
    await dkimFacts([at('s1'), at('s1', keyText('other2048'))].join('\n'), given),
    'several',
    (findings) => {
      says(/has 2 TXT records, and verifiers take whichever comes first/)(findings)
      assert.equal(findings[0]?.repair, undefined)
    },
  ],
  'a key, and a text beside it': [await dkimFacts([at('s1'), at('s1', 'v=spf1 -all')].join('\n'), given), 'several'],
  'another kind of record': [
    await dkimFacts(at('s1', 'v=spf1 include:_spf.example -all'), given),
    'wrong-type',
    says(/is no DKIM key but "v=spf1 include:_spf\.example -all": it is an SPF record, not a key\. Mail signed/),
  ],
  'the name that a CNAME was to lead to': [await dkimFacts(at('s1', 'dkim.smtp2go.net'), given), 'wrong-type'],
  'DMARC has a p= too': [await dkimFacts(at('s1', 'v=DMARC1; p=none'), given), 'wrong-type'],
  'another kind of record, very long': [
    await dkimFacts(at('s1', `token=${'x'.repeat(60_000)}`), given),
    'wrong-type',
    ([finding]) => assert.ok((finding?.says ?? '').length < 500),
  ],
  'a wildcard answers for a given selector': [
    await dkimFacts('*.shop.example TXT "v=spf1 -all"', given),
    'wrong-type',
    ([finding]) => assert.match(finding?.fix ?? '', /^A wildcard answers for s1\._domainkey\.shop\.example/),
  ],
  'guessed, and no other key is known': [await dkimFacts(at('mail', broken)), 'invalid'],
  'guessed, and another key lives: perhaps nobody signs with it': [
    await dkimFacts([at('default', broken), at('mail')].join('\n')),
    ['unusable-guessed', 'valid'],
    (findings) => {
      says(/^What stands at default\._domainkey\.shop\.example \(guessed\) cannot be used/)(findings)
      assert.equal(findings[0]?.verdict, 'warn')
    },
  ],
  'guessed and several, and another key lives': [
    await dkimFacts([at('default'), at('default', keyText('other2048')), at('mail')].join('\n')),
    ['unusable-guessed', 'valid'],
    says(/: there are 2 TXT records, where one is allowed\. If any mail/),
  ],
  'guessed and no key, and another key lives': [
    await dkimFacts([at('default', 'hello'), at('mail')].join('\n')),
    ['unusable-guessed', 'valid'],
    says(/as a DKIM key: it is no key: it has neither v=DKIM1 nor p=\. If any mail/),
  ],
  'guessed, and another may live where nobody answered': [
    await dkimFacts(at('mail', broken), {}, deaf('google')),
    'unusable-guessed',
  ],
  'given, and another key lives: mail is signed with it': [
    await dkimFacts([at('s1', broken), at('s2')].join('\n'), { selectors: ['s1', 's2'] }),
    ['invalid', 'valid'],
  ],
  'a given selector that was not seen': [await dkimFacts('', given, deaf('s1')), 'unknown'],
  'a wildcard for every selector is no key of anybody': [
    await dkimFacts('*._domainkey.shop.example TXT "v=DKIM1; p="'),
    'not-applicable',
  ],
})
