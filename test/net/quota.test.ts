import assert from 'node:assert/strict'
import test from 'node:test'
import type { Dns } from '../../src/core/dns.ts'
import { withQuota } from '../../src/net/quota.ts'
import { noData } from '../support/answers.ts'

test('beyond its quota of different questions a domain draws no more, and is told why', async () => {
  const asked: string[] = []
  const below = (async (name: string, type: 'A') => {
    asked.push(name)
    return noData(name, type)
  }) as unknown as Dns
  const dns = withQuota(below, 2)
  for (const name of ['a.example', 'A.example.', 'b.example', 'a.example'])
    assert.equal((await dns(name, 'A')).kind, 'no-data')
  const over = await dns('c.example', 'A')
  assert.ok(over.kind === 'blind')
  assert.equal(over.blind.reason, 'not-attempted')
  assert.equal(over.blind.question, 'A c.example')
  assert.match(over.blind.detail, /more than 2 questions/)
  assert.match(over.blind.wayOut ?? '', /^Let its records name fewer/)
  assert.equal((await dns('b.example', 'A')).kind, 'no-data')
  assert.deepEqual(asked, ['a.example', 'A.example.', 'b.example', 'a.example', 'b.example'])
})
