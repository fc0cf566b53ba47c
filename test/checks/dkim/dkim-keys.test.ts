import assert from 'node:assert/strict'
import check from '../../../src/checks/dkim/dkim-keys.ts'
import { noSuchName } from '../../support/answers.ts'
import { cases } from '../../support/cases.ts'
import { alias, at, atAll, deaf, dkimFacts, keyText, says } from '../../support/dkim-facts.ts'
import { memoryMachine } from '../../support/memory-machine.ts'

const bulk = { mostGuesses: 25 } as const
const relayed = alias('s4711', 'dkim.smtp2go.net', keyText())
const denying = '*._domainkey.shop.example TXT "v=DKIM1; p="'
const site = 'shop.example A 192.0.2.80'

/** OpenDKIM of this machine signs for shop.example with the selector box. */
const machine = memoryMachine({
  '/etc/opendkim.conf': 'Domain shop.example\nSelector box\nKeyFile /etc/dkimkeys/box.private',
})

cases(check, {
  'a key at the selector of this machine’s own signer': [
    await dkimFacts(at('box'), {}, { machine }),
    'found',
    ([finding]) => assert.equal(finding?.brief, 'box (by the local signer), 2048 bit RSA'),
  ],
  'no key at the selector of this machine’s own signer': [
    await dkimFacts(at('google'), {}, { machine }),
    ['given-missing', 'found'],
    ([finding]) => {
      assert.match(
        finding?.says ?? '',
        /^box\._domainkey\.shop\.example has no DKIM key \(no such name, and the local signer has this selector for shop\.example\): mail signed with the selector box does not/,
      )
      assert.match(finding?.fix ?? '', /^Publish the public half of the key that this machine signs with/)
    },
  ],
  'a key at a given selector, behind an alias to a relay': [
    await dkimFacts(relayed, { selectors: ['s4711'] }),
    'found',
    ([finding]) => assert.equal(finding?.brief, 's4711 (by --selector), 2048 bit RSA, at SMTP2GO'),
  ],
  'a key at the selector that the relay makes from the return path: it was not guessed': [
    await dkimFacts(relayed, { relay: { id: 'smtp2go' }, returnPath: 'em4711' }),
    'found',
    ([finding]) =>
      assert.equal(finding?.brief, 's4711 (by the scheme of SMTP2GO, from em4711), 2048 bit RSA, at SMTP2GO'),
  ],
  'a guessed key': [
    await dkimFacts(at('google')),
    'found',
    ([finding]) => assert.equal(finding?.brief, 'google (guessed), 2048 bit RSA, often Google Workspace'),
  ],
  'several keys: the line names them, the sentence tells of each': [
    await dkimFacts([at('google'), at('mail', keyText('ed25519', 'k=ed25519; '))].join('\n')),
    'found',
    (findings) => {
      assert.equal(findings[0]?.brief, 'google, mail (guessed)')
      says(/: google \(guessed\), 2048 bit RSA, often Google Workspace; mail \(guessed\), Ed25519\.$/)(findings)
    },
  ],
  'a key of any size is one': [await dkimFacts(at('mail', keyText('rsa512'))), 'found'],
  'nothing at a given selector': [
    await dkimFacts(at('google'), { selectors: ['s1'] }),
    'given-missing',
    says(/^s1\._domainkey\.shop\.example has no DKIM key \(no such name\): mail signed with the selector s1 does not/),
  ],
  'a given selector where only an address stands': [
    await dkimFacts('s1._domainkey.shop.example A 192.0.2.1', { selectors: ['s1'] }),
    'given-missing',
    says(/\(no such record\)/),
  ],
  'a given selector of the relay that was named is told by relay-dkim, which knows the record': [
    await dkimFacts(at('google'), { selectors: ['s4711'], relay: { id: 'smtp2go' } }),
    'told-elsewhere',
    says(/^No key that can be used stands at s4711\._domainkey\.shop\.example/i),
  ],
  'one that it cannot have is told here': [
    await dkimFacts(at('google'), { selectors: ['mail'], relay: { host: 'mail.smtp2go.com' } }),
    'given-missing',
  ],
  'and that of a host that nobody knows': [
    await dkimFacts(at('google'), { selectors: ['s4711'], relay: { host: 'relay.example' } }),
    'given-missing',
  ],
  'one given selector has a key, another none': [
    await dkimFacts(at('s1'), { selectors: ['s1', 's2'] }),
    ['given-missing', 'found'],
  ],
  'a given selector that was not seen': [await dkimFacts('', { selectors: ['s1'] }, deaf('s1')), 'unknown'],
  'a given selector that was not seen, another that was': [
    await dkimFacts(at('s1'), { selectors: ['s2', 's1'] }, deaf('s2')),
    ['unknown', 'found'],
  ],
  'a given selector that was not seen, another that is not there': [
    await dkimFacts(at('s1'), { selectors: ['s2', 's3'] }, deaf('s2')),
    ['unknown', 'given-missing'],
  ],
  'a given alias that leads nowhere is told by its own check': [
    await dkimFacts(alias('s1', 'gone.relay.example'), { selectors: ['s1'] }),
    'told-elsewhere',
  ],
  'so is a given key that was withdrawn': [
    await dkimFacts(at('s1', 'v=DKIM1; p='), { selectors: ['s1'] }),
    'told-elsewhere',
  ],
  'and a guessed record that cannot be used': [await dkimFacts(at('mail', 'v=DKIM1; p=AAAA')), 'told-elsewhere'],
  'and a guessed record that cannot be used, where another may live that was not seen': [
    await dkimFacts(at('mail', 'v=DKIM1; p=AAAA'), {}, deaf('google')),
    'unknown',
    says(/did not answer/),
  ],
  'nothing below _domainkey': [
    await dkimFacts(site),
    'none-published',
    (findings) => {
      says(/_domainkey\.shop\.example does not exist, and nothing can stand below it/)(findings)
      assert.match(findings[0]?.fix ?? '', /--selector NAME: some name servers deny names that only have children/)
    },
  ],
  'nothing below _domainkey, asked in bulk': [await dkimFacts(site, bulk), 'none-published'],
  '_domainkey is denied, one key was withdrawn, and a guess was not answered: some servers deny what has children': [
    {
      ...(await dkimFacts(at('mail', 'v=DKIM1; p='), {}, deaf('google'))),
      dkimSelectors: {
        ...(await dkimFacts(at('mail', 'v=DKIM1; p='))).dkimSelectors,
        domainkey: noSuchName('_domainkey.shop.example', 'TXT'),
      },
    },
    'unknown',
    says(/did not answer/),
  ],
  '_domainkey is denied, and a key stands below it all the same': [
    {
      ...(await dkimFacts(at('google'))),
      dkimSelectors: {
        ...(await dkimFacts(at('google'))).dkimSelectors,
        domainkey: noSuchName('_domainkey.shop.example', 'TXT'),
      },
    },
    'found',
  ],
  '_domainkey exists, and no guess hits: never "no DKIM"': [
    await dkimFacts(at('s4711')),
    'unknown',
    ([finding]) => {
      assert.equal(finding?.blind?.reason, 'not-attempted')
      assert.match(finding?.says ?? '', /^none of \d+ selectors in common use has a key, and others cannot be guessed$/)
      assert.match(
        finding?.fix ?? '',
        /s= in its DKIM-Signature is the selector\. Then run again with --selector NAME\.$/,
      )
    },
  ],
  'the same in bulk, with fewer guesses': [
    await dkimFacts(at('s4711'), bulk),
    'unknown',
    says(/^none of 25 selectors in common use/),
  ],
  '_domainkey is an alias that leads nowhere, which denies nothing': [
    await dkimFacts('_domainkey.shop.example CNAME gone.host.example'),
    'unknown',
  ],
  'a wildcard answers for every selector': [
    await dkimFacts(denying),
    'unknown',
    says(/^a wildcard answers for every selector, and which of them is in use cannot be guessed$/),
  ],
  'a wildcard answers for every selector, in bulk': [await dkimFacts(denying, bulk), 'unknown', says(/^a wildcard/)],
  'a wildcard that is a key answers for whatever selector is in use': [
    await dkimFacts(atAll()),
    'found',
    ([finding]) => assert.equal(finding?.brief, '* (a wildcard), 2048 bit RSA'),
  ],
  'a wildcard text for every name of the domain is no key': [
    await dkimFacts('*.shop.example TXT "v=spf1 -all"'),
    'unknown',
    says(/^a wildcard/),
  ],
  'only a key that was withdrawn is found by guessing': [
    await dkimFacts(at('mail', 'v=DKIM1; p=')),
    'unknown',
    says(/^none of \d+ selectors/),
  ],
  'the same, and a guess was not answered': [
    await dkimFacts(at('mail', 'v=DKIM1; p='), {}, deaf('google')),
    'unknown',
    says(/192\.0\.2\.53 did not answer within 5 s$/),
  ],
  'a guess was not answered, and another key lives': [await dkimFacts(at('google'), {}, deaf('k1')), 'found'],
  parked: [await dkimFacts(at('google'), { parked: true }), 'not-applicable', says(/--parked/)],
  'an SPF record that lets nobody pass, and no key': [
    await dkimFacts('shop.example SOA a.b c.d').then((facts) => ({ ...facts, sending: 'closed' as const })),
    'not-applicable',
    says(/^shop\.example sends nothing: its SPF lets nobody pass, and no DKIM key was given or found$/),
  ],
  'the domain does not exist': [
    await dkimFacts(site).then((facts) => ({ ...facts, zone: { ...facts.zone, status: 'no-such-domain' as const } })),
    'not-applicable',
  ],
})
