import assert from 'node:assert/strict'
import test from 'node:test'
import { isComment, partOriginal, withoutComments } from '../../../../src/records/mail/bounce/original.ts'

const marks = [
  '------ This is a copy of the message, including all the headers. ------',
  '--- Below this line is a copy of the message.',
  '   ----- Original message -----',
  '----- Original message follows -----',
  '   ----- Unsent message follows -----',
  '   ----- Message header follows -----',
  '------- Returned Message --------',
  '--- The header of the original message is following. ---',
  '-------original message',
  '----- Undelivered message -----',
  '---- START OF RETURNED MESSAGE ----',
  '    Below is a copy of the original message:',
  'Original message follows.',
  'Possibly truncated original message follows:',
  'Original message headers:',
  'Ursprüngliche Nachrichtenkopfzeilen:',
  'Message headers follow',
  'The attachment contains the original mail headers',
  'Content-Type: message/rfc822',
  'Content-Type: text/rfc822-headers; charset=us-ascii',
]
for (const mark of marks)
  test(`the original message begins behind ${mark.trim()}`, () => {
    const { own, original } = partOriginal(`550 5.1.1 User unknown\n\n${mark}\n\nSubject: 550 5.7.1\n`)
    assert.deepEqual([own.trim(), original], ['550 5.1.1 User unknown', 'Subject: 550 5.7.1\n'])
  })

const none = [
  'The original message was received at Mon, 30 Nov 2026 09:59:00 GMT',
  '--- Message non-deliverable.',
  '** Message not delivered **',
  '*** Your message could not be delivered ***',
  '-- Undelivered Mail Returned to Sender',
  '--- Returned mail: User unknown',
  '* Original message size: 5 MB',
  '----- Transcript of session follows -----',
  'Your message to bob@rcpt.example was rejected.',
  'Content-Type: message/delivery-status',
  'Content-Type: text/plain',
  'Status: 5.1.1',
]
for (const line of none)
  test(`the original message does not begin with ${line}`, () =>
    assert.equal(partOriginal(`Hello\n\n${line}\n\n550 5.1.1 User unknown\n`).original, undefined))

test('a header ends a report by itself; that of the report itself, which stands above it, does not', () => {
  const header =
    'Return-Path: <a@b.example>\nReceived: from x\n\tby y; Mon, 30 Nov 2026 10:00:00 +0000\nSubject: 550 5.7.1 no\n'
  assert.deepEqual(partOriginal(`550 User unknown\n\n${header}\nHello\n`), {
    own: '550 User unknown\n',
    original: `${header}\nHello\n`,
  })
  assert.equal(partOriginal(`${header}\n550 User unknown\n`).own.trim(), '550 User unknown')
  const status = 'Final-Recipient: rfc822; a@b.example\nAction: failed\nStatus: 5.1.1\nDiagnostic-Code: smtp; 550 no\n'
  assert.equal(partOriginal(`Hello\n\n${status}`).original, undefined)
})

test('a comment on SPF refuses nothing; a reply that says the same does', () => {
  for (const line of [
    'Received-SPF: fail (mx.example: domain of a@b.example does not designate 192.0.2.1 as permitted sender)',
    'google.com: domain of a@b.example designates 192.0.2.1 as permitted sender',
    'ARC-Authentication-Results: i=1; mx.example; spf=fail',
    'spf=fail (mx.example: domain of b.example does not designate 192.0.2.1) smtp.mailfrom=a@b.example',
  ])
    assert.ok(isComment(line), line)
  for (const line of [
    '550 5.7.23 SPF: domain of b.example does not designate 192.0.2.1 as permitted sender',
    '<<< 550 The domain of b.example does not designate 192.0.2.1 as permitted sender',
    '550 5.7.1 SPF validation failed',
  ])
    assert.ok(!isComment(line), line)
  assert.deepEqual(withoutComments(['a', 'Received-SPF: fail (x', '\tsays 550 5.7.1 no)', 'b']), ['a', 'b'])
})
