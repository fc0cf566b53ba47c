import type { ReceiverRule } from '../../core/receivers.ts'
import { orders } from './orders.ts'

const announced =
  'https://techcommunity.microsoft.com/blog/microsoftdefenderforoffice365blog/strengthening-email-ecosystem-outlook%E2%80%99s-new-requirements-for-high%E2%80%90volume-senders/4399730 (as of 2025-08-02)'
const troubleshooting = 'https://sendersupport.olc.protection.outlook.com/pm/troubleshooting (as of 2026-06-15)'
const refusal =
  'https://support.microsoft.com/en-au/topic/fix-ndr-error-550-5-7-515-in-outlook-com-34cfe8f8-6fbf-457e-9e8b-9e4dbaf4e0ef'
const replies = 'github:sisimai/p5-sisimai lib/Sisimai/Rhost/Microsoft.pm'

/**
 * Outlook.com and Microsoft 365. Bulk: 5,000 messages a day or more in the name of one From domain, refused since
 * 2025-05-05. Stricter than DMARC: SPF and DKIM have to pass, and one of them has to be aligned.
 */
export const microsoft: readonly ReceiverRule[] = [
  {
    id: 'microsoft-dmarc-policy',
    receiver: 'microsoft',
    appliesTo: 'all',
    asks: 'not refused by DMARC',
    by: 'dmarc-obeyed',
    fix: orders['dmarc-obeyed'],
    codes: ['550 5.7.509'],
    sources: [replies],
  },
  {
    id: 'microsoft-ipv6',
    receiver: 'microsoft',
    appliesTo: 'all',
    asks: 'reverse DNS over IPv6',
    by: 'ipv6',
    fix: orders.ipv6,
    codes: ['550 5.7.25', '450 4.7.26', '550 5.7.510'],
    sources: [replies],
  },
  {
    id: 'microsoft-dynamic',
    receiver: 'microsoft',
    appliesTo: 'all',
    asks: 'no dial-up address',
    shows: 'relaycheck ip ADDRESS shows it',
    fix: 'Send from an address whose reverse DNS is a name of your own, or through a relay.',
    codes: ['550 DY-001'],
    sources: [troubleshooting],
  },
  {
    id: 'microsoft-blocklist',
    receiver: 'microsoft',
    appliesTo: 'all',
    asks: "not on Microsoft's list",
    shows: "only Microsoft's reply and its SNDS show it",
    fix: 'Ask at https://olcsupport.office.com to have the address taken off (Microsoft 365: https://sender.office.com).',
    codes: ['550 5.7.1', '550 5.7.511', '550 5.7.606'],
    sources: [replies, 'https://wordtothewise.com/2017/10/troubleshooting-and-codes'],
  },
  {
    id: 'microsoft-complaints',
    receiver: 'microsoft',
    appliesTo: 'all',
    asks: 'few complaints',
    shows: "Microsoft's JMRP and SNDS show it",
    fix: "Write to nobody who did not ask for it, and enrol in Microsoft's JMRP.",
    codes: ['550 SC-004'],
    sources: [troubleshooting],
  },
  {
    id: 'microsoft-auth',
    receiver: 'microsoft',
    appliesTo: 'bulk',
    asks: 'SPF and DKIM pass',
    by: 'spf-and-dkim',
    fix: orders['spf-and-dkim'],
    codes: ['550 5.7.515'],
    sources: [announced, troubleshooting, refusal],
  },
  {
    id: 'microsoft-dmarc',
    receiver: 'microsoft',
    appliesTo: 'bulk',
    asks: 'DMARC record for From',
    by: 'dmarc-record',
    fix: orders['dmarc-record'],
    codes: ['550 5.7.515'],
    sources: [announced, troubleshooting, refusal],
  },
  {
    id: 'microsoft-alignment',
    receiver: 'microsoft',
    appliesTo: 'bulk',
    asks: 'aligned with From',
    by: 'alignment',
    fix: orders.alignment,
    codes: ['550 5.7.515'],
    sources: [announced, troubleshooting, refusal],
  },
]
