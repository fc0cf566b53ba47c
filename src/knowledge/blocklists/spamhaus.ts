import type { Blocklist, ListCode } from '../../core/lists.ts'
import { accuses, ip4Probe, ip6Probe, isNew, misasked, policy, refuses } from './words.ts'

const refusals: readonly ListCode[] = [
  misasked('127.255.255.252', 'Spamhaus has no zone of this name'),
  refuses(
    '127.255.255.254',
    'Spamhaus answers no public resolver, and none whose reverse DNS does not say whose it is',
  ),
  refuses('127.255.255.255', 'this resolver asks more than Spamhaus answers for free'),
  refuses('127.255.255.0/24', 'Spamhaus refuses the question'),
]
const keyRefusals: readonly ListCode[] = [
  refuses('127.255.255.255', 'the key is used up for now'),
  refuses('127.255.255.0/24', 'Spamhaus refuses the question; a key that is wrong or switched off has such an answer'),
]
const byNetwork = {
  expires: 'An SBL entry stays until whoever runs the network has it taken out.',
  removal: 'network',
} as const
const sbl: readonly ListCode[] = [
  { ...accuses('127.0.0.2', 'SBL: a verified source of spam, or a service for spammers'), ...byNetwork },
  {
    ...accuses('127.0.0.3', 'CSS: low reputation of this address'),
    expires: 'A CSS entry goes by itself some days after the cause has ended.',
  },
  {
    ...accuses('127.0.0.9', 'DROP: a network that is hijacked or wholly criminal'),
    ...byNetwork,
    expires: 'A DROP entry is about the whole network, and stays as long as the network is what it says.',
  },
  accuses('127.0.0.30', 'BCL: it controls a botnet'),
]
const xblExpires =
  'An XBL entry goes by itself once no more is seen of the cause; taken out before that, it comes back.'
const xbl: readonly ListCode[] = [
  { ...accuses('127.0.0.4', 'XBL: an infected host or an open proxy'), expires: xblExpires },
]
const pblExpires = 'A PBL entry stays until the network, or you, have the address taken out.'
const pbl: readonly ListCode[] = [
  {
    ...policy('127.0.0.10', 'PBL: its network says that it is not meant to send mail directly'),
    expires: pblExpires,
  },
  {
    ...policy('127.0.0.11', 'PBL: Spamhaus takes it for one that is not meant to send mail directly'),
    expires: pblExpires,
  },
]
const zen: readonly ListCode[] = [
  ...sbl,
  ...xbl,
  accuses('127.0.0.5', 'XBL, by a code that is not in use today'),
  accuses('127.0.0.6', 'XBL, by a code that is not in use today'),
  accuses('127.0.0.7', 'XBL, by a code that is not in use today'),
  ...pbl,
]
const dbl: readonly ListCode[] = [
  accuses('127.0.1.2', 'a spam domain, or one of low reputation'),
  accuses('127.0.1.4', 'a phishing domain'),
  accuses('127.0.1.5', 'a malware domain'),
  accuses('127.0.1.6', 'a domain that controls a botnet'),
  accuses('127.0.1.102', 'a legitimate domain that others abuse for spam', 'low'),
  accuses('127.0.1.103', 'a redirector or shortener that others abuse', 'low'),
  accuses('127.0.1.104', 'a legitimate domain that others abuse for phishing', 'low'),
  accuses('127.0.1.105', 'a legitimate domain that others abuse for malware', 'low'),
  accuses('127.0.1.106', 'a legitimate domain that others abuse to control a botnet', 'low'),
  misasked('127.0.1.255', 'this list holds domains, and an address was asked'),
]
const slash64 =
  'CSS lists a whole IPv6 /64 or more, so that a neighbour in the same /64 is enough; Spamhaus exempts nothing smaller.'
const zenActs = 'Microsoft, Apple, Yahoo, Comcast, Cox, Spectrum, GoDaddy and Laposte refuse mail by Spamhaus.'
const dblActs =
  'Microsoft refuses mail whose HELO or sender is on it, Apple refuses by it, and rspamd and SpamAssassin score it.'
const zenProbes = {
  ip4: { listed: '127.0.0.2', answers: ['127.0.0.2', '127.0.0.4', '127.0.0.10'], clear: '127.0.0.1' },
  ip6: ip6Probe,
}

