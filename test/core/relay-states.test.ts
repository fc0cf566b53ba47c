import assert from 'node:assert/strict'
import test from 'node:test'
import { digitsIn, inDefaultForm, returnPathState, trackingState } from '../../src/core/relay-states.ts'
import { noData, noSuchName, records, unseen } from '../support/answers.ts'

const name = 'em1.shop.example'
const record = { name, known: 'option' } as const
const scheme = { kind: 'cname', pattern: /^em\d{1,4}$/, targets: [/^return\.relay\.example$/] } as const

test('relay states: digits go from one default form to the other and back, and nowhere else', () => {
  assert.equal(inDefaultForm(scheme, '4711'), 'em4711')
  assert.equal(digitsIn(scheme, 'em4711'), '4711')
  assert.equal(digitsIn(scheme, 'em47110'), undefined)
  assert.equal(digitsIn(scheme, 'news1'), undefined)
  assert.equal(inDefaultForm(scheme, '47110'), undefined)
  assert.equal(inDefaultForm({ kind: 'unknown' }, '1'), undefined)
  assert.equal(inDefaultForm({ ...scheme, pattern: /^[a-z]{32}$/ }, '1'), undefined)
})

test('relay states: a name that does not exist is missing, whatever was not seen of it (RFC 8020)', () => {
  const answers = { CNAME: noSuchName(name, 'CNAME'), A: unseen(), AAAA: unseen() }
  assert.deepEqual(returnPathState({ ...record, answers }, scheme), { is: 'missing' })
})

test('relay states: a name that exists may hold what was not seen', () => {
  const answers = { CNAME: noData(name, 'CNAME'), A: unseen('timeout'), AAAA: noData(name, 'AAAA') }
  assert.equal(returnPathState({ ...record, answers }, scheme)?.is, 'unseen')
})

test('relay states: the alias is known by any answer that came over it', () => {
  const aliases = [{ from: name, to: 'return.relay.example', kind: 'CNAME' as const, ttl: 60 }]
  const answers = { CNAME: unseen(), A: records(name, 'A', ['192.0.2.1'], { aliases }) }
  assert.deepEqual(returnPathState({ ...record, answers }, scheme), { is: 'points', to: 'return.relay.example' })
})

test('relay states: a relay that keeps bounces to itself has no such name', () => {
  assert.equal(returnPathState({ ...record, answers: {} }, { kind: 'relay' }), undefined)
})

test('relay states: a target counts whole, not by how it begins or ends', () => {
  const tracking = { label: 'link', target: 'track.relay.example', also: ['eu.relay.example'] }
  const to = (target: string) =>
    trackingState({ ...record, answers: { CNAME: records(name, 'CNAME', [target]) } }, tracking).is
  assert.deepEqual(
    ['track.relay.example', 'eu.relay.example', 'track.relay.example.evil.example', 'xtrack.relay.example'].map(to),
    ['points', 'points', 'elsewhere', 'elsewhere'],
  )
})
