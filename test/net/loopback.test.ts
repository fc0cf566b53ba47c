import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { createServer } from 'node:net'
import { join } from 'node:path'
import test from 'node:test'
import { allOrNone, loopbackTrouble, socketTrouble } from '../../src/net/loopback.ts'
import { describeWith } from '../support/real-server.ts'

test('loopback as it is here is no trouble', async () => assert.equal(await loopbackTrouble(), undefined))

test('trouble with a socket is told from any other', async () => {
  const server = createServer()
  const error = await new Promise((failed) => server.once('error', failed).listen(0, '192.0.2.1'))
  assert.equal(socketTrouble(error), 'listen EADDRNOTAVAIL')
  assert.equal(socketTrouble(new TypeError('a bug')), undefined)
  assert.equal(socketTrouble(Object.assign(new Error('no file'), { code: 'ENOENT', syscall: 'open' })), undefined)
})

test('servers that were started together are closed where one could not be', async () => {
  const closed: string[] = []
  const one = (name: string) => Promise.resolve({ name, close: async () => void closed.push(name) })
  const [first, second] = await allOrNone([one('a'), one('b')])
  assert.deepEqual([first.name, second.name, closed], ['a', 'b', []])
  await assert.rejects(allOrNone([one('a'), Promise.reject(new Error('no port')), one('c')]), /no port/)
  assert.deepEqual(closed, ['a', 'c'])
})

const tool = `"${process.execPath}" "${join(import.meta.dirname, '../../bin/relaycheck.ts')}"`
const ports = (first: number, last: number) => `echo ${first} ${last} > /proc/sys/net/ipv4/ip_local_port_range`

describeWith(['root', 'unshare', 'ip'], 'the demo on a machine without', () => {
  for (const [what, before, says] of [
    [
      'a loopback interface',
      ':',
      /the loopback interface is not there or is down \(.*ENETUNREACH\)\. Bring it up: ip link set lo up\./,
    ],
    [
      'its address',
      'ip link set lo up && ip addr del 127.0.0.1/8 dev lo',
      /the loopback interface is not there or is down/,
    ],
    ['a free port', `ip link set lo up && ${ports(50_000, 50_000)}`, /no port is free there \(/],
    ['enough free ports', `ip link set lo up && ${ports(50_000, 50_003)}`, /no port is free there \(.*EADDRINUSE\)/],
    ['enough open files', 'ip link set lo up && ulimit -n 24', /too many files are open \(.*EMFILE\)/],
  ] as const)
    test(what, () => {
      const { status, stderr } = spawnSync('unshare', ['-n', 'sh', '-c', `${before} && ${tool} demo`], {
        encoding: 'utf8',
      })
      assert.match(stderr, says)
      assert.match(stderr.trimEnd(), /^(?:relaycheck: fix\.zone is left alone.*\n)?relaycheck: the demo plays .*$/)
      assert.equal(status, 70)
    })
})
