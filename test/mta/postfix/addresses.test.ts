import assert from 'node:assert/strict'
import test from 'node:test'
import { recipientKeys, senderKeys } from '../../../src/mta/postfix/addresses.ts'

const use = { delimiter: '+-', isLocal: (domain: string) => domain === 'here.example' }
const sender = (address: string) => senderKeys(address, use).map(({ key, part }) => (part ? `(${key})` : key))
const recipient = (address: string, dotted = true) => recipientKeys(address, use, dotted).map(({ key }) => key)

test('a sender: the address, without extension, its domain', () => {
  assert.deepEqual(sender('a+b@there.example'), ['a+b@there.example', '(a@there.example)', '(@there.example)'])
  assert.deepEqual(sender('a@there.example'), ['a@there.example', '(@there.example)'])
})

test('a sender here: also the user alone', () => {
  assert.deepEqual(sender('a+b@here.example'), [
    ...['a+b@here.example', '(a@here.example)', '(a+b)', '(a)', '(@here.example)'],
  ])
})

test('a local part that needs quotes is looked up in them first', () => {
  assert.deepEqual(sender('a b@there.example'), ['"a b"@there.example', 'a b@there.example', '(@there.example)'])
})

test('the null sender is what its key says, and no domain', () => {
  assert.deepEqual(sender('<>'), ['"<>"', '<>'])
})

test('some names have no extension', () => {
  assert.deepEqual(sender('owner-list@there.example'), ['owner-list@there.example', '(@there.example)'])
  assert.deepEqual(sender('list-request@there.example'), ['list-request@there.example', '(@there.example)'])
  assert.deepEqual(sender('double-bounce@there.example')[1], '(@there.example)')
  assert.deepEqual(sender('+b@there.example')[1], '(@there.example)')
})

test('a recipient: the address, its domain, those above it with a dot, then *', () => {
  assert.deepEqual(recipient('x@a.b.example'), ['x@a.b.example', 'a.b.example', '.b.example', '.example', '*'])
})

test('a recipient where parents match without a dot', () => {
  assert.deepEqual(recipient('x@a.b.example', false), ['x@a.b.example', 'a.b.example', 'b.example', 'example', '*'])
})
