import assert from 'node:assert/strict'
import test from 'node:test'
import { checksFor } from '../src/checks/index.ts'
import { planMessage } from '../src/plan-message.ts'

const plain = { file: 'mail.eml', bulk: false, only: [], skip: [] }
const plan = (more: Partial<Parameters<typeof planMessage>[0]> = {}) =>
  planMessage({ ...plain, ...more }, checksFor.message, [])

test('a message is asked about as it is called, and the core lists about its links', () => {
  const planned = plan()
  assert.ok(!('usage' in planned))
  assert.deepEqual(planned.targets, [{ kind: 'message', name: 'mail.eml', display: 'mail.eml' }])
  assert.equal(planned.asked.lists?.tier, 'core')
  assert.deepEqual(planned.asked.message, {})
  assert.equal(planned.asked.bulk, undefined)
})

test('standard input is called so', () => {
  const planned = plan({ file: '-' })
  assert.ok(!('usage' in planned))
  assert.equal(planned.targets[0]?.display, 'standard input')
})

test('what is known of the message is read once', () => {
  const receivedAt = new Date('2026-11-01T00:00:00Z')
  const planned = plan({
    ip: '[2001:DB8::1]',
    helo: 'Mail.Shop.Example.',
    sender: '<me@Shop.Example>',
    authservId: 'MX.Example.com',
    receivedAt,
    bulk: true,
  })
  assert.ok(!('usage' in planned))
  assert.deepEqual(planned.asked.message, {
    ip: '2001:db8::1',
    helo: 'mail.shop.example',
    sender: 'me@shop.example',
    receivedAt,
    authservId: 'mx.example.com',
  })
  assert.equal(planned.asked.bulk, true)
})

test('the null sender is one too', () => {
  const planned = plan({ sender: '<>' })
  assert.ok(!('usage' in planned))
  assert.equal(planned.asked.message?.sender, '')
})

for (const [name, more, says] of [
  ['an address that is none', { ip: 'mail.example' }, /--ip takes one IPv4 or IPv6 address/],
  ['a name that is none', { authservId: 'two words' }, /--authserv-id takes what stands first/],
  ['a sender without a domain', { sender: 'me' }, /--sender takes an address/],
  ['a pattern that fits nothing', { only: ['mta-*'] }, /--only "mta-\*" fits no check/],
] as const)
  test(`asked wrongly: ${name}`, () => {
    const planned = plan(more)
    assert.ok('usage' in planned)
    assert.match(planned.usage, says)
  })
