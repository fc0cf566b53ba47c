import assert from 'node:assert/strict'
import test from 'node:test'
import { checksFor } from '../../src/checks/index.ts'
import { lookAt } from '../../src/commands/look.ts'
import { ofOwnAddress, ownAddressPlans } from '../../src/commands/own-address.ts'
import type { Machine } from '../../src/core/machine.ts'
import type { Postfix, Route } from '../../src/core/mta.ts'
import { memoryWorld } from '../support/memory-dns.ts'
import { memoryMachine } from '../support/memory-machine.ts'

const route = (kind: Route['kind'], sender = 'me@shop.example') => ({ kind, sender, hops: [] }) as unknown as Route
const postfix = (routes: Route[], protocols = 'all', helo = 'mail.shop.example') =>
  ({
    routes,
    heloName: { value: helo, from: 'main.cf' },
    inetProtocols: { value: protocols, from: 'main.cf' },
    origin: { value: 'shop.example', from: 'main.cf' },
  }) as unknown as Postfix
const machine = (...addresses: string[]) => memoryMachine({}, { self: { uid: 0, hostname: 'mail', addresses } })
const plans = (instances: Postfix[], chosen: typeof ofOwnAddress, on: Machine, senders: string[] = []) => {
  const made = ownAddressPlans(instances, { senders, chosen }, on)
  assert.ok(!('usage' in made), 'usage' in made ? made.usage : '')
  return made
}
const own = '198.20.69.5'

test('mail that goes out directly: the public addresses of the machine, and SPF at the domains of those who send', () => {
  const [address, spf, ...more] = plans(
    [postfix([route('direct'), route('direct', ''), route('direct', 'root@shop.example')])],
    ofOwnAddress,
    machine('127.0.0.1', '10.0.0.7', own, 'fe80::1', '2a01:7e00::5'),
  )
  assert.deepEqual(more, [])
  assert.deepEqual(
    address?.targets.map(({ name }) => name),
    [own, '2a01:7e00::5'],
  )
  assert.equal(address?.asked.helo, 'mail.shop.example')
  assert.deepEqual(
    spf?.targets.map(({ name }) => name),
    ['shop.example'],
  )
  assert.deepEqual(
    spf?.checks.map(({ id }) => id),
    ['spf-authorises'],
  )
  assert.deepEqual(spf?.asked.addresses, [own, '2a01:7e00::5'])
})

test('SPF is judged at the domains of the senders that are named, and else at that of local mail', () => {
  const domains = (senders: string[]) =>
    plans([postfix([route('direct')])], ofOwnAddress, machine(own), senders)[1]?.targets.map(({ name }) => name)
  assert.deepEqual(domains([]), ['shop.example'])
  assert.deepEqual(domains(['a@Other.example', '<b@third.example>', '<>']), ['other.example', 'third.example'])
  assert.equal(domains(['<>']), undefined)
})

test('only the family that Postfix uses', () => {
  const [address] = plans([postfix([route('direct')], 'ipv4')], ofOwnAddress, machine(own, '2a01:7e00::5'))
  assert.deepEqual(
    address?.targets.map(({ name }) => name),
    [own],
  )
})

test('nothing where all goes through a relay, behind NAT, and below another root', () => {
  const direct = [postfix([route('direct')])]
  assert.deepEqual(plans([postfix([route('relay')])], ofOwnAddress, machine(own)), [])
  assert.deepEqual(plans(direct, ofOwnAddress, machine('10.0.0.7')), [])
  assert.deepEqual(plans(direct, ofOwnAddress, memoryMachine({}, { root: '/backup' })), [])
  assert.deepEqual(plans([], ofOwnAddress, machine(own)), [])
})

test('what is not chosen is not looked at; a name that is none is no HELO to judge SPF by', () => {
  const direct = [postfix([route('direct')], 'all', 'box')]
  assert.deepEqual(plans(direct, [], machine(own)), [])
  const ptr = checksFor.address.filter(({ id }) => id === 'ip-ptr')
  const [address, ...more] = plans(direct, ptr, machine(own))
  assert.deepEqual(more, [])
  assert.deepEqual(address?.checks, ptr)
  const [spf] = plans(
    direct,
    ofOwnAddress.filter(({ id }) => id === 'spf-authorises'),
    machine(own),
  )
  assert.equal(spf?.asked.helo, undefined)
})

test("SPF of the sender's domain decides on the machine's own address", async () => {
  const [spf] = plans(
    [postfix([route('direct')])],
    ofOwnAddress.filter(({ id }) => id === 'spf-authorises'),
    machine(own),
  )
  const zone = (record: string) =>
    memoryWorld(`. SOA ns.example. d.example. 1 2 3 4 5\nshop.example TXT ${record}\nmail.shop.example A ${own}`)
  const judged = async (record: string) => {
    const { targets, ...plan } = spf as NonNullable<typeof spf>
    const [target] = targets
    assert.ok(target)
    return (await lookAt(target, plan, zone(record))).map(({ id }) => id)
  }
  assert.deepEqual(await judged(`"v=spf1 ip4:${own} -all"`), ['spf-authorises/authorised'])
  assert.deepEqual(await judged('"v=spf1 -all"'), ['spf-authorises/not-authorised'])
})
