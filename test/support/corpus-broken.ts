import { atReceivers, type Entry } from './corpus-letter.ts'
import { ownSignature } from './letters.ts'

/** What is found of any message whose one signature was broken on the way. */
const broken: Entry = {
  verdicts: { dkim: 'dkim=fail header.d=shop.example header.s=s1' },
  finds: [
    'message-dkim/fail',
    'message-signatures/broken',
    'message-alignment/one-leg',
    ...atReceivers('ready-for-small-senders'),
  ],
  because: 'one broken signature: what broke it is told by itself, and receivers ask bulk senders for SPF and DKIM',
}
const replaced = (what: string | RegExp, by: string): Entry => ({
  ...broken,
  message: { change: (signed) => signed.replace(what, by) },
})
const longLine = `${'Your order has been sent today, and this is told at length. '.repeat(14)}\r\n`
const quotedText = 'Hello Anna,\r\n\r\nGr=C3=BC=C3=9Fe\r\n'

/** Mail that was changed after it was signed, each in one way. */
export const brokenEntries: Readonly<Record<string, Entry>> = {
  'broken-by-footer': {
    ...broken,
    message: { change: (signed) => `${signed}-- \r\nThis mail was scanned for viruses.\r\n` },
  },
  'broken-by-banner': replaced('\r\n\r\nHello', '\r\n\r\n[External mail: take care]\r\n\r\nHello'),
  'broken-by-blanks': {
    ...broken,
    message: {
      sign: [{ ...ownSignature, canonicalization: 'simple/simple' }],
      change: (signed) => signed.replace('sent today.', 'sent  today. '),
    },
  },
  'broken-by-wrapping': {
    ...broken,
    message: { body: longLine, change: (signed) => signed.replace('at length. Your', 'at length.\r\nYour') },
  },
  'broken-by-dots': {
    ...broken,
    message: { body: 'Hello Anna,\r\n.the shop\r\n', change: (signed) => signed.replace('\r\n.the', '\r\n..the') },
  },
  'broken-by-re-encoding': {
    ...broken,
    message: {
      fields: { 'Content-Transfer-Encoding': 'quoted-printable' },
      body: quotedText,
      sign: [{ ...ownSignature, headers: ['From', 'To', 'Subject', 'Date', 'Message-ID'] }],
      change: (signed) =>
        signed
          .replace('Encoding: quoted-printable', 'Encoding: 8bit')
          .replace('Gr=C3=BC=C3=9Fe', 'Gr\xc3\xbc\xc3\x9fe'),
    },
  },
  'broken-by-subject-tag': replaced('\r\nSubject: ', '\r\nSubject: [club] '),
  'broken-by-field-changed': replaced('\r\nTo: Anna <', '\r\nTo: "Anna" <'),
  'broken-by-field-added': {
    ...broken,
    message: {
      fields: { 'X-Mailer': 'Shop 4.2' },
      sign: [{ ...ownSignature, headers: ['From', 'To', 'Subject', 'Date', 'Message-ID', 'X-Mailer'] }],
      change: (signed) => signed.replace('Shop 4.2\r\n', 'Shop 4.2\r\nX-Mailer: Relay\r\n'),
    },
  },
  'broken-by-other-words': replaced('Hello Anna', 'Good morning, Anna'),
}
