import assert from 'node:assert/strict'
import test from 'node:test'
import { dkimCanPass, spfCanPass } from '../../src/core/dmarc-legs.ts'
import { at, damagedKeyText, dkimFacts, keyText } from '../support/dkim-facts.ts'
import { dmarcFacts } from '../support/dmarc-facts.ts'
import type { MemoryOptions } from '../support/memory-dns.ts'

const table: Record<string, [lines: string, can: boolean | 'unseen', options?: MemoryOptions]> = {
  'somebody is named': ['shop.example TXT "v=spf1 ip4:192.0.2.1 -all"', true],
  'everybody is': ['shop.example TXT "v=spf1 +all"', true],
  'only the message shows who': ['shop.example TXT "v=spf1 exists:%{i}.l.example -all"', true],
  'nobody is': ['shop.example TXT "v=spf1 ?all"', false],
  'there is no record': ['shop.example TXT "v=spf1x"', false],
  'there are two': ['shop.example TXT "v=spf1 ip4:192.0.2.1 -all"\nshop.example TXT "v=spf1 mx -all"', false],
  'it is an error': ['shop.example TXT "v=spf1 foo:bar ip4:192.0.2.1 -all"', false],
  'only others that a known provider names, and its record was not seen': [
    'shop.example TXT "v=spf1 include:_spf.google.com -all"',
    'unseen',
    { blindAt: { 'TXT _spf.google.com': 'timeout' } },
  ],
  'somebody beside what was not seen': [
    'shop.example TXT "v=spf1 ip4:192.0.2.1 include:_spf.google.com -all"',
    true,
    { blindAt: { 'TXT _spf.google.com': 'timeout' } },
  ],
}
for (const [name, [lines, can, options]] of Object.entries(table))
  test(`SPF as a leg of DMARC: ${name}`, async () => {
    const { spfSurvey } = await dmarcFacts(lines, { selectors: ['s1'] }, options)
    const found = spfCanPass(spfSurvey)
    assert.equal(found.seen ? found.value : 'unseen', can)
  })

test('DKIM as a leg of DMARC: a key that is withdrawn, or none, is no leg', async () => {
  const key = 's1._domainkey.shop.example TXT "v=DKIM1; k=ed25519; p='
  const withKey = async (lines: string) => dkimCanPass((await dmarcFacts(lines, { selectors: ['s1'] })).dkimKeys)
  assert.equal(await withKey(`${key}11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo="`), true)
  assert.equal(await withKey(`${key}"`), false)
  assert.equal(await withKey(''), false)
})

const legs: Record<string, [text: string, can: boolean]> = {
  'of 1024 bits': [keyText('rsa1024'), true],
  'of 4224 bits, which verifiers may take': [keyText('rsa4224'), true],
  'of 512 bits, which they must not (RFC 8301 section 3.2)': [keyText('rsa512'), false],
  'for sha1 alone (RFC 8301 section 3.1)': [keyText('rsa2048', 'h=sha1; '), false],
  'for sha1 and sha256': [keyText('rsa2048', 'h=sha1:sha256; '), true],
  'for reports on TLS alone (RFC 6376 section 3.6.1, s=)': [keyText('rsa2048', 's=tlsrpt; '), false],
  'for mail among other things': [keyText('rsa2048', 's=tlsrpt:email; '), true],
  'that anybody can sign with': [keyText('exponent1'), true],
  'that was damaged': [damagedKeyText, false],
}
for (const [name, [text, can]] of Object.entries(legs))
  test(`DKIM as a leg of DMARC: a key ${name}: ${can}`, async () => {
    const { dkimKeys } = await dkimFacts(at('s1', text), { selectors: ['s1'] })
    assert.equal(dkimCanPass(dkimKeys), can)
  })
