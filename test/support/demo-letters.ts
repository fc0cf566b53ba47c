import { type LetterSigner, letter } from './letters.ts'

/** The shop's own signature, then the relay's. */
const signers: readonly LetterSigner[] = [
  { domain: 'shop.example', selector: 's4711', key: 'other2048', canonicalization: 'relaxed/relaxed' },
  { domain: 'shop.example', selector: 'mail', key: 'rsa2048', canonicalization: 'relaxed/simple' },
]

const boundary = 'b1_c0ffee'
const body = [
  `--${boundary}`,
  'Content-Type: text/plain; charset=utf-8',
  'Content-Transfer-Encoding: 8bit',
  '',
  'Hello Anna,',
  '',
  'your order 1042 left our shop this morning. Follow it here:',
  'https://www.shop.example/orders/1042',
  '',
  'Your shop',
  '',
  `--${boundary}`,
  'Content-Type: text/html; charset=utf-8',
  'Content-Transfer-Encoding: 8bit',
  '',
  '<p>Hello Anna,</p>',
  '<p>your order 1042 left our shop this morning.',
  '<a href="https://www.shop.example/orders/1042">Follow it here</a>.</p>',
  '<p>Your shop</p>',
  '',
  `--${boundary}--`,
  '',
].join('\r\n')

const fields = {
  From: 'Shop <info@shop.example>',
  To: 'Anna <anna@receiver.example>',
  Subject: 'Your order 1042 is on its way',
  'Message-ID': '<20261124055950.1042@mail.shop.example>',
  'Content-Type': `multipart/alternative; boundary="${boundary}"`,
  'Content-Transfer-Encoding': '8bit',
}

const tls = '(using TLSv1.3 with cipher TLS_AES_256_GCM_SHA384 (256/256 bits))'
const hop = (from: string, by: string, how: string, time: string) =>
  `Received: from ${from}\r\n\t${tls}\r\n\tby ${by} with ${how}; Tue, 24 Nov 2026 ${time} +0000`

const submitted = hop(
  'mail.shop.example (mail.shop.example [192.31.196.25])',
  'mail.smtp2go.com',
  'ESMTPSA id 1vNkQ2',
  '05:59:53',
)
const relayed = 'out.smtp2go.com (out.smtp2go.com [192.31.196.150])'
const listed = 'lists.club.example (lists.club.example [192.31.196.160])'
const receiver = 'mx.receiver.example (Postfix)'

/** As it came through the relay. */
const good = () =>
  letter({
    fields,
    body,
    sign: signers,
    trace: [
      'Return-Path: <b-1042@em4711.shop.example>',
      'Authentication-Results: mx.receiver.example;\r\n\tspf=pass smtp.mailfrom=b-1042@em4711.shop.example;\r\n\tdkim=pass header.d=shop.example header.s=s4711;\r\n\tdkim=pass header.d=shop.example header.s=mail;\r\n\tdmarc=pass (p=quarantine) header.from=shop.example',
      'X-Spam-Status: No, score=-0.3 required=5.0 tests=DKIM_SIGNED=0.1,DKIM_VALID=-0.1,\r\n\tDKIM_VALID_AU=-0.1,SPF_PASS=-0.2',
      hop(relayed, receiver, 'ESMTPS id 4XyZ01', '05:59:56'),
      submitted,
    ],
  })

/** The same as it came out of a mailing list: a tag in the subject, lines at the end, and the list's own return path. */
const broken = () =>
  letter({
    fields,
    body,
    sign: signers,
    change: (signed) =>
      `${signed.replace('Subject: ', 'Subject: [club] ')}--\r\nThe club's list: https://lists.club.example/\r\n`,
    trace: [
      'Return-Path: <club-bounces@lists.club.example>',
      'Authentication-Results: mx.receiver.example;\r\n\tspf=pass smtp.mailfrom=club-bounces@lists.club.example;\r\n\tdkim=fail header.d=shop.example header.s=s4711;\r\n\tdkim=fail header.d=shop.example header.s=mail;\r\n\tdmarc=fail (p=quarantine) header.from=shop.example',
      'X-Spam-Status: Yes, score=5.2 required=5.0 tests=DKIM_INVALID=0.1,DKIM_SIGNED=0.1,\r\n\tBAYES_50=0.8,DMARC_QUAR=4.2',
      hop(listed, receiver, 'ESMTPS id 4XyZ77', '06:12:40'),
      hop(relayed, 'lists.club.example (Postfix)', 'ESMTPS id 4Xy112', '05:59:57'),
      submitted,
    ],
  })

/** What `relaycheck demo` judges, as files hold it: lines end with LF alone. */
export async function demoLetters(): Promise<{ good: string; broken: string }> {
  const asFile = (message: string) => message.replaceAll('\r\n', '\n')
  return { good: asFile(await good()), broken: asFile(await broken()) }
}
