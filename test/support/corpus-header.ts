import { atReceivers, type Entry } from './corpus-letter.ts'
import type { Letter } from './letters.ts'

const withFields = (fields: Readonly<Record<string, string | readonly string[] | undefined>>): Letter => ({
  fields,
})
/** Gmail asks everybody, and Apple bulk senders, for a header that is as RFC 5322 has it. */
const header = [...atReceivers('not-ready', 'gmail'), ...atReceivers('ready-for-small-senders', 'apple')]
const headerAsked = 'Gmail asks everybody, and Apple bulk senders, for what RFC 5322 requires'
/** Nor can DMARC pass, which Yahoo and Microsoft ask of bulk senders. */
const unnamed = ['message-dmarc/no-author', ...header, ...atReceivers('ready-for-small-senders', 'yahoo', 'microsoft')]
const noAuthor = 'DMARC has nobody to speak of, and receivers ask for one author'

/** What stands in From. */
const fromEntries: Readonly<Record<string, Entry>> = {
  'from-none': {
    message: { fields: { From: undefined }, sign: [] },
    verdicts: { dkim: 'dkim=none', dmarc: 'dmarc=permerror' },
    finds: [
      'message-from/none',
      'message-dmarc/no-author',
      'message-dkim/none',
      ...atReceivers('not-ready', 'gmail'),
      ...atReceivers('ready-for-small-senders', 'yahoo', 'microsoft', 'apple'),
    ],
    because: 'nobody can sign a message without From, and receivers ask for one author and for a signature',
  },
  'from-several-fields': {
    message: withFields({ From: ['Shop <news@shop.example>', 'Shop <info@shop.example>'] }),
    verdicts: { dmarc: 'dmarc=permerror' },
    finds: ['message-from/several', 'message-headers/repeated-single', ...unnamed],
    says: {
      'message-from/several': /2 From fields: "Shop <news@shop\.example>", "Shop <info@shop\.example>"\. .*Gmail/,
    },
    because: noAuthor,
  },
  'from-several-authors': {
    message: withFields({ From: 'Shop <news@shop.example>, Bob <bob@other.example>' }),
    verdicts: { dmarc: 'dmarc=permerror' },
    finds: ['message-from/several', ...unnamed],
    because: noAuthor,
  },
  'from-several-of-one-domain': {
    message: withFields({ From: 'Shop <news@shop.example>, Bob <bob@shop.example>' }),
    finds: ['message-from/several', ...header],
    because: headerAsked,
  },
  'from-comma-in-name': {
    message: withFields({ From: 'Doe, John <john@shop.example>' }),
    verdicts: { dmarc: 'dmarc=permerror' },
    finds: ['message-from/several', ...header],
    because: headerAsked,
  },
  'from-group': {
    message: withFields({ From: 'undisclosed-recipients:;' }),
    verdicts: { dmarc: 'dmarc=permerror' },
    finds: ['message-from/group-or-empty', ...unnamed],
    because: noAuthor,
  },
  'from-without-domain': {
    message: withFields({ From: 'root <root>' }),
    verdicts: { dmarc: 'dmarc=permerror' },
    finds: ['message-from/unusable', ...unnamed],
    because: noAuthor,
  },
  'from-nobody-to-answer': {
    message: { ...withFields({ From: 'undisclosed-recipients:;' }), trace: [] },
    finds: ['message-from/group-or-empty', ...unnamed, 'message-verdicts-agree/none-trusted'],
    because: noAuthor,
    reaches: ['message-return-path/nobody-to-answer'],
  },
  'from-odd': {
    message: withFields({ From: 'Shop @ home <news@shop.example>' }),
    finds: ['message-from/odd'],
  },
  'from-lookalike-name': {
    message: withFields({ From: '"service@paypal.com" <news@shop.example>' }),
    finds: ['message-from/lookalike'],
  },
}

/** The other fields. */
const fieldEntries: Readonly<Record<string, Entry>> = {
  'date-missing': {
    message: withFields({ Date: undefined }),
    finds: ['message-date/missing', ...header],
    because: headerAsked,
  },
  'date-repeated': {
    message: withFields({ Date: ['Tue, 24 Nov 2026 05:59:50 +0000', 'Mon, 23 Nov 2026 05:59:50 +0000'] }),
    finds: ['message-date/repeated', 'message-headers/repeated-single', ...header],
    because: headerAsked,
  },
  'date-invalid': { message: withFields({ Date: 'yesterday at noon' }), finds: ['message-date/invalid'] },
  'date-odd': { message: withFields({ Date: 'Mon, 24 Nov 2026 05:59:50 +0000' }), finds: ['message-date/odd'] },
  'date-in-the-future': {
    message: withFields({ Date: 'Wed, 25 Nov 2026 05:59:50 +0000' }),
    finds: ['message-date/future'],
  },
  'date-stale': { message: withFields({ Date: 'Sun, 1 Nov 2026 05:59:50 +0000' }), finds: ['message-date/stale'] },
  'id-missing': {
    message: withFields({ 'Message-ID': undefined }),
    finds: ['message-id/missing', ...header],
    because: headerAsked,
  },
  'id-invalid': { message: withFields({ 'Message-ID': '<1042 shop.example>' }), finds: ['message-id/invalid'] },
  'id-repeated': {
    message: withFields({ 'Message-ID': ['<1@shop.example>', '<2@shop.example>'] }),
    finds: ['message-id/repeated', 'message-headers/repeated-single', ...header],
    because: headerAsked,
  },
  'headers-repeated': {
    message: withFields({ Subject: ['Your order', 'Your order has been sent'] }),
    finds: ['message-headers/repeated-single', ...header],
    because: headerAsked,
  },
  'headers-repeated-recipients': {
    message: withFields({ To: ['anna@receiver.example', 'bob@receiver.example'] }),
    finds: ['message-headers/repeated-single', ...header],
    because: headerAsked,
  },
  'headers-malformed-addresses': {
    message: withFields({ 'Reply-To': 'the shop at shop.example' }),
    finds: ['message-headers/malformed-addresses'],
  },
  'headers-blank-line': {
    message: withFields({ 'X-Mailer': 'shop\r\n ' }),
    finds: ['message-headers/blank-line'],
  },
  'headers-raw-8bit': {
    message: withFields({ Subject: 'Gr\xc3\xbc\xc3\x9fe' }),
    finds: ['message-headers/raw-8bit'],
  },
  'headers-too-long': {
    message: withFields({ 'X-Context': 'a'.repeat(1200) }),
    finds: ['message-headers/too-long'],
  },
  'headers-not-a-field': {
    message: { change: (signed) => signed.replace('\r\nMIME-Version', '\r\nthis is no field\r\nMIME-Version') },
    finds: ['message-headers/not-a-field'],
  },
}

/** Mail with a fault in its header. */
export const headerEntries: Readonly<Record<string, Entry>> = { ...fromEntries, ...fieldEntries }
