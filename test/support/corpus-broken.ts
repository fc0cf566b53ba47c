import { atReceivers, type Entry, handedIn, hop } from './corpus-letter.ts'
import { keyLine, type Letter, type LetterSigner, ownSignature } from './letters.ts'

/** What is found of any message whose one signature was broken on the way: each names what was done to it. */
const broken = (says: RegExp, message: Letter): Entry => ({
  message,
  verdicts: { dkim: 'dkim=fail header.d=shop.example header.s=s1' },
  finds: [
    'message-dkim/fail',
    'message-signatures/broken',
    'message-alignment/one-leg',
    ...atReceivers('ready-for-small-senders'),
  ],
  says: { 'message-dkim/fail': says, 'message-signatures/broken': says },
  because: 'one broken signature: what broke it is told by itself, and receivers ask bulk senders for SPF and DKIM',
})
const replaced = (says: RegExp, what: string | RegExp, by: string): Entry =>
  broken(says, { change: (signed) => signed.replace(what, by) })

const longLine = `${'Your order has been sent today, and this is told at length. '.repeat(24)}\r\n`
const few: LetterSigner = { ...ownSignature, headers: ['From', 'To', 'Subject', 'Date', 'Message-ID'] }
const simple: LetterSigner = { ...ownSignature, canonicalization: 'simple/simple' }
/** How a person hands mail in at the box of the shop, which signs it. */
const loggedInAtBox = {
  from: 'laptop.shop.example',
  ip: '192.31.196.40',
  by: 'box.shop.example',
  how: 'ESMTPSA',
  at: '05:59:53',
  login: true,
}
/** That of Amazon SES, which signs what it has written anew; here it is of another message. */
const sesField =
  'v=1; a=rsa-sha256; q=dns/txt; c=relaxed/simple; s=ses1; d=amazonses.com; t=1795499996;\r\n\th=From:To:Subject:Date:Message-ID; bh=SDa04wWhcoSuDp+i5OR+Ysf7qSvodsrVl6jaT0GtQY0=; b=AAAA'

