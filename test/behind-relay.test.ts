import assert from 'node:assert/strict'
import test from 'node:test'
import { behindRelay, onlyThrough } from '../src/behind-relay.ts'
import { checksFor } from '../src/checks/index.ts'
import { lookAt } from '../src/commands/look.ts'
import type { Finding } from '../src/core/finding.ts'
import type { Postfix, Route } from '../src/core/mta.ts'
import { planAddresses } from '../src/plan-addresses.ts'
import { memoryWorld } from './support/memory-dns.ts'
import { mtaMachine } from './support/mta-tree.ts'

const finding = (verdict: Finding['verdict'], more: Partial<Finding> = {}): Finding => ({
  id: 'ip-ptr/none',
  check: 'ip-ptr',
  outcome: 'none',
  verdict,
  says: 'It has no name.',
  about: { ip: '198.20.69.5' },
  fix: 'Set one.',
  refs: ['RFC 1912'],
  ...more,
})

test('behind a relay what is wrong with the address is worth knowing, and what was not seen of it need not be', () => {
  const unseen = { reason: 'timeout', detail: 'silent' } as const
  const [fail, warn, unknown, bug, pass] = behindRelay(
    [
      finding('fail'),
      finding('warn'),
      finding('unknown', { id: 'ip-ptr/unknown', outcome: 'unknown', blind: unseen }),
      finding('unknown', { id: 'ip-ptr/unknown', outcome: 'unknown', blind: { reason: 'bug', detail: 'ours' } }),
      finding('pass'),
    ],
    ['smtp.relay.example'],
  )
  for (const one of [fail, warn]) {
    assert.equal(one?.verdict, 'info')
    assert.equal(one?.fix, undefined)
    assert.match(
      one?.says ?? '',
      /^It has no name\. .*smtp\.relay\.example: receivers see the address of the relay, not this one\.$/,
    )
  }
  assert.deepEqual([unknown?.id, unknown?.verdict, unknown?.blind], ['ip-ptr/behind-relay', 'skip', undefined])
  assert.equal(bug?.verdict, 'unknown')
  assert.equal(pass?.verdict, 'pass')
})

test('a machine is behind a relay only where all of its outgoing mail goes through one', () => {
  const route = (kind: Route['kind'], host = 'smtp.relay.example') =>
    ({ kind, hops: kind === 'relay' ? [{ host }] : [] }) as unknown as Route
  const through = (...routes: Route[]) => onlyThrough([{ routes } as unknown as Postfix])
  assert.deepEqual(through(route('relay'), route('relay'), route('other')), ['smtp.relay.example'])
  assert.deepEqual(through(route('relay'), route('direct')), [])
  assert.deepEqual(through(route('relay'), route('unknown')), [])
  assert.deepEqual(through(route('other')), [])
  assert.deepEqual(onlyThrough([]), [])
})

const own = '198.20.69.5'
const zone = '. SOA ns.example. dns.example. 1 2 3 4 5'
const judged = async (tree: 'plain-relay' | 'debian', address: string) => {
  const planned = planAddresses(
    { targets: [address], neighbours: false, only: ['ip-ptr'], skip: [] },
    checksFor.address,
    [],
  )
  assert.ok(!('usage' in planned))
  const self = { uid: 0, hostname: 'web1', addresses: [own] }
  const { targets, ...plan } = planned
  const world = memoryWorld(zone, { machine: mtaMachine(tree, {}, { self }) })
  return (await lookAt(targets[0] as (typeof targets)[number], plan, world)).map(
    ({ id, verdict }) => `${id} ${verdict}`,
  )
}

test("this machine's own address is judged by the path that its mail takes", async () => {
  assert.deepEqual(await judged('plain-relay', own), ['ip-ptr/none info'])
  assert.deepEqual(await judged('debian', own), ['ip-ptr/none fail'])
  assert.deepEqual(await judged('plain-relay', '198.20.69.6'), ['ip-ptr/none fail'])
})
