import assert from 'node:assert/strict'
import test from 'node:test'
import { proofs } from '../../src/commands/proofs.ts'

const asked = { greetingMs: 30_000, tls: 'auto', recipients: [], timeoutMs: 5000, deadlineMs: 60_000 } as const
const endMs = (changes: { waitMs?: number; deadlineMs?: number; timeoutMs?: number }) => {
  const proof = proofs({ ...asked, ...changes }, { env: {} })
  return 'usage' in proof ? assert.fail(proof.usage) : proof.smtp.endMs
}

/** RFC 5321 section 4.5.3.2.6: ten minutes for the answer to a message. */
test('what a server says of a message is waited for as long as the run lasts, beside the wait for its arrival', () => {
  assert.equal(endMs({ waitMs: 60_000, deadlineMs: 120_000 }), 60_000)
  assert.equal(endMs({ waitMs: 0, deadlineMs: 200_000 }), 200_000)
  assert.equal(endMs({ waitMs: 60_000, deadlineMs: 400_000 }), 340_000)
  assert.equal(endMs({ waitMs: 60_000, deadlineMs: 86_400_000 }), 600_000)
  assert.equal(endMs({ waitMs: 900_000, deadlineMs: 900_000 }), 60_000)
  assert.equal(endMs({ waitMs: 60_000, deadlineMs: 120_000, timeoutMs: 100_000 }), 100_000)
})

test('who sends nothing waits for no such answer', () => assert.equal(endMs({}), undefined))
