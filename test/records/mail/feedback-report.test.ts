import assert from 'node:assert/strict'
import test from 'node:test'
import { parseFeedbackReport } from '../../../src/records/mail/feedback-report.ts'

test('the full example of RFC 5965 appendix B.2, names changed', () => {
  const report = parseFeedbackReport(`Feedback-Type: abuse
User-Agent: SomeGenerator/1.0
Version: 1
Original-Mail-From: <somespammer@shop.example>
Original-Rcpt-To: <user@rcpt.example>
Arrival-Date: Thu, 8 Mar 2005 14:00:00 EDT
Reporting-MTA: dns; mail.rcpt.example
Source-IP: 192.0.2.1
Authentication-Results: mail.rcpt.example;
               spf=fail smtp.mail=somespammer@shop.example
Reported-Domain: shop.example
Reported-Uri: http://shop.example/earn_money.html
Reported-Uri: mailto:user@shop.example
Removal-Recipient: user@rcpt.example
`)
  assert.deepEqual(report, {
    feedback: 'abuse',
    reporter: 'mail.rcpt.example',
    ip: '192.0.2.1',
    sender: 'somespammer@shop.example',
    recipient: 'user@rcpt.example',
    domain: 'shop.example',
    faults: [],
  })
})

test('an address of IPv6 is canonical, with brackets or without', () => {
  for (const source of ['2001:DB8:0::1', '[2001:db8::1]', '[IPv6:2001:db8::1]'])
    assert.equal(parseFeedbackReport(`Feedback-Type: abuse\nSource-IP: ${source}`)?.ip, '2001:db8::1')
})

test('a report of failed authentication (RFC 6591)', () => {
  const report = parseFeedbackReport(
    '\r\nFeedback-Type: Auth-Failure\r\nUser-Agent: x\r\nVersion: 1\r\nAuth-Failure: SPF\r\nReported-Domain: shop.example\r\n',
  )
  assert.deepEqual(
    [report?.feedback, report?.failure, report?.reporter, report?.faults],
    ['auth-failure', 'spf', 'x', []],
  )
})

test('no kind of complaint, no complaint', () => {
  for (const text of ['', 'hello', 'User-Agent: x\nVersion: 1', 'Feedback-Type:\nVersion: 1'])
    assert.equal(parseFeedbackReport(text), undefined)
})
