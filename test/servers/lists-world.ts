import { secretKey } from '../support/key-echoes.ts'
import { startNsd } from '../support/nsd.ts'
import { type ListSet, type Rbldnsd, startRbldnsd } from '../support/rbldnsd.ts'
import type { RealServer } from '../support/real-server.ts'
import { startUnbound } from '../support/unbound.ts'

/** Lists held by rbldnsd and names held by nsd, both behind unbound: what an administrator's own machine sees. */
export interface ListsWorld {
  /** As `--resolver` takes it. */
  resolver: string
  lists: Rbldnsd
  close(): Promise<void>
}

/** The addresses and names of this world, by what the lists hold about them. */
export const held = {
  /** SBL, DROP and XBL at once. */
  several: '32.60.0.10',
  policy: '32.60.0.11',
  clean: '32.60.0.12',
  /** On dnswl.org, with high trust. */
  trusted: '32.60.0.13',
  /** Its whole network on UCEPROTECT 3, it itself nowhere. */
  networkOnly: '32.60.0.14',
  spamcop: '32.60.0.15',
  /** Its PTR name is under a domain that DBL and SURBL list. */
  badName: '32.60.0.16',
  own: '32.60.0.17',
  keyed: '32.60.0.18',
  /** A CSS entry for its /64. */
  listed6: '2600:1f00:0:1::25',
  clean6: '2600:1f00:0:2::25',
}

const ip4 = (value: string, ...entries: string[]): ListSet => ({ kind: 'ip4set', value, entries })
const ip6 = (value: string, ...entries: string[]): ListSet => ({ kind: 'ip6trie', value, entries })
const domains = (value: string, ...entries: string[]): ListSet => ({ kind: 'dnset', value, entries })
const test4 = '127.0.0.2'
const test6 = '::ffff:7f00:2'
const spam = '127.0.0.2:Blocked - see https://list.example/?ip=$'

const lists: Record<string, ListSet[]> = {
  'zen.spamhaus.org': [
    ip4('127.0.0.2:https://check.spamhaus.org/sbl/query/SBL1', test4, held.several),
    ip4('127.0.0.4:', test4, held.several),
    ip4('127.0.0.10:', test4),
    ip4('127.0.0.9:', held.several),
    ip4('127.0.0.11:https://check.spamhaus.org/query/ip/$', held.policy),
    ip6('127.0.0.3:', '2600:1f00:0:1::/64'),
    ip6('127.0.0.2:', test6),
  ],
  [`${secretKey}.zen.dq.spamhaus.net`]: [
    ip4('127.0.0.2:', test4),
    ip4('127.0.0.3:https://check.spamhaus.org/query/ip/$', held.keyed),
  ],
  [`${secretKey}.dbl.dq.spamhaus.net`]: [domains('127.0.1.2:', 'dbltest.com')],
  'bl.spamcop.net': [ip4(spam, test4, held.spamcop)],
  'b.barracudacentral.org': [ip4(spam, test4)],
  'bl.mailspike.net': [ip4(spam, test4)],
  'psbl.surriel.com': [ip4(spam, test4)],
  'backscatter.spameatingmonkey.net': [ip4(spam, test4)],
  'ips.backscatterer.org': [ip4(spam, test4)],
  'dnsbl-2.uceprotect.net': [ip4(spam, test4)],
  'dnsbl-3.uceprotect.net': [ip4('127.0.0.2:Your ISP AS64500 has 200 impacts', test4, held.networkOnly)],
  'netbl.spameatingmonkey.net': [ip4(spam, test4)],
  'nbl.0spam.org': [ip4(spam, test4)],
  'list.dnswl.org': [
    ip4('127.0.10.0:', test4),
    ip4('127.0.9.3:shop.example https://dnswl.org/s/?s=1', held.trusted),
    ip6('127.0.10.0:', '::2'),
  ],
  'dbl.spamhaus.org': [domains('127.0.1.2:', 'dbltest.com', '.bad.example')],
  'multi.surbl.org': [
    domains('127.0.0.254:', 'surbl-org-permanent-test-point.com'),
    domains('127.0.0.72:', '.bad.example'),
  ],
  'multi.uribl.com': [domains('127.0.0.14:', 'test.uribl.com')],
  'fresh15.spameatingmonkey.net': [domains('127.0.0.2:', '_DNSBL_.test')],
  'rbl.shop.example': [
    ip4('127.0.0.2:seen here $', test4, held.own),
    ip6('127.0.0.2:', test6),
    domains('127.0.0.2:', 'test'),
  ],
  'unproven.shop.example': [ip4('127.0.0.2:', held.own)],
}

const reversed = (address: string) => `${address.split('.').reverse().join('.')}.in-addr.arpa.`
const names: readonly (readonly [address: string, name: string])[] = [
  [held.several, 'several.shop.example.'],
  [held.policy, 'policy.shop.example.'],
  [held.clean, 'mail.shop.example.'],
  [held.trusted, 'trusted.shop.example.'],
  [held.networkOnly, 'network.shop.example.'],
  [held.spamcop, 'spamcop.shop.example.'],
  [held.badName, 'mail.bad.example.'],
  [held.own, 'own.shop.example.'],
  [held.keyed, 'keyed.shop.example.'],
]
const root = `$ORIGIN .
$TTL 300
@ SOA ns1.example. hostmaster.example. 1 3600 900 604800 60
@ NS ns1.example.
ns1.example. A 192.0.2.53
a.root-servers.net. A 198.41.0.4
${names.map(([address, name]) => `${reversed(address)} PTR ${name}\n${name} A ${address}`).join('\n')}
5.2.0.0.0.0.0.0.0.0.0.0.0.0.0.0.1.0.0.0.0.0.0.0.0.0.f.1.0.0.6.2.ip6.arpa. PTR six.shop.example.
six.shop.example. AAAA ${held.listed6}
5.2.0.0.0.0.0.0.0.0.0.0.0.0.0.0.2.0.0.0.0.0.0.0.0.0.f.1.0.0.6.2.ip6.arpa. PTR mail6.shop.example.
mail6.shop.example. AAAA ${held.clean6}
12.0.60.32.origin.asn.cymru.com. TXT "64500 | 32.60.0.0/16 | US | arin | 2014-03-11"
AS64500.asn.cymru.com. TXT "64500 | US | arin | 2014-03-11 | SHOP-AS Shop Networks, US"
shop.example. TXT "v=spf1 ip4:${held.clean} ip4:${held.several} ip4:32.60.0.0/16 include:relay.example -all"
relay.example. TXT "v=spf1 ip4:${held.spamcop} -all"
`

export async function startListsWorld(): Promise<ListsWorld> {
  const started: RealServer[] = []
  const close = async () => {
    await Promise.all(started.map((server) => server.close()))
  }
  const keep = <S extends RealServer>(server: S): S => {
    started.push(server)
    return server
  }
  try {
    const rbldnsd = keep(await startRbldnsd(lists))
    const nsd = keep(await startNsd({ '.': root }))
    const stubs = [
      { zone: '.', port: nsd.port },
      ...Object.keys(lists).map((zone) => ({ zone: `${zone}.`, port: rbldnsd.port })),
    ]
    const unbound = keep(await startUnbound(stubs, { ready: 'zen.spamhaus.org' }))
    return { resolver: `127.0.0.1:${unbound.port}`, lists: rbldnsd, close }
  } catch (error) {
    await close()
    throw error
  }
}
