import assert from 'node:assert/strict'
import check from '../../../src/checks/session/relay-speed.ts'
import type { Finding } from '../../../src/core/finding.ts'
import { cases } from '../../support/cases.ts'
import { relayFacts } from '../../support/session-facts.ts'
import { broken, said, session, sessionFor, unconnected } from '../../support/sessions.ts'

const stepsOf = (finding: Finding | undefined) => {
  const table = finding?.evidence?.find(({ kind }) => kind === 'table')
  return table?.kind === 'table' ? table.rows.map(([step]) => step) : undefined
}
const full = {
  address: '192.0.2.1',
  port: 465,
  tls: 'implicit',
  login: { user: 'u' },
  envelopes: [{ sender: '', recipients: ['a@shop.example'] }],
} as const

cases(check, {
  'quick, each step in its order': [
    relayFacts(session()),
    'quick',
    ([finding]) => {
      assert.deepEqual(stepsOf(finding), [
        'connecting',
        'the greeting',
        'EHLO',
        'STARTTLS',
        'the TLS handshake',
        'EHLO inside TLS',
      ])
      assert.match(finding?.says ?? '', /took 130 ms for all; the longest step, the TLS handshake, took 40 ms\.$/)
    },
  ],
  'with TLS first, a login and an envelope': [
    relayFacts(sessionFor(full)),
    'quick',
    ([finding]) =>
      assert.deepEqual(stepsOf(finding), [
        'connecting',
        'the TLS handshake',
        'the greeting',
        'EHLO',
        'the login',
        'MAIL FROM:<>',
        'RCPT TO:<a@shop.example>',
      ]),
  ],
  slow: [
    relayFacts(session({ greeting: { ...said(220), ms: 15_240 }, helloAgain: { ...said(250), ms: 5001 } })),
    'slow',
    ([finding]) => {
      assert.match(finding?.says ?? '', /is slow: the greeting took 15\.2 s, EHLO inside TLS took 5\.0 s\./)
      assert.equal(finding?.verdict, 'info')
    },
  ],
  'five seconds are not yet slow': [relayFacts(session({ greeting: { ...said(220), ms: 5000 } })), 'quick'],
  'what never came is no slow step, and no quick one': [
    relayFacts(
      session({ hello: broken('silent', 30_000), starttls: undefined, encrypted: undefined, helloAgain: undefined }),
    ),
    'unknown',
    ([finding]) => assert.deepEqual(stepsOf(finding), ['connecting', 'the greeting']),
  ],
  'a recipient that was never answered': [
    relayFacts(
      session({
        envelopes: [
          { sender: '', mail: said(250), recipients: [{ recipient: 'a@b.example', rcpt: broken('silent') }] },
        ],
      }),
    ),
    'unknown',
  ],
  'each address by itself': [
    relayFacts(session(), session({ address: '192.0.2.2', greeting: { ...said(220), ms: 9000 } })),
    ['quick', 'slow'],
  ],
  'nothing is open': [relayFacts(unconnected(full, 'refused')), 'not-applicable'],
  'nothing was heard': [relayFacts(unconnected(full, 'silent')), 'unknown'],
})
