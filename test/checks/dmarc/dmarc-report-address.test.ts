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
    Array.from({ length: 5 }, () => 'invalid' as const),
  ],
  'no address at all': [await dmarcFacts('v=DMARC1; p=none'), 'not-applicable'],
})
