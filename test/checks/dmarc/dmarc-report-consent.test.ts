import assert from 'node:assert/strict'
import check from '../../../src/checks/dmarc/dmarc-report-consent.ts'
import { cases } from '../../support/cases.ts'
import { dmarcFacts } from '../../support/dmarc-facts.ts'

const host = 'r.example A 192.0.2.1'
const to = (uris: string) => `v=DMARC1; p=none; rua=${uris}\n${host}`
const external = to('mailto:d@r.example')
const news = { domain: 'news.shop.example' }

cases(check, {
  given: [await dmarcFacts(`${external}\nshop.example._report._dmarc.r.example TXT "v=DMARC1;"`), 'given'],
  'given to everybody, by a wildcard': [
    await dmarcFacts(`${external}\n*._report._dmarc.r.example TXT "v=DMARC1"`),
    'given',
  ],
  'given beside other texts': [
    await dmarcFacts(
      `${external}\nshop.example._report._dmarc.r.example TXT "x"\nshop.example._report._dmarc.r.example TXT "v=DMARC1; rua=mailto:e@r.example"`,
    ),
    'given',
  ],
  'given, though whose house it is was not seen': [
    await dmarcFacts(
      `${external}\nshop.example._report._dmarc.r.example TXT "v=DMARC1"`,
      {},
      { blindAt: { 'TXT _dmarc.r.example': 'timeout' } },
    ),
    'given',
  ],
  missing: [
    await dmarcFacts(external),
    'missing',
    ([finding]) => {
      assert.match(
        finding?.says ?? '',
        /no record at shop\.example\._report\._dmarc\.r\.example that begins with v=DMARC1/,
      )
      assert.match(finding?.fix ?? '', /\n {4}shop\.example\._report\._dmarc\.r\.example\. 3600 IN TXT "v=DMARC1;"$/)
      assert.equal(finding?.repair, undefined)
    },
  ],
  'a text that is no record is no consent': [
    await dmarcFacts(`${external}\nshop.example._report._dmarc.r.example TXT "v=dmarc1;"`),
    'missing',
  ],
  'missing, where its name is too long for DNS': [
    await dmarcFacts(to(`mailto:d@${['a', 'b', 'c', 'd'].map((letter) => letter.repeat(57)).join('.')}.example`)),
    'missing',
    ([finding]) => assert.match(finding?.fix ?? '', /^Name an address of your own .* too long for DNS\.$/),
  ],
  'missing at one of two': [
    await dmarcFacts(
      `${to('mailto:d@r.example,mailto:d@s.example')}\nshop.example._report._dmarc.s.example TXT "v=DMARC1"`,
    ),
    'missing',
  ],
  'several addresses at one place are told once': [
    await dmarcFacts(`v=DMARC1; p=none; rua=mailto:a@r.example,mailto:b@r.example; ruf=mailto:c@r.example\n${host}`),
    'missing',
    ([finding]) => assert.deepEqual(finding?.about.addresses, ['a@r.example', 'b@r.example', 'c@r.example']),
  ],
  'more addresses than are looked at: who else is asked nobody knows': [
    await dmarcFacts(
      `v=DMARC1; p=none; rua=${Array.from({ length: 20 }, (_, i) => `mailto:d${i}@shop.example`).join(',')},mailto:d@r.example`,
    ),
    'unknown',
  ],
  'another name of the same organization needs none': [
    await dmarcFacts(to('mailto:d@reports.shop.example')),
    'not-applicable',
  ],
  'a name below that is an organization of its own does': [
    await dmarcFacts(`${to('mailto:d@own.shop.example')}\n_dmarc.own.shop.example TXT "v=DMARC1; p=none; psd=n"`),
    'missing',
  ],
  'a name below, and whether it is one of its own was not seen': [
    await dmarcFacts(to('mailto:d@reports.shop.example'), {}, { blindAt: { 'TXT _dmarc.example': 'timeout' } }),
    'not-applicable',
  ],
  'inherited: judged by the domain whose record it is': [
    await dmarcFacts(
      `${external}\nnews.shop.example A 192.0.2.1\nshop.example._report._dmarc.r.example TXT "v=DMARC1"`,
      {},
      news,
    ),
    'given',
  ],
  'inherited: consent to the name below is none': [
    await dmarcFacts(
      `${external}\nnews.shop.example A 192.0.2.1\nnews.shop.example._report._dmarc.r.example TXT "v=DMARC1"`,
      {},
      news,
    ),
    'missing',
  ],
  'a record of a name below may send its reports to the organization': [
    await dmarcFacts(
      `v=DMARC1; p=none\n_dmarc.news.shop.example TXT "v=DMARC1; p=none; rua=mailto:d@shop.example"`,
      {},
      news,
    ),
    'not-applicable',
  ],
  'not seen': [
    await dmarcFacts(external, {}, { blindAt: { 'TXT shop.example._report._dmarc.r.example': 'timeout' } }),
    'unknown',
  ],
  'one missing, one not seen': [
    await dmarcFacts(
      to('mailto:d@r.example,mailto:d@s.example'),
      {},
      { blindAt: { 'TXT shop.example._report._dmarc.s.example': 'timeout' } },
    ),
    ['missing', 'unknown'],
  ],
  'whose house it is was not seen, and there is no consent': [
    await dmarcFacts(external, {}, { blindAt: { 'TXT _dmarc.r.example': 'timeout' } }),
    'unknown',
  ],
  'an address that receivers skip needs none': [await dmarcFacts(to('d@r.example')), 'not-applicable'],
  'no reports': [await dmarcFacts('v=DMARC1; p=none'), 'not-applicable'],
})
