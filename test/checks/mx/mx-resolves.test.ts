import assert from 'node:assert/strict'
import check from '../../../src/checks/mx/mx-resolves.ts'
import type { MxHost } from '../../../src/core/mx.ts'
import { unseen } from '../../support/answers.ts'
import { cases } from '../../support/cases.ts'
import { host, mxOf, neverAsked, noMailServer, parked, shopSite } from '../../support/mx-facts.ts'

const of = (...mxHosts: MxHost[]) => ({ ...shopSite, mx: mxOf(mxHosts.map((one, i) => `${i} ${one.host}`)), mxHosts })
const both = host('mx1.shop.com', ['8.8.4.4', '2001:4860::1'])
const four = host('mx2.shop.com', ['8.8.8.8'])
const six = host('mx3.shop.com', ['2001:4860::3'])
const none = host('mx4.shop.com', [])
const deaf = { host: 'mx5.shop.com', A: unseen(), AAAA: unseen() }

cases(check, {
  'both families': [of(both), 'resolves'],
  'all lead nowhere, and parked': [{ ...of(none), ...parked }, 'all-dangling', noMailServer],
  'one leads nowhere, and parked': [{ ...of(both, none), ...parked }, 'dangling', noMailServer],
  'IPv6 alone, and parked': [{ ...of(six), ...parked }, 'ipv6-only', noMailServer],
  'IPv4 alone is enough': [of(four), 'resolves'],
  'IPv6 alone': [of(six), 'ipv6-only'],
  'IPv6 alone beside one with IPv4': [of(six, four), 'resolves'],
  'one leads nowhere': [
    of(both, none),
    'dangling',
    ([finding]) => assert.deepEqual(finding?.about.hosts, ['mx4.shop.com']),
  ],
  'one leads nowhere, the other has IPv6 alone': [of(six, none), ['dangling', 'ipv6-only']],
  'all lead nowhere': [of(none), 'all-dangling'],
  'a name that is not of public DNS leads nowhere': [
    of(both, neverAsked('mail.corp.local')),
    'dangling',
    ([finding]) => {
      const [note] = finding?.evidence ?? []
      assert.match(note?.kind === 'note' ? note.text : '', /^names below local .*RFC 6762/)
    },
  ],
  'only such names': [of(neverAsked('a.invalid'), neverAsked('b.onion')), 'all-dangling'],
  'such a name, which a zone file knows': [of(host('mail.corp.local', ['10.0.0.1'])), 'resolves'],
  'localhost leads everybody to themselves, which mx-public tells': [of(neverAsked('localhost')), 'resolves'],
  'an address without its final dot, which mx-not-literal tells': [of(host('192.0.2.1.shop.com', [])), 'no-names'],
  'the same beside a host': [of(host('192.0.2.1.shop.com', []), both), 'resolves'],
  'one was not seen': [of(both, deaf), 'unknown'],
  'one was not seen, one leads nowhere': [of(none, deaf), ['dangling', 'unknown']],
  'one family was not seen, the other has addresses': [of({ ...six, A: unseen() }), 'resolves'],
  'one family was not seen, the other has none': [of({ ...none, AAAA: unseen() }), 'unknown'],
  'null MX': [{ ...shopSite, mx: mxOf(['0 .']), mxHosts: [] }, 'not-applicable'],
  'no MX': [{ ...shopSite, mx: mxOf([]), mxHosts: [] }, 'not-applicable'],
  'addresses in place of names, which mx-not-literal tells': [
    { ...shopSite, mx: mxOf(['10 192.0.2.1']), mxHosts: [] },
    'not-applicable',
  ],
})
