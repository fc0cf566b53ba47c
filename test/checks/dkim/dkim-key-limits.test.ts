import assert from 'node:assert/strict'
import check from '../../../src/checks/dkim/dkim-key-limits.ts'
import { showData, splitText } from '../../../src/records/presentation.ts'
import { cases } from '../../support/cases.ts'
import { alias, at, atAll, becomes, deaf, dkimFacts, keyText, says } from '../../support/dkim-facts.ts'

const limited = (tags: string) => keyText('rsa2048', tags)
const data = (text: string) => showData('TXT', splitText(text))
const given = { selectors: ['s1'] }

cases(check, {
  'no limits': [await dkimFacts(at('s1'), given), 'unrestricted'],
  'sha256, beside sha1': [await dkimFacts(at('s1', limited('h=sha1:sha256; ')), given), 'unrestricted'],
  'for mail by name, among others': [await dkimFacts(at('s1', limited('s=tlsrpt:email; ')), given), 'unrestricted'],
  'sha1 only: the repair names the other hash and leaves the key': [
    await dkimFacts(at('s1', limited('h=sha1; ')), given),
    'sha1-only',
    (findings) => {
      says(/^The key at s1\._domainkey\.shop\.example \(by --selector\) allows only sha1 \(h=\)/)(findings)
      assert.equal(becomes(findings[0]), data(limited('h=sha256; ')))
    },
  ],
  'sha1 only, behind an alias': [
    await dkimFacts(alias('s1', 's1.host.example', limited('h=sha1; ')), given),
    'sha1-only',
    ([finding]) => {
      assert.equal(finding?.repair, undefined)
      assert.match(
        finding?.fix ?? '',
        /^Have whoever keeps the key there, .* correct the record at s1\.host\.example\.$/,
      )
    },
  ],
  'sha1 only, in a wildcard': [
    await dkimFacts(atAll(limited('h=sha1; ')), given),
    'sha1-only',
    ([finding]) => assert.match(finding?.fix ?? '', /take the record out of the wildcard that answers for s1\./),
  ],
  'for reports on TLS only, in a wildcard': [
    await dkimFacts(atAll(limited('s=tlsrpt; ')), given),
    'other-service',
    ([finding]) => assert.match(finding?.fix ?? '', /take the record out of the wildcard that answers for s1\./),
  ],
  'for reports on TLS only (RFC 8460)': [
    await dkimFacts(at('s1', limited('s=tlsrpt; ')), given),
    'other-service',
    (findings) => {
      says(/is for tlsrpt only \(s=\), not for mail/)(findings)
      assert.equal(findings[0]?.repair, undefined)
    },
  ],
  'for reports on TLS only, guessed beside a key for mail: nobody signs mail with it': [
    await dkimFacts([at('default', limited('s=tlsrpt; ')), at('mail')].join('\n')),
    ['other-service-guessed', 'unrestricted'],
  ],
  'for reports on TLS only, guessed, and the only one': [
    await dkimFacts(at('default', limited('s=tlsrpt; '))),
    'other-service',
  ],
  'for the domain itself only': [await dkimFacts(at('s1', limited('t=s; ')), given), 'exact-domain'],
  'several limits at once': [
    await dkimFacts(at('s1', limited('h=sha1; s=tlsrpt; t=s; ')), given),
    ['sha1-only', 'other-service', 'exact-domain'],
  ],
  'a given selector that was not seen': [await dkimFacts('', given, deaf('s1')), 'unknown'],
  'nothing that can be used': [await dkimFacts(at('s1', 'v=DKIM1; p='), given), 'not-applicable'],
})
