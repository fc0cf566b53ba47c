import assert from 'node:assert/strict'
import check from '../../../src/checks/dkim/dkim-key-testing.ts'
import { showData, splitText } from '../../../src/records/presentation.ts'
import { cases } from '../../support/cases.ts'
import { alias, at, becomes, deaf, dkimFacts, keyText, says } from '../../support/dkim-facts.ts'

const data = (text: string) => showData('TXT', splitText(text))
const testing = keyText('rsa2048', 'k=rsa; t=y; ')

cases(check, {
  'at a selector that the relay makes: about says so': [
    await dkimFacts(at('s4711'), { relay: { id: 'smtp2go' }, returnPath: 'em4711.shop.example' }),
    'no',
    ([finding]) => assert.equal(finding?.about.source, 'by the scheme of SMTP2GO, from em4711'),
  ],
  'at a selector that the relay always has': [
    await dkimFacts(at('ovhmo-selector-1'), { relay: { host: 'ssl0.ovh.net' } }),
    'no',
    ([finding]) => assert.match(String(finding?.about.source), /^a selector of OVH/),
  ],
  'no flag': [await dkimFacts(at('mail')), 'no'],
  'another flag': [await dkimFacts(at('mail', keyText('rsa2048', 't=s; '))), 'no'],
  'testing: the repair takes the flag out and leaves the key': [
    await dkimFacts(at('mail', testing)),
    'testing',
    (findings) => {
      says(/^The key at mail\._domainkey\.shop\.example \(guessed\) says t=y/)(findings)
      assert.equal(becomes(findings[0]), data(keyText()))
    },
  ],
  'testing, with another flag, which stays': [
    await dkimFacts(at('mail', keyText('rsa2048', 'k=rsa; t=s : Y; '))),
    'testing',
    ([finding]) => assert.equal(becomes(finding), data(keyText('rsa2048', 'k=rsa; t=s; '))),
  ],
  'testing, and not for mail: nothing else is changed': [
    await dkimFacts(at('mail', keyText('rsa2048', 't=y; s=tlsrpt; '))),
    'testing',
    ([finding]) => assert.equal(becomes(finding), data(keyText('rsa2048', 's=tlsrpt; '))),
  ],
  'testing, behind an alias: that zone is another’s': [
    await dkimFacts(alias('s4711', 'dkim.smtp2go.net', testing), { selectors: ['s4711'] }),
    'testing',
    ([finding]) => {
      assert.equal(finding?.repair, undefined)
      assert.match(
        finding?.fix ?? '',
        /^Have SMTP2GO, to whom the alias at s4711.* in the record at dkim\.smtp2go\.net\.$/,
      )
    },
  ],
  'testing, by a wildcard: a record at the name would not mend that': [
    await dkimFacts(`*._domainkey.shop.example TXT "${testing}"`, { selectors: ['s1'] }),
    'testing',
    ([finding]) => {
      assert.equal(finding?.repair, undefined)
      assert.match(
        finding?.fix ?? '',
        /the wildcard that answers for s1\._domainkey\.shop\.example \(\*\._domainkey\.shop\.example, or one of a name above\)\.$/,
      )
    },
  ],
  'a given selector that was not seen, another in earnest': [
    await dkimFacts(at('a'), { selectors: ['a', 'b'] }, deaf('b')),
    ['no', 'unknown'],
  ],
  'a key that was withdrawn tests nothing': [await dkimFacts(at('mail', 'v=DKIM1; t=y; p=')), 'not-applicable'],
})
