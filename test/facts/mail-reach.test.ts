import assert from 'node:assert/strict'
import test from 'node:test'
import { borderField, from, inWorld, type MessageWorld, messageFacts, returnPath } from '../support/path-facts.ts'

const of = async (world: MessageWorld) =>
  (await messageFacts(world)).mailReach.map(({ role, domain, state }) => [role, domain, state])

/** What stands at shop.example, and whether it can receive. */
const states: Record<string, [zone: string, state: string, blindAt?: MessageWorld['blindAt']]> = {
  'an MX whose host has an address': ['shop.example MX 10 mx.shop.example\nmx.shop.example A 192.0.2.1', 'answers'],
  'an MX whose host has only IPv6': ['shop.example MX 10 mx.shop.example\nmx.shop.example AAAA 2001:db8::1', 'answers'],
  'the second of two hosts': [
    'shop.example MX 10 mx1.shop.example\nshop.example MX 20 mx2.shop.example\nmx2.shop.example A 192.0.2.1',
    'answers',
  ],
  'no MX, an address (RFC 5321 section 5.1)': ['shop.example A 192.0.2.1', 'answers'],
  'no MX, an IPv6 address': ['shop.example AAAA 2001:db8::1', 'answers'],
  'null MX': ['shop.example MX 0 .\nshop.example A 192.0.2.1', 'null-mx'],
  'no such name': ['example SOA ns.example dns.example', 'no-such-name'],
  'neither MX nor address': ['shop.example TXT "hello"', 'no-address'],
  'an MX to a host without an address, though the domain has one': [
    'shop.example MX 10 mx.shop.example\nmx.shop.example TXT "x"\nshop.example A 192.0.2.1',
    'no-address',
  ],
  'MX unseen': ['shop.example A 192.0.2.1', 'unseen', { 'MX shop.example': 'timeout' }],
  'addresses unseen': [
    'shop.example TXT "hello"',
    'unseen',
    { 'A shop.example': 'server-failure', 'AAAA shop.example': 'server-failure' },
  ],
  'one family unseen, the other there': ['shop.example A 192.0.2.1', 'answers', { 'AAAA shop.example': 'timeout' }],
  'one family unseen, the other not there': [
    'shop.example TXT "hello"',
    'unseen',
    { 'AAAA shop.example': 'server-failure' },
  ],
}
for (const [name, [zone, state, blindAt]] of Object.entries(states))
  test(`mailReach: ${name}: ${state}`, async () => {
    assert.deepEqual(await of({ zone, ...(blindAt && { blindAt }) }), [
      ['return-path', 'shop.example', state],
      ['from', 'shop.example', state],
    ])
  })

test('mailReach: return path and From are looked at apart', async () => {
  const header = [returnPath('b@bounce.relay.example'), borderField, from('news@shop.example')]
  assert.deepEqual(await of({ zone: 'shop.example A 192.0.2.1\nrelay.example A 192.0.2.2', header }), [
    ['return-path', 'bounce.relay.example', 'no-such-name'],
    ['from', 'shop.example', 'answers'],
  ])
})

test('mailReach: where answers are asked for at another domain, that one is looked at', async () => {
  const to = (address: string) => [returnPath(''), borderField, from('news@shop.example'), `Reply-To: ${address}`]
  const zone = 'shop.example A 192.0.2.1\nhelp.example MX 0 .'
  assert.deepEqual(await of({ zone, header: to('Help <a@help.example>') }), [
    ['from', 'shop.example', 'answers'],
    ['reply-to', 'help.example', 'null-mx'],
  ])
  assert.deepEqual(await of({ zone, header: to('help@shop.example') }), [['from', 'shop.example', 'answers']])
  assert.deepEqual(await of({ zone, header: to('nobody') }), [['from', 'shop.example', 'answers']])
})

test('mailReach: the null sender is to be answered by nobody, and without an author there is no From to answer', async () => {
  const header = [returnPath(''), borderField, from('news@shop.example')]
  assert.deepEqual(await of({ zone: 'shop.example A 192.0.2.1', header }), [['from', 'shop.example', 'answers']])
  assert.deepEqual(await of({ header: [returnPath(''), borderField] }), [])
})

test('mailReach: hundreds of exchanges are not all asked about', async () => {
  const zone = Array.from({ length: 100 }, (_, i) => `shop.example MX ${i} mx${i}.shop.example`).join('\n')
  const { facts, questions } = await inWorld({ zone })
  assert.equal(facts.mailReach[0]?.state, 'unseen', 'those not asked about may have addresses')
  assert.equal(questions.filter((question) => question.includes('mx')).length, 20)
  const answering = await messageFacts({ zone: `${zone}\nmx3.shop.example A 192.0.2.1` })
  assert.equal(answering.mailReach[0]?.state, 'answers')
})
