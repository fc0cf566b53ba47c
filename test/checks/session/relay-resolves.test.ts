import assert from 'node:assert/strict'
import check from '../../../src/checks/session/relay-resolves.ts'
import type { RelayHost } from '../../../src/core/session.ts'
import { noData, noSuchName, records, unseen } from '../../support/answers.ts'
import { cases } from '../../support/cases.ts'
import { askedOf } from '../../support/session-facts.ts'
import { relayProfile, relayTarget } from '../../support/sessions.ts'

const name = 'mail.relay.example'
const A = records(name, 'A', ['192.0.2.1'])
const AAAA = records(name, 'AAAA', ['2001:db8::1'])
const of = (answers: RelayHost['answers'], addresses: string[], more = 0, asked = askedOf()) => ({
  relay: relayTarget,
  relayHost: { answers, addresses, more },
  relayProfile: undefined,
  asked,
})

cases(check, {
  'both families': [
    of([A, AAAA], ['192.0.2.1', '2001:db8::1']),
    'resolves',
    ([finding]) => {
      assert.equal(finding?.says, 'mail.relay.example has 2 addresses: 192.0.2.1, 2001:db8::1.')
      assert.equal(finding?.evidence?.length, 2)
    },
  ],
  'one address': [
    of([A, noData(name, 'AAAA')], ['192.0.2.1']),
    'resolves',
    ([f]) => assert.match(f?.says ?? '', /has 1 address: 192\.0\.2\.1\.$/),
  ],
  'more than are tried': [
    of([A], ['192.0.2.1'], 3),
    'resolves',
    ([finding]) => assert.match(finding?.says ?? '', /has 4 addresses: 192\.0\.2\.1, and 3 more, which are not tried/),
  ],
  'localhost, which nobody is asked about': [of([], ['127.0.0.1', '::1']), 'resolves'],
  'an address': [
    { ...of([], ['192.0.2.1']), relay: { ...relayTarget, host: '192.0.2.1', literal: true } },
    'literal',
    ([finding]) => assert.equal(finding?.verdict, 'skip'),
  ],
  'no such name': [
    of([noSuchName(name, 'A'), noSuchName(name, 'AAAA')], []),
    'no',
    ([finding]) =>
      assert.match(finding?.says ?? '', /^mail\.relay\.example does not exist in DNS\. Nothing can be sent/),
  ],
  'a name that its relay documents': [
    {
      ...of([noSuchName(name, 'A'), noSuchName(name, 'AAAA')], []),
      relayProfile: relayProfile(),
    },
    'no',
    ([finding]) =>
      assert.match(finding?.fix ?? '', /^Ask another resolver \(--resolver ADDRESS\): Sendwell documents that name/),
  ],
  'a name without addresses': [
    of([noData(name, 'A'), noData(name, 'AAAA')], []),
    'no',
    ([finding]) => assert.match(finding?.says ?? '', /has no address in DNS/),
  ],
  'none of the family that was asked for': [
    of([noData(name, 'AAAA')], [], 0, askedOf({ family: 6 })),
    'no',
    ([finding]) => {
      assert.match(finding?.says ?? '', /has no IPv6 address in DNS/)
      assert.match(finding?.fix ?? '', /^Leave --ipv6 away\. .* an AAAA record/)
    },
  ],
  'none of the family of the address to connect from': [
    of([noData(name, 'AAAA')], [], 0, askedOf({ source: '2001:db8::7' })),
    'no',
    ([finding]) => {
      assert.match(finding?.says ?? '', /has no IPv6 address in DNS/)
      assert.match(finding?.fix ?? '', /^Leave --bind 2001:db8::7 away\. .* an AAAA record/)
    },
  ],
  'the name that does not exist at all, with a family': [
    of([noSuchName(name, 'A')], [], 0, askedOf({ family: 4 })),
    'no',
    ([finding]) => assert.doesNotMatch(finding?.fix ?? '', /--ipv4/),
  ],
  'one family was not seen, the other has addresses': [of([A, unseen()], ['192.0.2.1']), 'resolves'],
  'one family was not seen, the other has none': [of([noData(name, 'A'), unseen()], []), 'unknown'],
})
