import assert from 'node:assert/strict'
import test from 'node:test'
import { isNotification, readBounceNotification } from '../../../src/records/mail/bounce-notification.ts'
import { takeApart } from '../../../src/records/reply/lines.ts'

const mail = {
  source: 'bounce@shop.example',
  destination: ['bob@rcpt.example'],
  commonHeaders: { subject: '550 5.7.1' },
}
const told = (event: object) =>
  readBounceNotification(JSON.stringify(event))?.recipients.map(
    ({ recipient, action, status = '-', diagnostic = '-', remote = '-' }) =>
      `${action} ${recipient} ${status} ${remote} ${diagnostic}`,
  )

test('a bounce, a delay and a delivery of Amazon SES', () => {
  const one = {
    emailAddress: 'bob@rcpt.example',
    action: 'failed',
    status: '5.1.1',
    diagnosticCode: 'smtp; 550 5.1.1 no',
  }
  assert.deepEqual(
    told({ eventType: 'Bounce', bounce: { bouncedRecipients: [one], remoteMtaIp: '203.0.113.5' }, mail }),
    ['failed bob@rcpt.example 5.1.1 203.0.113.5 smtp; 550 5.1.1 no'],
  )
  assert.deepEqual(
    told({
      eventType: 'DeliveryDelay',
      deliveryDelay: {
        delayType: 'MailboxFull',
        delayedRecipients: [{ ...one, status: '4.2.2', diagnosticCode: 'smtp; 452 4.2.2 full' }],
      },
      mail,
    }),
    ['delayed bob@rcpt.example 4.2.2 - smtp; 452 4.2.2 full'],
  )
  assert.deepEqual(
    told({
      notificationType: 'Delivery',
      delivery: { recipients: ['bob@rcpt.example'], smtpResponse: '250 ok' },
      mail,
    }),
    ['delivered bob@rcpt.example - - 250 ok'],
  )
})

test('where no server answered, the kind of bounce is what is known', () =>
  assert.deepEqual(
    told({
      notificationType: 'Bounce',
      bounce: {
        bounceType: 'Permanent',
        bounceSubType: 'OnAccountSuppressionList',
        bouncedRecipients: [{ emailAddress: 'bob@rcpt.example' }],
      },
      mail,
    }),
    ['failed bob@rcpt.example - - x-ses; Permanent, OnAccountSuppressionList'],
  ))

test('several notifications, one a line', () => {
  const line = (email: string) => JSON.stringify({ email, event: 'bounce', reason: '550 no', sg_event_id: 'a' })
  assert.equal(readBounceNotification(`${line('a@b.example')}\n${line('c@d.example')}\n`)?.count, 2)
})

test('a complaint and a click are no bounces, and nothing in them is a reply', () => {
  for (const event of [
    {
      notificationType: 'Complaint',
      complaint: { complainedRecipients: [{ emailAddress: 'bob@rcpt.example' }] },
      mail,
    },
    { event: 'click', email: 'bob@rcpt.example', url: '550 5.7.1 no', sg_event_id: 'a' },
  ]) {
    const text = JSON.stringify(event, undefined, 2)
    assert.equal(readBounceNotification(text), undefined)
    assert.ok(isNotification(text))
    assert.deepEqual(takeApart(text).replies, [])
  }
})

test('what is no notification is none', () => {
  for (const text of [
    '',
    '{',
    '[]',
    '[1]',
    '{"mail": 3}',
    '{"Message": "x"}',
    'null',
    '{"event": "bounce", "email": "a@b.example"}',
  ]) {
    assert.equal(readBounceNotification(text), undefined)
    assert.equal(isNotification(text), false)
  }
  const deep = '['.repeat(200_000)
  assert.equal(readBounceNotification(deep), undefined)
})

test('a notification with very many recipients is bounded', () => {
  const bouncedRecipients = Array.from({ length: 500 }, (_, i) => ({ emailAddress: `u${i}@rcpt.example` }))
  const read = readBounceNotification(
    JSON.stringify({ notificationType: 'Bounce', bounce: { bouncedRecipients }, mail }),
  )
  assert.deepEqual([read?.recipients.length, read?.count], [100, 500])
})
