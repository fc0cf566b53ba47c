import type { TestContext } from 'node:test'
import type { DnsAnswer } from '../../src/core/dns.ts'
import { type DnsOptions, type OpenDns, openDns } from '../../src/net/dns/client.ts'
import type { Response } from '../../src/net/dns/message.ts'
import { type Answer, type NameServer, type Reply, startNameServer } from '../../src/net/dns/name-server.ts'
import type { ResourceRecord } from '../../src/records/dns.ts'

/** A client whose resolvers, and whatever servers are asked directly, are name servers of our own on loopback. */
export interface Setting extends OpenDns {
  servers: Record<string, NameServer>
}
type Options = Partial<Omit<DnsOptions, 'resolvers'>> & {
  /** Which of the addresses are resolvers, in order; default the first. */
  resolvers?: readonly string[]
  transport?: 'udp' | 'tcp'
}

/** Starts one server for each documentation address; a number stands for a loopback port where there is none. */
export async function openAgainst(
  t: TestContext,
  answers: Record<string, Answer | number>,
  { resolvers = Object.keys(answers).slice(0, 1), transport = 'udp', ...options }: Options = {},
): Promise<Setting> {
  const servers: Record<string, NameServer> = {}
  const ports: Record<string, number> = {}
  for (const [address, answer] of Object.entries(answers)) {
    const server = typeof answer === 'number' ? undefined : await startNameServer({ answer })
    if (server) servers[address] = server
    ports[address] = server?.port ?? Number(answer)
  }
  const opened = openDns({
    resolvers: resolvers.map((address) => ({ address, port: 53, transport })),
    timeoutMs: 400,
    reach: (address) => ({ address: '127.0.0.1', port: ports[address] ?? 1 }),
    ...options,
  })
  t.after(async () => {
    opened.close()
    await Promise.all(Object.values(servers).map((server) => server.close()))
  })
  return { ...opened, servers }
}

/** Says nothing, ever. */
export const silent: Answer = () => undefined

/** What the tests ask about, and what stands there. */
export const name = 'shop.example'
export const txt: ResourceRecord<'TXT'> = { name, type: 'TXT', ttl: 300, data: ['v=spf1 -all'] }
export const soa: ResourceRecord<'SOA'> = {
  name,
  type: 'SOA',
  ttl: 900,
  data: {
    mname: 'ns.shop.example',
    rname: 'root.shop.example',
    serial: 1,
    refresh: 2,
    retry: 3,
    expire: 4,
    minimum: 60,
  },
}
export const good: Response = { answers: [txt], recursionAvailable: true }
export const always =
  (reply: Reply): Answer =>
  () =>
    reply
export const reasonOf = (answer: DnsAnswer): string => (answer.kind === 'blind' ? answer.blind.reason : answer.kind)
export const detailOf = (answer: DnsAnswer): string => (answer.kind === 'blind' ? answer.blind.detail : answer.kind)
