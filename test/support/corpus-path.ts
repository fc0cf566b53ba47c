import { atReceivers, type Entry, handedIn, hop } from './corpus-letter.ts'

const direct = hop(handedIn)

/** How the message came. */
const hopEntries: Readonly<Record<string, Entry>> = {
  'hops-in-clear': {
    hops: [hop({ how: 'ESMTP' }), direct],
    finds: ['message-hops/clear-hop', ...atReceivers('ready-for-small-senders', 'gmail')],
    because: 'Gmail asks bulk senders for TLS',
  },
  'hops-in-clear-at-submission': {
    hops: [hop(), hop({ ...handedIn, how: 'ESMTPA' })],
    finds: ['message-hops/clear-hop'],
  },
  'hops-untold': {
    hops: [
      'Received: from out.relay.example (out.relay.example [192.31.196.25])\r\n\tby mx.receiver.example; Tue, 24 Nov 2026 05:59:58 +0000',
    ],
    finds: ['message-hops/untold'],
  },
  'hops-slow': {
    hops: [hop(), hop({ ...handedIn, at: '03:10:00' })],
    finds: ['message-hops/slow'],
  },
  'hops-skewed': {
    hops: [hop(), hop({ ...handedIn, at: '06:20:00' })],
    finds: ['message-hops/skew'],
  },
  'hops-within-the-house': {
    hops: [hop({ from: 'web.receiver.example', ip: '10.0.0.7', how: 'ESMTP' })],
    verdicts: null,
    finds: ['message-verdicts-agree/none-trusted', 'message-alignment/one-leg'],
    because: 'it never came from outside: neither SPF nor a verdict of the receiver',
    reaches: ['message-hops/no-public-hops', 'message-spf/never-outside'],
  },
  'hops-without-an-address': {
    hops: ['Received: from out.relay.example by mx.receiver.example with ESMTPS id 1; Tue, 24 Nov 2026 05:59:58 +0000'],
    finds: ['message-spf/unknown', 'message-alignment/one-leg'],
    because: 'SPF cannot be judged without the address that the message came from',
  },
}

/** Whether it can be answered. */
const returnEntries: Readonly<Record<string, Entry>> = {
  'return-path-takes-no-mail': {
    path: 'bounce@news.shop.example',
    zone: ['news.shop.example TXT "v=spf1 ip4:192.31.196.25 -all"', 'news.shop.example MX 0 .'],
    finds: ['message-return-path/cannot-receive', ...atReceivers('not-ready', 'yahoo')],
    because: 'Yahoo asks that the domains of the sender exist and take mail',
  },
  'return-path-leads-nowhere': {
    path: 'bounce@news.shop.example',
    zone: ['news.shop.example TXT "v=spf1 ip4:192.31.196.25 -all"'],
    finds: ['message-return-path/cannot-receive'],
  },
  'return-path-does-not-exist': {
    path: 'bounce@gone.shop.example',
    verdicts: { spf: 'spf=none smtp.mailfrom=bounce@gone.shop.example' },
    finds: [
      'message-spf/none',
      'message-return-path/cannot-receive',
      'message-alignment/one-leg',
      ...atReceivers('not-ready', 'yahoo'),
      ...atReceivers('ready-for-small-senders', 'gmail', 'microsoft', 'apple'),
    ],
    because: 'a domain that does not exist has no SPF policy either',
  },
  'return-path-not-seen': {
    hides: ['MX shop.example'],
    finds: ['message-return-path/unknown', ...atReceivers('unknown', 'yahoo')],
    because: 'Yahoo asks that the domains of the sender exist and take mail',
  },
}

