import assert from 'node:assert/strict'
import test from 'node:test'
import type { MailReport } from '../../src/core/mail-report.ts'
import { aboutMessage } from '../../src/facts/about-message.ts'
import * as bounces from '../support/bounces.ts'
import { gatherMessage, memoryWorld } from '../support/memory-dns.ts'

const { mailRead, mail, mailReport, envelope, mailPath, receivedAt, receiversWord, mailSpf, mailDmarc, signatures } =
  aboutMessage
const gatherers = {
  mailRead,
  mail,
  mailReport,
  envelope,
  mailPath,
  receivedAt,
  receiversWord,
  mailSpf,
  mailDmarc,
  signatures,
}

async function reportOf(message: string, zone = ''): Promise<MailReport | undefined> {
  const gathered = await gatherMessage(memoryWorld(zone, { message }), gatherers)
  assert.ok(gathered.mailReport?.seen)
  return gathered.mailReport.value
}
async function deliveryOf(message: string) {
  const report = await reportOf(message)
  assert.ok(report?.kind === 'delivery')
  return report
}
async function complaintOf(message: string) {
  const report = await reportOf(message)
  assert.ok(report?.kind === 'complaint')
  return report
}

test('a bounce of Postfix about Gmail: recipient, who said it, what it means, what to run', async () => {
  const { standard, reporter, recipients, count, original } = await deliveryOf(bounces.dsn(bounces.gmailRefusal))
  const [one] = recipients
  assert.deepEqual([standard, reporter, count, recipients.length], [true, 'mail.shop.example', 1, 1])
  assert.deepEqual(original, { id: '<1@shop.example>', from: 'Shop <news@shop.example>', subject: 'Your order €' })
  assert.deepEqual(
    [one?.recipient, one?.action, one?.status, one?.remote],
    ['bob@rcpt.example', 'failed', '5.7.26', 'gmail-smtp-in.l.google.com'],
  )
  assert.deepEqual(
    [one?.reply.pattern, one?.reply.class, one?.reply.owner],
    ['gmail-unauth', 'sender-authentication', 'sender'],
  )
  assert.equal(one?.reply.next[0], 'relaycheck domain shop.example --ip 192.0.2.1')
})

test('several recipients, each with its own action; a folded code, a date, a type of RFC 6533', async () => {
  const status = [
    'Reporting-MTA: dns; mail.shop.example',
    '',
    'Final-Recipient: rfc822; bob@rcpt.example',
    'Action: delayed',
    'Status: 4.2.2 (mailbox full)',
    'Diagnostic-Code: smtp; 452 4.2.2 Mailbox full',
    'Will-Retry-Until: Tue, 1 Dec 2026 10:00:00 +0000',
    '',
    'Final-Recipient: utf-8; b\u00fccher@rcpt.example'.replace('\u00fc', Buffer.from('ü').toString('latin1')),
    'Action: delivered',
    'Status: 2.0.0',
    '',
    'Final-Recipient: rfc822; list@rcpt.example',
    'Action: expanded',
    'Status: 2.0.0',
    '',
    'Original-Recipient: rfc822; far@rcpt.example',
    'Action: relayed (to a server without DSN)',
    'Status: 2.0.0',
    '',
    'Final-Recipient: rfc822; eve@rcpt.example',
    'Status: 5.1.1',
  ]
  const { recipients } = await deliveryOf(bounces.dsn(status, { type: 'message/global-delivery-status' }))
  assert.deepEqual(
    recipients.map(({ recipient, action }) => `${action} ${recipient}`),
    [
      'delayed bob@rcpt.example',
      'delivered bücher@rcpt.example',
      'expanded list@rcpt.example',
      'relayed far@rcpt.example',
      'failed eve@rcpt.example',
    ],
  )
  assert.equal(recipients[0]?.retryUntil?.toISOString(), '2026-12-01T10:00:00.000Z')
  assert.deepEqual([recipients[0]?.reply.class, recipients[0]?.status], ['mailbox-full', '4.2.2'])
  assert.deepEqual([recipients[4]?.reply.class, recipients[4]?.reply.pattern], ['recipient', undefined])
})

