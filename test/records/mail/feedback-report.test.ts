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
    agent: 'SomeGenerator/1.0',
    arrived: new Date('2005-03-08T18:00:00Z'),
    campaign: [],
    authentication: { results: 'mail.rcpt.example;               spf=fail smtp.mail=somespammer@shop.example' },
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

test('the fields of RFC 6591 and of RFC 6692', () => {
  const report = parseFeedbackReport(`Feedback-Type: auth-failure
User-Agent: x
Version: 1
Auth-Failure: bodyhash
Source-IP: 192.0.2.1
Source-Port: 40123
DKIM-Domain: Shop.example
DKIM-Selector: mail
DKIM-Identity: @shop.example
SPF-DNS: txt : shop.example : v=spf1 -all
Identity-Alignment: DKIM
Delivery-Result: Reject
Incidents: 3
`)
  assert.deepEqual(report?.authentication, {
    dkimDomain: 'shop.example',
    dkimSelector: 'mail',
    dkimIdentity: '@shop.example',
    spfDns: 'txt : shop.example : v=spf1 -all',
    alignment: 'dkim',
    delivery: 'reject',
  })
  assert.deepEqual([report?.port, report?.incidents, report?.faults], [40123, 3, []])
  for (const port of ['0', '65536', 'x', '99999999999'])
    assert.equal(parseFeedbackReport(`Feedback-Type: abuse\nSource-Port: ${port}`)?.port, undefined)
})
