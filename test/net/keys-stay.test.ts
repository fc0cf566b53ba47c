import assert from 'node:assert/strict'
import test from 'node:test'
import type { KeyName } from '../../src/core/lists.ts'
import { aboutAddress } from '../../src/facts/about-address.ts'
import { startNameServer } from '../../src/net/dns/name-server.ts'
import { showTape } from '../../src/net/tape.ts'
import { openWorld } from '../../src/net/world.ts'
import { echoes, echoing, secretKey, tells } from '../support/key-echoes.ts'
import { gatherAbout } from '../support/memory-dns.ts'

for (const [how, echo] of Object.entries(echoes))
  test(`a key stays here, whatever is heard: a resolver that ${how}`, async (t) => {
    const server = await startNameServer({ answer: echoing(echo) })
    const opened = openWorld({
      resolvers: ['192.0.2.53'],
      authoritative: [],
      zones: [],
      timeoutMs: 250,
      deadlineMs: 1500,
      reach: () => ({ address: '127.0.0.1', port: server.port }),
      keys: new Map<KeyName, string>([['spamhaus', secretKey]]),
    })
    assert.ok('world' in opened)
    t.after(async () => {
      opened.close()
      await server.close()
    })
    const found = await gatherAbout(opened.world, '32.60.0.7', aboutAddress, {
      lists: { tier: 'core', zones: [], dead: false },
      neighbours: true,
    })
    assert.ok(server.asked.some(({ name }) => name === `7.0.60.32.${secretKey}.zen.dq.spamhaus.net`))
    const outside = server.asked.filter(({ name }) => !/(?:dq\.spamhaus\.net|elsewhere\.example)$/.test(name))
    assert.ok(outside.length > 0 && !outside.some(({ name }) => name.includes(secretKey)), 'somebody else is told it')
    const facts = JSON.stringify(found)
    assert.ok(facts.includes('relaycheck-spamhaus-key'))
    assert.ok(!tells(facts), 'a fact tells it')
    const tape = showTape(opened.tape())
    assert.ok(tape.includes('A 7.0.60.32.relaycheck-spamhaus-key.zen.dq.spamhaus.net'))
    assert.ok(!tells(tape), 'the recording tells it')
  })