test('a report with more recipients than anybody reads is bounded, and says how many there are', async () => {
  const group = ['', 'Final-Recipient: rfc822; bob@rcpt.example', 'Action: failed', 'Status: 5.1.1']
  const report = await deliveryOf(bounces.dsn(Array.from({ length: 500 }, () => group).flat()))
  assert.deepEqual([report.recipients.length, report.count], [100, 500])
})

const spoken: Record<string, [message: string, recipients: string[]]> = {
  qmail: [bounces.qmail, ['failed bob@rcpt.example user-unknown 5.1.1', 'failed eve@rcpt.example qmail-no-mailbox -']],
  Exim: [bounces.exim, ['failed bob@rcpt.example mailbox-full 5.2.2', 'failed eve@rcpt.example - -']],
  'Exim that still tries': [bounces.eximDelay, ['delayed bob@rcpt.example greylist 4.7.1']],
  sendmail: [bounces.sendmail, ['failed bob@rcpt.example user-unknown 5.1.1']],
  Exchange: [bounces.exchange, ['failed bob@rcpt.example ms-recipnotfound 5.1.10']],
  Yahoo: [bounces.yahoo, ['failed bob@rcpt.example user-unknown 5.1.1']],
  'GMX in German': [bounces.german, ['failed bob@rcpt.example user-unknown 5.1.1']],
  'QQ in Chinese': [bounces.chinese, ['failed bob@rcpt.example user-unknown -']],
  iCloud: [bounces.icloud, ['failed bob@rcpt.example mailbox-full 5.2.2']],
  'somebody who does not tell whether he gave up': [
    bounces.icloud.replace('552 5.2.2', '452 4.2.2'),
    ['unclear bob@rcpt.example mailbox-full 4.2.2'],
  ],
  Gmail: [bounces.gmail, ['failed bob@rcpt.example user-unknown 5.1.1']],
}
for (const [program, [message, expected]] of Object.entries(spoken))
  test(`a bounce in words alone: ${program}`, async () => {
    const { standard, recipients, count } = await deliveryOf(message)
    assert.equal(standard, false)
    assert.equal(count, expected.length)
    assert.deepEqual(
      recipients.map(
        ({ action, recipient, reply, status }) => `${action} ${recipient} ${reply.pattern ?? '-'} ${status ?? '-'}`,
      ),
      expected,
    )
  })

test('what a bounce in words is about stands below it', async () => {
  for (const message of [bounces.qmail, bounces.exim])
    assert.deepEqual((await deliveryOf(message)).original, {
      id: '<1@shop.example>',
      from: 'Shop <news@shop.example>',
      subject: 'Your order €',
    })
})

test('a report whose part for programs cannot be read is none, unless its words tell', async () => {
  const unreadable = bounces.dsn(['nothing to see'])
  assert.equal(await reportOf(unreadable), undefined)
  const words = '\r\n\r\n<bob@rcpt.example>: host mx.rcpt.example[203.0.113.5] said: 550 5.1.1 User unknown'
  const { standard, recipients } = await deliveryOf(
    unreadable.replace('mail.shop.example.', `mail.shop.example.${words}`),
  )
  assert.deepEqual([standard, recipients[0]?.recipient, recipients[0]?.action], [false, 'bob@rcpt.example', 'failed'])
})

const outside =
  'Received: from mx.rcpt.example (mx.rcpt.example [203.0.113.5]) by mx.receiver.example (Postfix) with ESMTPS id 1; Mon, 30 Nov 2026 10:00:01 +0000\r\n'
