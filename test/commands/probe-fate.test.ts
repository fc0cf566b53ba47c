import assert from 'node:assert/strict'
import test from 'node:test'
import type { Looked } from '../../src/commands/look.ts'
import { fates } from '../../src/commands/probe-fate.ts'
import { blind, seen } from '../../src/core/observation.ts'
import type { ProbeSent } from '../../src/core/probe.ts'
import { session } from '../support/sessions.ts'

const to = (display: string, sent?: Partial<ProbeSent>): Looked => {
  const whole: ProbeSent = {
    letter: { token: 'a', id: 'a', subject: 'a', octets: 1, given: false },
    at: new Date(0),
    via: 'relay',
    sessions: [{ ...session(), sent: 'yes', host: 'mail.relay.example' }],
    outcome: 'accepted',
    stage: 'end',
    ...sent,
  }
  return {
    target: { kind: 'probe', name: display, display },
    findings: [],
    gathered: { probeSent: sent ? seen(whole) : blind({ reason: 'bug', detail: 'x' }) },
  }
}

test('before anything was begun nothing went out', () => assert.deepEqual(fates([]), ['No message went out.']))

test('what a server has not taken did not go out', () => {
  for (const outcome of ['rejected', 'deferred', 'not-sent'] as const)
    assert.deepEqual(fates([to('a@there.example', { outcome })]), ['No message went out.'])
})

test('what a server has is told, by its name for it', () =>
  assert.deepEqual(fates([to('a@there.example', { queueId: '4XyZ01' }), to('b@there.example', {})]), [
    'The message to a@there.example was accepted by mail.relay.example as 4XyZ01.',
    'The message to b@there.example was accepted by mail.relay.example.',
  ]))

test('what nobody can know is said to be unknown', () => {
  const [perhaps = '', bug = ''] = fates([to('a@there.example', { outcome: 'perhaps' }), to('b@there.example')])
  assert.match(perhaps, /^It is not known whether mail\.relay\.example has the message to a@there\.example/)
  assert.equal(bug, 'It is not known whether the message to b@there.example went out.')
})

test('one that went out, beside one that did not', () =>
  assert.deepEqual(fates([to('a@there.example', { outcome: 'rejected' }), to('b@there.example', {})]), [
    'The message to b@there.example was accepted by mail.relay.example.',
  ]))

test('what a server says moves no cursor', () => {
  const [line = ''] = fates([to('a@there.example', { queueId: '\u001b[2J' })])
  assert.match(line, /^[ -~\u2400-\u2421]+$/)
})
