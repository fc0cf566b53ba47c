import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openAgainst, silent } from '../../support/dns-client.ts'

const [resolver, server] = ['192.0.2.1', '192.0.2.2']
const pause = (ms: number) => new Promise((wake) => setTimeout(wake, ms))

test('one of several clients asks no more at once than its part, of resolvers and of each name server', async (t) => {
  const { dns, share, servers, close } = await openAgainst(
    t,
    { [resolver]: silent, [server]: silent },
    { timeoutMs: 20_000 },
  )
  // The door to this server is known before there is anybody to share with.
  void dns('first.example', 'A', { server })
  share(4)
  for (let i = 0; i < 400; i++) {
    void dns(`shop${i}.example`, 'A', { server })
    void dns(`shop${i}.example`, 'A')
  }
  await pause(1500)
  const namesAt = (address: string) => new Set(servers[address]?.asked.map(({ name }) => name)).size
  assert.deepEqual([namesAt(server), namesAt(resolver)], [12, 250])
  close()
})
