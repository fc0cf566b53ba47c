import { atReceivers, type Entry } from './corpus-letter.ts'
import { type Letter, ownSignature } from './letters.ts'

const html = (body: string, more: Readonly<Record<string, string>> = {}): Letter => ({
  fields: { 'Content-Type': 'text/html; charset=utf-8', ...more },
  body: `<html><body>${body}</body></html>\r\n`,
})
const words = '<p>Hello Anna,</p>\r\n<p>your order has been sent today, and will be with you soon.</p>'
/** The same in plain text and in HTML. */
const both = (page: string, plain = 'Hello Anna,\r\nyour order has been sent today.'): Letter => ({
  fields: { 'Content-Type': 'multipart/alternative; boundary="b1"' },
  body: `--b1\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n${plain}\r\n--b1\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<html><body>${page}</body></html>\r\n--b1--\r\n`,
})

/** Lines as servers do not take them. */
const lineEntries: Readonly<Record<string, Entry>> = {
  'lines-too-long': { message: { body: `${'Long '.repeat(300)}\r\n` }, finds: ['message-lines/too-long'] },
  'lines-with-bare-lf': {
    message: { body: 'Hello Anna,\r\nyour order\nhas been sent.\r\n' },
    finds: ['message-lines/bare-lf'],
  },
  'lines-with-bare-cr': {
    message: { body: 'Hello Anna,\r\nyour order\rhas been sent.\r\n' },
    finds: ['message-lines/bare-cr'],
  },
  'lines-with-nul': { message: { body: 'Hello Anna,\r\nyour order\0 is sent.\r\n' }, finds: ['message-lines/nul'] },
  'lines-raw-8bit': {
    message: { body: 'Sch\xc3\xb6ne Gr\xc3\xbc\xc3\x9fe\r\n' },
    finds: ['message-lines/raw-8bit'],
  },
}

const deep = (depth: number): string =>
  depth === 0
    ? 'Content-Type: text/plain\r\n\r\nHello Anna, your order has been sent today.\r\n'
    : `Content-Type: multipart/mixed; boundary="b${depth}"\r\n\r\n--b${depth}\r\n${deep(depth - 1)}--b${depth}--\r\n`

const oneClick = {
  'List-Unsubscribe': '<https://www.shop.example/leave/1>',
  'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
}
const covering = ['From', 'To', 'Subject', 'Date', 'Message-ID', ...Object.keys(oneClick)]
const leaving = (fields: Readonly<Record<string, string>>): Letter => ({
  fields,
  sign: [{ ...ownSignature, headers: covering }],
})
const gmailBulk = atReceivers('ready-for-small-senders', 'gmail')
const oneClickAsked = 'Gmail asks bulk senders for one click'

/** How its readers get rid of it. */
const unsubscribeEntries: Readonly<Record<string, Entry>> = {
  'unsubscribe-one-click': { message: leaving(oneClick), reaches: ['message-unsubscribe/one-click'] },
  'unsubscribe-at-a-loopback-address': {
    message: leaving({ ...oneClick, 'List-Unsubscribe': '<https://127.0.0.1/leave/1>, <mailto:leave@shop.example>' }),
    finds: ['message-unsubscribe/link-only', 'message-links/bare-address', ...gmailBulk],
    says: {
      'message-unsubscribe/link-only': /no reader can reach its https address, since 127\.0\.0\.1 is a loopback/,
    },
    because:
      'the address is no name, which filters count, and nobody reaches it; Gmail asks bulk senders for one click',
  },
  'unsubscribe-at-a-host-within': {
    message: leaving({ ...oneClick, 'List-Unsubscribe': '<https://lists.shop.internal/leave/1>' }),
    finds: ['message-unsubscribe/link-only', ...atReceivers('ready-for-small-senders', 'gmail', 'yahoo', 'apple')],
    because: 'these three ask bulk senders for a way to unsubscribe, and nobody outside reaches this one',
  },
  'unsubscribe-signed-by-the-relay': {
    message: {
      fields: oneClick,
      sign: [
        { domain: 'relay.example', selector: 'r1', key: 'other2048', headers: covering },
        { ...ownSignature, headers: ['From', 'To', 'Subject', 'Date', 'Message-ID'] },
      ],
    },
    finds: ['message-unsubscribe/signed-by-others'],
    says: { 'message-unsubscribe/signed-by-others': /only relay\.example, not the domain in From/ },
  },
  'unsubscribe-link-only': {
    message: leaving({ 'List-Unsubscribe': '<https://www.shop.example/leave/1>' }),
    finds: ['message-unsubscribe/link-only', ...atReceivers('ready-for-small-senders', 'gmail', 'yahoo')],
    because: 'Gmail asks bulk senders for one click, and Yahoo for that or a mailto',
  },
  'unsubscribe-unusable': {
    message: leaving({ 'List-Unsubscribe': 'click here' }),
    finds: ['message-unsubscribe/unusable', ...atReceivers('ready-for-small-senders', 'gmail', 'yahoo', 'apple')],
    because: 'these three ask bulk senders for a way to unsubscribe',
  },
  'unsubscribe-none-in-bulk': {
    argv: ['--bulk'],
    finds: ['message-unsubscribe/none-in-bulk', ...atReceivers('not-ready', 'gmail', 'yahoo', 'apple')],
    because: 'these three ask bulk senders for a way to unsubscribe',
  },
  'unsubscribe-unsigned': {
    message: { fields: oneClick, sign: [{ ...ownSignature, headers: ['From', 'To', 'Subject', 'Date'] }] },
    finds: ['message-unsubscribe/unsigned', ...gmailBulk],
    because: oneClickAsked,
  },
  'unsubscribe-not-seen': {
    message: leaving(oneClick),
    hides: ['TXT s1._domainkey.shop.example'],
    finds: [
      'message-dkim/unknown',
      'message-signatures/unknown',
      'message-alignment/unknown',
      'message-unsubscribe/unknown',
      ...atReceivers('unknown'),
    ],
    because: 'all of them rest on whether the signature verifies',
  },
}

