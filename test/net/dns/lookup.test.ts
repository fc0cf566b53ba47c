import assert from 'node:assert/strict'
import test from 'node:test'
import type { Answer } from '../../../src/net/dns/name-server.ts'
import { always, detailOf, good, name, openAgainst, reasonOf } from '../../support/dns-client.ts'

const verdicts: [what: string, answer: () => Answer, reason: string, detail?: string][] = [
  [
    'bogus: answered only with checking disabled',
    () => (q) => (q.checkingDisabled ? good : { rcode: 2, ede: [{ code: 6, text: '' }] }),
    'bogus',
    'the answer fails DNSSEC validation, says 192.0.2.53 (EDE 6: DNSSEC Bogus)',
  ],
  [
    'bogus: no extended error, the answer says it',
    () => (q) => (q.checkingDisabled ? good : { rcode: 2 }),
    'bogus',
    'the answer fails DNSSEC validation, says 192.0.2.53 (SERVFAIL)',
  ],
  [
    'down: no answer with checking disabled either',
    () => always({ rcode: 2 }),
    'server-failure',
    '192.0.2.53 failed to answer (SERVFAIL)',
  ],
  [
    'a failure that passes is none',
    () => {
      let plain = 0
      return (q) => (q.checkingDisabled || plain++ > 0 ? good : { rcode: 2 })
    },
    'records',
  ],
  [
    'silence with checking disabled tells nothing',
    () => (q) => (q.checkingDisabled ? undefined : { rcode: 2 }),
    'server-failure',
  ],
]
for (const [what, answer, reason, detail] of verdicts)
  test(`SERVFAIL: ${what}`, async (t) => {
    const { dns } = await openAgainst(t, { '192.0.2.53': answer() })
    const got = await dns(name, 'TXT')
    assert.equal(reasonOf(got), reason)
    if (detail !== undefined) assert.equal(detailOf(got), detail)
  })
