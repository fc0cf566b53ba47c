import assert from 'node:assert/strict'
import check from '../../../src/checks/dmarc/dmarc-reachable.ts'
import type { Finding } from '../../../src/core/finding.ts'
import { cases } from '../../support/cases.ts'
import { dmarcFacts } from '../../support/dmarc-facts.ts'

/** RFC 8463 appendix A.2. */
const key = 'TXT "v=DKIM1; k=ed25519; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo="'
const signed = `s1._domainkey.shop.example ${key}`
const nobody = 'shop.example TXT "v=spf1 ?all"'
const strict = 'v=DMARC1; p=reject; adkim=s; aspf=s'
const given = { selectors: ['s1'] }
const says =
  (pattern: RegExp) =>
  ([finding]: Finding[]) =>
    assert.match(finding?.says ?? '', pattern)
const news = { domain: 'news.shop.example' }

cases(check, {
  'SPF and a key': [
    await dmarcFacts(`v=DMARC1; p=reject; adkim=s\n${signed}`, given),
    'both',
    says(/\(adkim=s, aspf=r\)/),
  ],
  'a key that was guessed': [await dmarcFacts(`v=DMARC1; p=reject\n${signed}`), 'both'],
  'without a DMARC record both stand all the same': [await dmarcFacts(signed, given), 'both'],
  'SPF alone: no key is found by guessing': [
    await dmarcFacts('v=DMARC1; p=reject\nunguessable._domainkey.shop.example TXT "v=DKIM1; p=x"'),
    'one-leg',
    says(
      /by DKIM: no key was found by guessing\. SPF breaks when mail is forwarded; whether its mail is signed can be told only with its selector/,
    ),
  ],
  'SPF alone: there is no _domainkey, and so no key': [
    await dmarcFacts('v=DMARC1; p=reject'),
    'one-leg',
    says(/by DKIM: it publishes no DKIM key\. SPF breaks when mail is forwarded, and then nothing is left\.$/),
  ],
  'SPF alone: the key that was guessed is withdrawn': [
    await dmarcFacts('v=DMARC1; p=reject\nmail._domainkey.shop.example TXT "v=DKIM1; p="'),
    'one-leg',
    says(/by DKIM: no key that was found can be used\. .* only with its selector/),
  ],
  'SPF alone: the key that was given is gone': [
    await dmarcFacts('v=DMARC1; p=reject', given),
    'one-leg',
    says(
      /: no key that can be used stands at the selectors that were given\. SPF breaks when mail is forwarded, and then only a signature with another selector could pass\.$/,
    ),
  ],
  'a key alone': [
    await dmarcFacts(`v=DMARC1; p=reject\n${signed}\n${nobody}`, given),
    'one-leg',
    says(/by DKIM .* by SPF: its own SPF record lets nobody pass\./),
  ],
  'a key alone, and no SPF record': [
    await dmarcFacts(
      `v=DMARC1; p=reject\nnews.shop.example A 192.0.2.1\ns1._domainkey.news.shop.example ${key}`,
      given,
      news,
    ),
    'one-leg',
    says(/by SPF: it has no SPF record\./),
  ],
  'a key, and two SPF records': [
    await dmarcFacts(`v=DMARC1; p=reject\n${signed}\n${nobody}\nshop.example TXT "v=spf1 mx -all"`, given),
    'one-leg',
    says(/by SPF: it has 2 SPF records, and receivers use none of them\./),
  ],
  'a key, and an SPF record that is an error': [
    await dmarcFacts(`v=DMARC1; p=reject\n${signed}\nshop.example TXT "v=spf1 foo:bar ip4:192.0.2.1 -all"`, given),
    'one-leg',
    says(/by SPF: its own SPF record has an error, and receivers use nothing of it\./),
  ],
  'SPF lets somebody pass whom only the message shows': [
    await dmarcFacts('v=DMARC1; p=reject\nshop.example TXT "v=spf1 exists:%{i}.l.example -all"'),
    'one-leg',
  ],
  'neither: there can be no key, and no other name is aligned': [
    await dmarcFacts(`${strict}\n${nobody}`),
    'none',
    says(/^Nothing is published at shop\.example by which its mail could pass DMARC/),
  ],
  'neither, but a name below may sign, or stand in the return path': [
    await dmarcFacts(`v=DMARC1; p=reject\n${nobody}\nbounce.shop.example TXT "v=spf1 ip4:192.0.2.7 -all"`),
    'unknown',
    says(/a signature \(adkim=r\) or a return path \(aspf=r\) at a name below shop\.example would/),
  ],
  'neither, and only a return path of another name is aligned': [
    await dmarcFacts(`v=DMARC1; p=reject; adkim=s\n${nobody}`),
    'unknown',
    says(/but a return path \(aspf=r\) at a name below shop\.example would/),
  ],
  'neither, and only a signature of another name is aligned': [
    await dmarcFacts(`v=DMARC1; p=reject; aspf=s\n${nobody}`),
    'unknown',
    says(/but a signature \(adkim=r\) at a name below/),
  ],
  'neither, without a DMARC record: alignment is relaxed': [await dmarcFacts(nobody), 'unknown'],
  'neither, and which record applies was not seen': [
    await dmarcFacts(nobody, {}, { blindAt: { 'TXT _dmarc.example': 'timeout' } }),
    'unknown',
  ],
  'neither: the key that was given is gone, and one that nobody typed may be there': [
    await dmarcFacts(`${strict}\n${nobody}\nother._domainkey.shop.example ${key}`, given),
    'unknown',
  ],
  'neither: the key that was given is withdrawn, and one that nobody typed may be there': [
    await dmarcFacts(`${strict}\n${nobody}\ns1._domainkey.shop.example TXT "v=DKIM1; p="`, given),
    'unknown',
  ],
  'no SPF, and no key is found by guessing: there may be one': [
    await dmarcFacts(`v=DMARC1; p=reject\n${nobody}\nunguessable._domainkey.shop.example ${key}`),
    'unknown',
    ([finding]) => assert.match(finding?.fix ?? '', /--selector NAME/),
  ],
  'no SPF, and the keys were not seen': [
    await dmarcFacts(`v=DMARC1; p=reject\n${nobody}\n${signed}`, given, {
      blindAt: { 'TXT s1._domainkey.shop.example': 'timeout' },
    }),
    'unknown',
  ],
  'whom SPF lets pass was not seen': [
    await dmarcFacts('v=DMARC1; p=reject\nshop.example TXT "v=spf1 include:_spf.google.com -all"', given, {
      blindAt: { 'TXT _spf.google.com': 'timeout' },
    }),
    'unknown',
  ],
  'neither at a name below, but a signature of the organization would be aligned': [
    await dmarcFacts(`v=DMARC1; p=reject\nnews.shop.example A 192.0.2.1`, {}, news),
    'unknown',
    says(/a signature \(adkim=r\) or a return path \(aspf=r\) at shop\.example or a name below shop\.example would/),
  ],
  'neither at a name below, and only its own would be aligned': [
    await dmarcFacts(`${strict}\nnews.shop.example A 192.0.2.1`, {}, news),
    'none',
  ],
  'parked: nothing is to pass': [await dmarcFacts('v=DMARC1; p=reject', { parked: true }), 'not-applicable'],
  'the domain sends nothing': [
    await dmarcFacts('v=DMARC1; p=reject\nshop.example TXT "v=spf1 -all"'),
    'not-applicable',
  ],
})
