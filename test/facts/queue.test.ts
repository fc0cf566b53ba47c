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

test('queues: those of another root by their files, where queue_directory says; what is not there is none', async () => {
  const main = `${files['/etc/postfix/main.cf']}queue_directory = /srv/queue\n`
  const lies = `${waiting}\n${JSON.stringify({ queue_name: 'corrupt', sender: '', recipients: [] })}\n`
  const machine = memoryMachine(
    { ...files, '/etc/postfix/main.cf': main },
    { root: '/backup', queues: { '/srv/queue': lies } },
  )
  const facts = await gatherMachine(memoryWorld('', { machine }), { mta, postfix, queues })
  assert.ok(facts.queues?.seen)
  const [first, ...more] = facts.queues.value
  assert.deepEqual([first?.configDirectory, more], ['/etc/postfix', []])
  assert.ok(first?.state.seen)
  const { reasons, messages, corrupt, notTaken, files: byFiles } = first.state.value
  assert.deepEqual([messages, corrupt, notTaken, byFiles], [1, 1, 0, true])
  assert.deepEqual(
    reasons.map(({ reply, atRelay }) => [reply, atRelay]),
    [['connect to mail.relay.example:587: Connection refused', true]],
  )
})

test('queues: that of Exim, all of whose mail goes to its relay', async () => {
  const reason =
    'H=mx1.relay.example [192.0.2.7]: SMTP error from remote mail server after RCPT TO:<bob@far.example>: 451 4.7.1 Later'
  const recipients = [{ address: '…@far.example', delay_reason: reason }]
  const lies = JSON.stringify({ queue_name: 'deferred', arrival_time: 1_796_000_000, sender: '', recipients })
  const answers = "dc_eximconfig_configtype='smarthost'\ndc_smarthost='mail.relay.example::587'\n"
  const machine = memoryMachine(
    { '/etc/exim4/update-exim4.conf.conf': answers },
    { root: '/backup', queues: { '/var/spool/exim4': lies } },
  )
  const facts = await gatherMachine(memoryWorld('', { machine }), { mta, postfix, queues })
  assert.ok(facts.queues?.seen)
  const [first] = facts.queues.value
  assert.deepEqual([first?.of, first?.relay], ['exim', 'mail.relay.example:587'])
  assert.ok(first?.state.seen)
  assert.deepEqual(
    first.state.value.reasons.map(({ hosts, atRelay, messages }) => [hosts, atRelay, messages]),
    [[['mx1.relay.example'], true, 1]],
  )
})

test('queues: none of another root', async () => {
  const world = memoryWorld('', { machine: memoryMachine(files, { root: '/backup' }) })
  assert.deepEqual((await gatherMachine(world, { mta, postfix, queues })).queues, { seen: true, value: [] })
})
