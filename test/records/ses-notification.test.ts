import assert from 'node:assert/strict'
import test from 'node:test'
import { complaintOfSes } from '../../src/records/ses-notification.ts'

const notification = (more: object = {}, complaint: object = {}) =>
  JSON.stringify({
    notificationType: 'Complaint',
    complaint: {
      complainedRecipients: [{ emailAddress: 'bob@rcpt.example' }],
      complaintFeedbackType: 'abuse',
      arrivalDate: '2026-11-30T09:12:03.000Z',
      ...complaint,
    },
    mail: { source: 'bounce@shop.example', messageId: '0102-4711', commonHeaders: { subject: 'Offers' } },
    ...more,
  })

test('a complaint as Amazon SES tells it: alone, of an event destination, in the envelope of SNS, by mail', () => {
  const texts = [
    notification(),
    notification({ notificationType: undefined, eventType: 'Complaint' }),
    JSON.stringify({ Type: 'Notification', Message: notification() }),
    `${notification()}\r\n\r\n--\r\nIf you wish to end these notifications, see below.\r\n`,
  ]
  for (const text of texts) {
    const read = complaintOfSes(text)
    assert.deepEqual(read?.recipients, ['bob@rcpt.example'])
    assert.deepEqual(
      [read?.feedback, read?.sender, read?.sesId, read?.subject],
      ['abuse', 'bounce@shop.example', '0102-4711', 'Offers'],
    )
  }
})

test('what is no complaint is none, however it is made', () => {
  const others = [
    '',
    '{',
    '[]',
    'null',
    '{"notificationType":"Complaint"}',
    notification({ notificationType: 'Bounce' }),
    JSON.stringify({ Message: '{' }),
    '['.repeat(100_000),
    `{"a":${'['.repeat(100_000)}`,
  ]
  for (const text of others) assert.equal(complaintOfSes(text), undefined)
})

test('values of another type than theirs are passed over, and there are bounds', () => {
  const recipients = [...Array(50)].map((_, i) => ({ emailAddress: `u${i}@rcpt.example` }))
  const read = complaintOfSes(
    notification(
      { mail: { source: 1, headers: [null, 7, { name: 'X' }], commonHeaders: [] } },
      { complainedRecipients: [null, 'x', {}, ...recipients] },
    ),
  )
  assert.deepEqual([read?.recipients.length, read?.sender, read?.headers], [17, undefined, []])
})
