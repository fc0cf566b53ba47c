import { atReceivers, type Entry, handedIn, hop } from './corpus-letter.ts'
import { keyLine } from './letters.ts'

const list = { domain: 'club.example', selector: 'list', key: 'other2048' } as const
const zone = [
  'club.example SOA ns.club.example host.club.example',
  'club.example TXT "v=spf1 ip4:192.31.196.70 -all"',
  'club.example MX 10 lists.club.example',
  'lists.club.example A 192.31.196.70',
  '70.196.31.192.in-addr.arpa PTR lists.club.example',
  keyLine(list),
]
const hops = [
  hop({ from: 'lists.club.example', ip: '192.31.196.70' }),
  hop({ by: 'lists.club.example', at: '05:59:57' }),
  hop(handedIn),
]
const tagged = {
  change: (signed: string) => `${signed.replace('\r\nSubject: ', '\r\nSubject: [club] ')}--\r\nThe club\r\n`,
}
const spf = 'spf=pass smtp.mailfrom=club-bounces@club.example'
const dkim = 'dkim=fail header.d=shop.example header.s=s1'
const unaligned = [
  'message-dkim/fail',
  'message-signatures/broken',
  'message-dmarc/fail',
  'message-alignment/unaligned',
]
const because = 'the list broke the signature, and its return path is its own: nothing speaks for the author any more'

/** Mail that somebody handed on. */
export const forwardedEntries: Readonly<Record<string, Entry>> = {
  'forwarded-by-a-list-that-breaks-it': {
    message: tagged,
    path: 'club-bounces@club.example',
    verdicts: { spf, dkim, dmarc: 'dmarc=fail (p=reject) header.from=shop.example' },
    hops,
    zone,
    finds: [...unaligned, ...atReceivers('not-ready')],
    fixes: { 'message-dmarc/fail': /message-dkim and message-signatures say what broke it/ },
    because,
  },
  'forwarded-by-a-list-under-a-policy-of-none': {
    message: tagged,
    path: 'club-bounces@club.example',
    verdicts: { spf, dkim, dmarc: 'dmarc=fail (p=none) header.from=shop.example' },
    hops,
    zone: [...zone, '_dmarc.shop.example TXT "v=DMARC1; p=none"'],
    finds: [...unaligned, ...atReceivers('ready-for-small-senders')],
    says: {
      'receiver-gmail/ready-for-small-senders':
        /bulk: SPF passes for club\.example, which is not aligned, and no DKIM signature passes \(shop\.example\)\.$/,
    },
    because,
  },
  'forwarded-by-a-list-that-seals': {
    message: {
      change: tagged.change,
      seal: [
        {
          ...list,
          authResults:
            'lists.club.example; spf=pass smtp.mailfrom=bounce@shop.example; dkim=pass header.d=shop.example; dmarc=pass header.from=shop.example',
        },
      ],
    },
    path: 'club-bounces@club.example',
    verdicts: { spf, dkim, dmarc: 'dmarc=fail (p=reject) header.from=shop.example', more: ['arc=pass (i=1)'] },
    hops,
    zone,
    finds: [...unaligned, ...atReceivers('not-ready')],
    reaches: ['message-arc/pass'],
    because,
  },
  'forwarded-with-the-return-path-kept': {
    verdicts: { spf: 'spf=fail smtp.mailfrom=bounce@shop.example' },
    hops,
    zone,
    finds: ['message-spf/fail', 'message-alignment/one-leg', ...atReceivers('ready-for-small-senders')],
    fixes: { 'message-spf/fail': /let it put a return path of its own in the place of this one \(SRS\)/ },
    because: 'receivers ask bulk senders that SPF and DKIM both pass, and DKIM alone is left',
  },
}
