import assert from 'node:assert/strict'
import test from 'node:test'
import type { Finding } from '../../src/core/finding.ts'
import { pool } from '../../src/formats/pool.ts'
import { blindFinding, finding, report } from '../support/reports.ts'

const clear = finding('ip-listed/clear', 'pass', 'not listed', {
  about: { zone: 'zen.spamhaus.org', tier: 'core', state: 'not-listed' },
})
const refused = (tier: string) =>
  finding('ip-listed/not-asked', 'skip', 'bl.example refused', {
    about: { zone: 'bl.example', tier, state: 'refused' },
  })
const listed = finding('ip-listed/listed', 'fail', 'ZEN lists it')

const judged: Record<string, [Finding[], string]> = {
  'nothing against it': [[clear], 'fit\tnothing known against it'],
  'a warning is no reason': [
    [clear, finding('ip-ptr-own/generic', 'warn', 'a default name')],
    'fit\tnothing known against it',
  ],
  'a listing that receivers act on': [[clear, listed], 'pull\tZEN lists it'],
  'no name': [[finding('ip-ptr/none', 'fail', 'it has no name'), clear], 'pull\tit has no name'],
  'a fail before what is not seen': [
    [blindFinding('ip-ptr', { reason: 'timeout', detail: 'x' }), listed],
    'pull\tZEN lists it',
  ],
  'a core list that refused': [[clear, refused('core')], 'unknown\tbl.example refused'],
  'a list of no weight that refused': [[clear, refused('context')], 'fit\tnothing known against it'],
  'the reverse DNS was not seen': [
    [blindFinding('ip-ptr', { reason: 'timeout', detail: '192.0.2.53 did not answer' }), clear],
    'unknown\t192.0.2.53 did not answer',
  ],
  'its HELO name is listed, which another address would share': [
    [clear, finding('domain-listed/listed', 'fail', 'the DBL lists mail.example')],
    'fit\tnothing known against it',
  ],
}
for (const [name, [findings, line]] of Object.entries(judged))
  test(`--pool: ${name}`, () =>
    assert.equal(pool(report({ '192.0.2.1': { address: findings } })), `192.0.2.1\t${line}\n`))

test('--pool: a line for each address, in the order asked', () =>
  assert.equal(
    pool(report({ '2001:db8::1': { address: [clear], lists: [listed] }, '192.0.2.1': { lists: [clear] } })),
    '2001:db8::1\tpull\tZEN lists it\n192.0.2.1\tfit\tnothing known against it\n',
  ))