/** What is to be read. */
const textEntries: Readonly<Record<string, Entry>> = {
  'text-html-only': { message: html(words), finds: ['message-text/html-only'] },
  'text-images-only': {
    message: html(
      '<img src="https://www.shop.example/1.png" alt="Order"><img src="https://www.shop.example/2.png" alt="">',
    ),
    finds: ['message-text/images-only'],
  },
  'text-none': { message: { body: '\r\n' }, finds: ['message-text/no-text'] },
  'text-invitation-alone': {
    message: {
      fields: { 'Content-Type': 'text/calendar; method=REQUEST; charset=UTF-8' },
      body: 'BEGIN:VCALENDAR\r\nVERSION:2.0\r\nEND:VCALENDAR\r\n',
    },
    finds: ['message-text/attachment-only'],
  },
  'text-boundary-elsewhere': {
    message: {
      fields: { 'Content-Type': 'multipart/alternative; boundary="abc"' },
      body: '--xyz\r\nContent-Type: text/plain\r\n\r\nHello\r\n--xyz--\r\n',
    },
    finds: ['message-text/unparted'],
  },
  'text-with-a-program': {
    message: {
      fields: { 'Content-Type': 'multipart/mixed; boundary="b"' },
      body: '--b\r\n\r\nHello Anna, here it is.\r\n--b\r\nContent-Type: application/octet-stream\r\nContent-Transfer-Encoding: base64\r\nContent-Disposition: attachment; filename="invoice.pdf.exe"\r\n\r\nTVqQAAMAAAAE\r\n--b--\r\n',
    },
    finds: ['message-text/executable'],
  },
  'text-sealed': {
    message: {
      fields: {
        'Content-Type': 'application/pkcs7-mime; smime-type=enveloped-data',
        'Content-Transfer-Encoding': 'base64',
      },
      body: 'MIAGCSqGSIb3DQEHA6CAMIACAQ==\r\n',
    },
    reaches: ['message-text/sealed'],
  },
  'text-clipped': {
    message: both(`<!--${`${'-'.repeat(76)}\r\n`.repeat(1400)}-->${words}`),
    finds: ['message-text/clipped'],
  },
  'text-placeholders': {
    message: { body: 'Hello {{first_name}},\r\n\r\nyour order has been sent today.\r\n' },
    finds: ['message-text/placeholders'],
  },
  'text-disguised-link': {
    message: both(`${words}<a href="https://click.relay.example/1">https://www.shop.example/orders</a>`),
    finds: ['message-text/disguised'],
  },
  'text-images-without-alt': {
    message: both(`${words}<img src="https://www.shop.example/1.png">`),
    finds: ['message-text/no-alt'],
  },
  'parts-too-deep': {
    message: {
      fields: { 'Content-Type': 'multipart/mixed; boundary="b0"', 'Content-Transfer-Encoding': undefined },
      body: `--b0\r\n${deep(120)}--b0--\r\n`,
    },
    finds: ['message-headers/too-complex', 'message-text/unknown'],
    because: 'what was not looked at may hold the text',
  },
}

const linking = (host: string): Letter => ({
  body: `Hello Anna,\r\n\r\nyour order:\r\nhttps://${host}/orders/1042\r\n`,
})
/** Where it leads. */
const linkEntries: Readonly<Record<string, Entry>> = {
  'links-listed': {
    message: linking('spammer.example'),
    zone: ['spammer.example.dbl.spamhaus.org A 127.0.1.2'],
    finds: ['message-links/listed'],
  },
  'links-scored': {
    message: linking('spammer.example'),
    zone: ['spammer.example.multi.uribl.com A 127.0.0.2'],
    finds: ['message-links/scored'],
  },
  'links-allowed': {
    message: linking('www.shop.example'),
    argv: ['--lists', 'dwl.dnswl.org'],
    zone: ['shop.example.dwl.dnswl.org A 127.0.3.2'],
    finds: ['message-links/allowed'],
  },
  'links-unheeded': {
    message: linking('young.example'),
    zone: ['young.example.multi.uribl.com A 127.0.0.8'],
    finds: ['message-links/unheeded'],
  },
  'links-to-an-address': { message: linking('192.31.196.9'), finds: ['message-links/bare-address'] },
  'links-clear': { message: linking('www.shop.example'), reaches: ['message-links/clear'] },
  'links-list-silent': {
    message: linking('www.shop.example'),
    hides: ['A dbltest.com.dbl.spamhaus.org', 'A shop.example.dbl.spamhaus.org'],
    reaches: ['message-links/unanswered'],
  },
  'links-not-asked': {
    message: linking('www.shop.example'),
    argv: ['--lists', 'zrd.dq.spamhaus.net'],
    reaches: ['message-links/not-asked'],
  },
  'links-none-asked': {
    message: linking('www.shop.example'),
    argv: ['--lists', 'zen.spamhaus.org'],
    reaches: ['message-links/none-asked'],
    says: { 'message-links/none-asked': /^no list was asked about the host that the message leads to$/ },
  },
}

/** Mail with a fault in what its readers get. */
export const contentEntries: Readonly<Record<string, Entry>> = {
  ...lineEntries,
  ...unsubscribeEntries,
  ...textEntries,
  ...linkEntries,
}
