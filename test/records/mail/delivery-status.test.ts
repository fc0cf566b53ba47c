import assert from 'node:assert/strict'
import test from 'node:test'
import { isWordless, parseDeliveryStatus } from '../../../src/records/mail/delivery-status.ts'
import { shortestTime } from '../../support/mutate.ts'

// RFC 3464 appendix E.1 and E.2, names changed.
const permanent = `Reporting-MTA: dns; mail.shop.example

Original-Recipient: rfc822;louisl@rcpt.example
Final-Recipient: rfc822;louisl@rcpt.example
Action: failed
Status: 4.0.0
Diagnostic-Code: smtp; 426 connection timed out
Last-Attempt-Date: Thu, 7 Jul 1994 17:15:49 -0400
`

test('the example of RFC 3464', () => {
  assert.deepEqual(parseDeliveryStatus(permanent), {
    reporter: 'mail.shop.example',
    recipients: [
      {
        recipient: 'louisl@rcpt.example',
        action: 'failed',
        status: '4.0.0',
        diagnostic: 'smtp; 426 connection timed out',
      },
    ],
    count: 1,
  })
  assert.deepEqual(parseDeliveryStatus(permanent.replaceAll('\n', '\r\n')), parseDeliveryStatus(permanent))
})

test('folded fields, several empty lines, brackets, comments, capitals', () => {
  const { recipients, count } = parseDeliveryStatus(
    `\n\nREPORTING-MTA: DNS; a.example\n\n\n\nfinal-recipient: RFC822 ; <bob@rcpt.example>\nACTION: Delayed (for now)\nSTATUS: 4.2.2 (full)\nRemote-MTA: dns; mx.rcpt.example\nDiagnostic-Code: smtp; 452\n\t4.2.2 full\nWill-Retry-Until: Fri, 8 Jul 1994 17:15:49 -0400\n \n\t\nFinal-Recipient: rfc822; eve@rcpt.example\nStatus: none\n`,
  )
  assert.equal(count, 2)
  assert.deepEqual(recipients, [
    {
      recipient: 'bob@rcpt.example',
      action: 'delayed',
      status: '4.2.2',
      remote: 'mx.rcpt.example',
      diagnostic: 'smtp; 452\t4.2.2 full',
      retryUntil: new Date('1994-07-08T21:15:49Z'),
    },
    { recipient: 'eve@rcpt.example', action: 'unclear', unclear: 'it has no Action' },
  ])
})

test('lines broken anywhere, empty lines within a group, a mailbox that a program stands for', () => {
  const { recipients } = parseDeliveryStatus(
    'Final-Recipient: rfc822;\n bob@\n rcpt.example\nAction: failed\nStatus: 5.1.1\nDiagnostic-Code: smtp; 550 User\nunknown here\n\nAction: failed\n\nStatus: 5.2.2\n\nFinal-Recipient: rfc822; eve@rcpt.example\n\nFinal-Recipient: X-Unix; |/usr/bin/sort-mail\nOriginal-Recipient: rfc822; ann@rcpt.example\n\nAction: failed\n\nDiagnostic-Code: x-unix; 127\n',
  )
  assert.deepEqual(
    recipients.map(({ recipient, status = '-', diagnostic = '-' }) => [recipient, status, diagnostic]),
    [
      ['bob@rcpt.example', '5.1.1', 'smtp; 550 User unknown here'],
      ['eve@rcpt.example', '5.2.2', '-'],
      ['ann@rcpt.example', '-', 'x-unix; 127'],
    ],
  )
})

test('a code without words is no reason', () => {
  for (const bare of [
    undefined,
    '',
    'smtp; 550 5.0.0',
    'x-unix; 67',
    'smtp;550 Unknown error',
    '5.0.0 (permanent failure)',
  ])
    assert.ok(isWordless(bare), bare)
  for (const said of ['smtp; 550 5.1.1 User unknown', 'x-notes; bob not listed', 'smtp; 550 メールボックス'])
    assert.ok(!isWordless(said), said)
})

const actions: Record<string, string> = {
  'Action: failed\nStatus: 2.0.0': 'failed',
  'Action: delivered': 'delivered',
  'Action: relayed': 'relayed',
  'Action: expanded': 'expanded',
  'Action: failed\nStatus: 4.4.7': 'failed',
  'Action: lost\nStatus: 2.1.5': 'unclear',
  'Action: zzz\nStatus: 2.0.0': 'unclear',
  'Action: delivered\nStatus: 5.1.1': 'unclear',
  'Action: relayed\nStatus: 4.0.0': 'unclear',
  'Status: 2.0.0': 'unclear',
  'Action: \nStatus: 4.4.1': 'delayed',
  'Status: 5.1.1': 'failed',
}
for (const [fields, action] of Object.entries(actions))
  test(`${fields.replace('\n', ', ')} is ${action}`, () =>
    assert.equal(parseDeliveryStatus(`Final-Recipient: rfc822; a@b.example\n${fields}`).recipients[0]?.action, action))

test('what is no Action is shown as it stands, made harmless', () => {
  const [one] = parseDeliveryStatus('Final-Recipient: rfc822; a@b.example\nAction: x"\u001b[2J').recipients
  assert.match(one?.unclear ?? '', /^its Action is "x'[^"\u001b]*", none of failed, /)
})

test('no recipient, no group', () => {
  for (const text of ['', 'Reporting-MTA: dns; a.example', 'hello', 'Action: failed\nStatus: 5.1.1'])
    assert.deepEqual([parseDeliveryStatus(text).count, parseDeliveryStatus(text).recipients], [0, []])
})

for (const piece of ['\n', '\n\t', 'Final-Recipient: rfc822; a@b\n\n', 'Final-Recipient: <', 'a: b\n ', ';'])
  test(`a quarter megabyte of ${JSON.stringify(piece)} is read in time`, () => {
    const text = piece.repeat(Math.ceil(262_144 / piece.length))
    const ms = shortestTime(() => parseDeliveryStatus(text), 300)
    assert.ok(ms <= 300, `${ms} ms`)
    assert.ok(parseDeliveryStatus(text).recipients.length <= 100)
  })
