import type { Blocklist } from '../../core/lists.ts'
import { accuses, ip4Probe } from './words.ts'

/** Lists that speak of a network, not of the address that was asked about. */
export const networkLists: readonly Blocklist[] = [
  {
    zone: 'dnsbl-2.uceprotect.net',
    name: 'UCEPROTECT 2',
    operator: 'UCEPROTECT',
    kinds: ['ip4'],
    tier: 'context',
    impact: 'negligible',
    acts: 'No large mailbox provider is known to use it.',
    scope: 'range',
    codes: [accuses('127.0.0.2', 'too many addresses around it are on UCEPROTECT 1')],
    probes: { ip4: ip4Probe },
    expires:
      'It goes by itself when fewer neighbours are on UCEPROTECT 1: more than 4 in a /24 or 9 in a /23 within 7 days keep it.',
    sources: [
      'http://www.uceprotect.net/en/index.php?m=3&s=4',
      'http://www.uceprotect.net/en/index.php?m=7&s=7',
      'https://github.com/ShlomiPorush/mailcow-logs-viewer/issues/62 (2026-05-28, TXT text shows the ASN scope)',
    ],
  },
  {
    zone: 'dnsbl-3.uceprotect.net',
    name: 'UCEPROTECT 3',
    operator: 'UCEPROTECT',
    kinds: ['ip4'],
    tier: 'context',
    impact: 'negligible',
    acts: 'No large mailbox provider is known to use it.',
    scope: 'asn',
    codes: [accuses('127.0.0.2', 'too many addresses of the whole network are on UCEPROTECT 1')],
    probes: { ip4: ip4Probe },
    expires:
      'It goes by itself when fewer addresses of the network are on UCEPROTECT 1: at least 50 within 7 days keep it.',
    sources: [
      'http://www.uceprotect.net/en/index.php?m=3&s=5',
      'https://www.suped.com/learn/blocklists/uceprotect-dnsbl-level-3 (2026-06-17)',
      'https://github.com/ShlomiPorush/mailcow-logs-viewer/issues/62 (2026-05-28, TXT text shows the ASN scope)',
    ],
  },
  {
    zone: 'netbl.spameatingmonkey.net',
    name: 'SEM network',
    operator: 'Spam Eating Monkey',
    kinds: ['ip4'],
    tier: 'context',
    impact: 'negligible',
    acts: 'No mail server is known to use it by default.',
    scope: 'range',
    codes: [accuses('127.0.0.2', 'a network of low reputation')],
    probes: { ip4: ip4Probe },
    lookup: 'https://spameatingmonkey.com/lookup/{ip}',
    expires: 'An entry does not go by itself.',
    sources: [
      'https://docs.inboxally.com/troubleshooting-recovery/blocklists/spam-eating-monkey',
      'http://spameatingmonkey.com/faq.html',
      'github:luids-io/xlist-database@1b66e80e:services/dnsxl/ (2020-12-28)',
    ],
  },
  {
    zone: 'nbl.0spam.org',
    name: '0spam network',
    operator: '0spam',
    kinds: ['ip4'],
    tier: 'context',
    impact: 'negligible',
    acts: 'Its operator wants it used beside others only; no mail server is known to use it by default.',
    scope: 'range',
    codes: [accuses('127.0.0.{class}', 'the /24 around it sent much mail to spam traps')],
    probes: { ip4: ip4Probe },
    lookup: 'https://0spam.org/',
    removal: 'https://0spam.org/',
    sources: [
      'https://www.suped.com/learn/blocklists/0spam-network-block-list-nbl (2026-06-17)',
      'https://0spam.org/how-does-the-0spam-service-work (2025-10)',
      'github:matteocorti/check_rbl@bda2df2e:check_rbl.ini (2026-03-30)',
    ],
  },
]
