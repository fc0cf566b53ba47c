import type { DnsAnswer, SeenAnswer } from '../../src/core/dns.ts'
import type { NameServer, NameServers, Zone } from '../../src/core/zone.ts'
import { noData, records, unseen } from './answers.ts'

/** A zone as the tests of its checks have it: shop.com, live or from a file. */
export const shopZone = (transport: 'udp' | 'zone-file' = 'udp'): Zone => ({
  status: 'exists',
  apex: 'shop.com',
  answer: serial(7, { transport, ...(transport === 'zone-file' && { server: 'new.zone' }) }) as SeenAnswer<'SOA'>,
})

/** The domain that these checks are asked about. */
export const shop = { kind: 'domain', name: 'shop.com', display: 'shop.com' } as const

/** An SOA answer with this serial, authoritative unless said otherwise. */
export const serial = (number: number, more: Parameters<typeof records>[3] = {}): DnsAnswer<'SOA'> =>
  records(
    'shop.com',
    'SOA',
    [{ mname: 'ns1.shop.com', rname: 'h.shop.com', serial: number, refresh: 1, retry: 1, expire: 1, minimum: 1 }],
    { authoritative: true, ...more },
  )

/** A name server and what each of its addresses says. */
export function server(
  host: string,
  soas: Record<string, DnsAnswer<'SOA'>>,
  mail: Record<string, Record<string, DnsAnswer>> = {},
): NameServer {
  const addresses = Object.entries(soas).map(([address, soa]) => ({ address, soa }))
  const of = (family: 4 | 6) =>
    addresses.map(({ address }) => address).filter((a) => a.includes(':') === (family === 6))
  return {
    host,
    addresses,
    lookups: {
      A: of(4).length ? records(host, 'A', of(4)) : noData(host, 'A'),
      AAAA: of(6).length ? records(host, 'AAAA', of(6)) : noData(host, 'AAAA'),
    },
    mailRecords: Object.entries(mail).map(([address, answers]) => ({ address, answers })),
  }
}

/** A name server whose addresses could not be looked up. */
export const unseenServer = (host: string): NameServer => ({
  host,
  addresses: [],
  lookups: { A: unseen(), AAAA: unseen() },
  mailRecords: [],
})

export const serversOf = (...servers: NameServer[]): NameServers => ({
  zone: 'shop.com',
  answer: records(
    'shop.com',
    'NS',
    servers.map(({ host }) => host),
  ) as SeenAnswer<'NS'>,
  servers,
})