/** What the server that sent it is called. */
const senderEntries: Readonly<Record<string, Entry>> = {
  'reverse-dns-missing': {
    zone: ['25.196.31.192.in-addr.arpa PTR'],
    finds: [...atReceivers('not-ready', 'gmail', 'yahoo'), ...atReceivers('ready-for-small-senders', 'apple')],
    because: 'Gmail and Yahoo ask everybody for reverse DNS, Apple bulk senders',
  },
  'reverse-dns-not-back': {
    zone: ['25.196.31.192.in-addr.arpa PTR other.relay.example', 'other.relay.example A 192.31.196.99'],
    finds: [...atReceivers('not-ready', 'gmail', 'yahoo'), ...atReceivers('ready-for-small-senders', 'apple')],
    because: 'Gmail and Yahoo ask everybody for reverse DNS, Apple bulk senders',
  },
  'reverse-dns-missing-for-ipv6': {
    hops: [hop({ ip: 'IPv6:2001:500:2::25' }), direct],
    zone: ['shop.example TXT "v=spf1 ip6:2001:500:2::25 -all"'],
    finds: [
      ...atReceivers('not-ready', 'gmail', 'yahoo', 'microsoft'),
      ...atReceivers('ready-for-small-senders', 'apple'),
    ],
    because: 'over IPv6 Microsoft asks everybody for reverse DNS as well',
  },
  'reverse-dns-not-seen': {
    hides: ['PTR 25.196.31.192.in-addr.arpa'],
    finds: atReceivers('unknown', 'gmail', 'yahoo', 'apple'),
    because: 'these three ask for reverse DNS',
  },
}

const assassin = (status: string) => `X-Spam-Status: ${status}`

/** What filters made of it. */
const spamEntries: Readonly<Record<string, Entry>> = {
  'spam-low': {
    marks: [assassin('No, score=-0.3 required=5.0 tests=DKIM_SIGNED=0.1,DKIM_VALID=-0.1,SPF_PASS=-0.2')],
    reaches: ['message-spam-score/low'],
  },
  'spam-high': {
    marks: [
      assassin(
        'Yes, score=7.2 required=5.0 tests=BAYES_99=3.5,HTML_MESSAGE=0.1,\r\n\tMIME_HTML_ONLY=0.7,URIBL_BLACK=1.7,RDNS_NONE=1.2',
      ),
    ],
    finds: ['message-spam-score/high'],
  },
  'spam-high-by-rspamd': {
    marks: [
      'X-Spamd-Result: default: False [9.30 / 15.00];\r\n\tBAYES_SPAM(5.10)[100.00%];\r\n\tMIME_HTML_ONLY(0.20)[];\r\n\tABUSE_SURBL(4.00)[shop.example:url]',
      'X-Spam: Yes',
    ],
    finds: ['message-spam-score/high'],
  },
  'spam-high-elsewhere': {
    message: {
      fields: {
        'X-Spam-Checker-Version': 'SpamAssassin 4.0.0 (2022-12-14) on out.relay.example',
        'X-Spam-Status': 'Yes, score=6.1 required=5.0 tests=BAYES_99=3.5,MISSING_MID=0.5,URIBL_BLACK=1.7',
      },
    },
    finds: ['message-spam-score/high-elsewhere'],
  },
  'spam-low-in-the-name-of-the-receiver': {
    message: {
      fields: {
        'X-Spam-Checker-Version': 'SpamAssassin 4.0.0 (2022-12-14) on mx.receiver.example',
        'X-Spam-Status': 'No, score=-9.0 required=5.0 tests=ALL_TRUSTED=-9',
      },
    },
    finds: ['message-spam-score/elsewhere'],
  },
  'spam-low-elsewhere': {
    message: {
      fields: {
        'X-Spam-Checker-Version': 'SpamAssassin 4.0.0 (2022-12-14) on out.relay.example',
        'X-Spam-Status': 'No, score=0.1 required=5.0 tests=DKIM_SIGNED=0.1',
      },
    },
    finds: ['message-spam-score/elsewhere'],
  },
}

/** Mail with a fault in its way, its sender, or what filters made of it. */
export const pathEntries: Readonly<Record<string, Entry>> = {
  ...hopEntries,
  ...returnEntries,
  ...senderEntries,
  ...spamEntries,
}
