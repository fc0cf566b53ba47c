import { arf, dsn } from './bounces.ts'
import { type Entry, handedIn, hop } from './corpus-letter.ts'
import { keyLine, type LetterSigner, letterTime, ownSignature } from './letters.ts'

const utf8 = (text: string) => Buffer.from(text, 'utf8').toString('latin1')
const hour = 3_600_000

/** SMTP2GO's second signature, which lives for a day. */
const smtp2go: LetterSigner = {
  domain: 'smtpservice.net',
  selector: 'a1-4',
  key: 'rsa1024',
  at: new Date(letterTime.getTime() - 50 * hour),
  expires: new Date(letterTime.getTime() - 26 * hour),
}
const ses: LetterSigner = { domain: 'amazonses.com', selector: 'ses1', key: 'other2048' }
const google: LetterSigner = { domain: 'shop-example.20230601.gappssmtp.com', selector: '20230601', key: 'other2048' }
const forwarder = { domain: 'forward.example', selector: 'fwd', key: 'other2048' } as const
const list: LetterSigner = { domain: 'club.example', selector: 'list', key: 'other2048' }

/** Mail as it should be. */
export const cleanEntries: Readonly<Record<string, Entry>> = {
  'clean-through-relay': {},
  'clean-postfix-direct': {
    hops: [
      hop({ from: 'mail.shop.example', ip: '192.31.196.8' }),
      'Received: by mail.shop.example (Postfix, from userid 33)\r\n\tid 4XyY0123; Tue, 24 Nov 2026 05:59:56 +0000 (UTC)',
    ],
    zone: [
      'shop.example TXT "v=spf1 ip4:192.31.196.8 -all"',
      'mail.shop.example A 192.31.196.8',
      '8.196.31.192.in-addr.arpa PTR mail.shop.example',
    ],
  },
  'clean-smtp2go': {
    message: { sign: [smtp2go, ownSignature] },
    path: 'b-1042@em4711.shop.example',
    hops: [hop({ from: 'a1-4.smtpcorp.com', ip: '192.31.196.150' }), hop({ ...handedIn, by: 'mail.smtp2go.com' })],
    zone: [
      'em4711.shop.example CNAME return.smtp2go.net',
      'return.smtp2go.net TXT "v=spf1 ip4:192.31.196.150 -all"',
      'return.smtp2go.net MX 10 mx.smtp2go.net',
      'mx.smtp2go.net A 192.31.196.151',
      'a1-4.smtpcorp.com A 192.31.196.150',
      '150.196.31.192.in-addr.arpa PTR a1-4.smtpcorp.com',
      keyLine(smtp2go),
    ],
    reaches: ['message-dkim/pass', 'message-alignment/aligned'],
  },
  'clean-amazon-ses': {
    message: {
      fields: { 'Message-ID': '<0102019400-1042@eu-west-1.amazonses.com>', 'Feedback-ID': '1.eu-west-1.x:AmazonSES' },
      sign: [ses, ownSignature],
    },
    path: '0102019400-1042@bounce.shop.example',
    hops: [hop({ from: 'a8-52.smtp-out.eu-west-1.amazonses.com', ip: '192.31.196.52' })],
    zone: [
      'bounce.shop.example TXT "v=spf1 include:amazonses.com ~all"',
      'amazonses.com TXT "v=spf1 ip4:192.31.196.52 -all"',
      'bounce.shop.example MX 10 feedback-smtp.eu-west-1.amazonses.com',
      'feedback-smtp.eu-west-1.amazonses.com A 192.31.196.53',
      'a8-52.smtp-out.eu-west-1.amazonses.com A 192.31.196.52',
      '52.196.31.192.in-addr.arpa PTR a8-52.smtp-out.eu-west-1.amazonses.com',
      keyLine(ses),
    ],
  },
  'clean-google-workspace': {
    message: { sign: [google, ownSignature] },
    path: 'news@shop.example',
    hops: [
      hop({ from: 'mail-ed1-f44.google.com', ip: '192.31.196.44' }),
      'Received: by mail-ed1-f44.google.com with SMTP id x1so1\r\n\tfor <anna@receiver.example>; Mon, 23 Nov 2026 21:59:56 -0800 (PST)',
    ],
    zone: [
      'shop.example TXT "v=spf1 ip4:192.31.196.44 ~all"',
      'mail-ed1-f44.google.com A 192.31.196.44',
      '44.196.31.192.in-addr.arpa PTR mail-ed1-f44.google.com',
      keyLine(google),
    ],
  },
  'clean-at-microsoft': {
    message: {
      trace: [
        'Received: from VI1PR0.eurprd.prod.outlook.com (2603:10a6:800::1) by\r\n AM0PR0.eurprd.prod.outlook.com with HTTPS; Tue, 24 Nov 2026 05:59:59 +0000',
        'Authentication-Results: spf=pass (sender IP is 192.31.196.25)\r\n smtp.mailfrom=shop.example; dkim=pass (signature was verified)\r\n header.d=shop.example;dmarc=pass action=none header.from=shop.example;compauth=pass reason=100',
        'Received: from out.relay.example (192.31.196.25) by\r\n AM5EUR.mail.protection.outlook.com (10.152.16.1) with Microsoft SMTP Server\r\n (version=TLS1_3, cipher=TLS_AES_256_GCM_SHA384) id 15.20.1;\r\n Tue, 24 Nov 2026 05:59:58 +0000',
        'Return-Path: bounce@shop.example',
        hop(handedIn),
        'X-Forefront-Antispam-Report: CIP:192.31.196.25;CTRY:DE;LANG:en;SCL:1;SRV:;IPV:NLI;SFV:NSPM;\r\n H:out.relay.example;PTR:out.relay.example;CAT:NONE;SFS:(13230040);DIR:INB;',
      ],
    },
    reaches: ['message-verdicts-agree/agree', 'message-spam-score/low'],
  },
  'clean-forwarded-with-arc': {
    message: {
      seal: [
        {
          ...forwarder,
          authResults:
            'mx.forward.example; spf=pass smtp.mailfrom=bounce@shop.example; dkim=pass header.d=shop.example',
        },
      ],
    },
    path: 'SRS0=x=24=shop.example=bounce@forward.example',
    verdicts: { more: ['arc=pass (i=1)'] },
    hops: [
      hop({ from: 'out.forward.example', ip: '192.31.196.60' }),
      hop({ by: 'mx.forward.example', at: '05:59:57' }),
      hop(handedIn),
    ],
    zone: [
      'forward.example TXT "v=spf1 ip4:192.31.196.60 -all"',
      'forward.example MX 10 mx.forward.example',
      'mx.forward.example A 192.31.196.61',
      'out.forward.example A 192.31.196.60',
      '60.196.31.192.in-addr.arpa PTR out.forward.example',
      keyLine(forwarder),
    ],
    finds: ['message-alignment/one-leg'],
    because: 'forwarding leaves SPF in the name of the forwarder: DKIM alone speaks for the author',
    reaches: ['message-arc/pass'],
  },
  'clean-list-in-its-own-name': {
    message: {
      fields: {
        From: 'Anna via Club <club@club.example>',
        'Reply-To': 'Anna <anna@shop.example>',
        Sender: 'club-bounces@club.example',
        'List-Id': 'The club <club.club.example>',
        'List-Unsubscribe': '<https://club.example/leave/1>, <mailto:club-leave@club.example>',
        'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
      },
      sign: [
        {
          ...list,
          headers: ['From', 'To', 'Subject', 'Date', 'Message-ID', 'List-Unsubscribe', 'List-Unsubscribe-Post'],
        },
      ],
    },
    path: 'club-bounces@club.example',
    verdicts: {
      dkim: 'dkim=pass header.d=club.example header.s=list',
      dmarc: 'dmarc=pass header.from=club.example',
    },
    hops: [hop({ from: 'lists.club.example', ip: '192.31.196.70' }), hop({ by: 'lists.club.example', at: '05:59:57' })],
    zone: [
      'club.example SOA ns.club.example host.club.example',
      'club.example TXT "v=spf1 ip4:192.31.196.70 -all"',
      'club.example MX 10 lists.club.example',
      'lists.club.example A 192.31.196.70',
      '70.196.31.192.in-addr.arpa PTR lists.club.example',
      '_dmarc.club.example TXT "v=DMARC1; p=quarantine"',
      keyLine(list),
    ],
    argv: ['--bulk'],
    reaches: ['message-unsubscribe/one-click', 'message-links/clear', 'receiver-gmail/ready'],
  },
  'clean-with-lf-alone': { asFile: true, reaches: ['message-lines/fine', 'message-dkim/pass'] },
  'clean-8bitmime': {
    message: {
      fields: { 'Content-Transfer-Encoding': '8bit', Subject: '=?utf-8?Q?Gr=C3=BC=C3=9Fe?=' },
      body: utf8('Liebe Anna,\r\n\r\nIhre Bestellung wurde heute verschickt. Schöne Grüße\r\n'),
    },
  },
  'clean-smtputf8': {
    message: {
      fields: { From: utf8('Grüße <news@shop.example>'), Subject: utf8('Schöne Grüße') },
    },
    hops: [hop({ how: 'UTF8SMTPS', tls: true }), hop({ ...handedIn, how: 'UTF8SMTPSA', tls: true })],
    reaches: ['message-headers/fine'],
  },
  'clean-ed25519-beside-rsa': {
    message: { sign: [{ ...ownSignature, selector: 'ed', key: 'ed25519' }, ownSignature] },
    zone: [keyLine({ ...ownSignature, selector: 'ed', key: 'ed25519' })],
  },
  'clean-draft': {
    message: { trace: [] },
    finds: ['message-verdicts-agree/none-trusted', 'message-alignment/one-leg'],
    because: 'nobody has received it yet, so there is neither SPF nor a verdict of a receiver',
    reaches: ['message-hops/no-hops', 'message-spf/never-received'],
    says: { 'message-alignment/one-leg': /whether there is anything in reserve is not known/ },
  },
  'clean-receipt': {
    message: dsn([
      'Reporting-MTA: dns; mail.shop.example',
      '',
      'Final-Recipient: rfc822; bob@rcpt.example',
      'Action: delivered',
      'Status: 2.0.0',
      'Remote-MTA: dns; mx.rcpt.example',
      'Diagnostic-Code: smtp; 250 2.0.0 Ok: queued as 4XyZ',
    ]),
    reaches: ['message-report/delivered', 'message-spf/not-applicable', 'receiver-gmail/not-applicable'],
  },
  'clean-not-spam-report': {
    message: arf(['Feedback-Type: not-spam', 'User-Agent: FBL/1.0', 'Version: 1', 'Source-IP: 192.31.196.25']),
    finds: ['message-report/not-spam'],
  },
}
