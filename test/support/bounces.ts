/** Bounces and complaints as programs make them, names and addresses changed; CRLF, one octet a character. */

const lines = (...all: readonly string[]): string => `${all.join('\r\n')}\r\n`
const original = [
  'Return-Path: <bounce@shop.example>',
  'From: Shop <news@shop.example>',
  'To: bob@rcpt.example',
  'Subject: =?utf-8?Q?Your_order_=E2=82=AC?=',
  'Message-ID: <1@shop.example>',
]

/** A multipart/report of three parts (RFC 6522); `status` is its part for programs. */
export const dsn = (
  status: readonly string[],
  {
    type = 'message/delivery-status',
    report = 'delivery-status',
    path = '<>',
    from = 'MAILER-DAEMON@mail.shop.example (Mail Delivery System)',
  } = {},
): string =>
  lines(
    `Return-Path: ${path}`,
    `From: ${from}`,
    'To: bounce@shop.example',
    'Subject: Undelivered Mail Returned to Sender',
    'Auto-Submitted: auto-replied',
    'Date: Mon, 30 Nov 2026 10:00:00 +0000',
    'MIME-Version: 1.0',
    `Content-Type: multipart/report; report-type=${report}; boundary="b1"`,
    '',
    '--b1',
    'Content-Type: text/plain; charset=us-ascii',
    '',
    'This is the mail system at host mail.shop.example.',
    '',
    '--b1',
    `Content-Type: ${type}`,
    '',
    ...status,
    '',
    '--b1',
    'Content-Type: text/rfc822-headers',
    '',
    ...original,
    '',
    '--b1--',
  )

/** Gmail's refusal of mail that nobody vouches for, as Postfix hands it back. */
export const gmailRefusal = [
  'Reporting-MTA: dns; mail.shop.example',
  'Arrival-Date: Mon, 30 Nov 2026 09:59:00 +0000 (UTC)',
  '',
  'Final-Recipient: rfc822; bob@rcpt.example',
  'Original-Recipient: rfc822;bob@rcpt.example',
  'Action: failed',
  'Status: 5.7.26',
  'Remote-MTA: dns; gmail-smtp-in.l.google.com',
  'Diagnostic-Code: smtp; 550-5.7.26 This mail has been blocked because the sender is',
  '    unauthenticated. 550-5.7.26 Gmail requires all senders to authenticate with',
  '    either SPF or DKIM. 550-5.7.26 DKIM = did not pass 550-5.7.26 SPF',
  '    [shop.example] with ip: [192.0.2.1] = did not pass 550 5.7.26',
  '    https://support.google.com/mail/answer/81126 x1 - gsmtp',
]

/** A message with these fields beside From, To, and this text. */
const plain = (fields: readonly string[], text: readonly string[], type = 'text/plain; charset=utf-8'): string =>
  lines(
    ...fields,
    'To: news@shop.example',
    'Date: Mon, 30 Nov 2026 10:00:00 +0000',
    `Content-Type: ${type}`,
    '',
    ...text,
  )

const qmailText = [
  'Hi. This is the qmail-send program at mail.shop.example.',
  "I'm afraid I wasn't able to deliver your message to the following addresses.",
  "This is a permanent error; I've given up. Sorry it didn't work out.",
  '',
  '<bob@rcpt.example>:',
  '203.0.113.5 does not like recipient.',
  'Remote host said: 550 5.1.1 <bob@rcpt.example>: Recipient address rejected: User unknown',
  'Giving up on 203.0.113.5.',
  '',
  '<eve@rcpt.example>:',
  'Sorry, no mailbox here by that name. (#5.1.1)',
  '',
  '--- Below this line is a copy of the message.',
  '',
  ...original,
  '',
  'Hello',
]
export const qmail = plain(
  ['Return-Path: <>', 'From: MAILER-DAEMON@mail.shop.example', 'Subject: failure notice'],
  qmailText,
)

const eximText = (begins: readonly string[], reason: readonly string[]) => [
  'This message was created automatically by mail delivery software.',
  '',
  ...begins,
  '',
  '  bob@rcpt.example',
  ...reason.map((line) => `    ${line}`),
  '',
  'No action is required on your part. Delivery attempts will continue for',
  'some time, and this warning may be repeated at intervals if the message',
  'remains undelivered.',
]
export const exim = plain(
  [
    'Return-path: <>',
    'X-Failed-Recipients: bob@rcpt.example, eve@rcpt.example',
    'Auto-Submitted: auto-replied',
    'From: Mail Delivery System <Mailer-Daemon@mail.shop.example>',
    'Subject: Mail delivery failed: returning message to sender',
  ],
  [
    ...eximText(
      [
        'A message that you sent could not be delivered to one or more of its',
        'recipients. This is a permanent error. The following address(es) failed:',
      ],
      [
        'host mx.rcpt.example [203.0.113.5]',
        'SMTP error from remote mail server after RCPT TO:<bob@rcpt.example>:',
        '552 5.2.2 <bob@rcpt.example>: Mailbox full',
      ],
    ).slice(0, -3),
    '------ This is a copy of the message, including all the headers. ------',
    '',
    ...original,
  ],
)
export const eximDelay = plain(
  [
    'Return-path: <>',
    'Auto-Submitted: auto-replied',
    'From: Mail Delivery System <Mailer-Daemon@mail.shop.example>',
    'Subject: Warning: message 1rABCD delayed 24 hours',
  ],
  eximText(
    [
      'A message that you sent has not yet been delivered to one or more of its',
      'recipients after more than 24 hours on the queue on mail.shop.example.',
      '',
      'The address to which the message has not yet been delivered is:',
    ],
    [
      'host mx.rcpt.example [203.0.113.5]',
      'SMTP error from remote mail server after RCPT TO:<bob@rcpt.example>:',
      '451 4.7.1 Greylisting in action, please come back later',
    ],
  ),
)