/** Mail that was changed after it was signed, each in one way. */
export const brokenEntries: Readonly<Record<string, Entry>> = {
  'broken-by-footer': broken(/2 lines were added at the end of the body/, {
    change: (signed) => `${signed}-- \r\nThis mail was scanned for viruses.\r\n`,
  }),
  'broken-by-banner': replaced(
    /2 lines were added at the top of the body/,
    '\r\n\r\nHello',
    '\r\n\r\n[External mail: take care]\r\n\r\nHello',
  ),
  'broken-by-blanks': broken(/blanks in the body were changed, which canonicalization "simple" does not forgive/, {
    sign: [simple],
    change: (signed) => signed.replace('sent today.', 'sent  today. '),
  }),
  'broken-by-folding': broken(/the field To was folded anew, which canonicalization "simple" does not forgive/, {
    sign: [simple],
    change: (signed) => signed.replace('\r\nTo: Anna <', '\r\nTo: Anna\r\n\t<'),
  }),
  'broken-by-wrapping': broken(/lines of more than 998 octets were broken/, {
    body: longLine,
    change: (signed) => signed.replace(/(Your order .{985})/, '$1\r\n '),
  }),
  'broken-by-dots': broken(/a dot at the beginning of lines was doubled/, {
    body: 'Hello Anna,\r\n.the shop\r\n',
    change: (signed) => signed.replace('\r\n.the', '\r\n..the'),
  }),
  'broken-by-a-mailbox-file': broken(/a ">" was put before lines that begin with "From "/, {
    body: 'Hello Anna,\r\nFrom today on we send on Sundays, too.\r\n',
    change: (signed) => signed.replace('\r\nFrom today', '\r\n>From today'),
  }),
  'broken-by-re-encoding': broken(/signed as 8-bit text, and came as quoted-printable/, {
    fields: { 'Content-Transfer-Encoding': '8bit' },
    body: 'Liebe Anna,\r\n\r\nGr\xc3\xbc\xc3\x9fe\r\n',
    sign: [few],
    change: (signed) => signed.replace('8bit', 'quoted-printable').replace('Gr\xc3\xbc\xc3\x9fe', 'Gr=C3=BC=C3=9Fe'),
  }),
  'broken-by-subject-tag': replaced(
    /the tag "\[club\]" was put before the Subject/,
    '\r\nSubject: ',
    '\r\nSubject: [club] ',
  ),
  'broken-by-field-changed': replaced(/the field Content-Type was changed/, 'charset=utf-8', 'charset="utf-8"'),
  'broken-by-field-added': broken(/a field X-Mailer was added/, {
    fields: { 'X-Mailer': 'Shop 4.2' },
    sign: [{ ...few, headers: [...(few.headers ?? []), 'X-Mailer'] }],
    change: (signed) => signed.replace('Shop 4.2\r\n', 'Shop 4.2\r\nX-Mailer: Relay\r\n'),
  }),
  'broken-by-amazon-ses': {
    ...broken(/Amazon SES writes Message-ID and Date anew/, {
      sign: [ownSignature],
      change: (signed) =>
        `DKIM-Signature: ${sesField}\r\n${signed.replace('<20261124055950.1@shop.example>', '<0102019400@eu-west-1.amazonses.com>')}`,
    }),
    fixes: {
      'message-dkim/fail': /^Let Amazon SES sign for shop\.example.*leave Message-ID and Date out/,
    },
    zone: [keyLine({ domain: 'amazonses.com', selector: 'ses1', key: 'other2048' })],
  },
  'broken-in-a-field': replaced(
    /one of the signed fields was changed \(.*To.*\), or another key/,
    '\r\nTo: Anna <',
    '\r\nTo: Annie <',
  ),
  'broken-by-fields-taken-out': {
    ...broken(/Message-ID and Date are signed and are not there/, {
      change: (signed) => signed.replace(/^Date: .*\r\n/m, '').replace(/^Message-ID: .*\r\n/m, ''),
    }),
    finds: [
      'message-dkim/fail',
      'message-signatures/broken',
      'message-alignment/one-leg',
      'message-date/missing',
      'message-id/missing',
      ...atReceivers('not-ready', 'gmail'),
      ...atReceivers('ready-for-small-senders', 'yahoo', 'microsoft', 'apple'),
    ],
    fixes: { 'message-dkim/fail': /^Have Message-ID and Date written before the mail is signed/ },
  },
  'broken-by-the-relay-that-signs': {
    ...broken(
      /done behind the signature of relay\.example \(s=r1\), which broke in the same way: at out\.relay\.example itself/,
      {
        sign: [{ domain: 'relay.example', selector: 'r1', key: 'other2048' }, ownSignature],
        fields: { Received: hop(handedIn).slice('Received: '.length) },
        change: (signed) => signed.replace('\r\nSubject: ', '\r\nSubject: [shop] '),
      },
    ),
    hops: [hop()],
  },
  'broken-between-box-and-relay': {
    message: {
      fields: { Received: hop(loggedInAtBox).slice('Received: '.length) },
      change: (signed) => `${signed}-- \r\nSent by the office.\r\n`,
    },
    hops: [hop(), hop({ ...handedIn, from: 'box.shop.example' })],
    verdicts: { dkim: 'dkim=fail header.d=shop.example header.s=s1' },
    finds: [
      'message-dkim/fail',
      'message-signatures/broken',
      'message-alignment/one-leg',
      ...atReceivers('ready-for-small-senders'),
    ],
    says: {
      'message-dkim/fail':
        /only have broken at box\.shop\.example behind the signer, or at out\.relay\.example, since mx\.receiver\.example saw/,
    },
    because: 'one broken signature: what broke it is told by itself, and receivers ask bulk senders for SPF and DKIM',
  },
  'broken-behind-the-relay': {
    ...broken(/at out\.relay\.example itself\.|at out\.relay\.example itself, or at/, {
      sign: [{ domain: 'relay.example', selector: 'r1', key: 'other2048' }, ownSignature],
      fields: { Received: hop(handedIn).slice('Received: '.length) },
      change: (signed) => `${signed}-- \r\nScanned at the door.\r\n`,
    }),
    hops: [hop({ by: 'filter.receiver.example', from: 'mx.receiver.example', ip: '10.0.0.5' }), hop()],
    verdicts: { dkim: 'dkim=fail header.d=shop.example header.s=s1' },
  },
  'broken-at-the-receiver': {
    message: { change: (signed) => signed.replace('\r\nSubject: ', '\r\nSubject: [EXTERNAL] ') },
    hops: [hop()],
    verdicts: null,
    finds: [
      'message-dkim/at-receiver',
      'message-signatures/broken',
      'message-alignment/one-leg',
      'message-verdicts-agree/none-trusted',
      ...atReceivers('ready-for-small-senders'),
    ],
    because: 'this copy is as it was changed, and nobody says what it was before',
  },
  'broken-behind-the-signer': {
    ...broken(/only have broken at out\.relay\.example behind the signer, since mx\.receiver\.example saw it fail/, {
      change: (signed) => `${signed}-- \r\nScanned for viruses.\r\n`,
    }),
    hops: [hop()],
    fixes: { 'message-dkim/fail': /^Let the signer be the last program on its server/ },
  },
  'saved-without-its-body': {
    message: { change: (signed) => signed.slice(0, signed.indexOf('\r\n\r\n') + 4) },
    finds: [
      'message-dkim/unknown',
      'message-signatures/unknown',
      'message-alignment/unknown',
      'message-text/unknown',
      ...atReceivers('unknown'),
    ],
    because: 'what is not there was not seen',
  },
  'saved-without-an-empty-line': {
    saved: (whole) => whole.slice(0, whole.indexOf('\r\n\r\n')),
    finds: [
      'message-dkim/unknown',
      'message-signatures/unknown',
      'message-alignment/unknown',
      'message-headers/alone',
      'message-text/unknown',
      ...atReceivers('unknown'),
    ],
    because: 'what is not there was not seen',
  },
  'saved-as-a-mailbox-of-two': {
    saved: (whole) =>
      ['bounce', 'carl'].map((from) => `From ${from}@shop.example Tue Nov 24 05:59:58 2026\r\n${whole}`).join('\r\n'),
    finds: ['message-headers/several-messages'],
  },
  'saved-by-apple-mail': {
    saved: (whole) =>
      `${whole.length}\r\n${whole}<?xml version="1.0" encoding="UTF-8"?>\r\n<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN">\r\n<plist version="1.0"></plist>\r\n`,
  },
  'saved-with-cr-cr-lf': {
    saved: (whole) => whole.replaceAll('\r\n', '\r\r\n'),
    finds: ['message-lines/doubled-cr'],
  },
  'dkim-signed-in-part': {
    message: {
      sign: [{ ...ownSignature, bodyLength: 57 }],
      change: (signed) => `${signed}-- \r\nclub@list.example\r\n`,
    },
    finds: ['message-dkim/partly-signed'],
    says: { 'message-dkim/partly-signed': /covers 57 of the 84 octets.*27 octets are not signed/ },
  },
  'dkim-body-unsigned': {
    message: { sign: [{ ...ownSignature, bodyLength: 0 }], body: 'Pay here.\r\n' },
    finds: ['message-dkim/body-unsigned'],
  },
  'broken-in-the-text': replaced(/the body was changed/, 'Hello Anna', 'Good morning, Anna'),
}
