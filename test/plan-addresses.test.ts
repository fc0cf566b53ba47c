import assert from 'node:assert/strict'
import test from 'node:test'
import { planAddresses, readAddresses } from '../src/plan-addresses.ts'
import { registry } from './support/registry.ts'

const question = { targets: ['192.0.2.1'], neighbours: false, only: [], skip: [] }
const names = (typed: string) => {
  const read = readAddresses(typed)
  return 'fault' in read ? read.fault : read.map(({ name }) => name)
}

test('a plain question asks the lists of tier core', () => {
  const planned = planAddresses(question, registry, [])
  assert.ok(!('usage' in planned))
  assert.deepEqual(planned.targets, [{ kind: 'address', family: 4, name: '192.0.2.1', display: '192.0.2.1' }])
  assert.deepEqual(planned.asked.lists, { tier: 'core', zones: [], dead: false })
})

test('addresses typed twice, in whatever form, are one', () => {
  const planned = planAddresses(
    { ...question, targets: ['2001:DB8:0::1', '[2001:db8::1]', '::ffff:192.0.2.1', '192.0.2.1'] },
    registry,
    [],
  )
  assert.deepEqual(!('usage' in planned) && planned.targets.map(({ name }) => name), ['2001:db8::1', '192.0.2.1'])
})

/** RFC 4632 section 3.1: the network is all addresses that share the first bits. */
const understood: Record<string, readonly string[]> = {
  ' 192.0.2.7 ': ['192.0.2.7'],
  '192.0.2.7/32': ['192.0.2.7'],
  '192.0.2.7/30': ['192.0.2.4', '192.0.2.5', '192.0.2.6', '192.0.2.7'],
  '192.0.255.255/31': ['192.0.255.254', '192.0.255.255'],
  '192.0.2.200/28': Array.from({ length: 16 }, (_, i) => `192.0.2.${192 + i}`),
  '2001:db8::ffff/127': ['2001:db8::fffe', '2001:db8::ffff'],
  '[IPv6:2001:db8::1]': ['2001:db8::1'],
}
for (const [typed, expected] of Object.entries(understood))
  test(`${typed} is understood`, () => assert.deepEqual(names(typed), expected))

const refused: Record<string, RegExp> = {
  'mail.shop.example':
    /is a name, not an address: relaycheck domain mail\.shop\.example .* --from-spf mail\.shop\.example /,
  '10.0.0.0/8': /is more than 16 addresses.*no larger than \/28\.$/,
  '192.0.2.0/27': /more than 16 addresses/,
  '2001:db8::/64': /no larger than \/124\.$/,
  '192.0.2.1/33': /the number after \/ is from 0 to 32\.$/,
  '192.0.2.1/': /the number after \/ is from 0 to 32/,
  '192.0.2.1/28/28': /is not an IPv4 or IPv6 address/,
  'fe80::1%eth0': /has a zone id/,
  '192.0.2': /is not an IPv4 or IPv6 address: relaycheck ip 192\.0\.2\.1$/,
  '192.0.2.01': /is not an IPv4 or IPv6 address/,
  '300.1.1.1': /is not an IPv4 or IPv6 address/,
  '': /is not an IPv4 or IPv6 address/,
}
for (const [typed, says] of Object.entries(refused))
  test(`"${typed}" is refused`, () => assert.match(String(names(typed)), says))

test('one report is about 60 addresses at most: at 5 questions a second they are asked within the deadline of 60 s', () => {
  const typed = (count: number) => Array.from({ length: count }, (_, i) => `32.60.0.${i}`)
  const planned = (count: number) => planAddresses({ ...question, targets: typed(count) }, registry, [])
  assert.ok(!('usage' in planned(60)))
  const refused = planned(61)
  assert.match(
    'usage' in refused ? refused.usage : '',
    /^relaycheck: 61 addresses are more than the 60 that one report is about.*--format jsonl/,
  )
})

test('the HELO name stays as typed, since what is wrong with it is judged', () => {
  const planned = planAddresses({ ...question, helo: 'local_host' }, registry, [])
  assert.equal(!('usage' in planned) && planned.asked.helo, 'local_host')
})
