import assert from 'node:assert/strict'
import test from 'node:test'
import { mta } from '../../src/facts/mta.ts'
import { postfix } from '../../src/facts/postfix.ts'
import { queues } from '../../src/facts/queue.ts'
import { memoryWorld } from '../support/memory-dns.ts'
import { memoryMachine } from '../support/memory-machine.ts'
import { gatherMachine } from '../support/mta-world.ts'

const files = {
  '/etc/postfix/main.cf': 'relayhost = [mail.relay.example]:587\nmulti_instance_directories = /etc/postfix-out\n',
  '/etc/postfix/master.cf': 'smtp unix - - y - - smtp\n',
  '/etc/postfix-out/main.cf': '',
  '/etc/postfix-out/master.cf': 'smtp unix - - y - - smtp\n',
}
const waiting = JSON.stringify({
  queue_name: 'deferred',
  arrival_time: 1_796_000_000,
  sender: 'news@shop.example',
  recipients: [
    { address: 'bob@far.example', delay_reason: 'connect to mail.relay.example[192.0.2.7]:587: Connection refused' },
  ],
})

test('queues: that of every instance', async () => {
  const postqueue = ([option]: readonly string[]) => (option === '-c' ? '' : waiting)
  const world = memoryWorld('', { machine: memoryMachine(files, { programs: { postqueue } }) })
  const facts = await gatherMachine(world, { mta, postfix, queues })
  assert.ok(facts.queues?.seen)
  assert.deepEqual(
    facts.queues.value.map(({ configDirectory, state }) => [
      configDirectory,
      state.seen && state.value.reasons.map(({ reply, atRelay }) => [reply, atRelay]),
    ]),
    [
      ['/etc/postfix', [['connect to mail.relay.example:587: Connection refused', true]]],
      ['/etc/postfix-out', []],
    ],
  )
})

test('queues: none of another root', async () => {
  const world = memoryWorld('', { machine: memoryMachine(files, { root: '/backup' }) })
  assert.deepEqual((await gatherMachine(world, { mta, postfix, queues })).queues, { seen: true, value: [] })
})
