import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseFields } from '../../../src/records/mail/fields.ts'
import { isMarked, markedBy, names } from '../../../src/records/mail/probe-marks.ts'

const letter = { token: 'abcdefghijklmnop', id: 'abc.1@shop.example' }
const is = (...lines: string[]) => isMarked(markedBy(parseFields(`${lines.join('\r\n')}\r\n\r\n`)), letter)
const automatic = (...lines: string[]) => markedBy(parseFields(`${lines.join('\r\n')}\r\n\r\n`)).automatic

test('it is known by its header, its Message-ID, or its subject', () => {
  assert.ok(is(`X-Relaycheck-Probe: ${letter.token}`))
  assert.ok(is(`Message-ID: <${letter.id}>`))
  assert.ok(is(`Message-ID:\r\n <${letter.id}>`))
  assert.ok(is('Message-ID: <new@relay.example>', `Subject: [list] relaycheck probe ${letter.token}`))
  assert.ok(is('Return-Path: <>', 'Auto-Submitted: auto-generated', `Subject: relaycheck probe ${letter.token}`))
})

test('another one is not', () => {
  assert.ok(!is('Subject: relaycheck probe', 'Message-ID: <abc.2@shop.example>'))
  assert.ok(!is(`X-Relaycheck-Probe: ${letter.token.slice(1)}`))
  assert.ok(!is(`References: <${letter.id}>`))
})

test('what answers it or reports about it bears its subject, and is not it', () => {
  const subject = `Subject: Undeliverable: relaycheck probe ${letter.token}`
  assert.ok(!is(subject, `In-Reply-To: <${letter.id}>`))
  assert.ok(!is(subject, 'Auto-Submitted: auto-replied'))
  assert.ok(!is(subject, 'Content-Type: multipart/report; report-type=delivery-status'))
  assert.ok(!is(subject, 'From: Mail Delivery Subsystem <mailer-daemon@shop.example>'))
})

test('without a token or a Message-ID, nothing is taken for it by that', () => {
  const marked = markedBy(parseFields('Subject: hello\r\nX-Relaycheck-Probe:\r\nMessage-ID: <>\r\n\r\n'))
  assert.ok(!isMarked(marked, { token: '', id: '' }))
  assert.ok(!isMarked(marked, { token: '', id: 'x@y.example' }))
})

test('what may be a report is told from what a person wrote', () => {
  for (const line of [
    'Content-Type: multipart/report; report-type=delivery-status',
    'From: MAILER-DAEMON@mx.example (Mail Delivery System)',
    'Return-Path: <>',
    'Auto-Submitted: auto-generated',
    'X-Failed-Recipients: anna@receiver.example',
    'Subject: failure notice',
  ])
    assert.ok(automatic(line), line)
  assert.ok(
    !automatic('From: Anna <anna@shop.example>', 'Subject: Hello', 'Auto-Submitted: no', 'Return-Path: <a@b.example>'),
  )
})

test('a report names it, in quoted-printable across a line too', () => {
  assert.ok(names(`...\r\nMessage-ID: <${letter.id}>\r\n`, letter))
  assert.ok(names('X-Relaycheck-Probe: abcdefgh=\r\nijklmnop', letter))
  assert.ok(!names('Message-ID: <abc.2@shop.example>', letter))
  assert.ok(!names('anything', { token: '', id: '' }))
})

test('a header made to hurt leaves little', () => {
  const hostile = `Subject: ${'x'.repeat(100_000)}\r\n`.repeat(9)
  const { subjects } = markedBy(parseFields(`${hostile}\r\n`))
  assert.ok(subjects.join('').length <= 1000)
})