/** Spamhaus's lists, the public ones and those that want a key (free for small senders). */
export const spamhausLists: readonly Blocklist[] = [
  {
    zone: 'zen.dq.spamhaus.net',
    name: 'Spamhaus ZEN with a key',
    operator: 'Spamhaus',
    kinds: ['ip4', 'ip6'],
    tier: 'core',
    impact: 'high',
    acts: zenActs,
    scope: 'ip',
    codes: [...zen, ...keyRefusals],
    probes: { ip4: ip4Probe, ip6: ip6Probe },
    key: 'spamhaus',
    includes: ['zen.spamhaus.org', 'sbl.spamhaus.org', 'xbl.spamhaus.org', 'pbl.spamhaus.org'],
    lookup: 'https://check.spamhaus.org/query/ip/{ip}',
    removal: 'https://check.spamhaus.org/results/?query={ip}',
    ip6Note: slash64,
    decides: true,
    sources: [
      'https://docs.spamhaus.com/datasets/docs/source/10-data-type-documentation/datasets/040-zones.html',
      'github:spamhaus/rspamd-dqs@47bfe742:README.md and 3.x/rbl.conf (2024-04-03)',
      'github:spamhaus/spamassassin-dqs@f1baa259:README.md, 4.0.0+/sh.cf (2024-02-08)',
    ],
  },
  {
    zone: 'zen.spamhaus.org',
    name: 'Spamhaus ZEN',
    operator: 'Spamhaus',
    kinds: ['ip4', 'ip6'],
    tier: 'core',
    impact: 'high',
    acts: zenActs,
    scope: 'ip',
    codes: [...zen, ...refusals],
    probes: zenProbes,
    includes: ['sbl.spamhaus.org', 'xbl.spamhaus.org', 'pbl.spamhaus.org'],
    lookup: 'https://check.spamhaus.org/query/ip/{ip}',
    removal: 'https://check.spamhaus.org/results/?query={ip}',
    ip6Note: slash64,
    decides: true,
    sources: [
      'https://docs.spamhaus.com/datasets/docs/source/10-data-type-documentation/datasets/040-zones.html',
      'https://www.spamhaus.org/news/article/788/ (2019-09-30, error-code range)',
      'https://www.spamhaus.org/organization/dnsblusage/',
    ],
  },
  {
    zone: 'sbl.spamhaus.org',
    name: 'Spamhaus SBL',
    operator: 'Spamhaus',
    kinds: ['ip4', 'ip6'],
    tier: 'named-only',
    impact: 'high',
    acts: zenActs,
    scope: 'ip',
    codes: [...sbl, ...refusals],
    probes: { ip4: ip4Probe, ip6: ip6Probe },
    lookup: 'https://check.spamhaus.org/query/ip/{ip}',
    removal: 'https://check.spamhaus.org/results/?query={ip}',
    ip6Note: slash64,
    sources: [
      'https://docs.spamhaus.com/datasets/docs/source/10-data-type-documentation/datasets/040-zones.html',
      'https://www.spamhaus.org/faq/section/Spamhaus%20CSS',
      'https://www.spamhaus.org/sbl/delistingprocedure/',
      'github:apache/spamassassin@f7fe7b82:rules/20_dnsbl_tests.cf (2024-10-24)',
    ],
  },
  {
    zone: 'xbl.spamhaus.org',
    name: 'Spamhaus XBL',
    operator: 'Spamhaus',
    kinds: ['ip4', 'ip6'],
    tier: 'named-only',
    impact: 'high',
    acts: 'Yahoo refuses mail by it, and tenants of Microsoft 365 were seen to.',
    scope: 'ip',
    codes: [...xbl, ...refusals],
    probes: { ip4: { listed: '127.0.0.2', answers: ['127.0.0.4'], clear: '127.0.0.1' }, ip6: ip6Probe },
    lookup: 'https://check.spamhaus.org/query/ip/{ip}',
    removal: 'https://check.spamhaus.org/results/?query={ip}',
    sources: [
      'https://docs.spamhaus.com/datasets/docs/source/10-data-type-documentation/datasets/040-zones.html',
      'github:haraka/haraka-plugin-dns-list@8d0ba365:test/dns-list.js',
      'github:sisimai/p5-sisimai@21cfb932:lib/Sisimai/Rhost/YahooInc.pm',
    ],
  },
  {
    zone: 'pbl.spamhaus.org',
    name: 'Spamhaus PBL',
    operator: 'Spamhaus',
    kinds: ['ip4', 'ip6'],
    tier: 'named-only',
    impact: 'high',
    acts: 'Whoever refuses mail by Spamhaus ZEN refuses it by this part too.',
    scope: 'ip',
    codes: [...pbl, ...refusals],
    probes: { ip4: ip4Probe, ip6: ip6Probe },
    lookup: 'https://check.spamhaus.org/query/ip/{ip}',
    removal: 'https://check.spamhaus.org/results/?query={ip}',
    sources: [
      'https://docs.spamhaus.com/datasets/docs/source/10-data-type-documentation/datasets/040-zones.html',
      'https://www.spamhaus.org/pbl/removal/',
      'github:rspamd/rspamd@eaac8e914:conf/scores.d/rbl_group.conf + surbl_group.conf',
    ],
  },
  {
    zone: 'dbl.dq.spamhaus.net',
    name: 'Spamhaus DBL with a key',
    operator: 'Spamhaus',
    kinds: ['domain'],
    tier: 'core',
    impact: 'high',
    acts: dblActs,
    scope: 'domain',
    codes: [...dbl, ...keyRefusals],
    probes: { domain: { listed: 'dbltest.com', clear: 'example.com' } },
    key: 'spamhaus',
    includes: ['dbl.spamhaus.org'],
    hostNames: true,
    lookup: 'https://check.spamhaus.org/results/?query={domain}',
    removal: 'https://check.spamhaus.org/results/?query={domain}',
    sources: [
      'https://docs.spamhaus.com/datasets/docs/source/10-data-type-documentation/datasets/040-zones.html',
      'github:spamhaus/rspamd-dqs@47bfe742:README.md and 3.x/rbl.conf (2024-04-03)',
      'github:haraka/haraka-plugin-uribl@ff5a5379:config/uribl.ini (2026-03-10)',
    ],
  },
  {
    zone: 'dbl.spamhaus.org',
    name: 'Spamhaus DBL',
    operator: 'Spamhaus',
    kinds: ['domain'],
    tier: 'core',
    impact: 'high',
    acts: dblActs,
    scope: 'domain',
    codes: [...dbl, ...refusals],
    probes: { domain: { listed: 'dbltest.com', answers: ['127.0.1.2'], clear: 'example.com' } },
    hostNames: true,
    lookup: 'https://check.spamhaus.org/results/?query={domain}',
    removal: 'https://check.spamhaus.org/results/?query={domain}',
    sources: [
      'https://docs.spamhaus.com/datasets/docs/source/10-data-type-documentation/datasets/040-zones.html',
      'github:apache/spamassassin@f7fe7b82:rules/25_uribl.cf',
      'github:rspamd/rspamd@eaac8e914:conf/modules.d/rbl.conf (2026-08-21)',
    ],
  },
  {
    zone: 'zrd.dq.spamhaus.net',
    name: 'Spamhaus ZRD',
    operator: 'Spamhaus',
    kinds: ['domain'],
    tier: 'extended',
    impact: 'medium',
    acts: 'Those who use Spamhaus with a key can hold it against a domain for its first day.',
    scope: 'domain',
    codes: [
      isNew('127.0.2.2', 'first seen less than two hours ago'),
      isNew('127.0.2.3', 'first seen two to three hours ago'),
      isNew('127.0.2.{hours}', 'first seen less than a day ago'),
      misasked('127.0.2.255', 'this list holds domains, and an address was asked'),
      ...keyRefusals,
    ],
    probes: {},
    key: 'spamhaus',
    lookup: 'https://check.spamhaus.org/results/?query={domain}',
    expires: 'An entry goes by itself after 24 hours.',
    sources: [
      'https://docs.spamhaus.com/datasets/docs/source/10-data-type-documentation/datasets/040-zones.html',
      'github:spamhaus/rspamd-dqs@47bfe742:README.md and 3.x/rbl.conf (2024-04-03)',
    ],
  },
  {
    zone: 'authbl.dq.spamhaus.net',
    name: 'Spamhaus AuthBL',
    operator: 'Spamhaus',
    kinds: ['ip4', 'ip6'],
    tier: 'extended',
    impact: 'low',
    acts: 'Those who use it refuse logins from it, not mail; a bot on this address tries stolen passwords.',
    scope: 'ip',
    codes: [accuses('127.0.0.20', 'it was seen using stolen passwords'), ...keyRefusals],
    probes: {},
    key: 'spamhaus',
    lookup: 'https://check.spamhaus.org/query/ip/{ip}',
    removal: 'https://check.spamhaus.org/results/?query={ip}',
    sources: [
      'https://docs.spamhaus.com/datasets/docs/source/10-data-type-documentation/datasets/040-zones.html',
      'github:spamhaus/rspamd-dqs@47bfe742:README.md and 3.x/rbl.conf (2024-04-03)',
    ],
  },
]
