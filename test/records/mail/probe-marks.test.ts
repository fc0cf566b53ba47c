import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseFields } from '../../../src/records/mail/fields.ts'
import { isMarked, markedBy, names, relates } from '../../../src/records/mail/probe-marks.ts'

const letter = {
  token: 'abcdefghijklmnop',
  id: 'abc.1@shop.example',
  from: 'shop@shop.example',
  subject: 'relaycheck probe abcdefghijklmnop',
}
const token = `X-Relaycheck-Probe: ${letter.token}`
const from = 'From: Shop <Shop@SHOP.example>'
const subject = `Subject: ${letter.subject}`
const is = (...lines: string[]) => isMarked(markedBy(parseFields(`${lines.join('\r\n')}\r\n\r\n`)), letter)
const automatic = (...lines: string[]) => markedBy(parseFields(`${lines.join('\r\n')}\r\n\r\n`)).automatic

test('it is known by its Message-ID, or by token, author and subject together', () => {
  assert.ok(is(`Message-ID: <${letter.id}>`))
  assert.ok(is(`Message-ID:\r\n <${letter.id}>`))
  assert.ok(is('Message-ID: <new@relay.example>', token, from, subject))
  assert.ok(is('Return-Path: <>', 'Auto-Submitted: auto-generated', token, from, subject))
  assert.ok(is(token, from, `Subject: [EXTERNAL] relaycheck\r\n probe ${letter.token}`))
  assert.ok(is(token, from, `Subject: ***SPAM*** ${letter.subject}`))
})

test('the token alone makes nothing the message: others who hold it may have written that', () => {
  for (const lines of [
    [token],
    [token, from],
    [token, subject],
    [from, subject],
    [token, 'From: evil@stranger.example', subject],
    [token, from, 'Subject: Buy pills'],
    [token, from, `${subject} is here`],
    ['From: Support <support@receiver.example>', `Subject: [Ticket #4711] ${letter.subject}`],
    ['Return-Path: <>', 'From: admin@gw.example', `Subject: Unzustellbar: ${letter.subject}`],
  ])
    assert.ok(!is(...lines), lines.join(' / '))
})

test('what answers it or forwards it is not it, whoever wrote that', () => {
  for (const word of ['Re', 'AW', 'Fwd', 'WG', 'Re[2]', 'SV'])
    assert.ok(!is(token, from, `Subject: ${word}: ${letter.subject}`), word)
  assert.ok(!is(token, from, subject, `References: <${letter.id}>`))
})

test('who wrote it is compared as addresses are: no domain, no author', () => {
  const known = { ...letter, from: 'shop@xn--bcher-kva.example' }
  const marked = (...lines: string[]) => markedBy(parseFields(`${lines.join('\r\n')}\r\n\r\n`))
  assert.ok(isMarked(marked(token, 'From: shop@bücher.example', subject), known))
  assert.ok(!isMarked(marked(token, subject), { token: letter.token, id: '', subject: letter.subject }))
})

test('what answers or names it is told from all else', () => {
  const about = (...lines: string[]) => relates(markedBy(parseFields(`${lines.join('\r\n')}\r\n\r\n`)), letter)
  assert.ok(about(`In-Reply-To: <${letter.id}>`))
  assert.ok(about(`References: ${'<x@y.example> '.repeat(40)}<${letter.id}>`))
  assert.ok(about(`Subject: [Ticket #4711] ${letter.subject}`))
  assert.ok(about(token))
  assert.ok(!about('Subject: relaycheck probe', 'References: <abc.2@shop.example>'))
  assert.ok(!relates(markedBy(parseFields('Subject: hello\r\n\r\n')), { token: '', id: '' }))
})

test('another one is not', () => {
  assert.ok(!is('Subject: relaycheck probe', 'Message-ID: <abc.2@shop.example>'))
  assert.ok(!is(`X-Relaycheck-Probe: ${letter.token.slice(1)}`))
  assert.ok(!is(`References: <${letter.id}>`))
})

test('what answers it or reports about it bears its subject, and is not it', () => {
  const own = [token, from, subject]
  assert.ok(!is(...own, `In-Reply-To: <${letter.id}>`))
  assert.ok(!is(...own, 'Auto-Submitted: auto-replied'))
  assert.ok(!is(...own, 'Content-Type: multipart/report; report-type=delivery-status'))
  assert.ok(!is(token, 'From: Mail Delivery Subsystem <mailer-daemon@shop.example>', subject))
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