/** The hop stands below the Return-Path, which the server that received it wrote above all. */
const came = (message: string) => message.replace(/^Return-Path: .*\r\n/, (path) => path + outside)
const policy = (text: string) => `_dmarc.shop.example TXT "v=DMARC1; ${text}"`
const passes = 'mx.rcpt.example TXT "v=spf1 ip4:203.0.113.5 -all"\n'
const receipt = bounces.dsn([
  'Reporting-MTA: dns; mail.shop.example',
  '',
  'Final-Recipient: rfc822; bob@rcpt.example',
  'Action: delivered',
  'Status: 2.0.0',
])
const fromThere = receipt.replace(/^From: .*$/m, 'From: postmaster@rcpt.example')
const writers: Record<string, [message: string, zone: string, writer: MailReport['writer']]> = {
  'of our own house': [receipt, policy('p=reject'), { known: 'house', domain: 'mail.shop.example' }],
  'forged under a policy': [came(receipt), policy('p=reject'), { known: 'forged', domain: 'mail.shop.example' }],
  'without a policy': [came(receipt), '', { known: 'unproven', domain: 'mail.shop.example' }],
  'under a policy of none': [came(receipt), policy('p=none'), { known: 'unproven', domain: 'mail.shop.example' }],
  'proven by the name that its server greeted with': [
    came(fromThere),
    `${passes}_dmarc.rcpt.example TXT "v=DMARC1; p=reject"`,
    { known: 'proven', domain: 'rcpt.example' },
  ],
  'proven without a policy': [
    came(fromThere.replace('postmaster@', 'postmaster@mx.')),
    passes,
    { known: 'proven', domain: 'mx.rcpt.example' },
  ],
  'by somebody who passes in his own name alone': [
    came(receipt),
    `${passes}${policy('p=quarantine')}`,
    { known: 'forged', domain: 'mail.shop.example' },
  ],
  'a complaint': [
    came(bounces.arf(bounces.abuse)),
    '_dmarc.fbl.example TXT "v=DMARC1; p=reject"',
    { known: 'forged', domain: 'fbl.example' },
  ],
}
for (const [name, [message, zone, writer]] of Object.entries(writers))
  test(`who wrote a report: ${name}`, async () => assert.deepEqual((await reportOf(message, zone))?.writer, writer))

test('what of DNS was not seen convicts nobody', async () => {
  const blindAt = { 'TXT _dmarc.mail.shop.example': 'timeout' } as const
  const gathered = await gatherMessage(memoryWorld(policy('p=reject'), { message: came(receipt), blindAt }), gatherers)
  assert.ok(gathered.mailReport?.seen)
  assert.equal(gathered.mailReport.value?.writer.known, 'unproven')
})

for (const [name, message] of Object.entries(bounces.letters))
  test(`no report: ${name}`, async () => assert.equal(await reportOf(message), undefined))

test('a complaint of abuse', async () => {
  const { original, writer, details, ...report } = await complaintOf(bounces.arf(bounces.abuse))
  assert.deepEqual(report, {
    kind: 'complaint',
    feedback: 'abuse',
    reporter: 'mail.fbl.example',
    ip: '192.0.2.1',
    sender: 'bounce@shop.example',
    recipient: 'bob@rcpt.example',
    faults: [],
  })
  assert.deepEqual(details, {
    form: 'arf',
    agent: 'SomeGenerator/1.0',
    arrived: new Date('2026-11-30T09:59:00Z'),
    campaign: [],
    signers: [],
  })
  assert.equal(original.subject, 'Your order €')
  assert.deepEqual(writer, { known: 'house', domain: 'fbl.example' })
})

test('a report of failed authentication', async () => {
  const { feedback, failure, ip, faults } = await complaintOf(bounces.arf(bounces.authFailure, 'text/rfc822-headers'))
  assert.deepEqual([feedback, failure, ip, faults], ['auth-failure', 'dmarc', '192.0.2.1', []])
})

const faulty: Record<string, [report: string[], faults: string[]]> = {
  'without what it needs': [['Feedback-Type: abuse'], ['it has no User-Agent', 'it has no Version']],
  'with what may stand there once alone': [
    [...bounces.abuse, 'Source-IP: 192.0.2.2', 'Version: 1'],
    ['it has Version 2 times', 'it has Source-IP 2 times'],
  ],
  'of another version and kind': [
    ['Feedback-Type: dislike', 'User-Agent: x', 'Version: 2'],
    ['its Version is not 1', 'its Feedback-Type is none that is registered'],
  ],
  'of what failed, not said': [
    ['Feedback-Type: auth-failure', 'User-Agent: x', 'Version: 1', 'Source-IP: here'],
    ['it does not say what failed (Auth-Failure)', 'its Source-IP is no address'],
  ],
}
for (const [name, [report, faults]] of Object.entries(faulty))
  test(`a complaint ${name}`, async () => assert.deepEqual((await complaintOf(bounces.arf(report))).faults, faults))

test('a complaint that is not made of three parts', async () => {
  assert.deepEqual((await complaintOf(bounces.arf(bounces.abuse, 'text/plain'))).faults, [
    'its third part is not the mail complained about, nor its header',
  ])
})
