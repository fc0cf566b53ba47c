import { abuse, arf, authFailure, dsn, exim, eximDelay, gmailRefusal, qmail } from './bounces.ts'
import { type Entry, hop } from './corpus-letter.ts'

const reporting = 'Reporting-MTA: dns; mail.shop.example'
const about = (who: string, action: string, status: string, ...more: readonly string[]) => [
  '',
  `Final-Recipient: rfc822; ${who}`,
  `Action: ${action}`,
  `Status: ${status}`,
  ...more,
]
const hundreds = Array.from({ length: 101 }, (_, i) =>
  about(`member${i}@rcpt.example`, 'failed', '5.1.1', 'Diagnostic-Code: smtp; 550 5.1.1 User unknown'),
).flat()

/** A receipt as it came from somebody's server, in that name: the hop stands below the Return-Path, as servers write it. */
const receipt = (from: string, action = 'delivered') =>
  dsn([reporting, ...about('bob@rcpt.example', action, '2.0.0')], { from }).replace(
    '\r\n',
    `\r\n${hop({ from: 'mx.rcpt.example', ip: '192.31.196.40', by: 'mx.shop.example' })}\r\n`,
  )
const rcptServer = 'mx.rcpt.example A 192.31.196.40'

/** Bounces and complaints. */
export const reportEntries: Readonly<Record<string, Entry>> = {
  'report-failed': { message: dsn(gmailRefusal), finds: ['message-report/failed'] },
  'report-failed-by-qmail': { message: qmail, finds: ['message-report/failed', 'message-report/failed'] },
  'report-failed-by-exim': { message: exim, finds: ['message-report/failed', 'message-report/failed'] },
  'report-delayed': {
    message: dsn([
      reporting,
      ...about(
        'bob@rcpt.example',
        'delayed',
        '4.7.1',
        'Remote-MTA: dns; mx.rcpt.example',
        'Diagnostic-Code: smtp; 450 4.7.1 Greylisted, try again later',
        'Will-Retry-Until: Sat, 5 Dec 2026 09:59:00 +0000',
      ),
    ]),
    finds: ['message-report/delayed'],
  },
  'report-delayed-by-exim': { message: eximDelay, finds: ['message-report/delayed'] },
  'report-proven': {
    message: receipt('postmaster@rcpt.example'),
    zone: [rcptServer, 'mx.rcpt.example TXT "v=spf1 a -all"', '_dmarc.rcpt.example TXT "v=DMARC1; p=reject"'],
    reaches: ['message-report/delivered', 'message-dmarc/not-applicable'],
    says: { 'message-report/delivered': /was delivered: rcpt\.example says so\.$/ },
  },
  'report-unproven': {
    message: receipt('postmaster@rcpt.example'),
    zone: [rcptServer],
    finds: ['message-report/said-delivered', 'message-report/unproven'],
    because: 'what is said, and that nothing shows who says it',
    reaches: ['message-dmarc/not-applicable', 'message-dkim/not-applicable'],
  },
  'report-forged': {
    message: receipt('postmaster@shop.example'),
    zone: [rcptServer],
    finds: [
      'message-report/forged',
      'message-spf/none',
      'message-dkim/none',
      'message-dmarc/fail',
      'message-alignment/unaligned',
    ],
    because: 'a forged report is judged as any mail is',
  },
  'report-unclear': {
    message: dsn([reporting, ...about('bob@rcpt.example', 'zzz', '2.0.0')]),
    finds: ['message-report/unclear'],
    says: { 'message-report/unclear': /its Action is "zzz", none of failed, delayed, / },
  },
  'report-forwarded': {
    message: { body: 'Look at this:\r\n\r\nFinal-Recipient: rfc822; bob@rcpt.example\r\nAction: failed\r\n' },
    finds: ['message-report/forwarded'],
  },
  'report-passed-on': {
    message: dsn([reporting, ...about('bob@rcpt.example', 'relayed', '2.0.0', 'Remote-MTA: dns; mx.rcpt.example')]),
    finds: ['message-report/passed-on'],
    says: { 'message-report/passed-on': /was handed on to a server that sends no reports: whether it arrived there/ },
  },
  'report-of-many': {
    message: dsn([reporting, ...hundreds]),
    finds: ['message-report/failed', 'message-report/more'],
    because: 'a hundred recipients are told, and the rest is left',
  },
  'report-automatic-reply': {
    message: {
      fields: {
        Subject: 'Automatic reply: Your question',
        'Auto-Submitted': 'auto-replied',
        'In-Reply-To': '<1@receiver.example>',
      },
      body: 'I am out of the office until Monday.\r\n',
    },
    finds: ['message-report/automatic-reply'],
    says: {
      'message-report/automatic-reply':
        /^This is an automatic reply of news@shop\.example to the mail "Your question"\. The mail arrived, and the person is away\. Nobody /,
    },
  },
  'report-challenge': {
    message: {
      fields: {
        Subject: 'Your message to us',
        'Auto-Submitted': 'auto-replied',
        'In-Reply-To': '<1@receiver.example>',
      },
      body: 'Your message is being held. Please confirm by a reply that a person wrote it.\r\n',
    },
    finds: ['message-report/challenge'],
    fixes: { 'message-report/challenge': /^If you wrote to that person, confirm once as the message says\./ },
  },
  'report-read': {
    message: {
      fields: {
        Subject: 'Read: Your question',
        'Content-Type': 'multipart/report; report-type=disposition-notification; boundary="m1"',
      },
      body: [
        '--m1',
        'Content-Type: text/plain',
        '',
        'Your message was displayed.',
        '--m1',
        'Content-Type: message/disposition-notification',
        '',
        'Reporting-UA: pc.shop.example; Foomail 97.1',
        'Final-Recipient: rfc822;news@shop.example',
        'Original-Message-ID: <1@receiver.example>',
        'Disposition: manual-action/MDN-sent-manually; displayed',
        '',
        '--m1--',
        '',
      ].join('\r\n'),
    },
    finds: ['message-report/read-receipt'],
    says: {
      'message-report/read-receipt': /^This is a read receipt of news@shop\.example for your mail\. .* displayed it; /,
    },
  },
  'report-refused-by-a-filter': {
    message: {
      fields: {
        Subject: 'Rejected: Your question',
        'Content-Type': 'multipart/report; report-type=disposition-notification; boundary="m1"',
      },
      body: [
        '--m1',
        'Content-Type: text/plain',
        '',
        'Your message to <news@shop.example> was automatically rejected:',
        'No more of this, please.',
        '--m1',
        'Content-Type: message/disposition-notification',
        '',
        'Reporting-UA: mx.shop.example; Foomail LDA',
        'Final-Recipient: rfc822;news@shop.example',
        'Disposition: automatic-action/MDN-sent-automatically; deleted',
        '',
        '--m1--',
        '',
      ].join('\r\n'),
    },
    finds: ['message-report/refusal'],
  },
  'report-complaint': { message: arf(abuse), finds: ['message-report/complaint'] },
  'report-not-authenticated': { message: arf(authFailure), finds: ['message-report/not-authenticated'] },
}
