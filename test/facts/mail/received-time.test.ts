import assert from 'node:assert/strict'
import test from 'node:test'
import type { MailField } from '../../../src/core/mail.ts'
import { receivedAtOf } from '../../../src/facts/mail/received-time.ts'

const field = (name: string, value: string): MailField => ({
  name,
  key: name.toLowerCase(),
  value,
  raw: `${name}: ${value}`,
  line: 1,
})
const now = new Date('2026-11-24T06:00:00Z')

test('receivedAtOf: what was asked goes before all', () => {
  const receivedAt = new Date('2025-01-01T00:00:00Z')
  const fields = [field('Received', 'by mx.example; Mon, 23 Nov 2026 10:00:00 +0100')]
  assert.deepEqual(receivedAtOf(fields, { message: { receivedAt } }, now), { at: receivedAt, from: 'option' })
})

test('receivedAtOf: the topmost date that can be read', () => {
  const fields = [
    field('Date', 'Sun, 22 Nov 2026 10:00:00 +0000'),
    field('Received', 'by a.example with ESMTP id 1'),
    field('Received', 'by b.example; yesterday'),
    field('Received', 'by c.example; Mon, 23 Nov 2026 10:00:00 +0100'),
    field('Received', 'by d.example; Mon, 23 Nov 2026 08:59:00 +0000'),
  ]
  assert.deepEqual(receivedAtOf(fields, {}, now), { at: new Date('2026-11-23T09:00:00Z'), from: 'received' })
})

test('receivedAtOf: what stands below the hop from outside is anybody’s word', () => {
  const fields = [
    field('Received', 'from x.example (x.example [192.0.2.66]) by mx.receiver.example (Postfix) with ESMTPS id 1'),
    field('Received', 'from a.example (a.example [192.0.2.1]) by mx.receiver.example; Mon, 23 Nov 2026 08:59:00 +0000'),
  ]
  assert.deepEqual(receivedAtOf(fields, {}, now), { at: now, from: 'clock' })
})

test('receivedAtOf: the clock where no field tells', () => {
  assert.deepEqual(receivedAtOf([], {}, now), { at: now, from: 'clock' })
  assert.deepEqual(receivedAtOf([field('Received', 'by a.example')], {}, now), { at: now, from: 'clock' })
})
