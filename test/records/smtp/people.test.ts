import assert from 'node:assert/strict'
import test from 'node:test'
import { onlyDomains, withoutLocals } from '../../../src/records/smtp/people.ts'

test('of addresses their domains are left', () => {
  assert.equal(
    onlyDomains('550 <bob@far.example>: ask a.b+c@x.example or carol%40y.example'),
    '550 <…@far.example>: ask …@x.example or …%40y.example',
  )
  assert.equal(onlyDomains('nobody is at 12:00 @ work'), 'nobody is at 12:00 @ work')
})

test('what stands before the @ goes where it is a word of its own', () => {
  assert.equal(
    withoutLocals('no bobsled, Bob, for info', ['bob@x.example', 'info@x.example']),
    'no bobsled, …, for info',
  )
})
