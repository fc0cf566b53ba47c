import assert from 'node:assert/strict'
import { chmodSync } from 'node:fs'
import { join } from 'node:path'
import test from 'node:test'
import { machineAt, rootOf } from '../../support/machine-tree.ts'

const isRoot = process.getuid?.() === 0
const spool = '/var/spool/postfix'
const record = (type: string, text: string) =>
  Buffer.concat([Buffer.from(type), Buffer.from([text.length]), Buffer.from(text)])
const queued = (recipient: string) =>
  Buffer.concat([
    record('C', '1'),
    record('T', '1796643001 5'),
    record('S', 'news@shop.example'),
    record('R', recipient),
    record('M', ''),
  ])
const put = (recipient: string, reason: string) =>
  `\n<${recipient}>: ${reason}\nrecipient=${recipient}\nreason=${reason}\n\n`
const later = 'host mx.far.example[192.0.2.7] said: 450 4.2.0 <bob@far.example>: bob, come later'

async function lines(root: string, folder: string, layout: 'postfix' | 'exim') {
  const told = await machineAt(root).queued(folder, layout)
  assert.ok(told.kind === 'ran', JSON.stringify(told))
  assert.equal(told.cut, undefined)
  const read = told.out.split('\n').filter(Boolean)
  return read.map((line) => JSON.parse(line)).sort((a, b) => (a.queue_id < b.queue_id ? -1 : 1))
}

test('the queue of a Postfix that does not run, however its files are spread; nobody is named', async (t) => {
  const root = rootOf(t, {
    [`${spool}/deferred/A/AAAAAAA1`]: queued('bob@far.example'),
    [`${spool}/defer/A/AAAAAAA1`]: put('bob@far.example', later),
    [`${spool}/deferred/0/5/4dCxQ60M2gz9rWd`]: queued('carol@near.example'),
    [`${spool}/defer/0/5/4dCxQ60M2gz9rWd`]: put(
      'carol@near.example',
      'connect to mx.near.example[192.0.2.8]:25: Connection refused',
    ),
    [`${spool}/deferred/BBBBBBB1`]: queued('dan@far.example'),
    [`${spool}/hold/CCCCCCC1`]: queued('eve@far.example'),
    [`${spool}/incoming/DDDDDDD1`]: queued('fay@far.example'),
    [`${spool}/corrupt/EEEEEEE1`]: 'damaged',
    [`${spool}/active/.hidden`]: '',
    [`${spool}/maildrop`]: { folder: true },
  })
  const told = await lines(root, spool, 'postfix')
  const common = { arrival_time: 1_796_643_001, sender: '…@shop.example' }
  assert.deepEqual(told, [
    {
      queue_name: 'deferred',
      queue_id: '4dCxQ60M2gz9rWd',
      ...common,
      recipients: [
        { address: '…@near.example', delay_reason: 'connect to mx.near.example[192.0.2.8]:25: Connection refused' },
      ],
    },
    {
      queue_name: 'deferred',
      queue_id: 'AAAAAAA1',
      ...common,
      recipients: [
        {
          address: '…@far.example',
          delay_reason: 'host mx.far.example[192.0.2.7] said: 450 4.2.0 <…@far.example>: …, come later',
        },
      ],
    },
    {
      queue_name: 'deferred',
      queue_id: 'BBBBBBB1',
      ...common,
      recipients: [{ address: '…@far.example', delay_reason: 'no reason is kept in the queue' }],
    },
    { queue_name: 'hold', queue_id: 'CCCCCCC1', ...common, recipients: [{ address: '…@far.example' }] },
    { queue_name: 'incoming', queue_id: 'DDDDDDD1', ...common, recipients: [{ address: '…@far.example' }] },
    { queue_name: 'corrupt', queue_id: 'EEEEEEE1', sender: '', recipients: [] },
  ])
})

test('the queue of Exim by its spool, spread over folders or not', async (t) => {
  const exim = '/var/spool/exim4'
  const header = (id: string, frozen: string) =>
    `${id}-H\nroot 0 0\n<news@shop.example>\n1796643008 0\n${frozen}XX\n1\nbob@far.example\n\n038  Date: now\n`
  const log = 'bob@far.example R=smart T=remote defer (110): Connection timed out'
  const root = rootOf(t, {
    [`${exim}/input/1abcDE-000000001jL-0FO7-H`]: header('1abcDE-000000001jL-0FO7', ''),
    [`${exim}/input/1abcDE-000000001jL-0FO7-D`]: '1abcDE-000000001jL-0FO7-D\nsecret\n',
    [`${exim}/msglog/1abcDE-000000001jL-0FO7`]: `2026-12-07 11:30:08 ${log}\n`,
    [`${exim}/input/x/1abcDE-0001jL-0F-H`]: header('1abcDE-0001jL-0F', '-frozen 1\n'),
    [`${exim}/input/1abcDE-0001jM-0F-H`]: 'no header',
  })
  const common = { arrival_time: 1_796_643_008, sender: '…@shop.example' }
  assert.deepEqual(await lines(root, exim, 'exim'), [
    {
      queue_name: 'deferred',
      queue_id: '1abcDE-000000001jL-0FO7',
      ...common,
      recipients: [{ address: '…@far.example', delay_reason: 'Connection timed out' }],
    },
    { queue_name: 'hold', queue_id: '1abcDE-0001jL-0F', ...common, recipients: [{ address: '…@far.example' }] },
  ])
})

test('a root without a queue has none, and an empty one is told as empty', async (t) => {
  const root = rootOf(t, { '/var/spool/postfix/pid/x': '', '/var/spool/exim4/input': { folder: true } })
  const machine = machineAt(root)
  assert.deepEqual(await machine.queued(spool, 'postfix'), { kind: 'absent' })
  assert.deepEqual(await machine.queued('/var/spool/exim4', 'exim'), { kind: 'ran', code: 0, out: '', err: '' })
})

test('more than 5,000 messages are told as more', async (t) => {
  const many = Array.from({ length: 5001 }, (_, i) => [`${spool}/hold/A${100_000 + i}`, ''])
  const told = await machineAt(rootOf(t, Object.fromEntries(many))).queued(spool, 'postfix')
  assert.ok(told.kind === 'ran' && told.cut && told.out.split('\n').length === 5001)
})

test('a queue that may not be looked into is not an empty one', { skip: isRoot }, async (t) => {
  const root = rootOf(t, { [`${spool}/deferred`]: { folder: true } })
  chmodSync(join(root, spool, 'deferred'), 0)
  t.after(() => chmodSync(join(root, spool, 'deferred'), 0o755))
  assert.equal((await machineAt(root).queued(spool, 'postfix')).kind, 'blind')
})