export const sendmail = plain(
  [
    'From: Mail Delivery Subsystem <MAILER-DAEMON@mail.shop.example>',
    'Subject: Returned mail: see transcript for details',
  ],
  [
    'The original message was received at Mon, 30 Nov 2026 10:00:00 GMT',
    'from shop.example [192.0.2.1]',
    '',
    '   ----- The following addresses had permanent fatal errors -----',
    '<bob@rcpt.example>',
    '    (reason: 550 5.1.1 <bob@rcpt.example>... User unknown)',
    '',
    '   ----- Transcript of session follows -----',
    '... while talking to mx.rcpt.example.:',
    '>>> RCPT To:<bob@rcpt.example>',
    '<<< 550 5.1.1 <bob@rcpt.example>... User unknown',
  ],
)

export const exchange = plain(
  [
    'Return-Path: <>',
    'From: Microsoft Outlook <MicrosoftExchange329e71ec88ae4615bbc36ab6ce41109e@rcpt.example>',
    'Subject: Undeliverable: Your order',
  ],
  [
    '<html><body><p>Delivery has failed to these recipients or groups:</p>',
    '<p><a href="mailto:bob@rcpt.example">bob@rcpt.example</a><br>Your message couldn&#8217;t be delivered.</p>',
    '<p>Diagnostic information for administrators:</p><p>Generating server: AM0PR01.eurprd01.prod.exchangelabs.com</p>',
    '<p>bob@rcpt.example<br>Remote Server returned &#39;550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient bob@rcpt.example not found by SMTP address lookup&#39;</p>',
    '</body></html>',
  ],
  'text/html; charset=utf-8',
)

export const gmail = plain(
  [
    'Return-Path: <>',
    'From: Mail Delivery Subsystem <mailer-daemon@googlemail.com>',
    'X-Failed-Recipients: bob@rcpt.example',
    'Subject: Delivery Status Notification (Failure)',
    'In-Reply-To: <1@shop.example>',
  ],
  [
    '',
    '** Address not found **',
    '',
    "Your message wasn't delivered to bob@rcpt.example because the address couldn't be found, or is unable to receive mail.",
    '',
    'The response from the remote server was:',
    '550 5.1.1 <bob@rcpt.example>: Recipient address rejected: User unknown in virtual mailbox table',
  ],
)

export const yahoo = plain(
  ['Return-Path: <>', 'From: MAILER-DAEMON@yahoo.com', 'Subject: Failure Notice'],
  [
    'Sorry, we were unable to deliver your message to the following address.',
    '',
    '<bob@rcpt.example>:',
    '550: 5.1.1 <bob@rcpt.example>: Recipient address rejected: User unknown',
    '',
    '--- Below this line is a copy of the message.',
    '',
    ...original,
  ],
)
export const german = plain(
  ['Return-Path: <>', 'From: GMX Mailer Daemon <mailer-daemon@gmx.de>', 'Auto-Submitted: auto-replied'],
  [
    'Ihre Nachricht konnte nicht zugestellt werden.',
    '',
    'Die folgende Adresse ist fehlgeschlagen:',
    '',
    'bob@rcpt.example:',
    'SMTP error from remote server for RCPT TO command, host: mx.rcpt.example (203.0.113.5) reason: 550 5.1.1 User unknown',
  ],
)
export const chinese = plain(
  ['Return-Path: <>', 'From: PostMaster@qq.com'],
  [Buffer.from('您的邮件未能发送成功。').toString('latin1'), 'bob@rcpt.example', '550 User unknown'],
)
export const icloud = plain(
  ['Return-Path: <>', 'From: postmaster@icloud.com'],
  ['Your message could not be delivered to one or more recipients.', '', '<bob@rcpt.example>: 552 5.2.2 mailbox full'],
)

/** A complaint (RFC 5965); `report` is its part for programs. */
export const arf = (report: readonly string[], third = 'message/rfc822'): string =>
  lines(
    'Return-Path: <feedback@fbl.example>',
    'From: <feedback@fbl.example>',
    'To: <abuse@shop.example>',
    'Subject: FW: Your order',
    'MIME-Version: 1.0',
    'Content-Type: multipart/report; report-type=feedback-report; boundary="b1"',
    '',
    '--b1',
    'Content-Type: text/plain; charset=us-ascii',
    '',
    'This is an email abuse report.',
    '',
    '--b1',
    'Content-Type: message/feedback-report',
    '',
    ...report,
    '',
    '--b1',
    `Content-Type: ${third}`,
    '',
    ...original,
    '',
    'Hello',
    '--b1--',
  )
