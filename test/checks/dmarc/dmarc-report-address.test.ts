import assert from 'node:assert/strict'
import check from '../../../src/checks/dmarc/dmarc-report-address.ts'
import type { Finding } from '../../../src/core/finding.ts'
import { cases } from '../../support/cases.ts'
import { dmarcFacts, inWords } from '../../support/dmarc-facts.ts'

const to = (uris: string) => `v=DMARC1; p=none; rua=${uris}`
const says =
  (pattern: RegExp) =>
  ([finding]: Finding[]) =>
    assert.match(finding?.says ?? '', pattern)
const agreed = 'shop.example._report._dmarc.r.example TXT "v=DMARC1"'

cases(check, {
  'at a domain with MX': [await dmarcFacts(to('mailto:d@shop.example')), 'valid'],
  'at a domain that takes mail at its address': [
    await dmarcFacts(`${to('mailto:d@r.example')}\nr.example A 192.0.2.1`),
    'valid',
  ],
  'at a domain that takes mail at its IPv6 address, its other was not seen': [
    await dmarcFacts(
      `${to('mailto:d@r.example')}\nr.example AAAA 2001:db8::1`,
      {},
      { blindAt: { 'A r.example': 'timeout' } },
    ),
    'valid',
  ],
  'mailto: is missing: it is put right': [
    await dmarcFacts(to('d@shop.example')),
    'invalid',
    (findings) => {
      says(/asks for reports at d@shop\.example \(rua\), which receivers skip/)(findings)
      assert.deepEqual(findings[0]?.repair?.map(inWords), [
        `replace "${to('d@shop.example')}" "${to('mailto:d@shop.example')}"`,
      ])
    },
  ],
  'an address on the web, where no receiver sends reports': [
    await dmarcFacts(to('https://shop.example/reports')),
    'invalid',
  ],
  'an address on the web beside one that works: receivers pass over it': [
    await dmarcFacts(to('mailto:d@shop.example,https://shop.example/reports')),
    'passed-over',
    says(/also asks for reports at https:\/\/shop\.example\/reports \(rua\).* They send to d@shop\.example\.$/),
  ],
  'a web address for failures, and aggregate reports go by mail': [
    await dmarcFacts(`${to('mailto:d@shop.example')}; ruf=https://shop.example/reports`),
    'passed-over',
  ],
  'a web address that is none, beside one that works': [
    await dmarcFacts(to('mailto:d@shop.example,https://shop.example/a^b')),
    'invalid',
  ],
  'mailto: misspelt, beside one that works': [
    await dmarcFacts(to('mailto:d@shop.example,malto:e@shop.example')),
    'invalid',
  ],
  'one that is wrong beside one that is right': [
    await dmarcFacts(to('mailto:d@shop.example,mailto:nobody')),
    'invalid',
    says(/mailto:nobody/),
  ],
  'at a domain that takes no mail': [
    await dmarcFacts(`${to('mailto:d@r.example')}\nr.example MX 0 .\n${agreed}`),
    'cannot-receive',
    says(/^r\.example takes no mail \(null MX\), so the reports .* wants sent to mailto:d@r\.example are lost/),
  ],
  'at a domain that does not exist': [
    await dmarcFacts(to('mailto:d@r.example')),
    'cannot-receive',
    says(/it does not exist/),
  ],
  'at a domain with neither MX nor address': [
    await dmarcFacts(`${to('mailto:d@r.example')}\n${agreed}`),
    'cannot-receive',
    says(/it has neither MX record nor address/),
  ],
  'at a domain whose only MX names a host that does not exist': [
    await dmarcFacts(`${to('mailto:d@r.example')}\nr.example MX 10 gone.r.example\n${agreed}`),
    'cannot-receive',
    says(/^r\.example takes no mail \(its mail is to go to gone\.r\.example, which has no address\)/),
  ],
  'at a domain none of whose MX hosts has an address': [
    await dmarcFacts(
      `${to('mailto:d@r.example')}\nr.example MX 10 a.r.example\nr.example MX 20 b.r.example\nb.r.example TXT "x"\n${agreed}`,
    ),
    'cannot-receive',
    says(/\(no host that its MX records name has an address: a\.r\.example, b\.r\.example\)/),
  ],
  'at a domain one of whose MX hosts has an address': [
    await dmarcFacts(
      `${to('mailto:d@r.example')}\nr.example MX 10 a.r.example\nr.example MX 20 b.r.example\nb.r.example AAAA 2001:db8::1\n${agreed}`,
      {},
      { blindAt: { 'A a.r.example': 'timeout' } },
    ),
    'valid',
  ],
  'whether its MX host has an address was not seen': [
    await dmarcFacts(
      `${to('mailto:d@r.example')}\nr.example MX 10 a.r.example\n${agreed}`,
      {},
      { blindAt: { 'AAAA a.r.example': 'timeout' } },
    ),
    'unknown',
  ],
  'more MX hosts without address than are looked at': [
    await dmarcFacts(
      `${to('mailto:d@r.example')}\n${Array.from({ length: 11 }, (_, i) => `r.example MX 10 m${i}.r.example`).join('\n')}\n${agreed}`,
    ),
    'unknown',
  ],
  'more addresses than are looked at: nothing is said of the rest': [
    await dmarcFacts(to(Array.from({ length: 21 }, (_, i) => `mailto:d${i}@shop.example`).join(','))),
    'unknown',
    says(/only the first 20 of the addresses/),
  ],
  'what a registry publishes is its own concern': [
    await dmarcFacts('_dmarc.example TXT "v=DMARC1; p=none; psd=y; rua=d@shop.example"'),
    'not-applicable',
  ],
  'wrong, deaf and unseen, each told': [
    await dmarcFacts(
      `${to('d@shop.example,mailto:d@r.example,mailto:d@s.example')}`,
      {},
      { blindAt: { 'MX s.example': 'timeout' } },
    ),
    ['invalid', 'cannot-receive', 'unknown'],
  ],
  'whether it has an MX was not seen': [
    await dmarcFacts(
      `${to('mailto:d@r.example')}\nr.example A 192.0.2.1`,
      {},
      { blindAt: { 'MX r.example': 'timeout' } },
    ),
    'unknown',
  ],
  'it has no MX, and its addresses were not seen': [
    await dmarcFacts(
      `${to('mailto:d@r.example')}\nr.example TXT "x"`,
      {},
      { blindAt: { 'A r.example': 'timeout', 'AAAA r.example': 'timeout' } },
    ),
    'unknown',
  ],
  'thousands of addresses: the first few are told': [
    await dmarcFacts(to(Array.from({ length: 3000 }, (_, i) => `x${i}`).join(','))),
    [...Array.from({ length: 5 }, () => 'invalid' as const), 'unknown'],
  ],
  'no address at all': [await dmarcFacts('v=DMARC1; p=none'), 'not-applicable'],
})
