import assert from 'node:assert/strict'
import test from 'node:test'
import { addressReach } from '../../src/facts/address-reach.ts'
import { heloName } from '../../src/facts/helo-name.ts'
import { gatherAbout, memoryWorld } from '../support/memory-dns.ts'

async function look(helo?: string, about = '32.60.0.7') {
  const world = memoryWorld('mail.shop.example A 32.60.0.7')
  const gathered = await gatherAbout(world, about, { addressReach, heloName }, helo === undefined ? {} : { helo })
  assert.ok(gathered.heloName?.seen)
  return { helo: gathered.heloName.value, questions: world.questions }
}

test('helo: a name with what it leads to, in the family of the address', async () => {
  const { helo, questions } = await look('Mail.Shop.example')
  assert.ok(helo?.kind === 'name')
  assert.deepEqual([helo.name, helo.display, helo.forward.kind], ['mail.shop.example', 'mail.shop.example', 'records'])
  assert.deepEqual(questions, ['A mail.shop.example'])
  assert.deepEqual((await look('mail.shop.example', '2a01:7e00::7')).questions, ['AAAA mail.shop.example'])
})

test('helo: none given, nobody asked', async () => {
  assert.deepEqual(await look(), { helo: undefined, questions: [] })
})

test('helo: an address in brackets is a literal, without them it is nothing (RFC 5321 section 4.1.3)', async () => {
  assert.deepEqual((await look('[32.60.0.7]')).helo, { kind: 'literal', text: '[32.60.0.7]', address: '32.60.0.7' })
  assert.deepEqual((await look('[IPv6:2A01:7E00::7]')).helo, {
    kind: 'literal',
    text: '[IPv6:2A01:7E00::7]',
    address: '2a01:7e00::7',
  })
  const { helo } = await look('32.60.0.7')
  assert.ok(helo?.kind === 'no-name' && helo.fault.includes('brackets'))
})

test('helo: what is no name is not asked about, and the fault says why', async () => {
  const faults: [string, RegExp][] = [
    ['localhost', /no dot/],
    ['', /empty/],
    ['mail server.shop.example', /" "/],
    ['mail_1.shop.example', /"_"/],
    ['a@shop.example', /"@"/],
    ['https://shop.example/', /":"/],
    ['shop..example', /DNS can carry/],
    ['\x1b[2Jshop.example', /\\u001b/],
    ['[mail.shop.example]', /"\["/],
    [`${'a'.repeat(64)}.example`, /DNS can carry/],
  ]
  for (const [typed, fault] of faults) {
    const { helo, questions } = await look(typed)
    assert.ok(helo?.kind === 'no-name', typed)
    assert.match(helo.fault, fault)
    assert.deepEqual(questions, [])
  }
})
