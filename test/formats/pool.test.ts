import assert from 'node:assert/strict'
import test from 'node:test'
import type { Finding } from '../../src/core/finding.ts'
import { pool } from '../../src/formats/pool.ts'
import { blindFinding, finding, report } from '../support/reports.ts'

const clear = finding('ip-listed/clear', 'pass', 'not listed', {
  about: { zone: 'zen.spamhaus.org', tier: 'core', decides: true, state: 'not-listed' },
})
/** What must have been seen of an address before anybody calls it fit, save what a list says. */
const seen = [
  finding('ip-routable/public', 'pass', 'a public address'),
  finding('ip-ptr/present', 'pass', 'it has a name'),
  finding('ip-forward-confirmed/confirmed', 'pass', 'the name leads back'),
]
const without = (check: string) => seen.filter((one) => one.check !== check)
const refused = (tier: string) =>
  finding('ip-listed/not-asked', 'skip', 'bl.example refused', {
    about: { zone: 'bl.example', tier, state: 'refused' },
  })
const listed = finding('ip-listed/listed', 'fail', 'ZEN lists it')

const judged: Record<string, [Finding[], string]> = {
  'nothing against it': [[...seen, clear], 'fit\tnothing known against it'],
  'an entry that is no fail': [
    [...seen, finding('ip-listed/unheeded', 'info', 'x', { about: { decides: true, state: 'listed' } })],
    'fit\tnothing known against it',
  ],
  'a warning is no reason': [
    [...seen, clear, finding('ip-ptr-own/generic', 'warn', 'a default name')],
    'fit\tnothing known against it',
  ],
  'a listing that receivers act on': [[clear, listed], 'pull\tZEN lists it'],
  'no name': [[finding('ip-ptr/none', 'fail', 'it has no name'), clear], 'pull\tit has no name'],
  'a fail before what is not seen': [
    [blindFinding('ip-ptr', { reason: 'timeout', detail: 'x' }), listed],
    'pull\tZEN lists it',
  ],
  'a core list that refused': [[...seen, clear, refused('core')], 'unknown\tbl.example refused'],
  'a core list that speaks for addresses was silent': [
    [
      ...seen,
      clear,
      finding('ip-allow-listed/unanswered', 'skip', 'dnswl.org was silent', {
        about: { zone: 'list.dnswl.org', tier: 'core', state: 'unreachable' },
      }),
    ],
    'unknown\tdnswl.org was silent',
  ],
  'a list of no weight that refused': [[...seen, clear, refused('context')], 'fit\tnothing known against it'],
  'a core list that was asked for and not asked': [
    [...seen, clear, finding('ip-listed/unanswered', 'skip', 'no key', { about: { tier: 'core', state: 'skipped' } })],
    'unknown\tno key',
  ],
  'nobody looked whether it is public': [
    [...without('ip-routable'), clear],
    'unknown\tip-routable was not among the checks of this run',
  ],
  'nobody looked at its name': [[...without('ip-ptr'), clear], 'unknown\tip-ptr was not among the checks of this run'],
  'nobody looked where its name leads': [
    [...without('ip-forward-confirmed'), clear],
    'unknown\tip-forward-confirmed was not among the checks of this run',
  ],
  'no list was asked': [seen, 'unknown\tSpamhaus ZEN was not asked, and no other list stands in for it'],
  'other lists alone were asked': [
    [...seen, finding('ip-listed/clear', 'pass', 'x', { about: { tier: 'core', state: 'not-listed' } })],
    'unknown\tSpamhaus ZEN was not asked, and no other list stands in for it',
  ],
  'an address that the check has nothing to say about': [
    [finding('ip-listed/not-applicable', 'skip', '10.0.0.1 is a private address')],
    'unknown\t10.0.0.1 is a private address',
  ],
  'the reverse DNS was not seen': [
    [blindFinding('ip-ptr', { reason: 'timeout', detail: '192.0.2.53 did not answer' }), clear],
    'unknown\t192.0.2.53 did not answer',
  ],
  'its HELO name is listed, which another address would share': [
    [...seen, clear, finding('domain-listed/listed', 'fail', 'the DBL lists mail.example')],
    'fit\tnothing known against it',
  ],
}
for (const [name, [findings, line]] of Object.entries(judged))
  test(`--pool: ${name}`, () =>
    assert.equal(pool(report({ '192.0.2.1': { address: findings } })), `192.0.2.1\t${line}\n`))

test('--pool: a line for each address, in the order asked', () =>
  assert.equal(
    pool(
      report({ '2001:db8::1': { address: [clear], lists: [listed] }, '192.0.2.1': { address: seen, lists: [clear] } }),
    ),
    '2001:db8::1\tpull\tZEN lists it\n192.0.2.1\tfit\tnothing known against it\n',
  ))
