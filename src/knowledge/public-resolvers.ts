/** Resolvers that many share, so that a list sees none of those who ask through them. */
export interface PublicResolver {
  /** `Google Public DNS` */
  operator: string
  /** Who may ask: anybody, or the customers of a hosting company, whom it serves all from the same addresses. */
  openTo: 'anybody' | 'customers'
  /** In canonical form (RFC 5952). */
  addresses: readonly string[]
  /** Names of its encrypted service; those below them too. */
  names: readonly string[]
}

/** From the operators' own pages, as they are widely known; only addresses that nobody else has (2026-11). */
export const publicResolvers: readonly PublicResolver[] = [
  {
    operator: 'Google Public DNS',
    openTo: 'anybody',
    addresses: [
      '8.8.8.8',
      '8.8.4.4',
      '2001:4860:4860::8888',
      '2001:4860:4860::8844',
      '2001:4860:4860::6464',
      '2001:4860:4860::64',
    ],
    names: ['dns.google', 'dns64.dns.google', 'dns.google.com'],
  },
  {
    operator: 'Cloudflare',
    openTo: 'anybody',
    addresses: [
      '1.1.1.1',
      '1.0.0.1',
      '1.1.1.2',
      '1.0.0.2',
      '1.1.1.3',
      '1.0.0.3',
      '2606:4700:4700::1111',
      '2606:4700:4700::1001',
      '2606:4700:4700::1112',
      '2606:4700:4700::1002',
      '2606:4700:4700::1113',
      '2606:4700:4700::1003',
      '2606:4700:4700::64',
      '2606:4700:4700::6400',
    ],
    names: ['cloudflare-dns.com', 'one.one.one.one', 'cloudflare-gateway.com'],
  },
  {
    operator: 'Quad9',
    openTo: 'anybody',
    addresses: [
      '9.9.9.9',
      '149.112.112.112',
      '9.9.9.10',
      '149.112.112.10',
      '9.9.9.11',
      '149.112.112.11',
      '2620:fe::fe',
      '2620:fe::9',
      '2620:fe::10',
      '2620:fe::fe:10',
      '2620:fe::11',
      '2620:fe::fe:11',
    ],
    names: ['quad9.net'],
  },
  {
    operator: 'OpenDNS',
    openTo: 'anybody',
    addresses: [
      '208.67.222.222',
      '208.67.220.220',
      '208.67.222.220',
      '208.67.220.222',
      '208.67.222.123',
      '208.67.220.123',
      '2620:119:35::35',
      '2620:119:53::53',
      '2620:119:35::123',
      '2620:119:53::123',
      '2620:0:ccc::2',
      '2620:0:ccd::2',
    ],
    names: ['opendns.com', 'dns.umbrella.com'],
  },
  {
    operator: 'AdGuard DNS',
    openTo: 'anybody',
    addresses: [
      '94.140.14.14',
      '94.140.15.15',
      '94.140.14.15',
      '94.140.15.16',
      '94.140.14.140',
      '94.140.14.141',
      '2a10:50c0::ad1:ff',
      '2a10:50c0::ad2:ff',
      '2a10:50c0::bad1:ff',
      '2a10:50c0::bad2:ff',
      '2a10:50c0::1:ff',
      '2a10:50c0::2:ff',
    ],
    names: ['adguard-dns.com', 'dns.adguard.com'],
  },
  { operator: 'NextDNS', openTo: 'anybody', addresses: ['45.90.28.0', '45.90.30.0'], names: ['nextdns.io'] },
  {
    operator: 'Control D',
    openTo: 'anybody',
    addresses: [
      '76.76.2.0',
      '76.76.2.1',
      '76.76.2.2',
      '76.76.2.3',
      '76.76.2.4',
      '76.76.2.5',
      '76.76.10.0',
      '76.76.10.1',
      '76.76.10.2',
      '76.76.10.3',
      '76.76.10.4',
      '76.76.10.5',
    ],
    names: ['controld.com'],
  },
  {
    operator: 'CleanBrowsing',
    openTo: 'anybody',
    addresses: [
      '185.228.168.9',
      '185.228.169.9',
      '185.228.168.10',
      '185.228.169.11',
      '185.228.168.168',
      '185.228.169.168',
      '2a0d:2a00:1::',
      '2a0d:2a00:2::',
      '2a0d:2a00:1::1',
      '2a0d:2a00:2::1',
      '2a0d:2a00:1::2',
      '2a0d:2a00:2::2',
    ],
    names: ['cleanbrowsing.org'],
  },
  {
    operator: 'Mullvad',
    openTo: 'anybody',
    addresses: [
      '194.242.2.2',
      '194.242.2.3',
      '194.242.2.4',
      '194.242.2.5',
      '194.242.2.6',
      '194.242.2.9',
      '2a07:e340::2',
      '2a07:e340::3',
      '2a07:e340::4',
    ],
    names: ['dns.mullvad.net'],
  },
  {
    operator: 'DNS4EU',
    openTo: 'anybody',
    addresses: [
      '86.54.11.1',
      '86.54.11.201',
      '86.54.11.11',
      '86.54.11.211',
      '86.54.11.12',
      '86.54.11.212',
      '86.54.11.13',
      '86.54.11.213',
      '86.54.11.100',
      '86.54.11.200',
    ],
    names: ['joindns4.eu'],
  },
  {
    operator: 'DNS.WATCH',
    openTo: 'anybody',
    addresses: ['84.200.69.80', '84.200.70.40', '2001:1608:10:25::1c04:b12f', '2001:1608:10:25::9249:d69b'],
    names: ['dns.watch'],
  },
  {
    operator: 'Verisign and UltraDNS Public DNS',
    openTo: 'anybody',
    addresses: ['64.6.64.6', '64.6.65.6', '156.154.70.1', '156.154.71.1', '2620:74:1b::1:1', '2620:74:1c::2:2'],
    names: [],
  },
  {
    operator: 'Level 3',
    openTo: 'anybody',
    addresses: ['4.2.2.1', '4.2.2.2', '4.2.2.3', '4.2.2.4', '4.2.2.5', '4.2.2.6', '209.244.0.3', '209.244.0.4'],
    names: [],
  },
  {
    operator: 'Hurricane Electric',
    openTo: 'anybody',
    addresses: ['74.82.42.42', '2001:470:20::2'],
    names: ['ordns.he.net'],
  },
  { operator: 'Comodo Secure DNS', openTo: 'anybody', addresses: ['8.26.56.26', '8.20.247.20'], names: [] },
  {
    operator: 'Yandex DNS',
    openTo: 'anybody',
    addresses: [
      '77.88.8.8',
      '77.88.8.1',
      '77.88.8.88',
      '77.88.8.2',
      '77.88.8.7',
      '77.88.8.3',
      '2a02:6b8::feed:ff',
      '2a02:6b8:0:1::feed:ff',
    ],
    names: ['dns.yandex.net', 'dns.yandex.ru'],
  },
  {
    operator: 'AliDNS',
    openTo: 'anybody',
    addresses: ['223.5.5.5', '223.6.6.6', '2400:3200::1', '2400:3200:baba::1'],
    names: ['dns.alidns.com'],
  },
  { operator: 'DNSPod', openTo: 'anybody', addresses: ['119.29.29.29'], names: ['doh.pub', 'dot.pub', 'dns.pub'] },
  { operator: '114DNS', openTo: 'anybody', addresses: ['114.114.114.114', '114.114.115.115'], names: [] },
  { operator: 'Baidu DNS', openTo: 'anybody', addresses: ['180.76.76.76'], names: [] },
  {
    operator: 'UncensoredDNS',
    openTo: 'anybody',
    addresses: ['91.239.100.100', '89.233.43.71', '2001:67c:28a4::', '2a01:3a0:53:53::'],
    names: ['uncensoreddns.org'],
  },
  {
    operator: 'CZ.NIC ODVR',
    openTo: 'anybody',
    addresses: ['193.17.47.1', '185.43.135.1', '2001:148f:ffff::1', '2001:148f:fffe::1'],
    names: ['odvr.nic.cz'],
  },
  {
    operator: 'CIRA Canadian Shield',
    openTo: 'anybody',
    addresses: [
      '149.112.121.10',
      '149.112.122.10',
      '149.112.121.20',
      '149.112.122.20',
      '149.112.121.30',
      '149.112.122.30',
    ],
    names: ['canadianshield.cira.ca'],
  },
  { operator: 'dnsforge.de', openTo: 'anybody', addresses: ['176.9.93.198', '176.9.1.117'], names: ['dnsforge.de'] },
  {
    operator: 'Freifunk München',
    openTo: 'anybody',
    addresses: ['5.1.66.255', '185.150.99.255', '2001:678:e68:f000::', '2001:678:ed0:f000::'],
    names: ['ffmuc.net'],
  },
  {
    operator: 'Digitale Gesellschaft',
    openTo: 'anybody',
    addresses: ['185.95.218.42', '185.95.218.43', '2a05:fc84::42', '2a05:fc84::43'],
    names: ['dns.digitale-gesellschaft.ch'],
  },
  { operator: 'SWITCH', openTo: 'anybody', addresses: ['130.59.31.248', '130.59.31.251'], names: ['dns.switch.ch'] },
  { operator: 'SafeDNS', openTo: 'anybody', addresses: ['195.46.39.39', '195.46.39.40'], names: [] },
  { operator: 'Amazon', openTo: 'customers', addresses: ['169.254.169.253', 'fd00:ec2::253'], names: [] },
  { operator: 'Microsoft Azure', openTo: 'customers', addresses: ['168.63.129.16'], names: [] },
  { operator: 'Google Cloud', openTo: 'customers', addresses: ['169.254.169.254'], names: [] },
  { operator: 'DigitalOcean', openTo: 'customers', addresses: ['67.207.67.2', '67.207.67.3'], names: [] },
  {
    operator: 'Hetzner',
    openTo: 'customers',
    addresses: ['185.12.64.1', '185.12.64.2', '2a01:4ff:ff00::add:1', '2a01:4ff:ff00::add:2'],
    names: [],
  },
  { operator: 'OVHcloud', openTo: 'customers', addresses: ['213.186.33.99'], names: [] },
  { operator: 'Vultr', openTo: 'customers', addresses: ['108.61.10.10'], names: [] },
]

const byAddress = new Map(publicResolvers.flatMap((one) => one.addresses.map((address) => [address, one] as const)))

/**
 * Whose a resolver is, by its address as a person names it: `8.8.8.8`, `[2001:db8::1]:5353`, `tcp://192.0.2.53`,
 * `tls://dns.example`, `https://dns.example/dns-query`. Nothing where that is not known.
 */
export function publicResolverOf(resolver: string): PublicResolver | undefined {
  const host = hostOf(resolver)
  return (
    byAddress.get(host) ??
    publicResolvers.find(({ names }) => names.some((name) => host === name || host.endsWith(`.${name}`)))
  )
}

function hostOf(resolver: string): string {
  const [authority = ''] = resolver
    .toLowerCase()
    .replace(/^[a-z0-9+]{1,9}:\/\//, '')
    .split('/')
  const [, inside] = /^\[([^\]]*)\]/.exec(authority) ?? []
  if (inside !== undefined) return inside
  return authority.includes('::') || authority.split(':').length > 2
    ? authority
    : authority.replace(/:\d*$/, '').replace(/\.$/, '')
}
