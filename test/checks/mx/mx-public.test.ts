import assert from 'node:assert/strict'
import check from '../../../src/checks/mx/mx-public.ts'
import type { MxHost } from '../../../src/core/mx.ts'
import { unseen } from '../../support/answers.ts'
import { cases } from '../../support/cases.ts'
import { host, mxOf, neverAsked, noMailServer, parked, shopSite } from '../../support/mx-facts.ts'

const of = (...mxHosts: MxHost[]) => ({ ...shopSite, mx: mxOf(mxHosts.map((one, i) => `${i} ${one.host}`)), mxHosts })
const open = host('mx1.shop.com', ['8.8.4.4', '2001:4860::1'])
const inner = host('mx2.shop.com', ['10.0.0.1'])
const mixed = host('mx3.shop.com', ['8.8.8.8', 'fd00::1'])
const sample = host('mx4.shop.com', ['192.0.2.1', '2001:db8::1'])
const example = { kind: 'domain', name: 'shop.example', display: 'shop.example' } as const

cases(check, {
  'public addresses': [of(open), 'public'],
  'localhost, and parked': [{ ...of(neverAsked('localhost')), ...parked }, 'all-private', noMailServer],
  'one host inside, and parked': [{ ...of(open, inner), ...parked }, 'private-address', noMailServer],
  'localhost by a wildcard, and parked: no line that would hide the rest': [
    { ...of(neverAsked('localhost')), ...parked, nameSource: 'wildcard' },
    'all-private',
    ([finding]) => assert.match(finding?.fix ?? '', /^Nobody is to write to shop\.com: take .* wildcard [^\n]*$/),
  ],
  'one host inside': [
    of(open, inner),
    'private-address',
    ([finding]) => assert.match(finding?.says ?? '', /mx2\.shop\.com 10\.0\.0\.1 \(a private address, RFC 1918\)/),
  ],
  'one family inside': [of(mixed), 'private-address'],
  'all inside': [of(inner), 'all-private'],
  loopback: [of(host('mx.shop.com', ['127.0.0.1'])), 'all-private'],
  'localhost is loopback, without asking (RFC 6761)': [
    of(neverAsked('localhost')),
    'all-private',
    ([finding]) => {
      assert.deepEqual(finding?.about.addresses, [
        'localhost 127.0.0.1 (a loopback address, RFC 1122 section 3.2.1.3)',
        'localhost ::1 (the loopback address, RFC 4291 section 2.5.3)',
      ])
      assert.equal(finding?.evidence?.[0]?.kind, 'note')
    },
  ],
  'localhost beside a public one': [of(open, neverAsked('localhost')), 'private-address'],
  'a name that is not of public DNS has no address': [of(neverAsked('mail.corp.local')), 'no-addresses'],
  'documentation addresses in a live domain': [of(sample), 'all-private'],
  'documentation addresses in a domain for examples': [{ ...of(sample), target: example }, 'example-addresses'],
  'a private address in a domain for examples': [{ ...of(sample, inner), target: example }, 'private-address'],
  'not seen': [of(open, { ...open, host: 'b.com', A: unseen() }), 'unknown'],
  'inside as far as seen': [of(inner, { host: 'b.com', A: unseen(), AAAA: unseen() }), ['private-address', 'unknown']],
  'no address at all, which mx-resolves tells': [of(host('mx.shop.com', [])), 'no-addresses'],
})
