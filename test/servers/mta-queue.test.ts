import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Machine } from '../../src/core/machine.ts'
import { queueOfPostfix } from '../../src/mta/queue/files.ts'
import { readQueue } from '../../src/mta/queue/read.ts'
import { run } from '../support/host-machine.ts'
import { configureLive, hereMachine, relayName, startLivePostfix } from '../support/live-postfix.ts'
import { doorTo } from '../support/machine-tree.ts'
import { describeWith, freePort, removeFolder } from '../support/real-server.ts'

const sender = 'news@shop.example'

/** A Postfix that has no `-j` yet. */
const former = (machine: Machine): Machine => ({
  ...machine,
  run: async (program, args, input) =>
    args.includes('-j')
      ? {
          kind: 'ran',
          code: 69,
          out: '',
          err: "postqueue: invalid option -- 'j'\npostqueue: fatal: usage: postqueue -f",
        }
      : machine.run(program, args, input),
})

async function queueOf(folder: string, seenBy: (machine: Machine) => Machine = (machine) => machine) {
  const { machine, postfix } = await hereMachine(folder, sender, seenBy)
  const seen = await readQueue(machine, postfix, new Date())
  assert.ok(seen.seen, JSON.stringify(seen))
  return seen.value
}

describeWith(['root', 'postfix', 'postqueue', 'postsuper'], 'the queue of a live Postfix', () => {
  test('by its files it is the same as in JSON, and so it is in words, but for the times', async () => {
    const port = await freePort()
    const state = { main: [`relayhost = [${relayName}]:${port}`] }
    const live = await startLivePostfix(state, { [relayName]: '127.0.0.1' })
    try {
      for (const recipient of ['bob@far.example', 'carol@near.example', 'dan@far.example']) {
        assert.match(await live.send(sender, recipient), /^250 /)
        await live.becameOf(recipient)
      }
      const [first = ''] = /"queue_id": "\w+"/.exec(run('postqueue', ['-c', live.folder, '-j']).stdout) ?? []
      const id = first.split('"')[3] ?? ''
      assert.equal(run('postsuper', ['-c', live.folder, '-h', id]).status, 0)
      const json = await queueOf(live.folder)
      const { postfix: instance } = await hereMachine(live.folder, sender, (machine) => machine)
      const [reason, ...more] = json.reasons
      assert.deepEqual([json.messages, json.deferred, json.held, json.cut, more.length], [3, 2, 1, undefined, 0])
      assert.equal(reason?.reply, `connect to ${relayName}:${port}: Connection refused`)
      assert.deepEqual([reason.atRelay, reason.hosts, reason.messages], [true, [relayName], 2])
      assert.ok(Math.abs(Date.parse(reason.oldest ?? '') - Date.now()) < 60_000)
      const { state } =
        (await queueOfPostfix(
          doorTo({}).machine,
          { ...instance, queueDirectory: `${live.folder}/queue` },
          new Date(),
        )) ?? {}
      assert.ok(state?.seen)
      assert.deepEqual({ ...state.value, at: '' }, { ...json, at: '', files: true })
      const words = await queueOf(live.folder, former)
      const { oldest: _, ...untimed } = reason
      assert.deepEqual({ ...words, at: '' }, { ...json, at: '', reasons: [untimed] })
    } finally {
      await live.close()
    }
  })

  test('a Postfix that does not run', async () => {
    const { folder } = await configureLive({ main: [] }, {})
    const sent = run('sendmail', ['-C', folder, '-f', sender, 'bob@far.example'], 'Subject: test\n\nHello\n')
    assert.equal(sent.status, 0, sent.stderr)
    const queue = await queueOf(folder)
    assert.deepEqual([queue.down, queue.messages, queue.reasons], [true, 1, []])
    removeFolder(folder)
  })
})