export const abuse = [
  'Feedback-Type: abuse',
  'User-Agent: SomeGenerator/1.0',
  'Version: 1',
  'Original-Mail-From: <bounce@shop.example>',
  'Original-Rcpt-To: <bob@rcpt.example>',
  'Arrival-Date: Mon, 30 Nov 2026 09:59:00 +0000',
  'Reporting-MTA: dns; mail.fbl.example',
  'Source-IP: 192.0.2.1',
]
export const authFailure = [
  'Feedback-Type: auth-failure',
  'User-Agent: SomeGenerator/1.0',
  'Version: 1',
  'Original-Mail-From: <bounce@shop.example>',
  'Source-IP: 192.0.2.1',
  'Reported-Domain: shop.example',
  'Auth-Failure: dmarc',
]

/** Letters that are no reports, however much they look like one. */
export const letters: Readonly<Record<string, string>> = {
  'an answer that quotes a bounce': plain(
    [
      'Return-Path: <anna@rcpt.example>',
      'From: Anna <anna@rcpt.example>',
      'Subject: Re: failure notice',
      'In-Reply-To: <2@mail.shop.example>',
    ],
    ['What is this?', '', ...qmailText.map((line) => `> ${line}`)],
  ),
  'a postmaster who forwards a bounce': plain(
    [
      'Return-Path: <postmaster@shop.example>',
      'From: Postmaster <postmaster@shop.example>',
      'Subject: Fwd: failure notice',
      'References: <2@mail.shop.example>',
    ],
    ['See below.', '', ...qmailText],
  ),
  'a person who writes as programs do': plain(
    ['Return-Path: <anna@rcpt.example>', 'From: Anna <anna@rcpt.example>', 'Subject: Undeliverable'],
    ['This is the mail system at host mail.shop.example.', '', '<bob@rcpt.example>: 550 5.1.1 User unknown'],
  ),
  'a report that a person sent': dsn(gmailRefusal, {
    path: '<anna@rcpt.example>',
    from: 'Anna <anna@rcpt.example>',
  }).replace('Auto-Submitted: auto-replied\r\n', ''),
  'a message that was read (RFC 8098)': dsn(['Disposition: automatic-action/MDN-sent-automatically; displayed'], {
    type: 'message/disposition-notification',
    report: 'disposition-notification',
  }).replace('This is the mail system at host mail.shop.example.', 'Your message was displayed.'),
  'an answer of somebody who is away, in the words of a bounce': plain(
    ['Return-Path: <>', 'From: Bob <bob@rcpt.example>', 'Auto-Submitted: auto-replied (vacation)'],
    ['Your message was not delivered to a human; I am away. Mail sent to my address cannot be delivered.'],
  ),
  'a program that tells of a parcel': plain(
    ['From: Parcel <news@rcpt.example>', 'Auto-Submitted: auto-generated', 'Subject: Delivery failed'],
    ['Delivery failed today, since nobody was at home. Call 550 1234, or write to help@rcpt.example.'],
  ),
  'a postmaster who writes to people': plain(
    ['Return-Path: <postmaster@rcpt.example>', 'From: Postmaster <postmaster@rcpt.example>'],
    ['We had an outage. If your message was not delivered, please send it again.'],
  ),
  'a postmaster who writes to people, as it was sent': plain(
    ['From: Postmaster <postmaster@rcpt.example>'],
    ['We had an outage. Mail to bob@rcpt.example got 550 5.1.1 User unknown.'],
  ),
  'a name that only looks like a mail system': plain(
    ['From: "Mail Delivery System" <news@rcpt.example>'],
    ['This is the mail system at host mx.rcpt.example.', '', '<a@b.example>: host x[203.0.113.5] said: 550 5.1.1 no'],
  ),
  'a report with the return path of a person': dsn(gmailRefusal, { path: '<x@evil.example>' }),
  'a null return path and no reply': plain(
    ['Return-Path: <>', 'From: mailer-daemon@rcpt.example'],
    ['Your message to bob@rcpt.example could not be delivered.'],
  ),
  'a null return path and a reply, from somebody': plain(
    ['Return-Path: <>', 'From: Bob <bob@rcpt.example>'],
    ['I wrote to anna@rcpt.example and got 550 5.1.1 User unknown.'],
  ),
  'a holiday answer': plain(
    ['Return-Path: <>', 'From: Bob <bob@rcpt.example>', 'Subject: Out of office', 'Auto-Submitted: auto-replied'],
    ['I am away until Monday.'],
  ),
  'a report of DMARC': plain(
    ['Return-Path: <noreply@rcpt.example>', 'From: noreply@rcpt.example', 'Subject: Report domain: shop.example'],
    ['This is an aggregate report.'],
  ),
}
